"""Documents from HTML: what the rich-text editor posts, and whatever was pasted into it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from uuid import UUID

from articles.document.blocks import (
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
    plain,
    safe_href,
)
from articles.document.html_tree import Element, parse
from articles.document.inline import join_lines

Children = Iterable[Element | str]

_MARKS = {
    "strong": Mark.STRONG,
    "b": Mark.STRONG,
    "em": Mark.EMPHASIS,
    "i": Mark.EMPHASIS,
    "sub": Mark.SUBSCRIPT,
    "sup": Mark.SUPERSCRIPT,
}
_HEADINGS = {"h1": 2, "h2": 2, "h3": 3, "h4": 3, "h5": 3, "h6": 3}
_SPACE = re.compile("[ \t\n\r\f]+")
_UUID = re.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_UNMARKED = Span("")
_EMPTY = Cell(())


def from_html(html: str) -> Document:
    """Return the document the HTML says, in normal form; unknown structure degrades to paragraphs, no text is lost."""
    return normalise(Document(tuple(_read(parse(html).children, _UNMARKED))))


def _read(children: Children, style: Span) -> list[Block]:
    """Return the blocks of mixed content; text that stands loose in it makes paragraphs."""
    flow = _Flow()
    flow.take(children, style)
    flow.end_line()
    return flow.blocks


class _Flow:
    """Collects blocks, and spans until a block ends their line."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._line: list[Span] = []

    def take(self, children: Children, style: Span) -> None:
        for child in children:
            if isinstance(child, str):
                self._line.append(Span(_SPACE.sub(" ", child), style.marks, style.href))
            elif child.tag == "br":
                self._line.append(Span("\n", style.marks, style.href))
            elif child.tag in _MARKS:
                self.take(child.children, replace(style, marks=(*style.marks, _MARKS[child.tag])))
            elif child.tag == "a":
                href = safe_href(child.attributes.get("href", "").strip(" \t\n\r\f"))
                self.take(child.children, replace(style, href=href))
            elif child.tag == "cite":
                self.take(child.children, style)
            else:
                self.end_line()
                self.blocks.extend(_read_element(child, style))

    def end_line(self) -> None:
        if any(span.text.strip() for span in self._line):
            self.blocks.append(Paragraph(tuple(self._line)))
        self._line.clear()


def _read_element(element: Element, style: Span) -> Iterable[Block]:
    attributes = element.attributes
    match element.tag:
        case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
            return _read_heading(element, style)
        case "blockquote":
            return _read_quote(element, style)
        case "ul" | "ol":
            return _read_list(element, style)
        case "table":
            return _read_table(element, style)
        case "figure" if "data-photo" in attributes or "data-embed" in attributes:
            return _read_figure(element, style)
        case "div" if "data-gallery" in attributes:
            return _read_gallery(element, style)
        case "aside" if "data-title" in attributes:
            return [Box(attributes["data-title"], tuple(_read(element.children, style)))]
        case "hr":
            return [Rule()]
        case _:
            return _read(element.children, style)


def _read_heading(element: Element, style: Span) -> Iterator[Block]:
    lines, media = _flatten(_read(element.children, style))
    yield Heading(join_lines(lines), 2 if _HEADINGS[element.tag] == 2 else 3)
    yield from media


def _read_quote(element: Element, style: Span) -> Iterator[Block]:
    cites = [child for child in element.children if _is(child, "cite")]
    lines, media = _flatten(_read((child for child in element.children if not _is(child, "cite")), style))
    sources, more_media = _flatten(_read(cites, _UNMARKED))
    yield Quote(tuple(lines), _text(sources))
    yield from media + more_media


def _read_figure(element: Element, style: Span) -> Iterator[Block]:
    attributes = element.attributes
    lines, media = _flatten(_read(element.children, style))
    if _UUID.fullmatch(attributes.get("data-photo", "")):
        photo, alt, credit = (
            UUID(attributes["data-photo"]),
            attributes.get("data-alt", ""),
            attributes.get("data-credit", ""),
        )
        yield Figure(photo, join_lines(lines), alt, credit)
    elif "data-embed" in attributes:
        yield Embed(attributes["data-embed"], attributes.get("data-id", ""), _text(lines))
    else:
        yield from map(Paragraph, lines)
    yield from media


def _read_gallery(element: Element, style: Span) -> Iterator[Block]:
    figures: list[Figure] = []
    others: list[Block] = []
    for block in _read(element.children, style):
        match block:
            case Figure():
                figures.append(block)
            case Gallery(inner, caption):
                figures += inner
                others.append(Paragraph(plain(caption)))
            case _:
                others.append(block)
    yield Gallery(tuple(figures), element.attributes["data-gallery"])
    yield from others


def _read_list(element: Element, style: Span) -> Iterator[Block]:
    items: list[ListItem] = []
    media: list[Block] = []
    for content in _item_contents(element):
        media += _add_items(items, _read(content, style))
    yield List(tuple(items), element.tag == "ol")
    yield from media


def _item_contents(element: Element) -> Iterator[Children]:
    """Yield the content of each li, and each run of what stands loose between them."""
    loose: list[Element | str] = []
    for child in element.children:
        if isinstance(child, Element) and child.tag == "li":
            yield loose
            yield child.children
            loose = []
        else:
            loose.append(child)
    yield loose


def _add_items(items: list[ListItem], blocks: list[Block]) -> list[Block]:
    """Add what one li holds to the items; return the pictures and embeds that stood in it."""
    media: list[Block] = []
    for is_list, group in groupby(blocks, key=lambda block: isinstance(block, List)):
        if not is_list:
            lines, found = _flatten(group)
            media += found
            if lines:
                items.append(ListItem(join_lines(lines)))
            continue
        for block in group:
            assert isinstance(block, List)
            if items:
                items[-1] = _extend(items[-1], block)
            else:
                items.extend(block.items)
    return media


def _extend(item: ListItem, more: List) -> ListItem:
    if item.sublist is None:
        return replace(item, sublist=more)
    return replace(item, sublist=replace(item.sublist, items=item.sublist.items + more.items))


def _flatten(blocks: Iterable[Block]) -> tuple[list[Inline], list[Block]]:
    """Return the lines of text in the blocks, for a place that holds nothing else, and their pictures and embeds."""
    lines: list[Inline] = []
    media: list[Block] = []
    for block in blocks:
        match block:
            case Paragraph(content) | Heading(content):
                lines.append(content)
            case Quote(paragraphs, source):
                lines += [*paragraphs, plain(source)]
            case List(items):
                for item in items:
                    lines.append(item.content)
                    lines += _flatten([item.sublist])[0] if item.sublist else []
            case Table(rows, caption):
                lines += [plain(caption), *(cell.content for row in rows for cell in row.cells)]
            case Box(title, inner):
                inner_lines, inner_media = _flatten(inner)
                lines += [plain(title), *inner_lines]
                media += inner_media
            case Figure() | Gallery() | Embed():
                media.append(block)
            case Rule():
                pass
    return list(filter(None, lines)), media


def _text(lines: Iterable[Inline]) -> str:
    return " ".join("".join(span.text for span in line) for line in lines)


def _is(child: Element | str, *tags: str) -> bool:
    return isinstance(child, Element) and child.tag in tags


def _read_table(element: Element, style: Span) -> Iterator[Block]:
    table = _TableReader(style)
    table.take(element)
    captions, media = _flatten(_read(table.captions, _UNMARKED))
    yield from _read(table.loose, style)
    yield Table(tuple(table.rows), _text(captions))
    yield from media + table.media


class _TableReader:
    """Reads rows of cells; a cell that spans several leaves empty ones, so that columns stay in line."""

    def __init__(self, style: Span) -> None:
        self.rows: list[Row] = []
        self.captions: list[Element | str] = []
        self.loose: list[Element | str] = []
        self.media: list[Block] = []
        self._style = style
        # For each column how many rows a cell above still covers.
        self._covered: dict[int, int] = {}

    def take(self, element: Element) -> None:
        for child in element.children:
            match child:
                case Element("thead" | "tbody" | "tfoot"):
                    self.take(child)
                case Element("tr"):
                    self.rows.append(Row(tuple(self._row(child))))
                case Element("caption"):
                    self.captions.append(child)
                case _:
                    self.loose.append(child)

    def _row(self, element: Element) -> list[Cell]:
        covered, self._covered = self._covered, {column: left - 1 for column, left in self._covered.items() if left > 1}
        cells: list[Cell] = []
        for child in element.children:
            if not isinstance(child, Element) or child.tag not in ("td", "th"):
                self.loose.append(child)
                continue
            while len(cells) in covered:
                cells.append(_EMPTY)
            column = len(cells)
            cells.append(self._cell(child))
            width = min(_number(child, "colspan"), TABLE_COLUMNS - len(cells))
            cells.extend([Cell((), child.tag == "th")] * (width - 1))
            if (height := _number(child, "rowspan")) > 1:
                self._covered |= dict.fromkeys(range(column, len(cells)), height - 1)
        return cells

    def _cell(self, element: Element) -> Cell:
        lines, media = _flatten(_read(element.children, self._style))
        self.media += media
        return Cell(join_lines(lines), element.tag == "th")


def _number(element: Element, attribute: str) -> int:
    value = element.attributes.get(attribute, "")
    return int(value) if re.fullmatch("[1-9][0-9]{0,2}", value) else 1
