"""What stands around every page of the desk: the skip link, the header, the icon."""

import pytest
from playwright.sync_api import Page, expect

from accounts.roles import Role
from articles.tests.factories import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ON_TOP = "(e) => { const r = e.getBoundingClientRect(); return document.elementFromPoint(r.x + 4, r.y + 4) === e }"


def test_frame_of_the_desk_serves_keyboards_and_phones(page: Page) -> None:
    missing: list[str] = []
    page.on("response", lambda response: missing.append(response.url) if response.status >= 400 else None)
    person = make_user(Role.EDITOR)
    person.full_name = "Một tên dài hơn mọi hàng của màn hình điện thoại"
    person.set_password("mật khẩu dùng thử")
    person.save()
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto("/admin/login/?next=/admin/")
    page.locator("[name=username]").fill(person.username)
    page.locator("[name=password]").fill("mật khẩu dùng thử")
    # No pattern of the address: the one of this page ends with the other's, too.
    with page.expect_navigation():
        page.locator("#login-form [type=submit]").click()
    assert page.url.partition("?")[0].endswith("/admin/")

    page.keyboard.press("Tab")
    skip = page.locator(".skip-to-content-link")
    expect(skip).to_be_focused()
    assert skip.evaluate(ON_TOP)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    toggle, header = page.locator(".theme-toggle").bounding_box(), page.locator("#header").bounding_box()
    assert toggle and header
    assert toggle["x"] + toggle["width"] <= 320
    assert header["height"] <= 112
    assert missing == []
