"""Round trips, soup and the shapes of pasted HTML; attacks and weight have modules of their own."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.document.blocks import Document, Paragraph, plain
from articles.document.html import clean, from_html, to_html
from articles.document.html_light import rewrite
from articles.document.plaintext import to_text
from articles.document.text import tidy
from articles.tests.document.strategies import documents, raw_documents, soups, texts

PHOTO = "12345678-1234-4321-8765-123456789abc"


@given(documents())
def test_documents_come_back_from_html(document: Document) -> None:
    assert from_html(to_html(document)) == document


@given(documents())
def test_documents_come_back_from_heavy_html(document: Document) -> None:
    assert from_html(rewrite(to_html(document))) == document


@given(raw_documents())
def test_documents_not_in_normal_form_settle_at_once(document: Document) -> None:
    assert from_html(clean(to_html(document))) == from_html(to_html(document))


@given(documents())
def test_our_html_survives_normalisation_as_a_whole(document: Document) -> None:
    assert from_html(tidy(to_html(document))) == document


@given(texts())
def test_clean_is_idempotent_on_text(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(soups())
def test_clean_is_idempotent_on_soup(soup: list[str]) -> None:
    html = "".join(soup)
    assert clean(clean(html)) == clean(html)


@given(soups())
def test_soup_loses_no_word(soup: list[str]) -> None:
    html = "".join(soup)
    words = {piece for piece in soup if piece.startswith("w")}
    for way in (html, rewrite(html)):
        text = to_text(from_html(way))
        assert {word for word in words if word not in text} == set()


@given(texts())
def test_text_in_a_paragraph_comes_back_as_text(text: str) -> None:
    document = Document((Paragraph(plain(text)),)) if plain(text) else Document()
    assert from_html(to_html(document)) == document


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        ("chữ lẻ", "<p>chữ lẻ</p>"),
        ("a<p>b</p>c", "<p>a</p><p>b</p><p>c</p>"),
        ("<p>&nbsp;</p><p></p><p><br></p><p>a&nbsp;b</p>", "<p>a\u00a0b</p>"),
        ("<p>a<br>b<br/></p>", "<p>a<br>b</p>"),
        ("<p> a\n\t b </p>", "<p>a b</p>"),
        ("<b>đậm</b> <i>nghiêng</i> <u>gạch</u> <span>x</span>", "<p><strong>đậm</strong> <em>nghiêng</em> gạch x</p>"),
        ("<i><b>a</b></i>", "<p><strong><em>a</em></strong></p>"),
        ("<b>a<p>b</p>c</b>", "<p><strong>a</strong></p><p><strong>b</strong></p><p><strong>c</strong></p>"),
        ("H<sub>2</sub>O<sup>2</sup>", "<p>H<sub>2</sub>O<sup>2</sup></p>"),
        ("<h1>a</h1><h2>b</h2><h3>c</h3><h6>d</h6>", "<h2>a</h2><h2>b</h2><h3>c</h3><h3>d</h3>"),
        ("<h2><p>a</p><p>b</p></h2>", "<h2>a<br>b</h2>"),
        ("<div>a</div><div><div>b</div></div>", "<p>a</p><p>b</p>"),
        ("<section><p>a</p></section>b", "<p>a</p><p>b</p>"),
        ("<dl><dt>a</dt><dd>b</dd></dl>", "<p>a</p><p>b</p>"),
        (
            "<p><a href=' https://x '>a <b>b</b></a> c</p>",
            '<p><a href="https://x">a <strong>b</strong></a> c</p>',
        ),
        ("<a href='javascript:1'>a</a>", "<p>a</p>"),
        ("<a href='../x'>a</a>", "<p>a</p>"),
        ("<a name=x>a</a>", "<p>a</p>"),
        ("<blockquote>a<p>b</p><cite>c</cite></blockquote>", "<blockquote><p>a</p><p>b</p><cite>c</cite></blockquote>"),
        ("<p><cite>Tên sách</cite></p>", "<p>Tên sách</p>"),
        ("<ul><li><p>a</p><ul><li><p>b</p></li></ul></li></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("<ol>x<li>a<ul><li>b</li></ul>c</li></ol>", "<ol><li>x</li><li>a<ul><li>b</li></ul></li><li>c</li></ol>"),
        ("<ul><li>a<p>b</p></ul>", "<ul><li>a<br>b</li></ul>"),
        ("<li>a</li><li>b</li>", "<p>a</p><p>b</p>"),
        (
            "<table><thead><tr><th>a<th>b</thead><tbody><tr><td>c</tbody><caption>d</caption></table>",
            "<table><caption>d</caption><tbody><tr><th>a</th><th>b</th></tr><tr><td>c</td><td></td></tr></tbody></table>",
        ),
        (
            "<table><tr><td rowspan=2>a<td colspan=2>b<tr><td>c<td>d</table>",
            "<table><tbody><tr><td>a</td><td>b</td><td></td></tr><tr><td></td><td>c</td><td>d</td></tr></tbody></table>",
        ),
        ("<table>x<tr><td><p>a</p><p>b</p></table>", "<p>x</p><table><tbody><tr><td>a<br>b</td></tr></tbody></table>"),
        (f"<p>a<figure data-photo='{PHOTO}'></figure>b", f'<p>a</p><figure data-photo="{PHOTO}"></figure><p>b</p>'),
        (
            f"<ul><li>a<figure data-photo={PHOTO}></figure>b</ul>",
            f'<ul><li>a<br>b</li></ul><figure data-photo="{PHOTO}"></figure>',
        ),
        ("<figure data-photo='x'><figcaption>a</figcaption></figure>", "<p>a</p>"),
        ("<figure><img src=x><figcaption>a</figcaption></figure>", "<p>a</p>"),
        ("<figure data-embed=youtube data-id=x><figcaption>a</figcaption></figure>", "<p>a</p>"),
        ("<div data-gallery='Bộ ảnh'>a</div>", "<p>Bộ ảnh</p><p>a</p>"),
        ("<aside data-title='Hộp'><p>a</p></aside>", '<aside data-title="Hộp"><p>a</p></aside>'),
        ("<aside>a</aside>", "<p>a</p>"),
        ("<script>x</script><style>y</style><title>z</title>a<!-- b -->", "<p>a</p>"),
        ("<textarea><b>a</textarea>", "<p>&lt;b&gt;a</p>"),
        ("<svg><text>a</text></svg><math><mi>b</mi></math><template>c</template>", "<p>abc</p>"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("<b>a", "<p><strong>a</strong></p>"),
        ("<b><i>a</b>b</i>", "<p><strong><em>a</em></strong><em>b</em></p>"),
        ("<hr>", "<hr>"),
        ("a\0\ud800\u202eb", "<p>ab</p>"),
    ],
)
def test_clean(html: str, cleaned: str) -> None:
    assert clean(html) == cleaned


def test_the_markup_of_the_editor() -> None:
    html = (
        f'<figure data-photo="{PHOTO}" data-alt="5 &lt; 6" data-credit="Ảnh: &quot;Mai&quot;">'
        "<figcaption>Chú<br><em>thích</em></figcaption></figure>"
        f'<div data-gallery="Bộ ảnh"><figure data-photo="{PHOTO}"></figure></div>'
        '<aside data-title="Hộp"><h3>a</h3><ul><li>b</li></ul></aside>'
        '<figure data-embed="youtube" data-id="dQw4w9WgXcQ"><figcaption>Phim</figcaption></figure><hr>'
    )
    assert clean(html) == html
    assert [figure.photo for _, figure in from_html(html).figures()] == [UUID(PHOTO)] * 2


def test_an_attribute_with_markup_in_it_as_old_browsers_write_it() -> None:
    [(_, figure)] = from_html(f'<figure data-photo="{PHOTO}" data-alt="5 < 6 > 4 <b>"></figure>').figures()
    assert figure.alt == "5 < 6 > 4 <b>"


@given(st.text(max_size=20))
def test_attributes_come_back(text: str) -> None:
    html = f'<figure data-photo="{PHOTO}" data-alt="{text.replace(chr(34), "")}"></figure>'
    assert clean(clean(html)) == clean(html)
