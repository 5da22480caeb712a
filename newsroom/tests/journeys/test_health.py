"""The smallest journey: browser, live server and database work together."""

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def test_healthz_answers(page: Page) -> None:
    response = page.goto("/healthz")
    assert response is not None
    assert response.status == 200
