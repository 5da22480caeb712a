"""The body's editor on a page of its own, whose every complaint fails the test."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from articles.document.blocks import Document, normalise
from articles.document.codec import to_json
from newsroom.tests.journeys.body import host


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def desk(chromium: Browser, live_server, complaints: list[str]) -> Iterator[Page]:
    """Return a page whose complaints (errors, refusals of the security policy, failed requests) fail the test."""
    host.shown.clear()
    host.sent.clear()
    context = chromium.new_context(
        base_url=live_server.url, locale="vi-VN", permissions=["clipboard-read", "clipboard-write"]
    )
    page = context.new_page()
    page.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


Open = Callable[..., Page]


@pytest.fixture
def open_body(desk: Page) -> Open:
    """Return a function that shows the editor with a document."""

    def opened(*blocks: Any) -> Page:
        host.shown.clear()
        if blocks:
            host.shown.update(to_json(normalise(Document(blocks))))
        desk.goto("/admin/body/")
        expect(desk.locator(".ProseMirror")).to_be_visible()
        # Pictures that arrive later move the text away from under a click.
        expect(desk.locator(".body-photo__wait")).to_have_count(0)
        desk.wait_for_function("[...document.querySelectorAll('.ProseMirror img')].every((image) => image.complete)")
        return desk

    return opened
