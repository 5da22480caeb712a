"""Features as numbers: words and signs hashed, the same on every machine.

One number names a place in each of two tables of weights, by bits of its own for either: two features that share a
place in one hardly ever share one in the other, so that what one table mistakes the other knows better.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from zlib import crc32

from articles.document.remembering import remember

PLACES = 1 << 17
SECOND = 20  # the bit at which the place in the second table begins
_OPEN_TONE = re.compile(r"([oóòỏõọ])([aáàảãạeéèẻẽẹ])$|(?<!q)([uúùủũụ])([yýỳỷỹỵ])$")
_PLAIN = str.maketrans("óòỏõọúùủũụáàảãạéèẻẽẹýỳỷỹỵ", "ooooouuuuuaaaaaeeeeeyyyyy")
_ROWS = {row[0]: row for row in ("oóòỏõọ", "uúùủũụ", "aáàảãạ", "eéèẻẽẹ", "yýỳỷỹỵ")}
_TONES = {letter: number for row in _ROWS.values() for number, letter in enumerate(row)}


@remember(most=1 << 16, longest=50)
def key(word: str) -> int:
    """Return the number of a word; case does not matter, nor does which vowel carries the tone (hoà, hòa)."""
    return crc32(_OPEN_TONE.sub(_tone_first, word.lower()).encode()) & 0x3FFFFFFF


def pair(kind: int, one: int, two: int) -> int:
    """Return the number of two keys that occur together, in this order."""
    return (((kind * 0x01000193 ^ one) * 0x01000193 ^ two) & 0xFFFFFFFF) * 0x2545F491 >> 9


def place(kind: int, *keys: int) -> int:
    """Return the number of keys that occur together, in this order."""
    mixed = kind
    for number in keys:
        mixed = mixed * 0x01000193 ^ number
    return (mixed & 0xFFFFFFFF) * 0x2545F491 >> 9


def places(kind: int, keys: Iterable[int]) -> list[int]:
    """Return the number of each key by itself."""
    base = kind * 0x01000193
    return [((base ^ number) & 0xFFFFFFFF) * 0x2545F491 >> 9 for number in keys]


def side_by_side(kind: int, keys: Sequence[int]) -> list[int]:
    """Return the number of every two keys in a row."""
    base = kind * 0x01000193
    return [(((base ^ one) * 0x01000193 ^ other) & 0xFFFFFFFF) * 0x2545F491 >> 9 for one, other in pairwise(keys)]


def sign_features(signs: Sequence[str]) -> list[int]:
    """Return the numbers of signs, each by itself and then every two together, whatever their order."""
    keys = [key(sign) for sign in signs]
    return [*places(1, keys), *_crossed(2, keys)]


def _crossed(kind: int, keys: Sequence[int]) -> list[int]:
    base, ordered = kind * 0x01000193, sorted(keys)
    return [
        ((one ^ other * 0x85EBCA6B) & 0xFFFFFFFF) * 0x2545F491 >> 9
        for index, number in enumerate(ordered)
        for one in ((base ^ number) & 0xFFFFFFFF,)
        for other in ordered[:index]
    ]


def _tone_first(match: re.Match[str]) -> str:
    first, second = (group for group in match.groups() if group)
    tone = _TONES[first] or _TONES[second]
    return _ROWS[first.translate(_PLAIN)][tone] + second.translate(_PLAIN)
