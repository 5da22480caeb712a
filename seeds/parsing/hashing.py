"""Features as numbers: words and signs hashed into places of a table of weights, the same on every machine."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from zlib import crc32

PLACES = 1 << 17
_LAST = PLACES - 1
_OPEN_TONE = re.compile(r"([oóòỏõọ])([aáàảãạeéèẻẽẹ])$|(?<!q)([uúùủũụ])([yýỳỷỹỵ])$")
_PLAIN = str.maketrans("óòỏõọúùủũụáàảãạéèẻẽẹýỳỷỹỵ", "ooooouuuuuaaaaaeeeeeyyyyy")
_ROWS = {row[0]: row for row in ("oóòỏõọ", "uúùủũụ", "aáàảãạ", "eéèẻẽẹ", "yýỳỷỹỵ")}
_TONES = {letter: number for row in _ROWS.values() for number, letter in enumerate(row)}


@lru_cache(maxsize=1 << 16)
def key(word: str) -> int:
    """Return the number of a word; case does not matter, nor does which vowel carries the tone (hoà, hòa)."""
    return crc32(_OPEN_TONE.sub(_tone_first, word.lower()).encode()) & 0x3FFFFFFF


def place(kind: int, *keys: int) -> int:
    """Return the place in the table for keys that occur together, in this order."""
    mixed = kind
    for number in keys:
        mixed = (mixed * 0x01000193 ^ number) & 0xFFFFFFFF
    return mixed * 0x2545F491 >> 9 & _LAST


def places(kind: int, keys: Iterable[int]) -> list[int]:
    """Return the place of each key by itself."""
    base = kind * 0x01000193
    return [((base ^ number) & 0xFFFFFFFF) * 0x2545F491 >> 9 & _LAST for number in keys]


def crossed(kind: int, keys: Sequence[int]) -> list[int]:
    """Return the places of every two keys that occur together, whatever their order."""
    base, ordered = kind * 0x01000193, sorted(keys)
    return [
        ((one ^ other * 0x85EBCA6B) & 0xFFFFFFFF) * 0x2545F491 >> 9 & _LAST
        for index, number in enumerate(ordered)
        for one in ((base ^ number) & 0xFFFFFFFF,)
        for other in ordered[:index]
    ]


def _tone_first(match: re.Match[str]) -> str:
    first, second = (group for group in match.groups() if group)
    tone = _TONES[first] or _TONES[second]
    return _ROWS[first.translate(_PLAIN)][tone] + second.translate(_PLAIN)
