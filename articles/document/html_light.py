"""Foreign HTML made light: shallow, well nested and only of known tags, in time linear to its length.

The HTML5 algorithm behind nh3 takes quadratic time and memory for deep nesting, unclosed emphasis, many attributes
on a tag and many character references in a row, and nh3 drops the text of some foreign elements. Ordinary HTML goes
to it as it is; the rest is made harmless here first, by a cruder reading. nh3 has the last word in both cases.
"""

import re

INLINE_TAGS = {"a", "b", "br", "cite", "em", "i", "strong", "sub", "sup"}
# Also the blocks we do not have: while they stand, the words of one do not melt with those of the next.
BLOCK_TAGS = {
    *("address", "article", "aside", "blockquote", "caption", "center", "dd", "details", "div", "dl", "dt"),
    *("fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr"),
    *("legend", "li", "main", "nav", "ol", "option", "p", "pre", "section", "summary", "table", "tbody", "td"),
    *("tfoot", "th", "thead", "tr", "ul"),
}
VOID_TAGS = {"br", "hr"}
UNPRINTED_TAGS = {"script", "style", "title", "iframe", "noembed", "noframes", "noscript"}
# nh3 drops these and keeps their text; of SVG, MathML and templates it drops the text too, known tags or not.
_DISSOLVING_TAGS = {
    *(
        "abbr",
        "audio",
        "bdi",
        "bdo",
        "big",
        "body",
        "button",
        "canvas",
        "code",
        "col",
        "colgroup",
        "data",
        "del",
        "dfn",
    ),
    *(
        "dir",
        "embed",
        "font",
        "head",
        "html",
        "img",
        "input",
        "ins",
        "kbd",
        "label",
        "link",
        "map",
        "mark",
        "menu",
        "meta",
    ),
    *("meter", "object", "optgroup", "output", "picture", "progress", "q", "rp", "rt", "ruby", "s", "samp", "select"),
    *("small", "source", "span", "strike", "textarea", "time", "tt", "u", "var", "video", "wbr", "xmp", "o:p"),
}
ATTRIBUTES = {
    "a": {"href"},
    "aside": {"data-title"},
    "div": {"data-gallery"},
    "figure": {"data-photo", "data-alt", "data-credit", "data-embed", "data-id"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}

_MOST_CHARACTERS, _MOST_TAGS, _MOST_REFERENCES = 100_000, 1_000, 10_000
_DEEPEST = 50
_LONGEST_ATTRIBUTE = 20_000
# Several times what the largest document that may be stored needs; of what comes after them only the text is read.
_MOST_KEPT_TAGS = 100_000
_REFERENCES_IN_A_ROW = 1_000
# To nh3 as dear as a reference: it writes it as one.
_NBSP = "\u00a0"
_HARMLESS_TAGS = INLINE_TAGS | BLOCK_TAGS | UNPRINTED_TAGS | _DISSOLVING_TAGS
# The elements that an opening tag closes, as in HTML5 those whose closing tag may be left out.
_ROW_PARTS = {"tr", "td", "th"}
_CLOSES = {
    "p": {"p"},
    "li": {"li"},
    "td": {"td", "th"},
    "th": {"td", "th"},
    "tr": _ROW_PARTS,
    **dict.fromkeys(("tbody", "thead", "tfoot"), _ROW_PARTS | {"tbody", "thead", "tfoot"}),
}
_TABLE_FRAME = {"table", "tbody", "thead", "tfoot", "tr"}
_TABLE_PARTS = _TABLE_FRAME - {"table"} | {"caption", "td", "th"}
_UNPRINTED = re.compile(
    rf"<!--(?:.*?-->|.*)|<[!?][^>]*>?|<({'|'.join(sorted(UNPRINTED_TAGS))})\b[^<>]*>(?:.*?</\1\s*>|.*)",
    re.IGNORECASE | re.DOTALL,
)
# Possessive throughout, so that nothing is read twice. Values may hold "<" and ">": old browsers write them bare.
_VALUE = r"""(?:"([^"]*+)"|'([^']*+)'|([^\s"'<>][^\s<>]*+))"""
_ATTRIBUTE = re.compile(rf"""([^\s"'<>/=]++)(?:\s*+=\s*+{_VALUE})?+""")
_TAG_NAME = re.compile(r"<([a-zA-Z][^\s<>/]*)")
_TAG = re.compile(rf"<(/?)([a-zA-Z][^\s<>/]*+)((?:[\s/]++|{_ATTRIBUTE.pattern})*+[^<>]*+)>")


def lighten(html: str) -> str:
    """Return the HTML unchanged when nh3 reads it well, else rewritten so that it does."""
    return rewrite(html) if _is_heavy(html) or _has_unknown_tags(html) else html


def _is_heavy(html: str) -> bool:
    references = html.count("&") + html.count(_NBSP)
    return len(html) > _MOST_CHARACTERS or html.count("<") > _MOST_TAGS or references > _MOST_REFERENCES


def _has_unknown_tags(html: str) -> bool:
    return any(tag.lower() not in _HARMLESS_TAGS for tag in _TAG_NAME.findall(html))


def rewrite(html: str) -> str:
    """Return the HTML shallow, well nested and without unknown tags; its printed text stays."""
    html = _UNPRINTED.sub("", html)
    writer = _Writer()
    end = 0
    for found in _TAG.finditer(html):
        writer.add_text(html[end : found.start()])
        end = found.end()
        closing, tag, attributes = found[1], found[2].lower(), found[3]
        if closing:
            writer.close_tag(tag)
        elif tag in INLINE_TAGS or tag in BLOCK_TAGS:
            writer.open_tag(tag, attributes)
    writer.add_text(html[end:])
    return writer.finish()


class _Writer:
    def __init__(self) -> None:
        self._written: list[str] = []
        self._open: list[str] = []
        self._room = _MOST_KEPT_TAGS

    def add_text(self, text: str) -> None:
        if text.strip():
            self._leave_frame()
        pieces = text.replace("<", "&lt;").replace(_NBSP, "&nbsp;").split("&")
        # An element between references makes several short texts of a long one; nh3 drops the element itself.
        rows = (pieces[at : at + _REFERENCES_IN_A_ROW] for at in range(0, len(pieces), _REFERENCES_IN_A_ROW))
        self._written.append("<span></span>&".join(map("&".join, rows)))

    def open_tag(self, tag: str, attributes: str) -> None:
        self._room -= 1
        if self._room < 0:
            self._written.append(" " if tag == "br" or tag in BLOCK_TAGS else "")
            return
        while self._open and self._open[-1] in _CLOSES.get(tag, ()):
            self.close_tag(self._open[-1])
        if tag not in _TABLE_PARTS:
            self._leave_frame()
        if tag in VOID_TAGS:
            self._written.append(f"<{tag}>")
        elif len(self._open) < _DEEPEST:
            self._open.append(tag)
            self._written.append(f"<{tag}{_rewrite_attributes(tag, attributes)}>")
        elif tag in BLOCK_TAGS:
            self._written.append("<br>")

    def _leave_frame(self) -> None:
        """Open a cell where there is none: HTML5 would move the content, piece by piece, before the table."""
        if self._open and self._open[-1] in _TABLE_FRAME:
            self._open.append("td")
            self._written.append("<td>")

    def close_tag(self, tag: str) -> None:
        if tag in self._open:
            while (closed := self._open.pop()) != tag:
                self._written.append(f"</{closed}>")
            self._written.append(f"</{tag}>")

    def finish(self) -> str:
        while self._open:
            self.close_tag(self._open[-1])
        return "".join(self._written)


def _rewrite_attributes(tag: str, attributes: str) -> str:
    allowed = ATTRIBUTES.get(tag, set())
    values: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(attributes) if allowed else ():
        if name.lower() in allowed:
            values.setdefault(name.lower(), (double or single or bare)[:_LONGEST_ATTRIBUTE].replace('"', "&quot;"))
    return "".join(f' {name}="{value}"' for name, value in values.items())
