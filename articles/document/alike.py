"""The same story in two files: a few numbers of each text by which its likes are found, and how alike two texts are.

A text is a set of its three-word shingles, accents and case aside. One hash of each falls into a bin; the smallest of
every bin stay, and two bins together make a trace. Texts that share four of five shingles share a trace in more than
99 of 100 cases; texts of two stories hardly ever do.
"""

import re
import zlib
from collections.abc import Set as AbstractSet

from articles.document.text import fold

# From here on two texts are one story: of their shingles, and of their numbers, which tell two of a daily series apart;
# the numbers of the first paragraph, where title and lead stand, must be the same.
ALIKE_FROM = 0.8
LEAST_PART = 0.5  # what is shorter than this is a notice of the story, not a copy of it
FEWEST_WORDS = 30  # shorter texts are alike by chance
_BINS = 12
_HEADER_DATE = re.compile(r"\s*date\s+[\d-]+", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+")


def traces(text: str) -> list[int]:
    """Return the numbers by which a text is found, none for one that is too short to be told apart."""
    shingles = _shingles(text)
    if len(shingles) < FEWEST_WORDS - 2:
        return []
    smallest: dict[int, int] = {}
    for value in sorted(map(zlib.crc32, shingles)):
        smallest.setdefault(value % _BINS, value)
        if len(smallest) == _BINS:
            break
    # The bin's own number keeps equal pairs of two bins apart; 62 bits fit a column of either database.
    return [
        (place // 2) << 59 | (smallest[place] >> 3) << 30 | smallest[place + 1] >> 2
        for place in range(0, _BINS, 2)
        if place in smallest and place + 1 in smallest
    ]


def likeness(one: str, other: str) -> float:
    """Return how much two texts share, from 0 to 1: of their shingles or of their numbers, whichever is less."""
    if _numbers(_head(one)) != _numbers(_head(other)):
        return 0.0
    shared = _share(_shingles(one), _shingles(other))
    return min(shared, _share(_numbers(one), _numbers(other))) if shared else 0.0


def _share(one: AbstractSet[object], other: AbstractSet[object]) -> float:
    """Return how much of the smaller set is in the larger: a text that lost a paragraph is still the same story."""
    fewest, most = sorted((len(one), len(other)))
    if fewest < most * LEAST_PART:
        return 0.0
    return len(one & other) / fewest if fewest else 1.0


def _shingles(text: str) -> set[bytes]:
    words = " ".join(_WORD.findall(fold(_HEADER_DATE.sub("", text, count=1)))).encode().split()
    return set(map(b" ".join, zip(words, words[1:], words[2:], strict=False)))


def _head(text: str) -> str:
    return text.strip().partition("\n")[0]


def _numbers(text: str) -> set[str]:
    return set(_NUMBER.findall(_HEADER_DATE.sub("", text, count=1)))
