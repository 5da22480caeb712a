"""Documents as versioned JSON, read strictly: what is stored is trusted by everything that renders it."""

import re
from collections.abc import Callable, Collection, Iterator, Set
from typing import Any
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


def to_json(document: Document) -> Json:
    """Return the document's normal form as JSON data that `from_json` accepts.

    Raises DocumentError when it is larger than LIMITS, so that nothing is stored that could not be read again.
    """
    data = {"version": VERSION, "blocks": [_write_block(block) for block in normalise(document).blocks]}
    from_json(data)
    return data


def from_json(data: object) -> Document:
    """Return the document of JSON data as `to_json` writes it; raises DocumentError for anything else."""
    record = _fields(data, "", {"version", "blocks"})
    if type(record["version"]) is not int or record["version"] != VERSION:
        raise DocumentError("version", "not a known version")
    return Document(_Reader().read_blocks(record, "", _READERS.keys()))


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


def _at(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _fields(value: object, path: str, required: Set[str], optional: Set[str] = frozenset()) -> Json:
    if not isinstance(value, dict):
        raise DocumentError(path, "not an object")
    if missing := sorted(required - value.keys()):
        raise DocumentError(_at(path, missing[0]), "missing")
    for key in value:
        if key not in required and key not in optional:
            raise DocumentError(path, f"unknown key {str(key)[:40]!r}")
    return value


def _items(value: object, path: str) -> Iterator[tuple[object, str]]:
    """Yield the values of a list with the path of each."""
    if not isinstance(value, list):
        raise DocumentError(path, "not a list")
    for place, item in enumerate(value):
        yield item, f"{path}[{place}]"


def _flag(record: Json, key: str, path: str) -> bool:
    value = record.get(key, False)
    if not isinstance(value, bool):
        raise DocumentError(_at(path, key), "not true or false")
    return value


class _Reader:
    """Reads one document and keeps count of its size."""

    def __init__(self) -> None:
        self._room = dict(LIMITS)

    def read_blocks(self, record: Json, path: str, allowed: Collection[str]) -> tuple[Block, ...]:
        return tuple(self._block(value, here, allowed) for value, here in _items(record["blocks"], _at(path, "blocks")))

    def _spend(self, kind: str, amount: int, path: str) -> None:
        self._room[kind] -= amount
        if self._room[kind] < 0:
            raise DocumentError(path, f"more than {LIMITS[kind]} {kind}")

    def _block(self, value: object, path: str, allowed: Collection[str]) -> Block:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in _READERS:
            raise DocumentError(_at(path, "type"), "not a known block type")
        if kind not in allowed:
            raise DocumentError(path, f"a {kind} cannot stand here")
        self._spend("blocks", 1, path)
        required, optional, read = _READERS[kind]
        return read(self, _fields(value, path, {"type", *required}, optional), path)

    def _paragraph(self, record: Json, path: str) -> Paragraph:
        return Paragraph(self._inline(record, "content", path))

    def _heading(self, record: Json, path: str) -> Heading:
        level = record.get("level", 2)
        if type(level) is not int or level not in (2, 3):
            raise DocumentError(_at(path, "level"), "not 2 or 3")
        return Heading(self._inline(record, "content", path), 2 if level == 2 else 3)

    def _quote(self, record: Json, path: str) -> Quote:
        paragraphs = tuple(
            self._spans(value, here) for value, here in _items(record["paragraphs"], _at(path, "paragraphs"))
        )
        return Quote(paragraphs, self._line(record, "source", path))

    def _list(self, record: Json, path: str, depth: int = 1) -> List:
        if depth > LIST_DEPTH:
            raise DocumentError(path, f"lists nest deeper than {LIST_DEPTH}")
        items = tuple(self._item(value, here, depth) for value, here in _items(record["items"], _at(path, "items")))
        return List(items, _flag(record, "ordered", path))

    def _item(self, value: object, path: str, depth: int) -> ListItem:
        record = _fields(value, path, {"content"}, {"sublist"})
        content = self._inline(record, "content", path)
        if "sublist" not in record:
            return ListItem(content)
        here = _at(path, "sublist")
        return ListItem(content, self._list(_fields(record["sublist"], here, {"items"}, {"ordered"}), here, depth + 1))

    def _table(self, record: Json, path: str) -> Table:
        rows = tuple(self._row(value, here) for value, here in _items(record["rows"], _at(path, "rows")))
        widths = {len(row.cells) for row in rows}
        if len(widths) != 1:
            raise DocumentError(_at(path, "rows"), "not the same number of cells in every row")
        if not 1 <= max(widths) <= TABLE_COLUMNS or max(widths) * len(rows) > TABLE_CELLS:
            raise DocumentError(path, f"not between 1 and {TABLE_COLUMNS} columns and at most {TABLE_CELLS} cells")
        return Table(rows, self._line(record, "caption", path))

    def _row(self, value: object, path: str) -> Row:
        record = _fields(value, path, {"cells"})
        return Row(tuple(self._cell(cell, here) for cell, here in _items(record["cells"], _at(path, "cells"))))

    def _cell(self, value: object, path: str) -> Cell:
        record = _fields(value, path, {"content"}, {"header"})
        return Cell(self._inline(record, "content", path), _flag(record, "header", path))

    def _figure(self, record: Json, path: str) -> Figure:
        photo = record["photo"]
        if not isinstance(photo, str) or not _UUID.fullmatch(photo):
            raise DocumentError(_at(path, "photo"), "not a UUID")
        caption = self._inline(record, "caption", path) if "caption" in record else ()
        return Figure(UUID(photo), caption, self._line(record, "alt", path), self._line(record, "credit", path))

    def _gallery(self, record: Json, path: str) -> Gallery:
        figures = tuple(
            self._figure(_fields(value, here, {"photo"}, _FIGURE_OPTIONS), here)
            for value, here in _items(record["figures"], _at(path, "figures"))
        )
        return Gallery(figures, self._line(record, "caption", path))

    def _embed(self, record: Json, path: str) -> Embed:
        provider, identifier = self._line(record, "provider", path), self._line(record, "id", path)
        embed = Embed(provider, identifier, self._line(record, "title", path))
        if not embed.is_valid():
            raise DocumentError(path, "not an embed of a known provider")
        return embed

    def _box(self, record: Json, path: str) -> Box:
        return Box(self._line(record, "title", path), self.read_blocks(record, path, _IN_A_BOX))

    def _rule(self, record: Json, path: str) -> Rule:
        return Rule()

    def _inline(self, record: Json, key: str, path: str) -> Inline:
        return self._spans(record[key], _at(path, key))

    def _spans(self, value: object, path: str) -> Inline:
        return tuple(self._span(span, here) for span, here in _items(value, path))

    def _span(self, value: object, path: str) -> Span:
        record = _fields(value, path, {"text"}, {"marks", "href"})
        text = self._text(record["text"], _at(path, "text"))
        marks = tuple(self._mark(mark, here) for mark, here in _items(record.get("marks", []), _at(path, "marks")))
        if len(set(marks)) < len(marks):
            raise DocumentError(_at(path, "marks"), "a mark stands twice")
        if "href" not in record:
            return Span(text, marks)
        href = record["href"]
        if not isinstance(href, str) or safe_href(href) is None:
            raise DocumentError(_at(path, "href"), "not an allowed link")
        self._spend("characters", len(href), path)
        return Span(text, marks, href)

    def _mark(self, value: object, path: str) -> Mark:
        if not isinstance(value, str) or value not in _MARKS:
            raise DocumentError(path, "not a known mark")
        return Mark(value)

    def _line(self, record: Json, key: str, path: str) -> str:
        text = self._text(record.get(key, ""), _at(path, key))
        if len(text) > LIMITS["characters in a line"]:
            raise DocumentError(_at(path, key), f"longer than {LIMITS['characters in a line']} characters")
        if one_line(text) != text:
            raise DocumentError(_at(path, key), "not one line of tidy text")
        return text

    def _text(self, value: object, path: str) -> str:
        if not isinstance(value, str):
            raise DocumentError(path, "not text")
        self._spend("characters", len(value), path)
        if tidy(value) != value:
            raise DocumentError(path, "not tidy text")
        return value


_MARKS = {str(mark) for mark in Mark}
_FIGURE_OPTIONS = {"caption", "alt", "credit"}
# For each type of block its required keys, its optional keys and what reads it.
_READERS: dict[str, tuple[set[str], set[str], Callable[[_Reader, Json, str], Block]]] = {
    "paragraph": ({"content"}, set(), _Reader._paragraph),
    "heading": ({"content"}, {"level"}, _Reader._heading),
    "quote": ({"paragraphs"}, {"source"}, _Reader._quote),
    "list": ({"items"}, {"ordered"}, _Reader._list),
    "table": ({"rows"}, {"caption"}, _Reader._table),
    "figure": ({"photo"}, _FIGURE_OPTIONS, _Reader._figure),
    "gallery": ({"figures"}, {"caption"}, _Reader._gallery),
    "embed": ({"provider", "id"}, {"title"}, _Reader._embed),
    "box": ({"title", "blocks"}, set(), _Reader._box),
    "rule": (set(), set(), _Reader._rule),
}
_IN_A_BOX = _READERS.keys() - {"gallery", "embed", "box", "rule"}
