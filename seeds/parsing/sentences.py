"""How much a place looks like the start of a sentence: the words round it, weighed by what bodies of stories taught."""

from collections.abc import Sequence

from seeds.parsing.hashing import pair, place
from seeds.parsing.model import Tables
from seeds.parsing.wording import CLOSING, OPENING, bare

_MOST = 6
_STEP = 4


def start_level(tables: Tables, keys: Sequence[int], shapes: Sequence[int], index: int) -> int:
    """Return how much a sentence seems to start at a word: from -6, hardly, to 6, surely."""
    score = sum(tables.weights(start_features(keys, shapes, index)))
    return max(-_MOST, min(_MOST, score // _STEP))


def start_features(keys: Sequence[int], shapes: Sequence[int], index: int) -> list[int]:
    """Return the numbers of the words round a place, given keys and shapes of a text; two must stand on either side."""
    second, before, first, after, next_ = keys[index - 2 : index + 3]
    left, right, follows = shapes[index - 1 : index + 2]
    return [
        place(1, before),
        place(2, first),
        place(3, after),
        pair(4, before, first),
        pair(5, first, after),
        place(6, before, first, after),
        pair(7, second, before),
        place(8, second, before, first),
        place(9, first, after, next_),
        pair(10, right, follows),
        pair(11, before, right),
        pair(12, first, left),
        pair(13, first, follows),
    ]


def shape(word: str) -> int:
    """Return a number for how a word is printed: letters or digits, their case, marks before and behind."""
    core = bare(word)
    if not core:
        letters = 0
    elif core[0].isdigit():
        letters = 1
    elif core.islower():
        letters = 2
    elif len(core) > 1 and core.isupper():
        letters = 3
    elif core[0].isupper():
        letters = 4
    else:
        letters = 5
    last = word[-1]
    if last in ",;:":
        behind = 1
    elif last in ".!?…":
        behind = 2
    elif last in CLOSING:
        behind = 3
    else:
        behind = 4 if last in "-–—" else 0
    return 10 + letters * 16 + behind * 2 + (word[0] in OPENING)
