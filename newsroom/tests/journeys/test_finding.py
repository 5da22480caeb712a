"""A reader looks for what is not on the front page: by words, with marks and without, and back through the years."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from articles.models.taxonomy import Category
from articles.public.slices import IN_LIST
from articles.tests.factories import make_category, make_document, make_publication, make_published

pytestmark = pytest.mark.browser

PAGES = 4


@pytest.fixture
def section(live_server, chromium: Browser) -> Category:
    return make_category("Thời sự")


@pytest.fixture(params=["with scripts", "without scripts"])
def reader(request: pytest.FixtureRequest, section: Category, live_server, chromium: Browser) -> Iterator[Page]:
    scripts = request.param == "with scripts"
    context = chromium.new_context(base_url=live_server.url, locale="vi-VN", java_script_enabled=scripts)
    yield context.new_page()
    context.close()


def test_words_are_found_with_marks_and_without(reader: Page, section: Category) -> None:
    for title in ("Chợ nổi họp lại", "Chờ nói một lời"):
        make_published(title=title, category_id=section.pk, document=make_document("Ghe thuyền về bến."))
    reader.goto("/")
    with reader.expect_navigation():
        reader.get_by_role("link", name="Tìm kiếm").first.click()

    def ask(words: str) -> list[str]:
        reader.get_by_role("searchbox").fill(words)
        # The page asked from may be one of answers too, and has the words in its box: its address tells nothing.
        with reader.expect_navigation():
            reader.keyboard.press("Enter")
        expect(reader.get_by_role("searchbox")).to_have_value(words)
        return reader.locator(".found .card__title").all_inner_texts()

    # What was typed with its marks comes first; without marks both are meant.
    assert ask("chợ nổi")[0] == "Chợ nổi họp lại"
    assert set(ask("cho noi")) == {"Chợ nổi họp lại", "Chờ nói một lời"}
    assert ask('"thuyen ve ben" -"mot loi"') == ["Chợ nổi họp lại"]
    assert ask("tàu vũ trụ") == []
    expect(reader.get_by_role("status")).to_contain_text("tàu vũ trụ")

    assert ask("chợ nổi")[0] == "Chợ nổi họp lại"
    reader.locator(".found").get_by_role("link", name="Chợ nổi họp lại").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Chợ nổi họp lại")
    reader.go_back()
    expect(reader.get_by_role("searchbox")).to_have_value("chợ nổi")


def test_deep_into_a_category_and_back(reader: Page, section: Category) -> None:
    count = IN_LIST * (PAGES - 1) + 3
    for number in range(1, count + 1):
        make_publication(number, category=section)
    reader.goto("/thoi-su/")
    seen = [titles(reader)]
    for _page in range(PAGES - 1):
        reader.get_by_role("link", name="Cũ hơn").click()
        reader.wait_for_url(f"**/thoi-su/?truoc=*-{seen[-1][-1].rpartition(' ')[2]}")
        seen.append(titles(reader))
    # Every story once, newest first, and an end.
    assert [title for page in seen for title in page] == [f"Tin số {number}" for number in range(1, count + 1)]
    expect(reader.get_by_role("link", name="Cũ hơn")).to_have_count(0)

    for page in reversed(seen[:-1]):
        reader.get_by_role("link", name="Mới hơn").click()
        expect(reader.locator("main .card__title")).to_have_text(page)
    expect(reader.get_by_role("link", name="Mới hơn")).to_have_count(0)
    assert reader.url.endswith("/thoi-su/")
    # The browser's own way back leads there too.
    reader.go_back()
    expect(reader.locator("main .card__title").first).to_have_text(seen[1][0])


def titles(page: Page) -> list[str]:
    return page.locator("main .card__title").all_inner_texts()
