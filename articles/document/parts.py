"""A block taken apart for comparing: facts, named texts, rows and inner blocks; nothing is left out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from articles.document.blocks import (
    Block,
    Box,
    Embed,
    Figure,
    Gallery,
    Heading,
    Inline,
    List,
    Paragraph,
    Quote,
    Rule,
    Span,
    Table,
)


@dataclass(frozen=True, slots=True)
class Row:
    """An item of a list, a row of a table, a paragraph of a quote.

    The look of an item is its depth and whether it is numbered ("2 ordered"), that of a row marks its header cells
    ("h-").
    """

    cells: tuple[Inline, ...]
    look: str = ""

    def plain(self) -> str:
        """Return the text of all cells, one a line."""
        return "\n".join(map(_text, self.cells))


@dataclass(frozen=True, slots=True)
class Parts:
    """A block's parts; blocks of one family can have become each other, the same identity means the same thing."""

    family: str
    facts: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, Inline] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()
    children: tuple[Block, ...] = ()
    identity: str = ""

    def plain(self) -> str:
        """Return all text within, one a line; a block without any is its facts."""
        lines = [*map(_text, self.texts.values()), *(row.plain() for row in self.rows)]
        lines += [parts_of(child).plain() for child in self.children]
        return "\n".join(filter(None, lines)) or self.identity


def parts_of(block: Block) -> Parts:
    """Return a block taken apart."""
    match block:
        case Paragraph(content):
            return Parts("text", {"kind": "paragraph"}, {"content": content})
        case Heading(content, level):
            return Parts("text", {"kind": "heading", "level": str(level)}, {"content": content})
        case Quote(paragraphs, source):
            rows = tuple(Row((paragraph,)) for paragraph in paragraphs)
            return Parts("quote", {"kind": "quote"}, {"source": _inline(source)}, rows)
        case List():
            return Parts("list", {"kind": "list"}, rows=tuple(_items(block, 1)))
        case Table(rows, caption):
            return Parts(
                "table",
                {"kind": "table"},
                {"caption": _inline(caption)},
                tuple(
                    Row(
                        tuple(cell.content for cell in row.cells),
                        "".join("h" if cell.header else "-" for cell in row.cells),
                    )
                    for row in rows
                ),
            )
        case Figure(photo, caption, alt, credit):
            texts = {"caption": caption, "alt": _inline(alt), "credit": _inline(credit)}
            return Parts("figure", {"kind": "figure", "photo": str(photo)}, texts, identity=str(photo))
        case Gallery(figures, caption):
            return Parts("gallery", {"kind": "gallery"}, {"caption": _inline(caption)}, children=figures)
        case Embed(provider, identifier, title):
            facts = {"kind": "embed", "provider": provider, "id": identifier}
            return Parts("embed", facts, {"title": _inline(title)}, identity=f"{provider}/{identifier}")
        case Box(title, blocks):
            return Parts("box", {"kind": "box"}, {"title": _inline(title)}, children=blocks)
        case Rule():
            return Parts("rule", {"kind": "rule"})


def _items(block: List, depth: int) -> Iterator[Row]:
    look = f"{depth} ordered" if block.ordered else str(depth)
    for item in block.items:
        yield Row((item.content,), look)
        if item.sublist:
            yield from _items(item.sublist, depth + 1)


def _inline(text: str) -> Inline:
    return (Span(text),) if text else ()


def _text(content: Inline) -> str:
    return "".join(span.text for span in content)
