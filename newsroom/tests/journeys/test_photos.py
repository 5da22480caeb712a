"""A photo editor's journey: photos in by script, the focal point by click and by arrow keys, found again."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from accounts.roles import Role
from articles.models.photos import Photo
from articles.tests.factories import make_user
from articles.tests.pictures import drawn, encoded

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(context: BrowserContext, page: Page, live_server) -> Page:
    """Return a page that a photo editor is signed in on."""
    client = Client()
    client.force_login(make_user(Role.PHOTO_EDITOR))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    return page


def test_photos_are_uploaded_focused_and_found_again(desk: Page) -> None:
    said: list[str] = []
    desk.on("console", lambda message: said.append(message.text) if "favicon" not in message.location["url"] else None)
    desk.goto("/admin/articles/photo/add/")
    desk.get_by_label("Ghi nguồn").fill("Ảnh: Mai Hoa")
    desk.get_by_label("Ảnh chụp gì").fill("Chợ phiên Đồng Văn")
    desk.get_by_label("Chọn ảnh").set_input_files(
        [
            {"name": "chợ.jpg", "mimeType": "image/jpeg", "buffer": encoded(drawn(900, 600))},
            {"name": "hỏng.jpg", "mimeType": "image/jpeg", "buffer": b"<script>alert(1)</script>"},
        ]
    )
    desk.get_by_role("button", name="Tải lên").click()
    results = desk.locator("#photo-results")
    expect(results).to_contain_text("Đã vào kho.")
    expect(results).to_contain_text("Đây không phải loại ảnh tòa soạn nhận")

    with desk.expect_navigation():  # until the script of that page hears clicks
        results.get_by_role("link", name="Chợ phiên Đồng Văn").click()
    picture = desk.locator("#focus-area")
    box = picture.bounding_box()
    assert box is not None
    picture.click(position={"x": box["width"] * 0.2, "y": box["height"] * 0.3})
    across, down = desk.get_by_label("ngang, %"), desk.get_by_label("dọc, %")
    clicked = float(across.input_value()), float(down.input_value())
    assert clicked == (pytest.approx(20, abs=1), pytest.approx(30, abs=1))
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("Shift+ArrowDown")
    moved = float(across.input_value()), float(down.input_value())
    assert moved == (pytest.approx(clicked[0] + 1), pytest.approx(clicked[1] + 10))
    desk.get_by_role("button", name="Cắt lại").click()
    expect(desk.get_by_text("Đã cắt lại ảnh")).to_be_visible()
    photo = Photo.objects.get()
    assert (photo.focal_x * 100, photo.focal_y * 100) == (pytest.approx(moved[0]), pytest.approx(moved[1]))

    desk.goto("/admin/articles/photo/")
    desk.get_by_label("Từ cần tìm").fill("dong van")
    with desk.expect_navigation():
        desk.keyboard.press("Enter")
    expect(desk.locator(".ph-card")).to_have_count(1)
    assert said == []


@pytest.mark.parametrize("path", ["", "add/", "{pk}/change/", "{pk}/delete/"])
def test_no_page_is_wider_than_a_phone(desk: Page, path: str) -> None:
    photo = Photo.objects.create(description="Chợ phiên " * 20, original_name="x" * 200)
    desk.set_viewport_size({"width": 390, "height": 800})
    desk.goto(f"/admin/articles/photo/{path.format(pk=photo.pk)}")
    assert desk.evaluate("document.documentElement.scrollWidth") <= 390
