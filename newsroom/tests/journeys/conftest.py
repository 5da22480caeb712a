"""A browser for journeys: Debian's Chromium, driven by Playwright, against the paper served by this process."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

# No sandbox, because CI runs as root; no talk with Google in the background, because a test touches no network.
CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the journeys that are given the longest time, so that no worker waits for another's last one."""

    def time_given(item: pytest.Item) -> float:
        given = item.get_closest_marker("timeout")
        return given.args[0] if given and item.get_closest_marker("browser") else 0

    items.sort(key=time_given, reverse=True)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start one browser for all journeys of a worker; without Chromium they are skipped at home and fail in CI."""
    # The first is the same browser without windows, for which it takes a third less work.
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is not installed; .ci/install installs it.")
        pytest.skip("Chromium is not installed.")
    # Playwright runs an event loop in this thread, and Django takes a query beside one for a mistake.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        # As long as Playwright waits for a page or a button; of itself it gives a slow machine five seconds here.
        expect.set_options(timeout=30_000)
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser, live_server) -> Iterator[BrowserContext]:
    """Return a browser profile of its own, in Vietnamese, whose addresses are relative to the paper."""
    made = chromium.new_context(base_url=live_server.url, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """Return an empty page."""
    return context.new_page()
