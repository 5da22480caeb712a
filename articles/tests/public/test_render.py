"""The reader's HTML of every kind of block, and that no text of a person becomes anything but text."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.test.html import parse_html
from django.utils import translation

from articles.document.blocks import (
    Block,
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
    plain,
)
from articles.public import render

HOSTILE = Path(settings.BASE_DIR).parent / "shared/badinput/xss"
PHOTO = UUID(int=1)
AWAITED = UUID(int=2)
GONE = UUID(int=3)


@pytest.fixture(autouse=True)
def _source_language() -> Iterator[None]:
    """Compare with the words of the templates; their translation is the translators' business."""
    with translation.override("en"):
        yield


def photos() -> render.Photos:
    renditions = [
        {"shape": "full", "width": width, "height": width * 2 // 3, "format": form, "file": f"{width}.{form}"}
        for width in (480, 800)
        for form in ("jpeg", "webp")
    ]
    printed = {
        str(PHOTO): {"credit": "Ảnh: Mai Hoa", "renditions": renditions},
        str(AWAITED): {"credit": "Ảnh: Mai Hoa", "renditions": []},
        str(GONE): {"credit": "Ảnh: Mai Hoa", "renditions": renditions},
    }
    return render.Photos(printed, frozenset([str(GONE)]), lambda name: f"/media/{name}")


def html(*blocks: Block) -> str:
    return render.body(Document(blocks), photos())


def same(made: str, golden: str) -> bool:
    return parse_html(made) == parse_html(golden)


IMAGE = """<picture><source type="image/webp" srcset="/media/480.webp 480w, /media/800.webp 800w" sizes="{sizes}">
<img src="/media/800.jpeg" width="800" height="533"
alt="{alt}" {loading}></picture>"""
LATER = 'loading="lazy" decoding="async"'


def image(alt: str, loading: str = LATER, sizes: str = "(min-width: 48rem) 43rem, 100vw") -> str:
    return IMAGE.format(sizes=sizes, alt=alt, loading=loading)


GOLDEN: dict[str, tuple[Block, str]] = {
    "paragraph": (
        Paragraph(
            (
                Span("Sáng "),
                Span("31/10", (Mark.STRONG,)),
                Span(", CO"),
                Span("2", (Mark.SUBSCRIPT,)),
                Span("\n"),
                Span("xem", (Mark.EMPHASIS,), "https://example.vn/?a=1&b=2"),
                Span(" và "),
                Span("ở đây", (), "/thoi-su/"),
            )
        ),
        '<p>Sáng <strong>31/10</strong>, CO<sub>2</sub><br><a href="https://example.vn/?a=1&amp;b=2" rel="noopener">'
        '<em>xem</em></a> và <a href="/thoi-su/">ở đây</a></p>',
    ),
    "heading": (Heading(plain("Đối ngoại")), "<h2>Đối ngoại</h2>"),
    "smaller heading": (Heading(plain("Đối ngoại"), 3), "<h3>Đối ngoại</h3>"),
    "quote": (
        Quote((plain("Một."), plain("Hai.")), "Ông Ba"),
        "<blockquote><p>Một.</p><p>Hai.</p><cite>Ông Ba</cite></blockquote>",
    ),
    "quote without source": (Quote((plain("Một."),)), "<blockquote><p>Một.</p></blockquote>"),
    "list": (
        List((ListItem(plain("a"), List((ListItem(plain("b")),), ordered=True)), ListItem(plain("c")))),
        "<ul><li>a<ol><li>b</li></ol></li><li>c</li></ul>",
    ),
    "table": (
        Table(
            (
                Row((Cell((), True), Cell(plain("Xã"), True))),
                Row((Cell(plain("1"), True), Cell(plain("Bến Trung")))),
            ),
            "Các xã",
        ),
        '<figure class="table"><figcaption>Các xã</figcaption>'
        '<div class="table__in" role="group" tabindex="0" aria-label="Các xã"><table>'
        '<thead><tr><td></td><th scope="col">Xã</th></tr></thead>'
        '<tbody><tr><th scope="row">1</th><td>Bến Trung</td></tr></tbody></table></div></figure>',
    ),
    "table without caption": (
        Table((Row((Cell(plain("1")),)),)),
        '<figure class="table"><div class="table__in" role="group" tabindex="0" aria-label="Table"><table>'
        "<tbody><tr><td>1</td></tr></tbody></table></div></figure>",
    ),
    "figure": (
        Figure(PHOTO, plain("Đại biểu dự hội nghị."), "Hội trường"),
        f'<figure class="fig">{image("Hội trường")}'
        '<figcaption><span>Đại biểu dự hội nghị.</span><span class="credit">Ảnh: Mai Hoa</span></figcaption></figure>',
    ),
    "figure with its own credit": (
        Figure(PHOTO, (), "Hội trường", "Ảnh: TTXVN"),
        f'<figure class="fig">{image("Hội trường")}'
        '<figcaption><span class="credit">Ảnh: TTXVN</span></figcaption></figure>',
    ),
    "figure that awaits its picture": (
        Figure(AWAITED, plain("Đại biểu.")),
        '<figure class="fig"><div class="ph ph--wide"><span><b>Picture to follow</b></span></div>'
        '<figcaption><span>Đại biểu.</span><span class="credit">Ảnh: Mai Hoa</span></figcaption></figure>',
    ),
    "figure of a photo that is unknown": (
        Figure(UUID(int=9)),
        '<figure class="fig"><div class="ph ph--wide"><span><b>Picture to follow</b></span></div></figure>',
    ),
    "figure of a photo withdrawn since": (
        Figure(GONE, plain("Đại biểu."), "Hội trường"),
        '<figure class="fig"><div class="ph ph--gone"><span>This picture is no longer shown</span></div>'
        "<figcaption><span>Đại biểu.</span></figcaption></figure>",
    ),
    "gallery": (
        Gallery((Figure(PHOTO, (), "Một"), Figure(GONE, (), "Hai")), "Hai ảnh"),
        f'<figure class="gallery"><div class="gallery__in"><figure class="fig">{image("Một")}'
        '<figcaption><span class="credit">Ảnh: Mai Hoa</span></figcaption></figure>'
        '<figure class="fig"><div class="ph ph--gone"><span>This picture is no longer shown</span></div></figure></div>'
        "<figcaption>Hai ảnh</figcaption></figure>",
    ),
    "box": (
        Box("Con số", (Paragraph(plain("16 hiệp định")),)),
        '<aside class="box" aria-label="Con số"><h2>Con số</h2><p>16 hiệp định</p></aside>',
    ),
    "box without title": (Box("", (Paragraph(plain("Một.")),)), '<aside class="box"><p>Một.</p></aside>'),
    "embed": (
        Embed("youtube", "dQw4w9WgXcQ", "Bến đò"),
        '<p class="embed"><span>YouTube</span> <a href="https://www.youtube.com/watch?v=dQw4w9WgXcQ" rel="noopener">'
        "Bến đò</a> <small>opens on another site</small></p>",
    ),
    "embed without title": (
        Embed("facebook_video", "1234567890"),
        '<p class="embed"><span>Facebook</span> <a href="https://www.facebook.com/watch/?v=1234567890" rel="noopener">'
        "Watch the video</a> <small>opens on another site</small></p>",
    ),
    "rule": (Rule(), "<hr>"),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_a_block_becomes_this_html(name: str) -> None:
    block, golden = GOLDEN[name]
    made = html(block)
    assert same(made, golden), made


def test_every_kind_of_block_has_an_example() -> None:
    assert {type(block) for block, _golden in GOLDEN.values()} == set(render._BLOCKS)


def test_the_lead_picture_is_loaded_first() -> None:
    made = render.figure(Figure(PHOTO, (), "Hội trường"), photos(), is_lead=True)
    shown = image("Hội trường", 'fetchpriority="high"', "(min-width: 62rem) 58rem, 100vw")
    credit = '<figcaption><span class="credit">Ảnh: Mai Hoa</span></figcaption>'
    assert same(made, f'<figure class="fig fig--lead">{shown}{credit}</figure>'), made


class Parts(HTMLParser):
    """What a browser would make of HTML: elements with the names of their attributes, attribute values, and text."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.values: list[str] = []
        self.text = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.text += "\n"
            return
        self.elements.append((tag, tuple(name for name, _value in attrs)))
        self.values += [value or "" for _name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.elements.append(("comment", ()))

    handle_decl = handle_pi = unknown_decl = handle_comment


def everywhere(text: str) -> Parts:
    """Return a body that shows the text in every place where a person can write."""
    inline = (Span(text),)
    return Parts(
        html(
            Paragraph(inline),
            Heading(inline),
            Quote((inline,), text),
            List((ListItem(inline),)),
            Table((Row((Cell(inline, True),)), Row((Cell(inline),))), text),
            Figure(PHOTO, inline, text, text),
            Gallery((Figure(PHOTO, inline, text, text),), text),
            Box(text, (Paragraph(inline),)),
            Embed("youtube", "dQw4w9WgXcQ", text),
        )
    )


def payloads(name: str) -> list[str]:
    path = HOSTILE / name
    if not path.is_file():
        pytest.skip(f"{path} is not on this machine: the hostile strings are kept outside the project.")
    values = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [value if isinstance(value, str) else value["payload"] for value in values]


@pytest.mark.parametrize("name", ["dompurify_cases.jsonl", "h5sc.jsonl", "payloadbox.jsonl"])
def test_hostile_text_comes_out_as_text(name: str) -> None:
    harmless = everywhere("chữ")
    in_text, in_values = harmless.text.count("chữ"), harmless.values.count("chữ")
    assert (in_text, in_values) == (16, 4)
    for payload in payloads(name):
        if not payload.strip():
            continue
        made = everywhere(payload)
        assert made.elements == harmless.elements, payload
        assert made.text.count(payload) >= in_text, payload
        assert made.values.count(payload) == in_values, payload


def test_a_link_cannot_break_out_of_its_attribute() -> None:
    made = html(Paragraph((Span("x", (), '/"><script>alert(1)</script>'),)))
    assert Parts(made).elements == [("p", ()), ("a", ("href",))]


def asked(*blocks: Block) -> list[str]:
    made = str(render.body(Document(blocks), photos(), is_interview=True))
    return re.findall('<p class="ask">(?:<strong>)?(.*?)(?:</strong>)?</p>', made)


def test_questions_of_an_interview_are_its_strong_paragraphs() -> None:
    assert asked(
        Paragraph((Span("Ông nghĩ sao.", (Mark.STRONG,)),)),
        Paragraph(plain("Biết nói thế nào?")),
        Paragraph(plain("Khó lắm.")),
    ) == ["Ông nghĩ sao."]


def test_questions_of_an_interview_without_marks_are_those_that_the_next_paragraph_answers() -> None:
    assert asked(
        Paragraph(plain("Bà làm thế nào?")),
        Paragraph(plain("Biết hỏi ai?")),
        Paragraph(plain("Tôi chặt trước ba sào.")),
        Paragraph(plain("“Còn con dâu bà?”")),
        Paragraph(plain("Nó học theo.")),
        Paragraph(plain("Ai cũng hỏi: bao giờ chín?")),
        Heading(plain("Mùa sau")),
        Paragraph(plain("Rồi sao nữa?")),
    ) == ["Biết hỏi ai?", "“Còn con dâu bà?”"]
    assert 'class="ask"' not in html(Paragraph(plain("Bà làm thế nào?")), Paragraph(plain("Tôi chặt.")))
