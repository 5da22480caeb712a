"""The body by keyboard alone: ways through it, undoing, and an input method that composes."""

import pytest
from playwright.sync_api import expect

from articles.document.blocks import (
    Cell,
    Figure,
    List,
    ListItem,
    Mark,
    Paragraph,
    Quote,
    Row,
    Span,
    Table,
    plain,
)
from newsroom.tests.journeys.body.conftest import Open
from newsroom.tests.journeys.body.desk import active, body, click_into, save, stored, tool
from newsroom.tests.journeys.body.host import PICTURE

pytestmark = [pytest.mark.browser, pytest.mark.urls("newsroom.tests.journeys.body.host")]


def test_undo_brings_back_words_and_a_fields_text(open_body: Open) -> None:
    page = open_body(Quote((plain("Lời"),), "Ông A"))
    page.get_by_label("Nguồn trích dẫn").press("End")
    page.keyboard.type("bc")
    body(page).click()
    page.keyboard.press("Control+Z")
    expect(page.get_by_label("Nguồn trích dẫn")).to_have_value("Ông A")
    page.keyboard.press("Control+Y")
    expect(page.get_by_label("Nguồn trích dẫn")).to_have_value("Ông Abc")


def test_keys_in_a_caption_never_break_the_photo(open_body: Open) -> None:
    page = open_body(Figure(PICTURE))
    page.locator("figcaption").click()
    for key in ("Backspace", "Delete", "Control+Alt+2", "Control+Alt+0", "Control+Shift+8"):
        page.keyboard.press(key)
    page.keyboard.type("Chú thích")
    page.keyboard.press("Control+Shift+B")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("dòng hai")
    page.keyboard.press("Enter")
    page.keyboard.type("Đoạn sau")
    assert save(page) == stored(Figure(PICTURE, plain("Chú thích\ndòng hai")), Paragraph(plain("Đoạn sau")))


def test_the_tab_key_goes_through_and_is_never_caught(open_body: Open) -> None:
    lists = List((ListItem(plain("một")), ListItem(plain("hai"))))
    table = Table((Row((Cell(plain("a")), Cell(plain("b")))),))
    page = open_body(lists, table, Figure(PICTURE, plain("x")))
    page.locator("#before").focus()
    for _press in range(30):
        page.keyboard.press("Tab")
        if active(page) == "after":
            break
    else:
        pytest.fail("The tab key does not leave the body.")
    for _press in range(30):
        page.keyboard.press("Shift+Tab")
        if active(page) == "before":
            break
    else:
        pytest.fail("The tab key does not lead back out of the body.")
    assert save(page) == stored(lists, table, Figure(PICTURE, plain("x")))


def test_the_tab_key_indents_after_typing_and_escape_frees_it(open_body: Open) -> None:
    page = open_body(List((ListItem(plain("một")), ListItem(plain("hai")))))
    click_into(page, "hai")
    page.keyboard.press("End")
    page.keyboard.type("!")
    page.keyboard.press("Tab")
    expect(body(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(body(page)).not_to_be_focused()
    page.keyboard.press("Tab")
    assert active(page) == "after"
    assert save(page) == stored(List((ListItem(plain("một"), List((ListItem(plain("hai!")),))),)))


def test_the_toolbar_is_one_stop_and_arrows_walk_it(open_body: Open) -> None:
    page = open_body(Paragraph(plain("chữ")))
    body(page).focus()
    page.keyboard.press("Control+A")
    page.keyboard.press("Alt+F10")
    expect(tool(page, "Tiêu đề phụ")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(tool(page, "Đậm")).to_be_focused()
    page.keyboard.press("Enter")
    expect(tool(page, "Đậm")).to_have_attribute("aria-pressed", "true")
    assert page.locator("[role=toolbar] button[tabindex='0']").count() == 1
    assert save(page) == stored(Paragraph((Span("chữ", (Mark.STRONG,)),)))


def test_an_input_method_composes_undisturbed(open_body: Open) -> None:
    page = open_body(Paragraph(plain("- ")))
    click_into(page, "-")
    page.keyboard.press("End")
    client = page.context.new_cdp_session(page)
    for typed in ("D", "Đ", "Đu", "Đuo", "Đươ", "Đườ", "Đườn", "Đường"):
        client.send(
            "Input.imeSetComposition", {"text": typed, "selectionStart": len(typed), "selectionEnd": len(typed)}
        )
    client.send("Input.insertText", {"text": "Đường"})
    page.keyboard.type(" sắt")
    assert save(page) == stored(Paragraph(plain("-Đường sắt")))
