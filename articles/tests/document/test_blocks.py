from uuid import UUID

import pytest
from hypothesis import given

from articles.document.blocks import (
    LIST_DEPTH,
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
from articles.document.plaintext import to_text
from articles.document.text import fold
from articles.tests.document.strategies import raw_documents

PHOTO = UUID("12345678-1234-4321-8765-123456789abc")


def normal(*blocks: Block) -> tuple[Block, ...]:
    return normalise(Document(blocks)).blocks


@given(raw_documents())
def test_normalise_is_idempotent(document: Document) -> None:
    once = normalise(document)
    assert normalise(once) == once


@given(raw_documents())
def test_normalise_loses_no_figure(document: Document) -> None:
    before = sorted(figure.photo for _, figure in document.figures())
    assert sorted(figure.photo for _, figure in normalise(document).figures()) == before


@given(raw_documents())
def test_normalise_loses_no_word(document: Document) -> None:
    def letters(of: Document) -> list[str]:
        return sorted(sign for sign in fold(to_text(of)) if sign.isalnum())

    assert letters(normalise(document)) == letters(document)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ((Span("a"), Span("b")), (Span("ab"),)),
        ((Span("a"), Span("", (Mark.STRONG,)), Span("b")), (Span("ab"),)),
        ((Span(" a "), Span(" b ", (Mark.STRONG,))), (Span("a "), Span("b", (Mark.STRONG,)))),
        ((Span("a "), Span(" ", (Mark.STRONG,)), Span("\n b")), (Span("a\nb"),)),
        ((Span("a\u00a0\u00a0b\u00a0"),), (Span("a\u00a0\u00a0b"),)),
        ((Span("\n\n"),), ()),
        ((Span("e"), Span("\u200b", (Mark.STRONG,)), Span("\u0301")), (Span("é"),)),
        (
            (Span("a", (Mark.SUPERSCRIPT, Mark.SUBSCRIPT, Mark.STRONG, Mark.STRONG)),),
            (Span("a", (Mark.STRONG, Mark.SUBSCRIPT)),),
        ),
        ((Span("a", href="javascript:1"), Span("b")), (Span("ab"),)),
    ],
)
def test_normalise_of_inline_content(content: Inline, expected: Inline) -> None:
    assert normal(Paragraph(content)) == ((Paragraph(expected),) if expected else ())


def test_normalise_drops_what_is_empty_but_never_a_figure() -> None:
    empty = plain(" \u00a0 ")
    assert empty == ()
    nothing = (Paragraph(empty), Heading(empty), Quote((empty,)), List((ListItem(empty),)), Table((Row((Cell(()),)),)))
    assert normal(*nothing, Gallery(()), Box("", ()), Embed("x", "y"), Figure(PHOTO)) == (Figure(PHOTO),)


def test_normalise_keeps_the_text_of_what_cannot_stand() -> None:
    kept = normal(Quote((), "Nguồn"), Gallery((), "Bộ ảnh"), Box("Hộp", ()), Embed("x", "y", "Phim"), Table((), "Bảng"))
    assert kept == tuple(Paragraph(plain(text)) for text in ("Nguồn", "Bộ ảnh", "Hộp", "Phim", "Bảng"))


def test_normalise_flattens_lists_deeper_than_allowed() -> None:
    deep = List((ListItem(plain("6")),))
    for number in range(5, 0, -1):
        deep = List((ListItem(plain(str(number)), deep),))
    [block] = normal(deep)
    depth, level = 1, block
    while isinstance(level, List) and level.items[0].sublist:
        depth, level = depth + 1, level.items[0].sublist
    assert depth == LIST_DEPTH
    assert isinstance(level, List) and [item.content for item in level.items] == [plain("4"), plain("5"), plain("6")]


def test_normalise_pads_rows() -> None:
    [table] = normal(Table((Row((Cell(plain("a")), Cell(plain("b")))), Row((Cell(plain("c"), header=True),)), Row(()))))
    assert isinstance(table, Table)
    assert [len(row.cells) for row in table.rows] == [2, 2]


def test_normalise_turns_too_wide_a_table_into_lines() -> None:
    wide = Row((Cell(plain("a")),) * (TABLE_COLUMNS + 1))
    assert normal(Table((wide, Row((Cell(plain("b")),))), "Bảng")) == (
        Paragraph(plain("Bảng")),
        Paragraph(plain("\n".join("a" * (TABLE_COLUMNS + 1)))),
        Paragraph(plain("b")),
    )


def test_normalise_takes_out_of_a_box_what_may_not_stand_in_it() -> None:
    embed = Embed("youtube", "dQw4w9WgXcQ")
    inner = Box("Trong", (Paragraph(plain("a")), embed))
    assert normal(Box("Ngoài", (inner, Rule(), Gallery((Figure(PHOTO),), "Bộ ảnh")))) == (
        Box(
            "Ngoài",
            (Heading(plain("Trong"), 3), Paragraph(plain("a")), Figure(PHOTO), Paragraph(plain("Bộ ảnh"))),
        ),
        embed,
    )


def test_figures_are_found_in_reading_order_with_their_paths() -> None:
    figures = [Figure(PHOTO, alt=str(number)) for number in range(4)]
    document = Document(
        (Rule(), figures[0], Gallery((figures[1], figures[2])), Box("", (Paragraph(plain("a")), figures[3])))
    )
    paths = ["blocks[1]", "blocks[2].figures[0]", "blocks[2].figures[1]", "blocks[3].blocks[1]"]
    assert list(document.figures()) == list(zip(paths, figures, strict=True))


@pytest.mark.parametrize(
    "href",
    [
        *(
            "https://bao.vn",
            "HTTP://bao.vn/a?b=c&copy=1#d",
            "https://medium.com/@ai/b",
            "https://vi.wikipedia.org/wiki/Huế",
        ),
        *(
            "mailto:toasoan@bao.vn?subject=a",
            "tel:+84-24-3825",
            "/",
            "/luu-tru/2026/",
            "#chu-thich",
            "http://[::1]:80/",
        ),
    ],
)
def test_safe_href_allows(href: str) -> None:
    assert safe_href(href) == href


@pytest.mark.parametrize(
    "href",
    [
        *("", "javascript:alert(1)", "JAVASCRIPT:alert(1)", "java\tscript:alert(1)", "java\nscript:1", " javascript:1"),
        *(
            "\x01javascript:1",
            "\u00a0javascript:1",
            "javascript&colon;1",
            "&#106;avascript:1",
            "vbscript:1",
            "file:///x",
        ),
        *(
            "data:text/html,x",
            "//x.y",
            "/\\x.y",
            "\\\\x",
            "/&#47;x.y",
            "/&sol;x.y",
            "/&bsol;x",
            "https:x",
            "https:///x",
        ),
        *(
            "http:/x",
            "https://a b",
            "https://x/\u202e",
            "https://x/\u200b",
            "https://x/\n",
            "https://x/&Tab;",
            "bao.vn",
        ),
        *(
            "../a",
            "?a",
            "https://tin@x.y",
            "mailto:",
            "tel:alert",
            "https://x/<",
            "https://x/`",
            "https://" + "x" * 2000,
        ),
        *("https://x/\ud800", "ftp://x", "blob:https://x", "https://\\x", "#\\", "javascript://x/%0aalert(1)"),
    ],
)
def test_safe_href_refuses(href: str) -> None:
    assert safe_href(href) is None


@pytest.mark.parametrize(
    ("provider", "identifier", "valid"),
    [
        ("youtube", "dQw4w9WgXcQ", True),
        ("youtube", "dQw4w9WgXcQ\n", False),
        ("youtube", "../../../ab", False),
        ("vimeo", "76979871", True),
        ("vimeo", "٧٦٩٧٩٨٧١", False),
        ("tiktok", "7212345678901234567", True),
        ("YouTube", "dQw4w9WgXcQ", False),
    ],
)
def test_embeds_are_checked(provider: str, identifier: str, valid: bool) -> None:
    assert Embed(provider, identifier).is_valid() is valid
