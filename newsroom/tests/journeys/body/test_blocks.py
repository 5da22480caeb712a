"""The body's editor in Chromium: what a document holds survives it, hands and keyboard find their way."""

import pytest
from hypothesis import HealthCheck, given, settings
from playwright.sync_api import Page

from articles.admin.body import BodyField
from articles.document.blocks import (
    Box,
    Cell,
    Document,
    Embed,
    Figure,
    Gallery,
    Heading,
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
)
from articles.document.codec import to_json
from articles.document.html import from_html
from articles.tests.document.strategies import documents
from newsroom.tests.journeys.body import host
from newsroom.tests.journeys.body.conftest import Open
from newsroom.tests.journeys.body.desk import save
from newsroom.tests.journeys.body.host import AWAITED, OTHER, PICTURE

pytestmark = [pytest.mark.browser, pytest.mark.urls("newsroom.tests.journeys.body.host")]

RICH = (
    Span("Đậm", (Mark.STRONG,)),
    Span(" nghiêng", (Mark.STRONG, Mark.EMPHASIS)),
    Span(" nối ", (), "https://bao.vn/a?b=1&c=2"),
    Span("đậm", (Mark.STRONG,), "https://bao.vn/a?b=1&c=2"),
    Span(" H"),
    Span("2", (Mark.SUBSCRIPT,)),
    Span("O\n\nm"),
    Span("2", (Mark.SUPERSCRIPT,)),
    Span(" <b>&amp; \u00a0thuỷ", (), "/luu-tru/"),
)
DEEP = List((ListItem(plain("bốn")),), True)
for _depth in range(3):
    DEEP = List((ListItem(RICH, DEEP), ListItem(plain("sau"))), not DEEP.ordered)
EVERYTHING = normalise(
    Document(
        (
            Figure(AWAITED, RICH, 'thay "ảnh"', "Ảnh: <Thu Phương>"),
            Paragraph(RICH),
            Heading(RICH, 2),
            Heading(plain("Nhỏ"), 3),
            Quote((RICH, plain("Hai.")), "Ông\u00a0A"),
            Quote((plain("Không nguồn."),)),
            DEEP,
            List((ListItem(plain("liền ngay sau")),), DEEP.ordered),
            Table(
                (
                    Row((Cell(plain("Năm"), True), Cell(RICH, True))),
                    Row((Cell(plain("2025"), True), Cell(()))),
                    Row((Cell(plain("a\nb")), Cell(plain("c"), True))),
                ),
                "Tên\u00a0bảng",
            ),
            Table((Row((Cell(plain("một ô")),)),)),
            Box("Hộp & khung", (Paragraph(RICH), Heading(plain("x"), 3), DEEP, Quote((RICH,), "B"), Figure(PICTURE))),
            Box("", (Table((Row((Cell(plain("trong hộp")), Cell(()))),), "Bảng"),)),
            Gallery((Figure(PICTURE, RICH, "a", "b"), Figure(OTHER)), "Bộ ảnh"),
            Gallery((Figure(OTHER, plain("một")),)),
            Embed("youtube", "dQw4w9WgXcQ", "Phim\u00a0ngắn"),
            Embed("facebook_video", "10153231379946729"),
            Rule(),
            Figure(PICTURE),
        )
    )
)


def touch(page: Page) -> None:
    """Let the editor write all of its text anew, as if something had been changed."""
    page.evaluate("document.querySelector('.ProseMirror').editor.commands.insertContentAt(0, '<p>x</p>')")
    page.evaluate("document.querySelector('.ProseMirror').editor.commands.deleteRange({from: 0, to: 3})")


def test_everything_a_document_holds_survives_the_editor(open_body: Open) -> None:
    page = open_body(*EVERYTHING.blocks)
    touch(page)
    assert save(page) == to_json(EVERYTHING)
    assert "<figcaption>" in host.sent[0]


def test_an_untouched_body_is_sent_as_it_came(open_body: Open) -> None:
    page = open_body(*EVERYTHING.blocks)
    before = page.locator("textarea[name=body]").evaluate("it => it.value")
    assert save(page) == to_json(EVERYTHING)
    assert host.sent[0].replace("\r\n", "\n") == before


def test_any_document_survives_the_editor(open_body: Open) -> None:
    page = open_body(Paragraph(plain("x")))
    through = """html => { const { editor } = document.querySelector('.ProseMirror');
        editor.commands.setContent(html, { emitUpdate: false }); return editor.getHTML(); }"""
    shown = BodyField(required=False)

    @settings(max_examples=150, suppress_health_check=list(HealthCheck))
    @given(documents())
    def survives(document: Document) -> None:
        html = shown.prepare_value(to_json(document))
        assert from_html(page.evaluate(through, html)) == document

    survives()
