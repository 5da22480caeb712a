"""A comparison as templates show it: which stretches are folded, what each change is called, HTML of each segment."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from articles.admin.photo_cards import picture_url
from articles.desk.comparison import Comparison
from articles.document.blocks import Inline, Mark
from articles.document.diff import BlockDiff, Change, FactDiff, RowDiff, Segment, has_changes
from articles.models.photos import Photo
from articles.public import render

KINDS = {
    "paragraph": pgettext_lazy("block", "paragraph"),
    "heading": pgettext_lazy("block", "subheading"),
    "quote": pgettext_lazy("block", "quotation"),
    "list": pgettext_lazy("block", "list"),
    "table": pgettext_lazy("block", "table"),
    "figure": pgettext_lazy("block", "picture"),
    "gallery": pgettext_lazy("block", "gallery"),
    "box": pgettext_lazy("block", "box"),
    "embed": pgettext_lazy("block", "video"),
    "rule": pgettext_lazy("block", "dividing line"),
}
CHANGES = {
    Change.ADDED: pgettext_lazy("change", "added"),
    Change.REMOVED: pgettext_lazy("change", "removed"),
    Change.CHANGED: pgettext_lazy("change", "changed"),
    Change.MOVED_AWAY: pgettext_lazy("change", "moved from here"),
    Change.MOVED_HERE: pgettext_lazy("change", "moved to here"),
}
TEXTS = {
    "caption": pgettext_lazy("part of a block", "caption"),
    "alt": pgettext_lazy("part of a block", "text for those who cannot see it"),
    "credit": pgettext_lazy("part of a block", "credit"),
    "source": pgettext_lazy("part of a block", "source of the quotation"),
    "title": pgettext_lazy("part of a block", "title"),
}
MARKS = {
    Mark.STRONG: pgettext_lazy("look", "bold"),
    Mark.EMPHASIS: pgettext_lazy("look", "italic"),
    Mark.SUBSCRIPT: pgettext_lazy("look", "subscript"),
    Mark.SUPERSCRIPT: pgettext_lazy("look", "superscript"),
}
# So many unchanged blocks next to a change stay open; a shorter stretch is not worth a fold.
_AROUND = 1
_SHORTEST_FOLD = 2


@dataclass(frozen=True)
class ShownSegment:
    """A segment as HTML of either side, and what became of its look."""

    change: str
    old: SafeString
    new: SafeString
    note: str = ""


@dataclass(frozen=True)
class Line:
    """A line of a block: its name, its cells, what became of it."""

    name: str
    change: str
    cells: tuple[tuple[ShownSegment, ...], ...]
    depth: int = 0
    note: str = ""


@dataclass(frozen=True)
class ShownBlock:
    """A block of the body, taken apart into lines."""

    change: str
    kind: str
    label: str
    change_label: str
    facts: tuple[str, ...]
    lines: tuple[Line, ...]
    stretches: tuple["Stretch", ...]
    photos: tuple[tuple[str, str | None], ...]  # what it shows, and the address of a small size

    @property
    def in_two(self) -> bool:
        """Tell whether wide screens show either side in a column of its own; what only moved is the same on both."""
        return any(segment.change != Change.KEPT for line in self.lines for cell in line.cells for segment in cell)


@dataclass(frozen=True)
class Stretch:
    """Neighbours that are shown, or folded behind a line that says how many they are."""

    blocks: tuple[ShownBlock, ...]
    summary: str = ""


@dataclass(frozen=True)
class ShownField:
    """A changed field."""

    label: str
    line: Line | None
    items: Sequence[tuple[str, str]] = ()


def shown_fields(comparison: Comparison) -> list[ShownField]:
    """Return the fields that differ."""
    return [
        ShownField(
            str(field.label),
            _line("", field.segments) if field.segments else None,
            [(str(item.change), item.text) for item in field.items],
        )
        for field in comparison.changed_fields
    ]


def shown_body(comparison: Comparison) -> tuple[Stretch, ...]:
    """Return the body with long unchanged stretches folded."""
    return tuple(_stretches(comparison.body or (), comparison.photos))


def count_changes(comparison: Comparison) -> str:
    """Return how many fields and blocks differ, in words."""
    moved = (Change.KEPT, Change.MOVED_AWAY)  # what moved stands twice
    fields = len(comparison.changed_fields)
    blocks = sum(block.change not in moved for block in comparison.body or ())
    said = [
        ngettext("%(count)d field differs", "%(count)d fields differ", fields) % {"count": fields} if fields else "",
        ngettext("%(count)d block differs", "%(count)d blocks differ", blocks) % {"count": blocks} if blocks else "",
    ]
    return ", ".join(filter(None, said))


def _stretches(blocks: Sequence[BlockDiff], photos: Mapping[UUID, Photo]) -> Iterator[Stretch]:
    groups = [(kept, list(group)) for kept, group in groupby(blocks, key=lambda block: block.change == Change.KEPT)]
    for place, (kept, group) in enumerate(groups):
        shown = tuple(_block(block, photos) for block in group)
        if not kept:
            yield Stretch(shown)
            continue
        first = _AROUND if place else 0
        last = len(shown) - (_AROUND if place < len(groups) - 1 else 0)
        if last - first < _SHORTEST_FOLD:
            yield Stretch(shown)
            continue
        folded = shown[first:last]
        yield from (Stretch(near) for near in (shown[:first],) if near)
        yield Stretch(
            folded,
            ngettext("%(count)d unchanged block", "%(count)d unchanged blocks", len(folded)) % {"count": len(folded)},
        )
        yield from (Stretch(near) for near in (shown[last:],) if near)


def _block(diff: BlockDiff, photos: Mapping[UUID, Photo]) -> ShownBlock:
    facts = {fact.name: fact for fact in diff.facts}
    kind = facts["kind"].new or facts["kind"].old
    both = diff.old is not None and diff.new is not None
    lines = [
        _line(str(TEXTS.get(text.name, "")), text.segments)
        for text in diff.texts
        if any(segment.old or segment.new for segment in text.segments)
    ]
    rows = [_row(row, kind) for row in diff.rows]
    photo = facts.get("photo")
    keys = dict.fromkeys(UUID(key) for key in ((photo.old, photo.new) if photo else ()) if key)
    return ShownBlock(
        change=diff.change,
        kind=kind,
        label="" if kind == "paragraph" else str(KINDS[kind]),
        change_label=str(CHANGES.get(diff.change, "")),
        facts=tuple(_facts(diff.facts)) if both else (),
        # The source stands under a quotation, a caption over a table.
        lines=(*rows, *lines) if kind == "quote" else (*lines, *rows),
        stretches=tuple(_stretches(diff.children, photos)),
        photos=tuple((str(photos[key]), picture_url(photos[key], "3x2", 240)) for key in keys if key in photos),
    )


def _facts(facts: Iterable[FactDiff]) -> Iterator[str]:
    for fact in facts:
        if fact.old == fact.new:
            continue
        match fact.name:
            case "kind":
                yield f"{KINDS[fact.old]} → {KINDS[fact.new]}"
            case "level":
                if fact.old and fact.new:
                    yield _("level %(old)s → %(new)s") % {"old": fact.old, "new": fact.new}
            case "photo":
                yield _("another picture")
            case "provider" | "id":
                yield f"{fact.old} → {fact.new}"


def _row(row: RowDiff, kind: str) -> Line:
    note = ""
    if row.old_look and row.new_look and row.old_look != row.new_look:
        note = _("another level or numbering") if kind == "list" else _("other header cells")
    look = row.new_look or row.old_look
    return Line(
        name="",
        change=row.change,
        cells=tuple(tuple(map(_segment, cell)) for cell in row.cells),
        depth=int(look.split()[0]) if kind == "list" else 0,
        note=note,
    )


def _line(name: str, segments: tuple[Segment, ...]) -> Line:
    change = Change.CHANGED if has_changes(segments) else Change.KEPT
    return Line(name, change, (tuple(map(_segment, segments)),))


def _segment(segment: Segment) -> ShownSegment:
    note = f"{_look(segment.old)} → {_look(segment.new)}" if segment.change == Change.CHANGED else ""
    return ShownSegment(segment.change, render.inline(segment.old), render.inline(segment.new), note)


def _look(content: Inline) -> str:
    marks = [str(MARKS[mark]) for mark in Mark if any(mark in span.marks for span in content)]
    links = dict.fromkeys(span.href for span in content if span.href is not None)
    return ", ".join([*marks, *links]) or pgettext("look", "plain")
