"""What every journey through the body's editor does."""

import json
from typing import Any

from playwright.sync_api import Locator, Page

from articles.document.blocks import Document
from articles.document.codec import to_json


def save(page: Page) -> dict[str, Any]:
    """Send the form; return the document that the desk read from it."""
    with page.expect_navigation():  # else half of a long answer may be read
        page.get_by_role("button", name="Lưu").click()
    return json.loads(page.locator("pre").inner_text())


def stored(*blocks: Any) -> dict[str, Any]:
    return to_json(Document(blocks))


def body(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Thân bài")


def tool(page: Page, name: str) -> Locator:
    return page.get_by_role("toolbar").get_by_role("button", name=name, exact=True)


def write(page: Page, *lines: str) -> None:
    body(page).focus()
    for place, line in enumerate(lines):
        if place:
            page.keyboard.press("Enter")
        page.keyboard.type(line)


def click_into(page: Page, text: str) -> None:
    """Put the caret into a text by the pointer, and wait until the editor knows: it hears of it a frame later.

    A key pressed sooner, as no hand does, would still act where the caret was.
    """
    page.get_by_text(text, exact=True).click()
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))")


def active(page: Page) -> Any:
    return page.evaluate("document.activeElement.id || document.activeElement.textContent")
