"""The body as a form's field: what it shows, what it takes, what it refuses."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given

from articles.admin.body import BodyField
from articles.document.blocks import Document, Embed, Figure, Heading, List, ListItem, Paragraph, Quote, plain
from articles.document.codec import LIMITS, to_json
from articles.tests.document.strategies import documents
from articles.tests.factories import make_document

PHOTO = "12345678-1234-4321-8765-123456789abc"


class BodyForm(forms.Form):
    body = BodyField(required=False)


def clean(html: str, *, required: bool = False) -> dict:
    return BodyField(required=required).clean(html)


@given(documents())
def test_what_is_shown_reads_as_what_is_stored(document: Document) -> None:
    stored = to_json(document)
    field = BodyField(required=False)
    assert field.clean(field.prepare_value(stored)) == stored
    assert not field.has_changed(stored, field.prepare_value(stored))


def test_the_html_has_a_line_for_each_block() -> None:
    document = Document((Heading(plain("Tiêu đề")), Paragraph(plain("Một.")), List((ListItem(plain("a")),))))
    shown = BodyField().prepare_value(to_json(document))
    assert shown == "<h2>Tiêu đề</h2>\n<p>Một.</p>\n<ul><li>a</li>\n</ul>\n"


def test_a_form_that_is_shown_again_keeps_what_was_typed() -> None:
    form = BodyForm({"body": "<p>Đang viết <b>dở"}, initial={"body": make_document("Cũ.")})
    assert "&lt;p&gt;Đang viết &lt;b&gt;dở" in str(form["body"])


def test_foreign_html_is_cleaned() -> None:
    html = '<p onclick="x()">Một <script>alert(1)</script><a href="javascript:x">hai</a></p><img src=x onerror=x>'
    assert clean(html) == make_document("Một hai")


@pytest.mark.parametrize("html", ["", None, "<p></p>", "<p>&nbsp;</p>"])
def test_an_empty_body_is_a_document_without_blocks(html: str | None) -> None:
    assert clean(html)["blocks"] == []
    with pytest.raises(ValidationError):
        clean(html, required=True)


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<p>a</p>" * (LIMITS["blocks"] + 1), "5.000 khối"),
        (
            "<p>a</p><blockquote><p>b</p><cite>" + "c" * 2001 + "</cite></blockquote>",
            "Khối 2, nguồn trích dẫn: quá 2.000 ký tự",
        ),
        (f'<figure data-photo="{PHOTO}" data-alt="{"d" * 2001}"></figure>', "Khối 1, chữ thay ảnh: quá 2.000 ký tự"),
        ("<p>" + "đê " * 400_000 + "</p>", "1.000.000 ký tự"),
    ],
)
def test_what_is_too_large_is_refused_with_its_place(html: str, said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        clean(html)
    assert said in refused.value.messages[0]


def test_another_document_counts_as_a_change() -> None:
    field, stored = BodyField(required=False), make_document("Một.")
    assert field.has_changed(stored, "<p>Hai.</p>")
    assert field.has_changed(None, "<p>Hai.</p>")
    assert not field.has_changed(None, "<p></p>")
    assert not field.has_changed(stored, "<div>Một.</div>")


def test_the_widget_brings_its_files_and_the_nonce() -> None:
    from js_asset import Media

    html = str(Media.from_media(BodyForm().media, nonce="abc"))
    assert html.count('nonce="abc"') == html.count("<script") + html.count("<link") == 15
    assert '"newsroom/editor/paste": "/static/newsroom/js/editor/paste.js"' in html
    assert 'type="importmap"' in html


def test_every_kind_of_block_is_written_in_words_of_html() -> None:
    document = Document(
        (
            Quote((plain("Một."),), "Nguồn"),
            Figure(PHOTO, plain("Chú thích"), "thay", "Ảnh: A"),
            Embed("youtube", "dQw4w9WgXcQ", "Phim"),
        )
    )
    shown = BodyField().prepare_value(to_json(document))
    assert "<cite>Nguồn</cite>" in shown
    assert 'data-alt="thay"' in shown
    assert 'data-id="dQw4w9WgXcQ"' in shown
