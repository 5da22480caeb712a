"""Two sequences side by side: which runs are equal, and which of the rest belong together.

difflib finds the runs, without its `autojunk`, which takes the frequent syllables of Vietnamese for noise. Its time
grows with the number of equal pairs and with the number of runs, so an `Effort` bounds both: where a stretch would cost
more than is left, nothing in its middle is aligned, and callers show it as wholly replaced.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import TypeVar

Run = tuple[int, int, int]
"""Where a run begins on the old side and on the new one, and its length."""

# Cells of the table that pairs what is alike: whole up to this size, beyond it in slices of so many a side.
_CELLS = 40_000
_SLICE = 48

T = TypeVar("T")
H = TypeVar("H", bound=Hashable)


class Effort:
    """How much aligning one comparison may still cost, in equal pairs looked at."""

    def __init__(self, left: int) -> None:
        self.left = left

    def spend(self, amount: int) -> bool:
        """Take an amount when so much is left, and tell whether it was."""
        if amount > self.left:
            return False
        self.left -= amount
        return True


def equal_pairs(old: Sequence[H], new: Sequence[H]) -> int:
    """Return how many pairs of equal elements two sequences have, each with each."""
    counts = Counter(new)
    return sum(count * counts[element] for element, count in Counter(old).items())


def common_ends(old: Sequence[H], new: Sequence[H]) -> tuple[int, int]:
    """Return the lengths of the common beginning and of the common end, which do not overlap."""
    shorter = min(len(old), len(new))
    head = 0
    while head < shorter and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < shorter - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return head, tail


def equal_runs(old: Sequence[H], new: Sequence[H], effort: Effort, *, most: int | None = None) -> list[Run] | None:
    """Return the equal runs of two sequences in order, or None when their middle costs more than is left (or `most`).

    What both begin and end with is free of cost.
    """
    head, tail = common_ends(old, new)
    runs = [(0, 0, head)] if head else []
    old_middle, new_middle = old[head : len(old) - tail], new[head : len(new) - tail]
    if old_middle and new_middle:
        cost = equal_pairs(old_middle, new_middle)
        if (most is not None and cost > most) or not effort.spend(cost):
            return None
        # Set as elements, not as text: a matcher of strings would look at letters.
        matcher = SequenceMatcher(None, old_middle, new_middle, autojunk=False)
        runs += [(i + head, j + head, n) for i, j, n in matcher.get_matching_blocks() if n]
    if tail:
        runs.append((len(old) - tail, len(new) - tail, tail))
    return runs


def ends(old: Sequence[H], new: Sequence[H]) -> list[Run]:
    """Return the runs at both ends only: what is left when the middle is too dear."""
    head, tail = common_ends(old, new)
    runs = [(0, 0, head), (len(old) - tail, len(new) - tail, tail)]
    return [run for run in runs if run[2]]


def stretches(runs: Sequence[Run], old_length: int, new_length: int) -> Iterator[tuple[int, int, int, int, int]]:
    """Yield what lies before, between and after runs: old begin and end, new begin and end, length of the run behind.

    Empty ones too; behind the last is no run, its length 0.
    """
    i = j = 0
    for old_start, new_start, length in (*runs, (old_length, new_length, 0)):
        yield i, old_start, j, new_start, length
        i, j = old_start + length, new_start + length


def pair(old: Sequence[T], new: Sequence[T], alike: Callable[[T, T], float]) -> Iterator[tuple[T | None, T | None]]:
    """Yield both sides in order: together what is most alike, alone what has no partner (old before new).

    `alike` answers from 0 (strangers) to 1. Past 40,000 comparisons the sides are cut into slices of 48 that lie in
    proportion, and partners are sought within a slice only.
    """
    if len(old) * len(new) <= _CELLS:
        yield from _pair(old, new, alike)
        return
    slices = -(-max(len(old), len(new)) // _SLICE)
    for n in range(slices):
        yield from _pair(
            old[len(old) * n // slices : len(old) * (n + 1) // slices],
            new[len(new) * n // slices : len(new) * (n + 1) // slices],
            alike,
        )


def _pair(old: Sequence[T], new: Sequence[T], alike: Callable[[T, T], float]) -> Iterator[tuple[T | None, T | None]]:
    likeness = [[alike(one, other) for other in new] for one in old]
    # best[i][j]: the greatest sum of likeness among old[i:] and new[j:].
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        row, below, here = best[i], best[i + 1], likeness[i]
        for j in reversed(range(len(new))):
            row[j] = max(below[j], row[j + 1], below[j + 1] + here[j])
    i = j = 0
    while i < len(old) and j < len(new):
        if likeness[i][j] > 0 and best[i][j] == best[i + 1][j + 1] + likeness[i][j]:
            yield old[i], new[j]
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            yield old[i], None
            i += 1
        else:
            yield None, new[j]
            j += 1
    yield from ((one, None) for one in old[i:])
    yield from ((None, other) for other in new[j:])
