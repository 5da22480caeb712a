"""Vietnamese text as search sees it: its syllables without marks, their pairs, and their marks apart.

Which pairs of syllables are words nobody needs to know: that "ha noi" stands side by side says as much as a dictionary.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise

from articles.document.remembering import remember
from articles.document.text import TONES, fold, tidy

WORD = re.compile(r"[^\W_]+")
# Longer runs are no words; an index of either database has its own limits.
LONGEST_WORD = 40
_MOST_WORDS = 30_000


@remember(most=_MOST_WORDS, longest=LONGEST_WORD)
def folded(word: str) -> str:
    """Return one word without case and marks; blank where nothing is left."""
    return fold(word).replace(" ", "")[:LONGEST_WORD]


@remember(most=_MOST_WORDS, longest=LONGEST_WORD)
def accented(word: str) -> str:
    """Return one word in lower case with its tone behind it, so that "hòa" and "hoà" are the same: "hoa1"."""
    decomposed = unicodedata.normalize("NFD", tidy(word).lower())
    tone = "".join(TONES[sign] for sign in decomposed if sign in TONES)
    return unicodedata.normalize("NFC", "".join(sign for sign in decomposed if sign not in TONES))[:LONGEST_WORD] + tone


def words(text: str) -> list[str]:
    """Return the words of a text as it was typed, without what stands between them."""
    return WORD.findall(tidy(text))


def pairs(syllables: Sequence[str]) -> list[str]:
    """Return what stands side by side, as one term each."""
    return list(map("_".join, pairwise(syllables)))


def plain_row(parts: Iterable[Sequence[str]]) -> str:
    """Return the words of a text's parts in one string, in which " a b " finds neighbours of one part only."""
    return " " + " \n ".join(" ".join(part) for part in parts) + " "
