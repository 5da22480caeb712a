"""Vietnamese text as search sees it: its syllables without marks, their pairs, and their marks apart.

Which pairs of syllables are words nobody needs to know: that "ha noi" stands side by side says as much as a dictionary.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from articles.document.text import TONES, fold, tidy

WORD = re.compile(r"[^\W_]+")
# Longer runs are no words; an index of either database has its own limits.
LONGEST_WORD = 40
_MOST_REMEMBERED = 30_000


class _Forms(dict[str, str]):
    """The form of each word, made once: a text has some four hundred, and nearly all of them occurred before."""

    def __init__(self, make: Callable[[str], str]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, word: str) -> str:
        form = self._make(word)
        if len(word) <= LONGEST_WORD:
            if len(self) >= _MOST_REMEMBERED:
                self.clear()
            self[word] = form
        return form


def _fold(word: str) -> str:
    return fold(word).replace(" ", "")[:LONGEST_WORD]


def _accent(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", tidy(word).lower())
    tone = "".join(TONES[sign] for sign in decomposed if sign in TONES)
    return unicodedata.normalize("NFC", "".join(sign for sign in decomposed if sign not in TONES))[:LONGEST_WORD] + tone


_folded, _accented = _Forms(_fold), _Forms(_accent)


def folded(word: str) -> str:
    """Return one word without case and marks; blank where nothing is left."""
    return _folded[word]


def accented(word: str) -> str:
    """Return one word in lower case with its tone behind it, so that "hòa" and "hoà" are the same: "hoa1"."""
    return _accented[word]


def folded_all(row: Iterable[str]) -> list[str]:
    """Return words without case and marks."""
    return list(map(_folded.__getitem__, row))


def accented_all(row: Iterable[str]) -> list[str]:
    """Return words in lower case with their tones behind them."""
    return list(map(_accented.__getitem__, row))


def words(text: str) -> list[str]:
    """Return the words of a text as it was typed, without what stands between them."""
    return WORD.findall(tidy(text))


def pairs(syllables: Sequence[str]) -> list[str]:
    """Return what stands side by side, as one term each."""
    return list(map("_".join, pairwise(syllables)))


def plain_row(parts: Iterable[Sequence[str]]) -> str:
    """Return the words of a text's parts in one string, in which " a b " finds neighbours of one part only."""
    return " " + " \n ".join(" ".join(part) for part in parts) + " "
