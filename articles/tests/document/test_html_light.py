"""What weighs too much: time stays linear, the stack stays shallow, the text stays whole."""

import time

import pytest

from articles.document.blocks import Document, List, ListItem, Paragraph, Table, plain
from articles.document.html import clean, from_html, to_html
from articles.document.html_light import lighten, rewrite
from articles.document.plaintext import to_text

pytestmark = pytest.mark.slow

SIZE = 200_000


# Quadratic readings of these take minutes; the limits leave room for a slow machine.
@pytest.mark.parametrize(
    "opening",
    ["<div>", "<b>", "<p>", "<ul><li>", "<table><tr><td>", "<a href=/x>", "<svg>", "<i><table>", "<font size=1>"],
)
def test_a_hundred_thousand_nested_tags(opening: str) -> None:
    started = time.process_time()
    count = 100_000 // opening.count("<")
    assert to_text(from_html(opening * count + "cuối")).endswith("cuối")
    assert time.process_time() - started < 20


@pytest.mark.parametrize("closing", ["</div>", ""])
@pytest.mark.parametrize("count", [45, 450, 900, 1_100])
def test_text_between_nested_tags_stays_in_order(count: int, closing: str) -> None:
    html = "".join(f"<div>w{number} " for number in range(count)) + closing * count
    assert to_text(from_html(html)).split() == [f"w{number}" for number in range(count)]


@pytest.mark.parametrize("depth", range(30, 50))
def test_cells_too_deep_for_the_tree_keep_their_text_apart(depth: int) -> None:
    html = "<div>" * depth + "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>"
    for way in (html, rewrite(html)):
        assert to_text(from_html(way)).split() == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("html", "rewritten"),
    [
        ("a < b <3 <", "a &lt; b &lt;3 &lt;"),
        ("<p>a<p>b", "<p>a</p><p>b</p>"),
        ("</p><b>a<i>b</b>c", "<b>a<i>b</i></b>c"),
        ("<table>x<br>y<tr>z", "<table><td>x<br>y</td><tr><td>z</td></tr></table>"),
        ("<table> <tr> <td>a</table>", "<table> <tr> <td>a</td></tr></table>"),
        ("<svg><u>a</u></svg><mi>b</mi>", "ab"),
        ("<p onclick=x style='y'>a</p>", "<p>a</p>"),
        ("<a title='x>y' HREF='/\"z' href=/w>a</a>", '<a href="/&quot;z">a</a>'),
        ("<td colspan=2 rowspan = '3'>", '<td colspan="2" rowspan="3"></td>'),
        ("<br/><hr />", "<br><hr>"),
        ("a<!-- <b> -->b<!--c", "ab"),
        ("<title><b>x</title>a<SCRIPT >b</p></Script>c<script>d", "ac"),
        ("<div>" * 60 + "x", "<div>" * 50 + "<br>" * 10 + "x" + "</div>" * 50),
    ],
)
def test_rewrite(html: str, rewritten: str) -> None:
    assert rewrite(html) == rewritten


@pytest.mark.parametrize("reference", ["&", "&amp;", "\u00a0", "<"])
def test_rewrite_breaks_long_runs_of_references(reference: str) -> None:
    rewritten = rewrite(reference * 2_500)
    assert max(part.count("&") for part in rewritten.split("<span></span>")) <= 1_001
    [paragraph] = from_html(f"<p>x{rewritten}x").blocks
    assert isinstance(paragraph, Paragraph) and len(paragraph.content[0].text) == 2_502


@pytest.mark.parametrize(
    "html",
    [
        *(
            "Đường " * (SIZE // 6),
            "&" * SIZE,
            "&amp; đường " * (SIZE // 12),
            "<" * SIZE,
            "<p " * (SIZE // 3),
        ),
        *("<p a='" * (SIZE // 6), "<!--" * (SIZE // 4), "<script>" * (SIZE // 8), "\u00a0x" * (SIZE // 2)),
        *("e" + "\u0301" * SIZE, " \n" * (SIZE // 2), "x<br>" * (SIZE // 5), "<b>x</b>y" * (SIZE // 9)),
        "<p " + " ".join(f"a{number}=1" for number in range(SIZE // 8)) + ">x",
        '<figure data-photo="12345678-1234-4321-8765-123456789abc" data-alt="' + "&" * SIZE + '">',
        "<table><tr><td colspan=40>x" + "<tr><td>x" * (SIZE // 9),
        "<table>" + "x<br>" * (SIZE // 5),
        "<p>" + "".join(f"<b a={number}>" for number in range(2_000)) + "</p>" + "<p>x" * 2_000,
    ],
    ids=range(18),
)
def test_heavy_html_takes_bounded_time(html: str) -> None:
    started = time.process_time()
    to_html(from_html(html))
    assert time.process_time() - started < 10


def test_a_large_document_comes_back() -> None:
    items = tuple(ListItem(plain(f"mục {number} & < >"), List((ListItem(plain("con")),))) for number in range(500))
    paragraphs = tuple(Paragraph(plain(f"đoạn {number}\u00a0– “&amp;”\nhai")) for number in range(1_000))
    [table] = from_html("<table>" + "<tr><th>a<td>b" * 500 + "</table>").blocks
    assert isinstance(table, Table) and len(table.rows) == 500
    document = Document((List(items), *paragraphs, table))
    assert from_html(to_html(document)) == document


@pytest.mark.parametrize(
    "html",
    [
        "<p>a<p>b<ul><li>c<li>d</ul>",
        "<table><tr><td>a<td>b<tr><td>c</table>d",
        "<p title='x>y'>a</p>",
        "a < b & c &lt; d <3",
        "<SCRIPT>x</SCRIPT ><style>y</style>a<!-- <b> -->b<!doctype html>c<?php x ?>d",
        "<svg><p>a</p></svg><u>b</u><o:p>c</o:p>",
        "<b><i>a</b>b</i>",
        "<ul><li>a<ul><li>b</li></ul></li></ul>",
        "<a href='/x' href='/y'>a</a><a href=/z>b</a><a HREF=\"/w\">c</a>",
    ],
)
def test_heavy_html_is_read_much_like_light(html: str) -> None:
    words = to_text(from_html(html)).split()
    assert [word for word in to_text(from_html(rewrite(html))).split() if word in words] == words
    assert clean(rewrite(rewrite(html))) == clean(rewrite(html))


def test_small_html_is_left_to_nh3() -> None:
    html = "<p>a</p>" * 400
    assert lighten(html) is html
