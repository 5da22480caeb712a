"""Whether a block without a credit is a paragraph, a caption or a heading: its signs and words, weighed by training."""

from itertools import pairwise
from typing import Literal

from seeds.parsing.hashing import PLACES, crossed, key, place, places
from seeds.parsing.model import BLOCKS, softmax
from seeds.parsing.signs_of_blocks import LONGEST_HEADING, Surroundings, is_portrait
from seeds.parsing.wording import bare, ends_sentence, sentence_count

LONGEST_CAPTION = 45  # words
MOST_SENTENCES = 2
Kind = Literal["paragraph", "caption", "heading"]
KINDS: tuple[Kind, ...] = ("paragraph", "caption", "heading")
_HALF = PLACES // 2  # captions use one half of the table, headings the other
# A doubtful sentence is rather a caption: the photo desk sees captions again, and most of those wanted are found so.
RATHER_A_CAPTION = 0.42
_BY_THE_WORDS = "its words"


def judge_kind(surroundings: Surroundings, index: int) -> tuple[Kind, float, str]:
    """Tell what a block without a credit is, how surely, and the weightiest reason."""
    text = surroundings.texts[index]
    if len(text.split()) > LONGEST_CAPTION:
        return "paragraph", 0.99, "too long for a caption"
    if sentence_count(text) > MOST_SENTENCES:
        return "paragraph", 0.95, "too many sentences for a caption"
    chances = softmax([BLOCKS.score(features) for features in kind_features(surroundings, index)])
    if is_portrait(surroundings, index):
        return "caption", max(0.75, chances[1]), "person and role, as in the text beside it"
    best = chances.index(max(chances))
    if best == 0 and chances[1] >= RATHER_A_CAPTION:
        best = 1
    return KINDS[best], chances[best], _reason(surroundings, index, KINDS[best])


def kind_features(surroundings: Surroundings, index: int) -> list[list[int]]:
    """Return the places of the features that speak for each kind; only a short line without a stop can be a heading."""
    text = surroundings.texts[index]
    keys = [key(sign) for sign in surroundings.signs(index)]
    by_signs = [*places(1, keys), *crossed(2, keys)]
    candidates = [[], _for_caption([*by_signs, *_words(text)])]
    if len(text.split()) <= LONGEST_HEADING and not ends_sentence(text):
        candidates.append(_for_heading(by_signs))
    return candidates


def _words(text: str) -> list[int]:
    tokens = text.split()
    keys = [key(bare(token)) for token in tokens]
    first, last = keys[0], keys[-1]
    return [
        *places(10, keys),
        *[place(11, one, other) for one, other in pairwise(keys)],
        *places(12, keys[:1]),
        *places(13, keys[-1:]),
        place(14, first, *keys[1:2]),
        place(15, last, *keys[-2:-1]),
        place(16, first, *keys[1:3]),
        place(17, first, len(keys) // 4),
    ]


def _for_caption(features: list[int]) -> list[int]:
    return [feature >> 1 for feature in features]


def _for_heading(features: list[int]) -> list[int]:
    return [(feature >> 1) + _HALF for feature in features]


def _reason(surroundings: Surroundings, index: int, kind: Kind) -> str:
    weights = {}
    side = _for_heading if kind == "heading" else _for_caption
    toward = -1 if kind == "paragraph" else 1
    for sign in surroundings.signs(index):
        weights[sign] = toward * BLOCKS.score(side(places(1, [key(sign)])))
    if kind != "heading":
        weights[_BY_THE_WORDS] = toward * BLOCKS.score(side(_words(surroundings.texts[index])))
    return max(weights, key=weights.__getitem__)
