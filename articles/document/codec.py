"""Documents as versioned JSON, read strictly: what is stored is trusted by everything that renders it."""

import re
from collections.abc import Callable, Collection, Set
from typing import Any, TypeVar
from uuid import UUID

from articles.document.blocks import (
    LIST_DEPTH,
    TABLE_CELLS,
    TABLE_COLUMNS,
    Block,
    Box,
    Cell,
    Document,
    Embed,
    Figure,
    Gallery,
    Heading,
    Inline,
    List,
    ListItem,
    Mark,
    Paragraph,
    Quote,
    Row,
    Rule,
    Span,
    Table,
    normalise,
    safe_href,
)
from articles.document.inline import one_line
from articles.document.text import tidy

VERSION = 1
LIMITS = {"blocks": 5_000, "characters": 1_000_000, "characters in a line": 2_000}

Json = dict[str, Any]
_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class DocumentError(ValueError):
    """A document that cannot be accepted, and the path of what is wrong in it."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}" if path else message)
        self.path = path
        self.message = message

    def under(self, step: str) -> "DocumentError":
        """Return the error as seen from a step further out; paths are spelt on the way out, so reading spells none."""
        rest = self.path if not self.path or self.path.startswith("[") else f".{self.path}"
        return DocumentError(step + rest, self.message)


def to_json(document: Document) -> Json:
    """Return the document's normal form as JSON data that `from_json` accepts.

    Raises DocumentError when it is larger than LIMITS, so that nothing is stored that could not be read again.
    """
    data = {"version": VERSION, "blocks": [_write_block(block) for block in normalise(document).blocks]}
    from_json(data)
    return data


def from_json(data: object) -> Document:
    """Return the document of JSON data as `to_json` writes it; raises DocumentError for anything else."""
    record = _fields(data, {"version", "blocks"})
    if type(record["version"]) is not int or record["version"] != VERSION:
        raise DocumentError("version", "not a known version")
    return Document(_Reader().read_blocks(record, _READERS.keys()))


def _write_inline(content: Inline) -> list[Json]:
    return [
        {"text": span.text}
        | ({"marks": [str(mark) for mark in span.marks]} if span.marks else {})
        | ({"href": span.href} if span.href is not None else {})
        for span in content
    ]


def _write_list(block: List) -> Json:
    items = [
        {"content": _write_inline(item.content)} | ({"sublist": _write_list(item.sublist)} if item.sublist else {})
        for item in block.items
    ]
    return {"items": items} | ({"ordered": True} if block.ordered else {})


def _write_cell(cell: Cell) -> Json:
    return {"content": _write_inline(cell.content)} | ({"header": True} if cell.header else {})


def _write_figure(figure: Figure) -> Json:
    optional = {"caption": _write_inline(figure.caption), "alt": figure.alt, "credit": figure.credit}
    return {"photo": str(figure.photo)} | _filled(optional)


def _filled(fields: Json) -> Json:
    return {key: value for key, value in fields.items() if value}


def _write_block(block: Block) -> Json:
    match block:
        case Paragraph(content):
            return {"type": "paragraph", "content": _write_inline(content)}
        case Heading(content, level):
            return {"type": "heading", "content": _write_inline(content)} | ({"level": level} if level != 2 else {})
        case Quote(paragraphs, source):
            written = [_write_inline(paragraph) for paragraph in paragraphs]
            return {"type": "quote", "paragraphs": written} | _filled({"source": source})
        case List():
            return {"type": "list"} | _write_list(block)
        case Table(rows, caption):
            cells = [{"cells": [_write_cell(cell) for cell in row.cells]} for row in rows]
            return {"type": "table", "rows": cells} | _filled({"caption": caption})
        case Figure():
            return {"type": "figure"} | _write_figure(block)
        case Gallery(figures, caption):
            return {"type": "gallery", "figures": [_write_figure(figure) for figure in figures]} | _filled(
                {"caption": caption}
            )
        case Embed(provider, identifier, title):
            return {"type": "embed", "provider": provider, "id": identifier} | _filled({"title": title})
        case Box(title, blocks):
            return {"type": "box", "title": title, "blocks": [_write_block(inner) for inner in blocks]}
        case Rule():
            return {"type": "rule"}


Value = TypeVar("Value")


def _fields(value: object, required: Set[str], optional: Set[str] = frozenset()) -> Json:
    if not isinstance(value, dict):
        raise DocumentError("", "not an object")
    if value.keys() == required:
        return value
    if missing := sorted(required - value.keys()):
        raise DocumentError(missing[0], "missing")
    for key in value:
        if key not in required and key not in optional:
            raise DocumentError("", f"unknown key {str(key)[:40]!r}")
    return value


def _each(values: object, read: Callable[[object], Value]) -> tuple[Value, ...]:
    if not isinstance(values, list):
        raise DocumentError("", "not a list")
    done: list[Value] = []
    try:
        for value in values:
            done.append(read(value))
    except DocumentError as error:
        raise error.under(f"[{len(done)}]") from None
    return tuple(done)


def _in(record: Json, key: str, read: Callable[[object], Value], default: object = None) -> Value:
    """Read what stands under a key, or what stands for it where it is absent."""
    try:
        return read(record.get(key, default))
    except DocumentError as error:
        raise error.under(key) from None


def _flag(record: Json, key: str) -> bool:
    value = record.get(key, False)
    if not isinstance(value, bool):
        raise DocumentError(key, "not true or false")
    return value


class _Reader:
    """Reads one document and keeps count of its size."""

    def __init__(self) -> None:
        self._room = dict(LIMITS)

    def read_blocks(self, record: Json, allowed: Collection[str]) -> tuple[Block, ...]:
        return _in(record, "blocks", lambda values: _each(values, lambda value: self._block(value, allowed)))

    def _spend(self, kind: str, amount: int) -> None:
        self._room[kind] -= amount
        if self._room[kind] < 0:
            raise DocumentError("", f"more than {LIMITS[kind]} {kind}")

    def _block(self, value: object, allowed: Collection[str]) -> Block:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in _READERS:
            raise DocumentError("type", "not a known block type")
        if kind not in allowed:
            raise DocumentError("", f"a {kind} cannot stand here")
        self._spend("blocks", 1)
        required, optional, read = _READERS[kind]
        return read(self, _fields(value, required, optional))

    def _paragraph(self, record: Json) -> Paragraph:
        return Paragraph(self._inline(record, "content"))

    def _heading(self, record: Json) -> Heading:
        level = record.get("level", 2)
        if type(level) is not int or level not in (2, 3):
            raise DocumentError("level", "not 2 or 3")
        return Heading(self._inline(record, "content"), 2 if level == 2 else 3)

    def _quote(self, record: Json) -> Quote:
        paragraphs = _in(record, "paragraphs", lambda values: _each(values, self._spans))
        return Quote(paragraphs, self._line(record, "source"))

    def _list(self, record: Json, depth: int = 1) -> List:
        if depth > LIST_DEPTH:
            raise DocumentError("", f"lists nest deeper than {LIST_DEPTH}")
        items = _in(record, "items", lambda values: _each(values, lambda value: self._item(value, depth)))
        return List(items, _flag(record, "ordered"))

    def _item(self, value: object, depth: int) -> ListItem:
        record = _fields(value, {"content"}, {"sublist"})
        content = self._inline(record, "content")
        if "sublist" not in record:
            return ListItem(content)
        return ListItem(
            content,
            _in(record, "sublist", lambda below: self._list(_fields(below, {"items"}, {"ordered"}), depth + 1)),
        )

    def _table(self, record: Json) -> Table:
        rows = _in(record, "rows", lambda values: _each(values, self._row))
        widths = {len(row.cells) for row in rows}
        if len(widths) != 1:
            raise DocumentError("rows", "not the same number of cells in every row")
        if not 1 <= max(widths) <= TABLE_COLUMNS or max(widths) * len(rows) > TABLE_CELLS:
            raise DocumentError("", f"not between 1 and {TABLE_COLUMNS} columns and at most {TABLE_CELLS} cells")
        return Table(rows, self._line(record, "caption"))

    def _row(self, value: object) -> Row:
        return Row(_in(_fields(value, {"cells"}), "cells", lambda values: _each(values, self._cell)))

    def _cell(self, value: object) -> Cell:
        record = _fields(value, {"content"}, {"header"})
        return Cell(self._inline(record, "content"), _flag(record, "header"))

    def _figure(self, record: Json) -> Figure:
        photo = record["photo"]
        if not isinstance(photo, str) or not _UUID.fullmatch(photo):
            raise DocumentError("photo", "not a UUID")
        caption = self._inline(record, "caption") if "caption" in record else ()
        return Figure(UUID(photo), caption, self._line(record, "alt"), self._line(record, "credit"))

    def _gallery(self, record: Json) -> Gallery:
        figures = _in(
            record,
            "figures",
            lambda values: _each(values, lambda value: self._figure(_fields(value, {"photo"}, _FIGURE_OPTIONS))),
        )
        return Gallery(figures, self._line(record, "caption"))

    def _embed(self, record: Json) -> Embed:
        embed = Embed(self._line(record, "provider"), self._line(record, "id"), self._line(record, "title"))
        if not embed.is_valid():
            raise DocumentError("", "not an embed of a known provider")
        return embed

    def _box(self, record: Json) -> Box:
        return Box(self._line(record, "title"), self.read_blocks(record, _IN_A_BOX))

    def _rule(self, record: Json) -> Rule:
        return Rule()

    def _inline(self, record: Json, key: str) -> Inline:
        return _in(record, key, self._spans)

    def _spans(self, values: object) -> Inline:
        return _each(values, self._span)

    def _span(self, value: object) -> Span:
        record = _fields(value, _TEXT_ALONE, _SPAN_OPTIONS)
        text = _in(record, "text", self._text)
        if len(record) == 1:
            return Span(text)
        marks = _in(record, "marks", lambda values: _each(values, _mark), [])
        if len(set(marks)) < len(marks):
            raise DocumentError("marks", "a mark stands twice")
        return Span(text, marks, _in(record, "href", self._href) if "href" in record else None)

    def _href(self, value: object) -> str:
        if not isinstance(value, str) or safe_href(value) is None:
            raise DocumentError("", "not an allowed link")
        self._spend("characters", len(value))
        return value

    def _line(self, record: Json, key: str) -> str:
        text = _in(record, key, self._text, "")
        if len(text) > LIMITS["characters in a line"]:
            raise DocumentError(key, f"longer than {LIMITS['characters in a line']} characters")
        if one_line(text) != text:
            raise DocumentError(key, "not one line of tidy text")
        return text

    def _text(self, value: object) -> str:
        if not isinstance(value, str):
            raise DocumentError("", "not text")
        self._spend("characters", len(value))
        if tidy(value) != value:
            raise DocumentError("", "not tidy text")
        return value


def _mark(value: object) -> Mark:
    if not isinstance(value, str) or value not in _MARKS:
        raise DocumentError("", "not a known mark")
    return Mark(value)


_MARKS = {str(mark) for mark in Mark}
_TEXT_ALONE = {"text"}
_SPAN_OPTIONS = {"marks", "href"}
_FIGURE_OPTIONS = {"caption", "alt", "credit"}
# For each type of block its required keys, its optional keys and what reads it.
_READERS: dict[str, tuple[set[str], set[str], Callable[[_Reader, Json], Block]]] = {
    "paragraph": ({"type", "content"}, set(), _Reader._paragraph),
    "heading": ({"type", "content"}, {"level"}, _Reader._heading),
    "quote": ({"type", "paragraphs"}, {"source"}, _Reader._quote),
    "list": ({"type", "items"}, {"ordered"}, _Reader._list),
    "table": ({"type", "rows"}, {"caption"}, _Reader._table),
    "figure": ({"type", "photo"}, _FIGURE_OPTIONS, _Reader._figure),
    "gallery": ({"type", "figures"}, {"caption"}, _Reader._gallery),
    "embed": ({"type", "provider", "id"}, {"title"}, _Reader._embed),
    "box": ({"type", "title", "blocks"}, set(), _Reader._box),
    "rule": ({"type"}, set(), _Reader._rule),
}
_IN_A_BOX = _READERS.keys() - {"gallery", "embed", "box", "rule"}
