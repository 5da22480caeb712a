"""What a text tells about its own words: which stand side by side, which begin a sentence, which end a clause."""

import re
from collections.abc import Iterable
from functools import cached_property
from itertools import pairwise

CLOSING = "\"”’')]»"
OPENING = "\"“‘'([«"
_EDGES = ".,:;!?…*–—-" + CLOSING + OPENING
_WORD = re.compile(r"\w+(?:[-./&]\w+)*")
_CLAUSE_START = re.compile(
    r"(?:^|[.!?…:;]\s*|[\"“‘'(\[]\s*)(\w+(?:[-./&]\w+)*)(?:\s+(\w+(?:[-./&]\w+)*))?", re.MULTILINE
)
_CLAUSE_END = re.compile(r"\b(\w++)[\"”’')\]]*(?:[.,;:!?…](?=\s)|$)", re.MULTILINE)
_SENTENCE_END = re.compile(r"(?<![.!?…])(?<!\b\w)(?<!\bTP)(?<!\bTh)[.!?…]+[\"”’')\]]*(?=\s+[\"“‘'(\[]?[A-ZÀ-ỸĐ0-9])")


def word_set(words: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(words.split())


def bare(word: str) -> str:
    """Return the word without the punctuation round it."""
    return word.strip(_EDGES)


def word_count(text: str) -> int:
    """Return how many words, separated by white space, the text has."""
    return len(text.split())


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


class Wording:
    """The words of a text: what stands side by side in it and where its clauses begin and end."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._text = "\n".join(texts)

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Words that stand side by side, as printed."""
        words = _WORD.findall(self._text)
        return frozenset(pairwise(words))

    @cached_property
    def folded_pairs(self) -> frozenset[tuple[str, str]]:
        """Words that stand side by side, in lower case."""
        words = _WORD.findall(self._text.lower())
        return frozenset(pairwise(words))

    @cached_property
    def words(self) -> frozenset[str]:
        """All words, as printed."""
        return frozenset(word for pair in self.pairs for word in pair)

    @cached_property
    def clause_starts(self) -> frozenset[tuple[str, str]]:
        """The first two words of clauses."""
        return frozenset(_CLAUSE_START.findall(self._text))

    @cached_property
    def starters(self) -> frozenset[str]:
        """The first words of clauses."""
        return frozenset(first for first, _ in self.clause_starts)

    @cached_property
    def names(self) -> frozenset[str]:
        """Words with a capital that do not owe it to the start of a clause."""
        starts = self.clause_starts
        return frozenset(
            right
            for left, right in self.pairs
            if right[0].isupper() and (right, "") not in starts and left[0].islower()
        )

    @cached_property
    def clause_ends(self) -> frozenset[str]:
        """The last words of clauses."""
        return frozenset(_CLAUSE_END.findall(self._text))
