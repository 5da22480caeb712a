"""Where the words of a question stand in a text: the text in stretches, and the passage that says most."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from articles.document.query import Query, bears_marks
from articles.document.text import tidy
from articles.document.words import WORD, accented, folded, words

# A passage: so many characters, of them so many words before the first that was asked for.
LENGTH = 220
BEFORE = 8


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a text; marked where it is what was asked for."""

    text: str
    marked: bool = False


class _Wanted:
    """What counts as a hit: neighbours as they were typed, or words that were typed alone."""

    def __init__(self, query: Query, form: Callable[[str], str], *, apart: bool = False) -> None:
        self.form = form
        self.pairs = set() if apart else {(form(a), form(b)) for run in query.runs for a, b in pairwise(run)}
        self.words = {form(word) for run in query.runs if apart or len(run) == 1 for word in run}

    def places(self, found: Sequence[re.Match[str]]) -> set[int]:
        """Return which of a text's words are hits."""
        keys = [self.form(match[0]) for match in found]
        places = {place for place, key in enumerate(keys) if key in self.words}
        for place, pair in enumerate(pairwise(keys)):
            if pair in self.pairs:
                places |= {place, place + 1}
        return places


def with_marks(texts: Iterable[str], query: Query) -> set[str]:
    """Return what was typed with marks and stands in a story's texts with the same: no other marks are meant there."""
    typed = {accented(word) for word in query.words if bears_marks(word)}
    return typed and typed.intersection(accented(word) for text in texts for word in words(text))


def _ways(query: Query, exact: set[str]) -> list[_Wanted]:
    """Return what to look for, the strictest first: all as it was typed, as the story can hold it, and apart."""

    def form(word: str) -> str:
        return own if (own := accented(word)) in exact else folded(word)

    strict = [_Wanted(query, accented)] if query.has_marks else []
    return [*strict, _Wanted(query, form), _Wanted(query, form, apart=True)]


def mark(text: str, query: Query, exact: set[str]) -> tuple[Stretch, ...]:
    """Return a text whole, with what was asked for marked; `exact` are the `with_marks` of its story."""
    text = tidy(text)
    found = list(WORD.finditer(text))
    places = next(filter(None, (wanted.places(found) for wanted in _ways(query, exact))), set())
    return _stretches(text, found, places, 0, len(text))


def passage(texts: Sequence[str], query: Query, exact: set[str]) -> tuple[Stretch, ...]:
    """Return the passage of one of the texts that holds most of what was asked for; nothing where none holds any."""
    tidied = [tidy(text) for text in texts]
    matches = [list(WORD.finditer(text)) for text in tidied]
    for wanted in _ways(query, exact):
        hits = [wanted.places(found) for found in matches]
        if not any(hits):
            continue
        held = [{found[place][0] for place in places} for found, places in zip(matches, hits, strict=True)]
        # A word with the marks that were typed counts twice.
        worth = [len(set(map(folded, hit))) + len(exact.intersection(map(accented, hit))) for hit in held]
        best = worth.index(max(worth))
        return _cut(tidied[best], matches[best], hits[best])
    return ()


def _cut(text: str, found: list[re.Match[str]], places: set[int]) -> tuple[Stretch, ...]:
    # The first hit from which the most others are in reach.
    starts = [found[place].start() for place in sorted(places)]
    reach = [bisect_left(starts, start + LENGTH // 2) - number for number, start in enumerate(starts)]
    first = sorted(places)[reach.index(max(reach))]
    begin = 0 if first <= BEFORE else found[first - BEFORE].start()
    end = len(text)
    if end - begin > LENGTH:
        kept = [match.end() for match in found if match.end() <= begin + LENGTH]
        end = max(found[first].end(), kept[-1] if kept else 0)
    before, after = "… " if begin else "", " …" if text[end:].strip(" .…") else text[end:].rstrip()
    pieces = _stretches(text, found, places, begin, end)
    return tuple(piece for piece in (Stretch(before), *pieces, Stretch(after)) if piece.text)


def _stretches(
    text: str, found: Sequence[re.Match[str]], places: set[int], begin: int, end: int
) -> tuple[Stretch, ...]:
    """Return a text from one place to another; hits side by side are one stretch."""
    marked: list[list[int]] = []
    for place in sorted(places):
        start, stop = found[place].span()
        if start < begin or stop > end:
            continue
        if marked and place - 1 in places and not text[marked[-1][1] : start].strip():
            marked[-1][1] = stop
        else:
            marked.append([start, stop])
    pieces, at = [], begin
    for start, stop in marked:
        pieces += [Stretch(text[at:start]), Stretch(text[start:stop], marked=True)]
        at = stop
    return tuple(piece for piece in (*pieces, Stretch(text[at:end])) if piece.text)
