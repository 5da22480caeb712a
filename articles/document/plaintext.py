"""Documents as plain text, for search, counting and the clipboard."""

import re
from collections.abc import Iterator

from articles.document.blocks import (
    Block,
    Box,
    Document,
    Embed,
    Figure,
    Gallery,
    Heading,
    Inline,
    List,
    Paragraph,
    Quote,
    Rule,
    Table,
)

# From a token's first letter or digit to its end; dashes alone are no word.
_WORD = re.compile(r"[^\W_]\S*")


def to_text(document: Document) -> str:
    """Return the document as text with a blank line between blocks."""
    return "\n\n".join(filter(None, map(_block, document.blocks)))


def count_words(document: Document) -> int:
    """Return the number of words, which in Vietnamese are the syllables between spaces."""
    return len(_WORD.findall(to_text(document)))


def _block(block: Block) -> str:
    match block:
        case Paragraph(content) | Heading(content):
            return _inline(content)
        case Quote(paragraphs, source):
            return _lines(*map(_inline, paragraphs), source and f"— {source}")
        case List():
            return _lines(*_items(block, ""))
        case Table(rows, caption):
            return _lines(caption, *("\t".join(_cell(cell.content) for cell in row.cells) for row in rows))
        case Figure(_, caption, _, credit):
            return _lines(_inline(caption), credit)
        case Gallery(figures, caption):
            return "\n\n".join(filter(None, (*map(_block, figures), caption)))
        case Box(title, blocks):
            return "\n\n".join(filter(None, (title, *map(_block, blocks))))
        case Embed(_, _, title):
            return title
        case Rule():
            return ""


def _items(block: List, indent: str) -> Iterator[str]:
    for item in block.items:
        yield f"{indent}• {_inline(item.content)}"
        if item.sublist:
            yield from _items(item.sublist, indent + "  ")


def _cell(content: Inline) -> str:
    return _inline(content).replace("\n", " ")


def _inline(content: Inline) -> str:
    return "".join(span.text for span in content)


def _lines(*lines: str) -> str:
    return "\n".join(filter(None, lines))
