"""The blocks a story's body is made of, and their one normal form."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from articles.document.inline import Inline, Mark, Span, join_lines, normalise_inline, one_line, plain, safe_href

__all__ = [
    "EMBED_PROVIDERS",
    "LIST_DEPTH",
    "TABLE_CELLS",
    "TABLE_COLUMNS",
    "Block",
    "Box",
    "Cell",
    "Document",
    "Embed",
    "Figure",
    "Gallery",
    "Heading",
    "Inline",
    "List",
    "ListItem",
    "Mark",
    "Paragraph",
    "Quote",
    "Row",
    "Rule",
    "Span",
    "Table",
    "normalise",
    "plain",
    "safe_href",
]

# Only what a whole identifier can be checked for: the page of the embed is built from it by our own template.
EMBED_PROVIDERS = {
    "youtube": re.compile(r"\A[A-Za-z0-9_-]{11}\Z"),
    "vimeo": re.compile(r"\A[1-9][0-9]{5,11}\Z"),
    "dailymotion": re.compile(r"\Ax[a-z0-9]{5,8}\Z"),
    "tiktok": re.compile(r"\A[1-9][0-9]{15,19}\Z"),
    "facebook_video": re.compile(r"\A[1-9][0-9]{7,19}\Z"),
}
LIST_DEPTH = 4
TABLE_COLUMNS = 40
TABLE_CELLS = 20_000


@dataclass(frozen=True, slots=True)
class Paragraph:
    content: Inline


@dataclass(frozen=True, slots=True)
class Heading:
    content: Inline
    level: Literal[2, 3] = 2


@dataclass(frozen=True, slots=True)
class Quote:
    paragraphs: tuple[Inline, ...]
    source: str = ""


@dataclass(frozen=True, slots=True)
class List:
    items: tuple["ListItem", ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class ListItem:
    content: Inline
    sublist: List | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    content: Inline
    header: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    rows: tuple[Row, ...]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture where it stands; an empty credit means the photo's own credit lines."""

    photo: UUID
    caption: Inline = ()
    alt: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Gallery:
    figures: tuple[Figure, ...]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Embed:
    provider: str
    id: str
    title: str = ""

    def is_valid(self) -> bool:
        """Tell whether the provider is known and the identifier is one of its own."""
        pattern = EMBED_PROVIDERS.get(self.provider)
        return pattern is not None and pattern.match(self.id) is not None


@dataclass(frozen=True, slots=True)
class Rule:
    pass


@dataclass(frozen=True, slots=True)
class Box:
    """A framed aside; in normal form without boxes, galleries, embeds and rules in it."""

    title: str
    blocks: tuple["Block", ...]


Block = Paragraph | Heading | Quote | List | Table | Figure | Gallery | Embed | Rule | Box


@dataclass(frozen=True, slots=True)
class Document:
    blocks: tuple[Block, ...] = ()

    def figures(self) -> Iterator[tuple[str, Figure]]:
        """Yield each figure in reading order with its path, such as `blocks[4].figures[0]`."""
        yield from _find_figures("blocks", self.blocks)


def normalise(document: Document) -> Document:
    """Return the document in normal form: tidy text, no empty blocks, lists and boxes no deeper than allowed.

    No text and no figure is lost; what cannot stand where it is degrades to paragraphs or moves behind its container.
    """
    return Document(tuple(_normalise_blocks(document.blocks)))


def _find_figures(path: str, blocks: tuple[Block, ...]) -> Iterator[tuple[str, Figure]]:
    for place, block in enumerate(blocks):
        here = f"{path}[{place}]"
        if isinstance(block, Figure):
            yield here, block
        elif isinstance(block, Gallery):
            yield from _find_figures(f"{here}.figures", block.figures)
        elif isinstance(block, Box):
            yield from _find_figures(f"{here}.blocks", block.blocks)


def _normalise_blocks(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        match block:
            case Paragraph(content):
                yield from _paragraph(normalise_inline(content))
            case Heading(content, level):
                if content := normalise_inline(content):
                    yield Heading(content, 2 if level <= 2 else 3)
            case Quote():
                yield from _normalise_quote(block)
            case List(items, ordered):
                if kept := tuple(_normalise_items(items, 1)):
                    yield List(kept, ordered)
            case Table():
                yield from _normalise_table(block)
            case Figure():
                yield _normalise_figure(block)
            case Gallery(figures, caption):
                if figures:
                    yield Gallery(tuple(map(_normalise_figure, figures)), one_line(caption))
                else:
                    yield from _paragraph(plain(caption))
            case Embed(provider, identifier, title):
                if block.is_valid():
                    yield Embed(provider, identifier, one_line(title))
                else:
                    yield from _paragraph(plain(title))
            case Box():
                yield from _normalise_box(block)
            case Rule():
                yield block


def _paragraph(content: Inline) -> Iterator[Paragraph]:
    if content:
        yield Paragraph(content)


def _normalise_quote(quote: Quote) -> Iterator[Block]:
    paragraphs = tuple(filter(None, map(normalise_inline, quote.paragraphs)))
    if paragraphs:
        yield Quote(paragraphs, one_line(quote.source))
    else:
        yield from _paragraph(plain(quote.source))


def _normalise_items(items: Iterable[ListItem], depth: int) -> Iterator[ListItem]:
    for item in items:
        content = normalise_inline(item.content)
        inner = tuple(_normalise_items(item.sublist.items, depth + 1)) if item.sublist else ()
        if content and item.sublist and inner and depth < LIST_DEPTH:
            yield ListItem(content, List(inner, item.sublist.ordered))
            continue
        if content:
            yield ListItem(content)
        yield from inner


def _normalise_table(table: Table) -> Iterator[Block]:
    rows = [
        [Cell(normalise_inline(cell.content), cell.header) for cell in row.cells] for row in table.rows if row.cells
    ]
    caption = one_line(table.caption)
    width = max(map(len, rows), default=0)
    if not any(cell.content for row in rows for cell in row):
        yield from _paragraph(plain(caption))
    elif width > TABLE_COLUMNS or width * len(rows) > TABLE_CELLS:
        # Padding so large a table would multiply its size; a line for each row keeps the text.
        yield from _paragraph(plain(caption))
        for row in rows:
            filled = [cell.content for cell in row if cell.content]
            yield from _paragraph(normalise_inline(join_lines(filled)))
    else:
        padding = Cell(())
        yield Table(tuple(Row(tuple(row) + (padding,) * (width - len(row))) for row in rows), caption)


def _normalise_figure(figure: Figure) -> Figure:
    return Figure(figure.photo, normalise_inline(figure.caption), one_line(figure.alt), one_line(figure.credit))


def _normalise_box(box: Box) -> Iterator[Block]:
    title = one_line(box.title)
    inside: list[Block] = []
    behind: list[Block] = []
    for block in _normalise_blocks(box.blocks):
        match block:
            case Box(inner_title, blocks):
                inside += [Heading(content, 3)] if (content := plain(inner_title)) else []
                inside += blocks
            case Gallery(figures, caption):
                inside += [*figures, *_paragraph(plain(caption))]
            case Embed():
                behind.append(block)
            case Rule():
                pass
            case _:
                inside.append(block)
    if inside:
        yield Box(title, tuple(inside))
    else:
        yield from _paragraph(plain(title))
    yield from behind
