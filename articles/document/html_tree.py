"""Foreign HTML, cleaned by nh3 and read into a shallow tree of elements."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

import nh3

from articles.document.html_light import ATTRIBUTES, BLOCK_TAGS, INLINE_TAGS, UNPRINTED_TAGS, VOID_TAGS, lighten

_DEEPEST = 40


@dataclass(slots=True)
class Element:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)


def parse(html: str) -> Element:
    """Return the root of the cleaned HTML; what nests too deep dissolves into its container."""
    builder = _Builder()
    builder.feed(_sanitise(html))
    builder.close()
    return builder.root


def _sanitise(html: str) -> str:
    encodable = html.encode("utf-8", "ignore").decode()
    return nh3.clean(
        lighten(encodable),
        tags=INLINE_TAGS | BLOCK_TAGS,
        clean_content_tags=UNPRINTED_TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )


class _Builder(HTMLParser):
    """Builds the tree of HTML that nh3 wrote, in which every element is closed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("body")
        self._open = [self.root]

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        parent = self._open[-1]
        if len(self._open) > _DEEPEST:
            self._dissolve(tag)
            element = parent
        else:
            element = Element(tag, {name: value or "" for name, value in attrs})
            parent.children.append(element)
        if tag not in VOID_TAGS:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if len(self._open) > 1:
            self._open.pop()
            if len(self._open) > _DEEPEST:
                self._dissolve(tag)

    def _dissolve(self, tag: str) -> None:
        if tag in BLOCK_TAGS or tag == "br":
            self._open[-1].children.append(Element("br"))
