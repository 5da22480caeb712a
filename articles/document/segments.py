"""What changed between two texts, in Vietnamese syllables: stretches kept, added, removed, or of another look.

Every difference holds both sides whole: dropping what was added gives the old one, dropping what was removed the new
one. A text that is too long or too repetitive to be aligned word by word (articles/document/alignment.py) is aligned
by sentences first, then by words between the equal ones; past that, only what both sides begin and end with is kept.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from articles.document.alignment import Effort, Run, ends, equal_runs, stretches
from articles.document.blocks import Inline, Span
from articles.document.text import tidy


class Change(StrEnum):
    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED_AWAY = "moved_away"  # stood here, stands elsewhere now
    MOVED_HERE = "moved_here"  # stands here, stood elsewhere


TURNED = {
    Change.ADDED: Change.REMOVED,
    Change.REMOVED: Change.ADDED,
    Change.MOVED_AWAY: Change.MOVED_HERE,
    Change.MOVED_HERE: Change.MOVED_AWAY,
}

# Equal pairs (of words, of blocks) that one comparison looks at in all; and how many before sentences come first.
EFFORT = 300_000
_BY_WORDS = 8_000
# Where less of the shorter side's letters is kept, what remains is chance.
_KEPT_SHARE = 0.3

# Numbers, dates and hours whole; then syllables; then each other sign.
_WORD = re.compile(r"\d+(?:[.,:/]\d+)+|\w+|[^\w\s]")
_SENTENCE_ENDS = frozenset(".!?…;")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text: kept, added, removed, or changed in its marks and links only."""

    change: Change
    old: Inline
    new: Inline


def diff_text(old: str, new: str) -> tuple[Segment, ...]:
    """Return the segments of two texts without marks, both tidy and so in NFC."""
    return diff_inline(_unmarked(tidy(old)), _unmarked(tidy(new)))


def words_of(text: str) -> frozenset[str]:
    """Return the words and signs of a text, each once."""
    return frozenset(_WORD.findall(text))


def _unmarked(text: str) -> Inline:
    return (Span(text),) if text else ()


def turned_segments(segments: Iterable[Segment]) -> tuple[Segment, ...]:
    """Return the segments in the other direction, what is removed still before what is added in its place."""
    swapped = [Segment(TURNED.get(s.change, s.change), s.new, s.old) for s in segments]
    for place, (one, other) in enumerate(pairwise(swapped)):
        if (one.change, other.change) == (Change.ADDED, Change.REMOVED):
            swapped[place : place + 2] = other, one
    return tuple(swapped)


def diff_inline(old: Inline, new: Inline, effort: Effort | None = None) -> tuple[Segment, ...]:
    effort = effort or Effort(EFFORT)
    before, after = ("".join(span.text for span in side) for side in (old, new))
    if before > after or (before == after and repr(old) > repr(new)):
        return turned_segments(diff_inline(new, old, effort))
    old_reel, new_reel = _Reel(old), _Reel(new)
    made: list[Segment] = []
    runs = _kept_runs(before, after, effort)
    for i, i_end, j, j_end, length in stretches(runs, len(before), len(after)):
        if i < i_end:
            made.append(Segment(Change.REMOVED, tuple(old_reel.take(i_end - i)), ()))
        if j < j_end:
            made.append(Segment(Change.ADDED, (), tuple(new_reel.take(j_end - j))))
        made += _kept(old_reel, new_reel, length)
    return tuple(made)


class _Reel:
    """Spans that are taken piece by piece from the front."""

    def __init__(self, content: Inline) -> None:
        self._left = [*reversed(content)]

    def next_length(self) -> int:
        return len(self._left[-1].text)

    def take(self, length: int) -> Iterator[Span]:
        while length:
            span = self._left.pop()
            if len(span.text) > length:
                self._left.append(Span(span.text[length:], span.marks, span.href))
                span = Span(span.text[:length], span.marks, span.href)
            length -= len(span.text)
            yield span


def _kept(old: _Reel, new: _Reel, length: int) -> Iterator[Segment]:
    """Yield a run that both sides have, parted where its marks or links differ."""
    change = Change.KEPT
    before: list[Span] = []
    after: list[Span] = []
    while length:
        size = min(length, old.next_length(), new.next_length())
        length -= size
        one, other = *old.take(size), *new.take(size)
        here = Change.KEPT if one == other else Change.CHANGED
        if here != change and before:
            yield Segment(change, _joined(before), _joined(after))
            before, after = [], []
        change = here
        before.append(one)
        after.append(other)
    if before:
        yield Segment(change, _joined(before), _joined(after))


def _joined(spans: Iterable[Span]) -> Inline:
    joined: list[Span] = []
    for span in spans:
        last = joined[-1] if joined else None
        if last is not None and (last.marks, last.href) == (span.marks, span.href):
            joined[-1] = Span(last.text + span.text, span.marks, span.href)
        else:
            joined.append(span)
    return tuple(joined)


def _kept_runs(old: str, new: str, effort: Effort) -> list[Run]:
    """Return the runs of characters that both texts have, of whole words with the space between them."""
    if not old or not new:
        return []
    if old == new:
        return [(0, 0, len(old))]
    old_words, new_words = list(_WORD.finditer(old)), list(_WORD.finditer(new))
    runs = _word_runs([word[0] for word in old_words], [word[0] for word in new_words], effort)
    kept: list[Run] = []
    i = j = 0  # where the last run ends
    places = [(old_words[i + n].span(), new_words[j + n].span()) for i, j, length in runs for n in range(length)]
    for (start, end), (new_start, new_end) in [*places, ((len(old),) * 2, (len(new),) * 2)] if places else ():
        before, after = old[i:start], new[j:new_start]
        if before == after:
            kept.append((i, j, end - i))
        else:
            lead = _common_space(before, after)
            trail = _common_space(before[lead:][::-1], after[lead:][::-1])
            kept += (i, j, lead), (start - trail, new_start - trail, end - start + trail)
        i, j = end, new_end
    return _connected(kept)


def _common_space(one: str, other: str) -> int:
    length = 0
    for sign, other_sign in zip(one, other, strict=False):
        if sign != other_sign or not sign.isspace():
            break
        length += 1
    return length


def _connected(runs: Iterable[Run]) -> list[Run]:
    """Return the runs without empty ones, each as long as it goes."""
    connected: list[Run] = []
    for i, j, length in runs:
        if not length:
            continue
        if connected and (connected[-1][0] + connected[-1][2], connected[-1][1] + connected[-1][2]) == (i, j):
            connected[-1] = (*connected[-1][:2], connected[-1][2] + length)
        else:
            connected.append((i, j, length))
    return connected


def _word_runs(old: list[str], new: list[str], effort: Effort) -> list[Run]:
    """Return the equal runs of words that help a reader: not signs only, not lost among changes, not by chance."""
    runs = equal_runs(old, new, effort, most=_BY_WORDS)
    if runs is None:
        runs = _runs_by_sentences(old, new, effort)
    changes = [max(i_end - i, j_end - j) for i, i_end, j, j_end, _ in stretches(runs, len(old), len(new))]
    useful = []
    for (i, j, length), before, after in zip(runs, changes, changes[1:], strict=False):
        is_lost = length <= 2 and min(before, after) >= 4
        is_signs = min(before, after) > 0 and not any(map(str.isalnum, "".join(old[i : i + length])))
        if not is_lost and not is_signs:
            useful.append((i, j, length))
    kept = sum(len(word) for i, _, length in useful for word in old[i : i + length])
    shorter = min(sum(map(len, old)), sum(map(len, new)))
    return useful if kept >= _KEPT_SHARE * shorter else []


def _runs_by_sentences(old: list[str], new: list[str], effort: Effort) -> list[Run]:
    old_sentences, old_starts = _sentences(old)
    new_sentences, new_starts = _sentences(new)
    runs = equal_runs(old_sentences, new_sentences, effort)
    if runs is None:
        runs = ends(old_sentences, new_sentences)
    found: list[Run] = []
    for i, i_end, j, j_end, length in stretches(runs, len(old_sentences), len(new_sentences)):
        start, new_start = old_starts[i], new_starts[j]
        between = old[start : old_starts[i_end]], new[new_start : new_starts[j_end]]
        inner = equal_runs(*between, effort)
        found += [(start + n, new_start + m, length) for n, m, length in (ends(*between) if inner is None else inner)]
        found.append((old_starts[i_end], new_starts[j_end], old_starts[i_end + length] - old_starts[i_end]))
    return _connected(found)


def _sentences(words: list[str]) -> tuple[list[tuple[str, ...]], list[int]]:
    """Return the words as sentences, and where each begins, with the end of all behind."""
    starts = [0, *(place + 1 for place, word in enumerate(words) if word in _SENTENCE_ENDS)]
    if starts[-1] != len(words):
        starts.append(len(words))
    return [tuple(words[start:end]) for start, end in pairwise(starts)], starts
