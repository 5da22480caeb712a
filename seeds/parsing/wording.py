"""What a text tells about its own words: which stand side by side, which begin a sentence, which end a clause."""

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import pairwise

from articles.document.remembering import remember

CLOSING = "\"”’')]»"
OPENING = "\"“‘'([«"
_EDGES = ".,:;!?…*–—-" + CLOSING + OPENING
_SEAM = "¶"  # stands between two texts
_MARKS = frozenset(".,:;!?…*" + _SEAM + CLOSING)
_STOPS = _MARKS - {","}
# It looks back from behind the first stop, so that the search leaps from stop to stop.
_SENTENCE_END = re.compile(
    r"[.!?…](?<![.!?…].)(?<!\b\w.)(?<!\bTP.)(?<!\bTh.)[.!?…]*[\"”’')\]]*(?=\s+[\"“‘'(\[]?[A-ZÀ-ỸĐ0-9])"
)


def word_set(words: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(words.split())


def bare(word: str) -> str:
    """Return the word without the punctuation round it."""
    return word.strip(_EDGES)


@remember(most=256, longest=10_000)
def word_count(text: str) -> int:
    """Return how many words, separated by white space, the text has."""
    return len(text.split())


@remember(most=256, longest=10_000)
def sentence_count(text: str) -> int:
    """Return how many sentences the text seems to have, at least one."""
    return len(_SENTENCE_END.findall(text)) + 1


def cut_last_sentence(text: str) -> tuple[str, str]:
    """Return the sentences before the last one, and the last one."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    cut = ends[-1] if ends else 0
    return text[:cut].rstrip(), text[cut:].lstrip()


def ends_sentence(text: str) -> bool:
    """Tell whether the text ends as a sentence does."""
    return text.rstrip().rstrip(CLOSING).rstrip().endswith((".", "!", "?", "…", ":", ";"))


def split_sentences(text: str) -> list[str]:
    """Return the sentences of a text."""
    ends = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
    return [text[start:end].strip() for start, end in pairwise(ends)]


class Wording:
    """The words of some texts, as printed and in lower case."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = tuple(texts)
        self._folded_pairs: dict[str, frozenset[tuple[str, str]]] = {}

    @cached_property
    def tokens(self) -> list[str]:
        """The words with the marks round them, and a seam between every two texts."""
        return f" {_SEAM} ".join(self._texts).split()

    @cached_property
    def bare(self) -> list[str]:
        """The words without the marks round them."""
        return [token.strip(_EDGES) for token in self.tokens]

    @cached_property
    def folded(self) -> list[str]:
        """The bare words in lower case."""
        return " ".join(self.bare).lower().split(" ")

    @cached_property
    def folded_pairs(self) -> frozenset[tuple[str, str]]:
        """Words that stand side by side, in lower case."""
        return frozenset(pairwise(self.folded))

    def folded_words_of(self, text: str) -> list[str]:
        """Return the words of one text by itself, in lower case."""
        return self._folded_words.get(text) or [bare(word) for word in text.lower().split()]

    def folded_pairs_of(self, text: str) -> frozenset[tuple[str, str]]:
        """Return the words of one text that stand side by side, in lower case."""
        if text not in self._folded_pairs:
            self._folded_pairs[text] = frozenset(pairwise(self.folded_words_of(text)))
        return self._folded_pairs[text]

    @cached_property
    def _folded_words(self) -> dict[str, list[str]]:
        words, start = {}, 0
        for text in self._texts:
            end = start + word_count(text)
            words[text] = self.folded[start:end]
            start = end + 1
        return words


class Usage:
    """How a body uses the words of a line: what stands beside them in it, and where clauses begin and end with them.

    A line asks for few of the words of its body, so nothing is kept of the others.
    """

    def __init__(self, body: Wording, line: Sequence[str], folded_line: Sequence[str]) -> None:
        words = {*line, *folded_line}
        bare, last = body.bare, len(body.bare) - 1
        ends = [token[-1] for token in body.tokens]
        places = [index for index, word in enumerate(bare) if word in words]
        self.words = {bare[index] for index in places}
        self.clause_ends = {bare[index] for index in places if ends[index] in _MARKS}
        # With nothing between the two words, as printed.
        self.pairs = {(bare[index], bare[index + 1]) for index in places if index < last and ends[index] not in _MARKS}
        self.folded_pairs = set(pairwise(folded_line)).intersection(pairwise(body.folded))
        begins = [index for index in places if not index or ends[index - 1] in _STOPS]
        self.clause_starts = {(bare[index], bare[index + 1]) for index in begins if index < last}
        self.starters = {first for first, _ in self.clause_starts}
        # Words with a capital that do not owe it to the start of a clause.
        self.names = {
            bare[index]
            for index in places
            if bare[index][:1].isupper() and index and ends[index - 1] not in _MARKS and bare[index - 1].islower()
        }
        del body.tokens, body.bare  # a hundred megabytes of a long text; only the folded words are asked for again
