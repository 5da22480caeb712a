"""The history in a browser: two texts compared and one restored by the keyboard, and attacks that run nowhere."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from articles.desk import editing
from articles.models.article import Article
from articles.tests.admin.hostile import batches, hostile_article, pages
from articles.tests.desk.arrange import change
from articles.tests.factories import boss, make_document, make_published

pytestmark = pytest.mark.browser


@pytest.fixture(params=[390, 1440])
def editor(request: pytest.FixtureRequest, live_server, chromium: Browser) -> Iterator[Page]:
    """Return a page of somebody who is signed in; dialogs, foreign requests and complaints of the browser fail."""
    client = Client()
    client.force_login(boss())
    context = chromium.new_context(
        base_url=live_server.url, locale="vi-VN", viewport={"width": request.param, "height": 900}
    )
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    page = context.new_page()
    found: list[str] = []
    page.on("console", lambda message: found.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("dialog", lambda dialog: (found.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on("request", lambda sent: sent.url.startswith(live_server.url) or found.append(f"outside: {sent.url}"))
    yield page
    context.close()
    assert found == []


def test_compare_and_restore_with_the_keyboard(editor: Page) -> None:
    article = make_published(title="Giá lúa tăng", document=make_document("Trời mưa to."))
    editing.save(article, change("Giá lúa giảm", document=make_document("Trời nắng to.")), actor=boss())
    editor.goto(reverse("admin:articles_article_history", args=[article.pk]))
    # The newest text and the one before are chosen already.
    expect(editor.locator("input[name=old]:checked")).to_have_value("v1")
    editor.get_by_role("button", name="So sánh").focus()
    with editor.expect_navigation():
        editor.keyboard.press("Enter")
    expect(editor.get_by_role("status")).to_contain_text("1 mục khác nhau, 1 khối của thân bài khác nhau")
    shown = editor.locator(".two ins:visible")
    expect(shown).to_have_text(["+thêm: giảm", "+thêm: nắng"])
    expect(editor.locator(".two del:visible")).to_have_text(["−bỏ: tăng", "−bỏ: mưa"])
    assert editor.evaluate("document.documentElement.scrollWidth <= innerWidth")

    editor.get_by_role("link", name="Bản đã đăng v1").focus()
    with editor.expect_navigation():
        editor.keyboard.press("Enter")
    reason = editor.get_by_label("Lý do")
    reason.focus()
    editor.keyboard.type("Bản trước đúng.")
    editor.keyboard.press("Enter")
    expect(editor.get_by_text("Đã khôi phục thành bản 3.")).to_be_visible()
    assert Article.objects.get().title == "Giá lúa tăng"


@pytest.mark.timeout(600)  # some fifty pages of 170 attacks each
def test_s19_attacks_run_on_no_page_of_the_history(editor: Page) -> None:
    if editor.viewport_size["width"] < 1000:
        pytest.skip("The same HTML at every width.")
    for payloads in batches():
        for path in pages(hostile_article(payloads))[::2]:
            answer = editor.goto(path)
            assert answer is not None and answer.status == 200, path
            # Whatever an attack hangs upon focus, hover or the opening of a fold.
            editor.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
            editor.mouse.move(400, 500)
