"""What a text tells about its own words: which stand side by side, which begin a sentence, which end a clause."""

import re
from collections.abc import Iterable
from functools import cached_property, lru_cache
from itertools import compress, pairwise
from operator import not_

CLOSING = "\"”’')]»"
OPENING = "\"“‘'([«"
_EDGES = ".,:;!?…*–—-" + CLOSING + OPENING
_SEAM = "¶"  # stands between two texts
_MARKS = frozenset(".,:;!?…*" + _SEAM + CLOSING)
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


@lru_cache(maxsize=256)
def word_count(text: str) -> int:
    """Return how many words, separated by white space, the text has."""
    return len(text.split())


@lru_cache(maxsize=256)
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
    """The words of a text: what stands side by side in it and where its clauses begin and end."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = tuple(texts)
        self._folded: dict[str, list[str]] = {}
        self._folded_pairs: dict[str, frozenset[tuple[str, str]]] = {}

    def folded_words_of(self, text: str) -> list[str]:
        """Return the words of one text by itself, in lower case."""
        if text not in self._folded:
            self._folded[text] = [word.strip(_EDGES) for word in text.lower().split()]
        return self._folded[text]

    def folded_pairs_of(self, text: str) -> frozenset[tuple[str, str]]:
        """Return the words of one text that stand side by side, in lower case."""
        if text not in self._folded_pairs:
            self._folded_pairs[text] = frozenset(pairwise(self.folded_words_of(text)))
        return self._folded_pairs[text]

    @cached_property
    def _tokens(self) -> list[str]:
        return f" {_SEAM} ".join(self._texts).split()

    @cached_property
    def _bare(self) -> list[str]:
        return [token.strip(_EDGES) for token in self._tokens]

    @cached_property
    def _ends_clause(self) -> list[bool]:
        """Whether a clause ends with each token."""
        return [token[-1] in _MARKS for token in self._tokens]

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Words that stand side by side with nothing between them, as printed."""
        return frozenset(compress(pairwise(self._bare), map(not_, self._ends_clause)))

    @cached_property
    def folded_pairs(self) -> frozenset[tuple[str, str]]:
        """Words that stand side by side, in lower case."""
        seams = [
            pairwise([*self.folded_words_of(one)[-1:], _SEAM, *self.folded_words_of(other)[:1]])
            for one, other in pairwise(self._texts)
        ]
        return frozenset().union(*map(self.folded_pairs_of, self._texts), *seams)

    @cached_property
    def words(self) -> frozenset[str]:
        """All words, as printed."""
        return frozenset(self._bare)

    @cached_property
    def clause_starts(self) -> frozenset[tuple[str, str]]:
        """The first two words of clauses."""
        tokens = zip(self._tokens, self._ends_clause, strict=True)
        starts = [True, *[ends and token[-1] != "," for token, ends in tokens]]
        return frozenset(compress(pairwise(self._bare), starts))

    @cached_property
    def starters(self) -> frozenset[str]:
        """The first words of clauses."""
        return frozenset([first for first, _ in self.clause_starts])

    @cached_property
    def names(self) -> frozenset[str]:
        """Words with a capital that do not owe it to the start of a clause."""
        small = [word.islower() for word in self._bare]
        places = zip(small, self._ends_clause, self._bare[1:], small[1:], strict=False)
        return frozenset(
            [
                word
                for behind_small, behind_mark, word, is_small in places
                if behind_small and not behind_mark and not is_small and word[:1].isupper()
            ]
        )

    @cached_property
    def clause_ends(self) -> frozenset[str]:
        """The last words of clauses."""
        return frozenset(compress(self._bare, self._ends_clause))
