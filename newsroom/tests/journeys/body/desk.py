"""What every journey through the body's editor does."""

import json
from typing import Any

from playwright.sync_api import Page

from articles.document.blocks import Document
from articles.document.codec import to_json


def save(page: Page) -> dict[str, Any]:
    """Send the form; return the document that the desk read from it."""
    page.get_by_role("button", name="Lưu").click()
    page.wait_for_load_state()
    return json.loads(page.locator("pre").inner_text())


def stored(*blocks: Any) -> dict[str, Any]:
    return to_json(Document(blocks))
