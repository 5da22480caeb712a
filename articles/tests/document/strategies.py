"""Hypothesis strategies: every kind of document, in normal form and not yet, and HTML of every sort."""

from hypothesis import strategies as st

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
    normalise,
)

WORDS = ["Đường", "đê", "Nghệ", "An", "Ấm", "thuỷ", "thủy", "Nguye\u0302\u0303n", "1.000", "24/7"]
# Space of all kinds, markup, what must vanish, what melts with a neighbour, what is not of the first plane.
SIGNS = [
    *(" ", "  ", "\n", "\t", "\r\n", "\u00a0", "\u2003", "\u2028"),
    *("<", ">", "&", '"', "'", "&amp;", "&lt;b&gt;", "</p>", "<br>", "&nbsp;", "<!--", "]]>"),
    *("\0", "\x07", "\x85", "\u200b", "\u202e", "\u2066", "\ufeff", "\ud800"),
    *("\u0301", "\u0338", "e\u0301\u0302\u0303\u0304\u0305\u0306", "\u1100", "\u1161", "😀", "\U00010348"),
]
HREFS = [
    *("https://bao.vn/a?b=1&c=2", "http://x", "mailto:a@b.vn", "tel:+84-24", "/luu-tru/", "#dau", 'https://x/?q="'),
    *("javascript:alert(1)", "//x.y", "https://x y", "", "JaVaScRiPt:1", "data:text/html,x"),
]
EMBEDS = [
    *(("youtube", "dQw4w9WgXcQ"), ("vimeo", "123456789"), ("tiktok", "7212345678901234567")),
    *(("youtube", "kurz"), ("unknown", "1"), ("dailymotion", "x8abcde"), ("facebook_video", "10153231379946729")),
]


def texts() -> st.SearchStrategy[str]:
    pieces = st.one_of(st.sampled_from(WORDS), st.sampled_from(SIGNS), st.text(st.characters(codec=None), max_size=3))
    return st.lists(pieces, max_size=6).map("".join)


def inlines() -> st.SearchStrategy[Inline]:
    marks = st.lists(st.sampled_from(Mark), max_size=3).map(tuple)
    spans = st.builds(Span, texts(), marks, st.none() | st.none() | st.sampled_from(HREFS))
    return st.lists(spans, max_size=4).map(tuple)


def lists(depth: int = 5) -> st.SearchStrategy[List]:
    sublists: st.SearchStrategy[List | None] = st.none() | lists(depth - 1) if depth else st.none()
    items = st.builds(ListItem, inlines(), sublists)
    return st.builds(List, st.lists(items, max_size=2).map(tuple), st.booleans())


def tables() -> st.SearchStrategy[Table]:
    cells = st.builds(Cell, inlines(), st.booleans())
    rows = st.builds(Row, st.lists(cells, max_size=3).map(tuple))
    return st.builds(Table, st.lists(rows, max_size=3).map(tuple), texts())


def figures() -> st.SearchStrategy[Figure]:
    return st.builds(Figure, st.uuids(), inlines(), texts(), texts())


def blocks(boxes: int = 2) -> st.SearchStrategy[Block]:
    simple: list[st.SearchStrategy[Block]] = [
        st.builds(Paragraph, inlines()),
        st.builds(Heading, inlines(), st.sampled_from([2, 3])),
        st.builds(Quote, st.lists(inlines(), max_size=3).map(tuple), texts()),
        lists(),
        tables(),
        figures(),
        st.builds(Gallery, st.lists(figures(), max_size=3).map(tuple), texts()),
        st.builds(lambda embed, title: Embed(embed[0], embed[1], title), st.sampled_from(EMBEDS), texts()),
        st.just(Rule()),
    ]
    if boxes:
        inner = st.lists(blocks(boxes - 1), max_size=3).map(tuple)
        simple.append(st.builds(Box, texts(), inner))
    return st.one_of(simple)


def raw_documents() -> st.SearchStrategy[Document]:
    """Return documents of any shape the classes allow."""
    return st.builds(Document, st.lists(blocks(), max_size=4).map(tuple))


def documents() -> st.SearchStrategy[Document]:
    """Return documents in normal form."""
    return raw_documents().map(normalise)


TAGS = [
    *("p", "h1", "h2", "h4", "div", "div data-gallery='Ảnh'", "blockquote", "cite", "ul", "ol", "li", "table", "tbody"),
    *("tr", "td", "th", "td colspan=3", "td rowspan=2", "caption", "thead", "aside data-title=Hộp", "aside", "figure"),
    *("figure data-photo='12345678-1234-4321-8765-123456789abc' data-alt=x", "figure data-photo=x", "figcaption"),
    *("figure data-embed=youtube data-id=dQw4w9WgXcQ", "figure data-embed=x", "hr", "br", "b", "strong", "i", "em"),
    *(
        "u",
        "span style='x'",
        "sub",
        "sup",
        "a href='https://x'",
        "a href='javascript:1'",
        "a",
        "font",
        "pre",
        "img src=x",
    ),
    *("section", "details", "select", "option", "form", "button", "svg", "math", "textarea", "dl", "dt", "center"),
]


def soups() -> st.SearchStrategy[list[str]]:
    """Return pieces of HTML: words numbered from 0 (`w0w`), opening and closing tags without order."""
    openings = st.sampled_from(TAGS).map("<{}>".format)
    closings = st.sampled_from(TAGS).map(lambda tag: f"</{tag.split()[0]}>")
    pieces = st.lists(st.one_of(st.just("w"), openings, closings, st.sampled_from([" ", "&nbsp;", "\n"])), max_size=30)
    return pieces.map(lambda found: [f"w{place}w" if piece == "w" else piece for place, piece in enumerate(found)])
