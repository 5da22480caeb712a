"""What is pasted into the body: Word, Google Docs, chat, addresses, pictures."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from articles.document.blocks import (
    Document,
    Embed,
    Figure,
    Heading,
    List,
    ListItem,
    Mark,
    Paragraph,
    Span,
    Table,
    normalise,
    plain,
)
from articles.document.codec import from_json, to_json
from newsroom.tests.journeys.body.conftest import Open
from newsroom.tests.journeys.body.desk import save, stored
from newsroom.tests.journeys.body.host import NEW

pytestmark = [pytest.mark.browser, pytest.mark.urls("newsroom.tests.journeys.body.host")]

WORD = Path(settings.BASE_DIR).parent / "shared/badinput/wordpaste"
PASTE = """async ([html, text, files]) => {
    const body = document.querySelector('.ProseMirror');
    const clipboardData = new DataTransfer();
    if (html !== null) clipboardData.setData('text/html', html);
    if (text !== null) clipboardData.setData('text/plain', text);
    for (const name of files) clipboardData.items.add(new File(['x'], name, {type: 'image/png'}));
    body.dispatchEvent(new ClipboardEvent('paste', {clipboardData, bubbles: true, cancelable: true}));
}"""


def paste(page: Page, html: str | None = None, text: str | None = None, files: tuple[str, ...] = ()) -> None:
    page.locator(".ProseMirror").focus()
    page.evaluate(PASTE, [html, text, files])


def items(*found: Any) -> tuple[ListItem, ...]:
    return tuple(item if isinstance(item, ListItem) else ListItem(plain(item)) for item in found)


def word(name: str) -> str:
    if not WORD.is_dir():
        pytest.skip("../shared/badinput/wordpaste is not beside this checkout.")
    return (WORD / name).read_text(encoding="utf-8", errors="replace")


@pytest.mark.parametrize(
    ("name", "blocks"),
    [
        ("unordered-list-simple.html", [List(items("LE 1", "LE 2", "LE 3"))]),
        ("ordered-list-simple.html", [List(items("LE 1", "LE 2", "LE 3"), True)]),
        (
            "ordered-list-sublists-different-types.html",
            [
                List(
                    items(
                        "LE 1",
                        ListItem(
                            plain("LE 2"),
                            List(
                                items(
                                    "LE 2.1",
                                    ListItem(plain("LE 2.2"), List(items("LE 2.2.1", "LE 2.2.1"), True)),
                                    "LE 2.3",
                                ),
                                True,
                            ),
                        ),
                        "LE 3",
                    ),
                    True,
                )
            ],
        ),
        (
            "bookmark-lost-text.html",
            [
                Paragraph(plain("This is a sentence with a bookmark.")),
                Paragraph(plain("Test")),
                Paragraph(plain("Bookmark")),
            ],
        ),
    ],
)
def test_lists_of_word_stay_lists(open_body: Open, name: str, blocks: list[Any]) -> None:
    page = open_body()
    paste(page, word(name), "x")
    assert save(page) == stored(*blocks)


def test_a_whole_document_of_word_keeps_headings_lists_marks_and_table(open_body: Open) -> None:
    page = open_body()
    paste(page, word("table-lists.html"), "x")
    document = from_json(save(page))
    kinds = [type(block).__name__ for block in document.blocks]
    assert kinds.count("Heading") == 10
    assert kinds.count("List") == 4
    assert kinds.count("Table") == 1
    assert kinds[0] == "Heading"
    marked = next(block for block in document.blocks if isinstance(block, List))
    assert [item.content[0] for item in marked.items[:3]] == [
        Span("Bold", (Mark.STRONG,)),
        Span("Italic", (Mark.EMPHASIS,)),
        Span("Bold Italic", (Mark.STRONG, Mark.EMPHASIS)),
    ]
    table = next(block for block in document.blocks if isinstance(block, Table))
    assert [len(row.cells) for row in table.rows] == [3] * 6
    assert table.rows[4].cells[2].content == plain("m²")
    words = str(document)
    assert not any(rubbish in words for rubbish in ("mso", "●", "·", "\xa0\xa0", "supportLists"))


GOOGLE = """<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-7f">
<h2 style="x"><span style="font-weight:700">Đầu đề</span></h2>
<p dir="ltr" style="line-height:1.38"><span style="font-weight:400">Một </span>
<span style="font-weight:700">đậm</span><span style="font-weight:400;font-style:italic"> nghiêng</span></p><br />
<ul><li aria-level="1"><p><span style="font-weight:400">a</span></p></li>
<ul><li aria-level="2"><p>b</p></li></ul></ul></b>"""


def test_text_of_google_docs_is_bold_only_where_it_was(open_body: Open) -> None:
    page = open_body()
    paste(page, GOOGLE, "x")
    assert save(page) == stored(
        Heading(plain("Đầu đề")),
        Paragraph((Span("Một "), Span("đậm", (Mark.STRONG,)), Span(" nghiêng", (Mark.EMPHASIS,)))),
        List((ListItem(plain("a"), List((ListItem(plain("b")),))),)),
    )


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (None, "Dòng một\nDòng hai\r\n\r\nDòng ba"),
        ("<div>Dòng một<br>Dòng hai<br><br>Dòng ba</div>", "x"),
        ("Dòng một<br>Dòng hai<br><br>Dòng ba", "x"),
        ("<div><div>Dòng một</div><div>Dòng hai</div><div><br></div><div>Dòng ba</div></div>", "x"),
        ("<p>Dòng một<br><br>Dòng hai</p><p>&nbsp;</p><p>Dòng&nbsp;&nbsp; ba<o:p></o:p></p>", "x"),
    ],
    ids=["plain", "chat", "loose", "mail", "hard spaces"],
)
def test_lines_become_paragraphs(open_body: Open, html: str | None, text: str) -> None:
    page = open_body()
    paste(page, html, text)
    assert save(page) == stored(*(Paragraph(plain(line)) for line in ("Dòng một", "Dòng hai", "Dòng ba")))


def test_links_that_lead_nowhere_or_harm_are_left_behind(open_body: Open) -> None:
    page = open_body()
    paste(
        page,
        '<p><a href="javascript:alert(1)">a</a><a href="#x">b</a><a href="/cua-ho">c</a><a href="file:///c:/x">d</a> '
        '<a href="https://www.google.com/url?q=https://bao.vn/x&amp;sa=D">e</a></p>',
        "x",
    )
    assert save(page) == stored(Paragraph((Span("abcd "), Span("e", (), "https://bao.vn/x"))))


def test_scripts_and_styles_of_a_page_do_nothing(open_body: Open) -> None:
    page = open_body()
    paste(
        page,
        '<style>p{color:red}</style><script>document.title="x"</script><p style="color:red" onclick="x()">a'
        '<img src=x onerror="document.title=1"><svg onload="document.title=1"></svg></p>',
        "a",
    )
    assert save(page) == stored(Paragraph(plain("a")))


def test_a_pasted_picture_of_the_web_is_not_taken_and_it_says_so(open_body: Open) -> None:
    page = open_body()
    paste(page, '<p>Chữ</p><figure><img src="https://bao.vn/x.jpg"><figcaption>Lời</figcaption></figure>', "Chữ")
    expect(page.get_by_role("status").filter(has_text="Ảnh không đi theo khi dán")).to_be_visible()
    assert save(page) == stored(Paragraph(plain("Chữ")), Paragraph(plain("Lời")))


def test_a_pasted_picture_file_is_uploaded(open_body: Open) -> None:
    page = open_body(Paragraph(plain("Trước.")))
    paste(page, '<img src="https://bao.vn/x.jpg">', files=("cau.png",))
    expect(page.locator(".body-photo img")).to_be_visible()
    assert save(page) == stored(
        *(Paragraph(plain("Trước.")), Figure(NEW, plain("cau.png"), "Cây cầu qua sông")),
    )


def test_the_address_of_a_video_becomes_the_video(open_body: Open) -> None:
    page = open_body()
    paste(page, text="https://youtu.be/dQw4w9WgXcQ?si=abc")
    assert save(page) == stored(Embed("youtube", "dQw4w9WgXcQ"))


def test_an_address_over_selected_words_links_them(open_body: Open) -> None:
    page = open_body(Paragraph(plain("chữ")))
    page.locator(".ProseMirror").focus()
    page.keyboard.press("Control+A")
    paste(page, text="https://bao.vn/a")
    assert save(page) == stored(Paragraph((Span("chữ", (), "https://bao.vn/a"),)))


def test_lists_and_tables_in_cells_become_lines(open_body: Open) -> None:
    page = open_body()
    paste(
        page,
        "<table><tr><td><ul><li>a</li><li>b</li></ul></td><td><table><tr><td>c</td><td>d</td></tr></table></td></tr>"
        "<tr><td colspan=2><h2>e</h2></td></tr></table>",
        "x",
    )
    document = from_json(save(page))
    [table] = document.blocks
    assert isinstance(table, Table)
    assert [[cell.content for cell in row.cells] for row in table.rows] == [
        [plain("– a\n– b"), plain("c\nd")],
        [plain("e"), ()],
    ]


def test_what_is_copied_here_is_pasted_whole(open_body: Open) -> None:
    figure = Figure(NEW, plain("Chú thích"), "thay", "Ảnh: A")
    page = open_body(Paragraph(plain("a")), figure, Heading(plain("b")))
    page.locator(".ProseMirror").focus()
    page.keyboard.press("Control+A")
    page.keyboard.press("Control+C")
    page.keyboard.press("Control+End")
    page.keyboard.press("Control+V")
    once = [Paragraph(plain("a")), figure, Heading(plain("b"))]
    assert save(page) == to_json(normalise(Document((*once, *once))))


PASTE_AT_ONCE = """() => {
    const body = document.querySelector('.ProseMirror');
    const last = body.querySelector('h2').firstChild;
    getSelection().collapse(last, last.length);
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', ' mới');
    body.dispatchEvent(new ClipboardEvent('paste', {clipboardData, bubbles: true, cancelable: true}));
}"""


def test_a_paste_lands_at_the_caret_before_the_browser_tells_of_its_move(open_body: Open) -> None:
    page = open_body(Paragraph(plain("a")), Heading(plain("b")))
    page.locator(".ProseMirror").focus()
    page.keyboard.press("Control+A")
    page.evaluate(PASTE_AT_ONCE)
    assert save(page) == stored(Paragraph(plain("a")), Heading(plain("b mới")))
