"""Rules for passwords beyond Django's own."""

import re
import unicodedata
from collections.abc import Collection
from pathlib import Path

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.passwords import normalise_password

# What a password must be worth at least, in letters that stand for themselves.
WORTH = 6
# Nobody's passphrase turns on what comes after.
_READ = 256
_LEET = str.maketrans("013457@$!", "oleastasi")


class LongEnough(MinimumLengthValidator):
    """Django's, for the password as it will be stored: a letter typed with its marks apart counts once."""

    def validate(self, password: str, user: User | None = None) -> None:
        super().validate(normalise_password(password), user)


class NotGuessable:
    """Refuses what is put together from names, the paper's words, keyboard rows, years and little else."""

    def __init__(self, names: str = "") -> None:
        """Take the dotted name of a function that returns what the paper is called."""
        self._names = names
        self._words = frozenset(_weak_words())

    def validate(self, password: str, user: User | None = None) -> None:
        names = [*(import_string(self._names)() if self._names else []), *(_names_of(user) if user else [])]
        words = self._words | {_letters(fold(name)) for name in names}
        folded = fold(password)[:_READ]
        readings = (_letters(folded), _letters(folded.translate(_LEET)))
        if len(set(folded)) < WORTH or min(_worth(reading, words) for reading in readings) < WORTH:
            raise ValidationError(
                _(
                    "This password is easy to guess: it is made of names, words of the newsroom or keys in a row. "
                    "Put four or five unrelated words together instead."
                ),
                code="guessable",
            )

    def get_help_text(self) -> str:
        return _("Names of people or papers with numbers, or keys in a row, are refused: guessers try those first.")


class NotTheOneTimePassword:
    """A one-time password that is chosen again would be good for ever."""

    def validate(self, password: str, user: User | None = None) -> None:
        if user is not None and getattr(user, "must_change_password", False) and user.check_password(password):
            raise ValidationError(_("Choose another password than the one-time one."), code="one_time_password")

    def get_help_text(self) -> str:
        return _("It must not be the one-time password.")


def fold(text: str) -> str:
    """Return a text in small letters without marks; đ is d."""
    letters = unicodedata.normalize("NFKD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _worth(letters: str, words: Collection[str]) -> int:
    """Return how many letters a password is worth when each guessable word counts as one, cut as guessers would."""
    longest = max(map(len, words))
    worth = [0]
    for end in range(1, len(letters) + 1):
        starts = range(max(0, end - longest), end)
        worth.append(1 + min(worth[start] for start in starts if end - start == 1 or letters[start:end] in words))
    return worth[-1]


def _weak_words() -> list[str]:
    lines = Path(__file__).with_name("weak_words.txt").read_text(encoding="ascii").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]


def _names_of(user: User) -> list[str]:
    return [user.username, user.full_name, *user.full_name.split(), user.email.partition("@")[0]]


def _letters(folded: str) -> str:
    """Return what is neither digit, space nor sign of a keyboard: letters of any script, and emoji."""
    return re.sub(r"[\d\s!-/:-@\[-`{-~]", "", folded)
