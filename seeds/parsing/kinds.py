"""Whether a block without a credit is a paragraph, a caption or a heading: its signs and words, weighed by training."""

from typing import Literal

from seeds.parsing.hashing import PLACES, SECOND, key, place, places, side_by_side, sign_features
from seeds.parsing.model import BLOCKS, softmax
from seeds.parsing.signs_of_blocks import LONGEST_HEADING, Surroundings, is_portrait
from seeds.parsing.wording import ends_sentence, sentence_count, word_count

LONGEST_CAPTION = 45  # words
MOST_SENTENCES = 2
Kind = Literal["paragraph", "caption", "heading"]
KINDS: tuple[Kind, ...] = ("paragraph", "caption", "heading")
# Captions use one half of either table, headings the other.
_HALF = PLACES // 2 | PLACES // 2 << SECOND
# A doubtful sentence is rather a caption: the photo desk sees captions again, and most of those wanted are found so.
RATHER_A_CAPTION = 0.42
_AMONG_HEADINGS = 2.0  # in log-odds: a story that surely has one heading has more
_BY_THE_WORDS = "its words"
_CAPTIONS, _HEADINGS = BLOCKS.halves()


def judge_kind(surroundings: Surroundings, index: int, *, among_headings: bool = False) -> tuple[Kind, float, str]:
    """Tell what a block without a credit is, how surely, and the weightiest reason; others may surely be headings."""
    text = surroundings.texts[index]
    if word_count(text) > LONGEST_CAPTION:
        return "paragraph", 0.99, "too long for a caption"
    if sentence_count(text) > MOST_SENTENCES:
        return "paragraph", 0.95, "too many sentences for a caption"
    signs = surroundings.signs(index)
    words = _words(surroundings, text)
    asked = (_CAPTIONS, _HEADINGS) if _may_be_heading(text) else (_CAPTIONS,)
    by_words = [tables.score(words) for tables in asked]
    scores = [by_word + tables.score((), signs) for by_word, tables in zip(by_words, asked, strict=True)]
    if among_headings and len(scores) > 1:
        scores[1] += _AMONG_HEADINGS
    chances = softmax([0.0, *scores])
    if is_portrait(surroundings, index):
        return "caption", max(0.75, chances[1]), "person and role, as in the text beside it"
    best = chances.index(max(chances))
    if best == 0 and chances[1] >= RATHER_A_CAPTION:
        best = 1
    kind = KINDS[best]
    loudest, toward = max(best - 1, 0), (-1 if kind == "paragraph" else 1)
    weights = {sign: toward * asked[loudest].weight_of_sign(sign) for sign in signs}
    weights[_BY_THE_WORDS] = round(toward * by_words[loudest] * asked[loudest].unit)
    return kind, chances[best], max(weights, key=weights.__getitem__)


def kind_features(surroundings: Surroundings, index: int) -> list[list[int]]:
    """Return the features that speak for each kind, as training takes them: no half tables there."""
    text = surroundings.texts[index]
    by_signs = sign_features(surroundings.signs(index))
    candidates = [[], [number & ~_HALF for number in [*by_signs, *_words(surroundings, text)]]]
    if _may_be_heading(text):
        candidates.append([number | _HALF for number in candidates[1]])
    return candidates


def _may_be_heading(text: str) -> bool:
    """Only a short line without a stop can be a heading."""
    return word_count(text) <= LONGEST_HEADING and not ends_sentence(text)


def _words(surroundings: Surroundings, text: str) -> list[int]:
    keys = [key(word) for word in surroundings.body.folded_words_of(text)]
    first, last = keys[0], keys[-1]
    return [
        *places(10, keys),
        *side_by_side(11, keys),
        *places(12, keys[:1]),
        *places(13, keys[-1:]),
        place(14, first, *keys[1:2]),
        place(15, last, *keys[-2:-1]),
        place(16, first, *keys[1:3]),
        place(17, first, len(keys) // 4),
    ]
