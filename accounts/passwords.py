"""Passwords as people type them, and those that the machine chooses for them."""

import secrets
import unicodedata

# Without vowels, d and w a Vietnamese input method has nothing to change; without l and o nothing looks like a digit.
_LETTERS = "bcfghkmnpqrtvxz23456789"


def normalise_password(password: str) -> str:
    """Return the NFC form, so that keyboards which compose Vietnamese letters differently agree (NIST 800-63B)."""
    return unicodedata.normalize("NFC", password)


def one_time_password() -> str:
    """Return a random password that is easy to read out and to type: four groups of four."""
    return "-".join("".join(secrets.choice(_LETTERS) for _letter in range(4)) for _group in range(4))
