"""What became of each block between two documents: blocks first, then syllables inside a changed block (segments.py).

Every difference holds both sides whole: what is not added gives the old one, what is not removed the new one. Turning
the sides round turns the difference round and nothing else (`turned`).

3,000 words with 20 edits take some 10 ms. What is too long or too repetitive costs no more than a second or two: it is
then aligned more coarsely (alignment.py and segments.py say how).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import zip_longest

from articles.document.alignment import Effort, ends, equal_runs, pair, stretches
from articles.document.blocks import Block, Document, normalise
from articles.document.parts import Parts, Row, parts_of
from articles.document.segments import (
    EFFORT,
    TURNED,
    Change,
    Segment,
    diff_inline,
    diff_text,
    turned_segments,
    words_of,
)

__all__ = [
    "BlockDiff",
    "Change",
    "FactDiff",
    "RowDiff",
    "Segment",
    "TextDiff",
    "compare",
    "diff_inline",
    "diff_text",
    "has_changes",
    "turned",
]


@dataclass(frozen=True, slots=True)
class TextDiff:
    """A text of a block by its name: content, caption, alt, credit, source, title."""

    name: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class FactDiff:
    """What is not text in a block, by its name: kind, level, photo, provider, id."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class RowDiff:
    """An item of a list, a row of a table, a paragraph of a quote; looks as in `parts.Row`."""

    change: Change
    old_look: str
    new_look: str
    cells: tuple[tuple[Segment, ...], ...]


@dataclass(frozen=True, slots=True)
class BlockDiff:
    """A block on one side or on both, taken apart; `old` is None for what was added, `new` for what was removed.

    What moved stands twice, at its old place and at its new one, with both sides each time.
    """

    change: Change
    old: Block | None
    new: Block | None
    facts: tuple[FactDiff, ...] = ()
    texts: tuple[TextDiff, ...] = ()
    rows: tuple[RowDiff, ...] = ()
    children: tuple["BlockDiff", ...] = ()


# Less alike than this are strangers: one was removed, the other added.
_ALIKE = 0.4
_MOVED_ALIKE = 0.75
_MOST_MOVES = 10_000


def compare(old: Document, new: Document) -> tuple[BlockDiff, ...]:
    """Return two documents' blocks, in normal form, in reading order with what became of each."""
    before, after = [list(map(_Shape, normalise(side).blocks)) for side in (old, new)]
    if _comes_after(before, after):
        return tuple(map(turned, _compare(after, before, Effort(EFFORT))))
    return tuple(_compare(before, after, Effort(EFFORT)))


def has_changes(diff: Iterable[BlockDiff | Segment]) -> bool:
    """Tell whether anything is not kept."""
    return any(part.change != Change.KEPT for part in diff)


def turned(diff: BlockDiff) -> BlockDiff:
    """Return the difference in the other direction."""
    return BlockDiff(
        TURNED.get(diff.change, diff.change),
        diff.new,
        diff.old,
        tuple(FactDiff(fact.name, fact.new, fact.old) for fact in diff.facts),
        tuple(TextDiff(text.name, turned_segments(text.segments)) for text in diff.texts),
        tuple(
            RowDiff(
                TURNED.get(row.change, row.change),
                row.new_look,
                row.old_look,
                tuple(map(turned_segments, row.cells)),
            )
            for row in diff.rows
        ),
        tuple(map(turned, diff.children)),
    )


# --- Blocks ------------------------------------------------------------------------------------------------------


class _Shape:
    """A block, its parts, its text, and the words by which its partner is found."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.parts = parts_of(block)
        self.text = self.parts.plain()

    @cached_property
    def words(self) -> frozenset[str]:
        return words_of(self.text)


def _comes_after(one: Sequence[_Shape], other: Sequence[_Shape]) -> bool:
    """Tell the order in which two sides are always compared, so that difflib's choice never depends on it."""
    texts, other_texts = [shape.text for shape in one], [shape.text for shape in other]
    if texts != other_texts:
        return texts > other_texts
    return repr([shape.block for shape in one]) > repr([shape.block for shape in other])


def _compare(old: Sequence[_Shape], new: Sequence[_Shape], effort: Effort) -> list[BlockDiff]:
    keys: dict[Block, int] = {}
    old_keys, new_keys = [[keys.setdefault(shape.block, len(keys)) for shape in side] for side in (old, new)]
    runs = equal_runs(old_keys, new_keys, effort)
    if runs is None:
        runs = ends(old_keys, new_keys)
    pairs: list[tuple[_Shape | None, _Shape | None]] = []
    for i, i_end, j, j_end, length in stretches(runs, len(old), len(new)):
        lone = pair(old[i:i_end], new[j:j_end], _likeness)
        pairs += lone
        pairs += zip(old[i_end : i_end + length], new[j_end : j_end + length], strict=True)
    return _told(pairs, _moves(pairs), effort)


def _told(
    pairs: Sequence[tuple[_Shape | None, _Shape | None]], moves: dict[int, int], effort: Effort
) -> list[BlockDiff]:
    """Return the pairs as differences; `moves` leads from the place of a lone old block to that of its new one."""
    moved = {
        place: _block_diff(pairs[place][0], pairs[other][1], effort, Change.MOVED_AWAY)
        for place, other in moves.items()
    }
    arrived = {other: replace(moved[place], change=Change.MOVED_HERE) for place, other in moves.items()}
    return [
        moved.get(place) or arrived.get(place) or _block_diff(one, other, effort)
        for place, (one, other) in enumerate(pairs)
    ]


def _moves(pairs: Sequence[tuple[_Shape | None, _Shape | None]]) -> dict[int, int]:
    """Return which lone old blocks stand elsewhere, equal or nearly so; rules and the like are too many to say."""
    removed = {place: one for place, (one, other) in enumerate(pairs) if one and not other and one.text}
    added = {place: other for place, (one, other) in enumerate(pairs) if other and not one and other.text}
    moves: dict[int, int] = {}
    places: dict[Block, list[int]] = defaultdict(list)
    for place, shape in reversed(added.items()):
        places[shape.block].append(place)
    for place, shape in removed.items():
        if found := places.get(shape.block):
            moves[place] = found.pop()
    left, free = removed.keys() - moves.keys(), added.keys() - set(moves.values())
    if len(left) * len(free) <= _MOST_MOVES:
        likeness = ((_likeness(removed[place], added[other]), place, other) for place in left for other in free)
        for _, place, other in sorted((found for found in likeness if found[0] >= _MOVED_ALIKE), reverse=True):
            if place not in moves and other in free:
                moves[place] = other
                free.remove(other)
    return moves


def _likeness(one: _Shape, other: _Shape) -> float:
    """Return how alike two blocks are by their words; the same photo or embed is the same whatever it says."""
    if one.parts.family != other.parts.family:
        return 0.0
    if one.parts.identity and one.parts.identity == other.parts.identity:
        return 1.0
    return _share(one.words, other.words)


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    total = len(one) + len(other)
    share = 2 * len(one & other) / total if total else 0.0
    return share if share >= _ALIKE else 0.0


_NOTHING = Parts(family="")


def _block_diff(one: _Shape | None, other: _Shape | None, effort: Effort, change: Change | None = None) -> BlockDiff:
    before, after = one.parts if one else _NOTHING, other.parts if other else _NOTHING
    if change is None:
        change = _change_of(one and one.block, other and other.block)
    return BlockDiff(
        change,
        one.block if one else None,
        other.block if other else None,
        tuple(
            FactDiff(name, before.facts.get(name, ""), after.facts.get(name, ""))
            for name in {**before.facts, **after.facts}
        ),
        tuple(
            TextDiff(name, diff_inline(before.texts.get(name, ()), after.texts.get(name, ()), effort))
            for name in {**before.texts, **after.texts}
        ),
        tuple(_rows(before.rows, after.rows, effort)),
        tuple(_compare(list(map(_Shape, before.children)), list(map(_Shape, after.children)), effort)),
    )


def _change_of(one: object, other: object) -> Change:
    if one is None:
        return Change.ADDED
    if other is None:
        return Change.REMOVED
    return Change.KEPT if one == other else Change.CHANGED


def _rows(old: Sequence[Row], new: Sequence[Row], effort: Effort) -> Iterator[RowDiff]:
    runs = equal_runs(old, new, effort)
    if runs is None:
        runs = ends(old, new)
    for i, i_end, j, j_end, length in stretches(runs, len(old), len(new)):
        words = {row: words_of(row.plain()) for row in (*old[i:i_end], *new[j:j_end])}

        def likeness(one: Row, other: Row, words: dict[Row, frozenset[str]] = words) -> float:
            return _share(words[one], words[other])

        for one, other in pair(old[i:i_end], new[j:j_end], likeness):
            yield _row_diff(one, other, effort)
        for row in old[i_end : i_end + length]:
            yield _row_diff(row, row, effort)


def _row_diff(one: Row | None, other: Row | None, effort: Effort) -> RowDiff:
    cells = zip_longest(one.cells if one else (), other.cells if other else (), fillvalue=())
    return RowDiff(
        _change_of(one, other),
        one.look if one else "",
        other.look if other else "",
        tuple(diff_inline(before, after, effort) for before, after in cells),
    )
