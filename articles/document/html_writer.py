"""Documents as the HTML the rich-text editor works on; `html_reader.py` reads the same markup back."""

from collections.abc import Iterable
from html import escape
from itertools import groupby

from articles.document.blocks import (
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
)

_TAGS = {Mark.STRONG: "strong", Mark.EMPHASIS: "em", Mark.SUBSCRIPT: "sub", Mark.SUPERSCRIPT: "sup"}


def to_html(document: Document) -> str:
    """Return the document as HTML for the editor, with all text escaped."""
    return _blocks(document.blocks)


def _blocks(blocks: Iterable[Block]) -> str:
    return "".join(map(_block, blocks))


def _block(block: Block) -> str:
    match block:
        case Paragraph(content):
            return f"<p>{_inline(content)}</p>"
        case Heading(content, level):
            return f"<h{level}>{_inline(content)}</h{level}>"
        case Quote(paragraphs, source):
            inner = "".join(f"<p>{_inline(paragraph)}</p>" for paragraph in paragraphs)
            return f"<blockquote>{inner}{_optional('cite', source)}</blockquote>"
        case List():
            return _list(block)
        case Table(rows, caption):
            return f"<table>{_optional('caption', caption)}<tbody>{''.join(map(_row, rows))}</tbody></table>"
        case Figure():
            return _figure(block)
        case Gallery(figures, caption):
            return f'<div data-gallery="{_attribute(caption)}">{_blocks(figures)}</div>'
        case Embed(provider, identifier, title):
            attributes = f'data-embed="{_attribute(provider)}" data-id="{_attribute(identifier)}"'
            return f"<figure {attributes}>{_optional('figcaption', title)}</figure>"
        case Box(title, inner_blocks):
            return f'<aside data-title="{_attribute(title)}">{_blocks(inner_blocks)}</aside>'
        case Rule():
            return "<hr>"


def _list(block: List) -> str:
    tag = "ol" if block.ordered else "ul"
    return f"<{tag}>{''.join(map(_item, block.items))}</{tag}>"


def _item(item: ListItem) -> str:
    return f"<li>{_inline(item.content)}{_list(item.sublist) if item.sublist else ''}</li>"


def _row(row: Row) -> str:
    return f"<tr>{''.join(map(_cell, row.cells))}</tr>"


def _cell(cell: Cell) -> str:
    tag = "th" if cell.header else "td"
    return f"<{tag}>{_inline(cell.content)}</{tag}>"


def _figure(figure: Figure) -> str:
    attributes = f'data-photo="{figure.photo}"'
    for name, value in (("alt", figure.alt), ("credit", figure.credit)):
        attributes += f' data-{name}="{_attribute(value)}"' if value else ""
    caption = f"<figcaption>{_inline(figure.caption)}</figcaption>" if figure.caption else ""
    return f"<figure {attributes}>{caption}</figure>"


def _inline(content: Inline) -> str:
    written = ""
    for href, spans in groupby(content, key=lambda span: span.href):
        inner = "".join(map(_span, spans))
        written += inner if href is None else f'<a href="{_attribute(href)}">{inner}</a>'
    return written


def _span(span: Span) -> str:
    written = _text(span.text).replace("\n", "<br>")
    for mark in reversed(span.marks):
        written = f"<{_TAGS[mark]}>{written}</{_TAGS[mark]}>"
    return written


def _optional(tag: str, text: str) -> str:
    return f"<{tag}>{_text(text)}</{tag}>" if text else ""


def _text(text: str) -> str:
    # In NFC a U+0338 melts with the ">" of a tag before it, should anybody normalise the HTML as a whole.
    return escape(text, quote=False).replace("\u0338", "&#x338;")


def _attribute(text: str) -> str:
    return escape(text)
