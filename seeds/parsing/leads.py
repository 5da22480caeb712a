"""How likely a lead starts at a word: signs, and the words on either side, weighed by what training found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from seeds.parsing.hashing import key, pair, place, places, sign_features
from seeds.parsing.model import LEADS, SENTENCES, Tables, softmax
from seeds.parsing.sentences import shape, start_level
from seeds.parsing.signs import Line
from seeds.parsing.wording import Wording

NO_TITLE = 0  # the position of a lead that fills its line
_BY_THE_WORDS = "the words on either side"
_NO_WORD = 7
_FARTHEST = 40  # words; no lead starts that far from the front


@dataclass(frozen=True)
class Start:
    """Where a lead starts (in words from the front of its line), how surely, and the weightiest reason."""

    position: int
    probability: float
    reason: str


def find_start(words: Sequence[str], body: Wording, *, odds_of_title: float = 0) -> Start | None:
    """Return where the lead starts in the words of a title and its lead; None where no word can start one.

    At position 0 the line is a lead without a title. The odds of a title, in log-odds, are what is known of it before
    a word is read.
    """
    features = LeadFeatures(words, body)
    positions = list(features.candidates())
    if positions == [NO_TITLE]:
        return None
    signs = [features.signs(position) for position in positions]
    candidates = zip(positions, signs, strict=True)
    scores = [LEADS.score(features.with_words(position, held), held) for position, held in candidates]
    scores[0] -= odds_of_title
    chances = softmax(scores)
    best = chances.index(max(chances))
    return Start(positions[best], chances[best], features.reason(positions[best], signs[best]))


class LeadFeatures:
    """The features of every word of a line that can start its lead."""

    def __init__(self, words: Sequence[str], body: Wording, sentences: Tables = SENTENCES) -> None:
        self.sentences = sentences
        self.line = Line(words, body)
        self.keys = [key(word) for word in self.line.bare[:_FARTHEST]]
        self.shapes = [shape(word) for word in words[:_FARTHEST]]
        self._keys_around, self._shapes_around = _padded(self.keys), _padded(self.shapes)

    def candidates(self) -> Iterator[int]:
        """Yield the positions at which the lead can start; the first is that of a line without a title."""
        yield NO_TITLE
        yield from self.line.candidates()

    def of(self, position: int) -> list[int]:
        """Return the numbers of all features of a lead that starts at a position, as training takes them."""
        signs = self.signs(position)
        return [*sign_features(signs), *self.with_words(position, signs)]

    def signs(self, position: int) -> list[str]:
        """Return the signs that hold for a lead that starts at a position."""
        if position == NO_TITLE:
            return list(self.line.signs_without_title())
        level = start_level(self.sentences, self.keys, self.shapes, position)
        return [*self.line.signs(position), f"words round the start of a sentence: {level}"]

    def with_words(self, position: int, signs: Sequence[str]) -> list[int]:
        """Return the numbers of the features that words take part in, with signs, shapes and each other."""
        keys = [key(sign) for sign in signs]
        before, first = self._keys_around[position + 2 : position + 4]
        return [
            *places(3 + first, keys),
            *places(4 + before, keys),
            *self._words(position),
            *self._shapes(position),
        ]

    def reason(self, position: int, signs: Sequence[str]) -> str:
        """Return the sign that speaks loudest for a position, or that it was the words themselves."""
        weights = {sign: LEADS.weight_of_sign(sign) for sign in signs}
        weights[_BY_THE_WORDS] = sum(LEADS.weights([*self._words(position), *self._shapes(position)]))
        return max(weights, key=weights.__getitem__)

    def _words(self, position: int) -> list[int]:
        third, second, before, first, after, next_ = self._keys_around[position : position + 6]
        return [
            place(10, before),
            place(11, first),
            place(12, after),
            place(13, second),
            place(14, next_),
            pair(15, second, before),
            pair(16, first, after),
            pair(17, before, first),
            pair(18, after, next_),
            place(19, first, after, next_),
            place(20, before, first, after),
            place(21, second, before, first),
            place(22, third, second, before),
        ]

    def _shapes(self, position: int) -> list[int]:
        third, second, before, first, after, next_ = self._shapes_around[position : position + 6]
        left, right = self._keys_around[position + 2 : position + 4]
        thirds = position // 3
        return [
            pair(30, right, after),
            pair(31, left, first),
            pair(32, right, before),
            pair(33, right, first),
            pair(34, left, before),
            pair(35, before, first),
            place(36, second, before, first, after),
            place(37, first, after, next_),
            place(38, second, before, first, after, next_),
            place(39, third, second, before),
            pair(40, before, position),
            pair(41, first, min(len(self.line.words) - position, 60) // 5),
            pair(42, right, thirds),
            pair(43, left, thirds),
            place(44, position),
        ]


def _padded(numbers: Sequence[int]) -> list[int]:
    """Return numbers of words with three of no word on either side: six from a position on are those around it."""
    return [_NO_WORD] * 3 + [*numbers] + [_NO_WORD] * 3
