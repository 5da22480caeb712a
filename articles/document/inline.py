"""Inline content: spans of text with marks and links, and their one normal form."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import compress, groupby

from articles.document.text import tidy


class Mark(StrEnum):
    STRONG = "strong"
    EMPHASIS = "emphasis"
    SUBSCRIPT = "subscript"
    SUPERSCRIPT = "superscript"


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text of one look; a line feed in it is a line break."""

    text: str
    marks: tuple[Mark, ...] = ()
    href: str | None = None


Inline = tuple[Span, ...]

_MARK_ORDER = tuple(Mark)
_HREF = re.compile(
    r"""(?: https?://[^/?\#@]+ (?:[/?\#].*)?
          | mailto:[^@]+@[^@]+
          | tel:[0-9+().*\#,;=\-]+
          | /(?!/).*
          | \#.* )""",
    re.VERBOSE | re.IGNORECASE,
)
_FORBIDDEN_IN_HREF = re.compile(r"""[\s\\<>"`]""")
_LONGEST_HREF = 2000
# A space at either side of a line break, or after another space, is not printed.
_SURPLUS_SPACE = re.compile(r"(?<=[ \n]) +| +(?=\n)")


def safe_href(href: str) -> str | None:
    """Return the address when it may stand in a link: http, https, mailto, tel, or a path or anchor of our own site."""
    if len(href) > _LONGEST_HREF or not href.isprintable():
        return None
    # Some reader of the page may decode once more than we do: both readings must be harmless.
    for reading in (href, html.unescape(href)):
        if _FORBIDDEN_IN_HREF.search(reading) or not reading.isprintable() or not _HREF.fullmatch(reading):
            return None
    return href


def plain(text: str) -> Inline:
    """Return the text as unmarked inline content in normal form."""
    return normalise_inline((Span(text),))


def one_line(text: str) -> str:
    """Return the text of a field without marks in normal form: tidy, on one line."""
    return re.sub("[ \n]+", " ", tidy(text)).strip()


def join_lines(lines: Iterable[Inline]) -> Inline:
    """Return one inline with a line break between the given ones."""
    joined: list[Span] = []
    for line in filter(None, lines):
        if joined:
            joined.append(Span("\n"))
        joined.extend(line)
    return tuple(joined)


def normalise_inline(content: Inline) -> Inline:
    """Return the content in normal form: tidy, merged, without empty spans and surplus space."""
    if len(content) == 1 and _is_normal(content[0]):
        return content
    spans = _merge(_canonical(span) for span in content)
    # Merging can bring a letter and its mark together, so the joined text is tidied again.
    return _merge(_trim([Span(tidy(span.text), span.marks, span.href) for span in spans]))


def _is_normal(span: Span) -> bool:
    """Tell of a span that stands alone, as in most paragraphs, whether nothing is to be done to it."""
    text = span.text
    if not text or span.marks or span.href is not None or text != text.strip():
        return False
    return "  " not in text and "\n" not in text and tidy(text) == text


def _canonical(span: Span) -> Span:
    marks = [mark for mark in _MARK_ORDER if mark in span.marks]
    if Mark.SUBSCRIPT in marks and Mark.SUPERSCRIPT in marks:
        marks.remove(Mark.SUPERSCRIPT)
    return Span(tidy(span.text), tuple(marks), None if span.href is None else safe_href(span.href))


def _merge(spans: Iterable[Span]) -> Inline:
    filled = (span for span in spans if span.text)
    return tuple(
        Span("".join(span.text for span in group), marks, href)
        for (marks, href), group in groupby(filled, key=lambda span: (span.marks, span.href))
    )


def _trim(spans: list[Span]) -> Iterable[Span]:
    """Drop surplus space; what is surplus shows only in the text of all spans together."""
    text = "".join(span.text for span in spans)
    first, last = len(text) - len(text.lstrip()), len(text.rstrip())
    printed = bytearray(first) + b"\1" * (last - first) + bytearray(len(text) - max(first, last))
    for surplus in _SURPLUS_SPACE.finditer(text):
        printed[surplus.start() : surplus.end()] = bytes(len(surplus[0]))
    if 0 not in printed:
        yield from spans
        return
    start = 0
    for span in spans:
        end = start + len(span.text)
        yield Span("".join(compress(span.text, printed[start:end])), span.marks, span.href)
        start = end
