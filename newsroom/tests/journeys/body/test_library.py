"""The body's editor with the desk's own photo library behind it."""

import io

import pytest
from django.test import Client
from PIL import Image
from playwright.sync_api import Page, expect

from accounts.roles import Role
from articles.document.blocks import Document, Figure, Paragraph, plain
from articles.document.codec import from_json, to_json
from articles.models.photos import Photo
from articles.tests.factories import make_desk, make_photo, make_user
from newsroom.tests.journeys.body import host
from newsroom.tests.journeys.body.desk import click_into, save

pytestmark = [pytest.mark.browser, pytest.mark.urls("newsroom.tests.journeys.body.host")]

MAKING = 60_000  # All sizes of a photo are made at once, and a busy machine takes its time.


def jpeg(name: str, colour: str) -> dict[str, object]:
    file = io.BytesIO()
    Image.new("RGB", (900, 600), colour).save(file, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": file.getvalue()}


@pytest.fixture
def page(desk: Page, live_server) -> Page:
    """Return the editor's page as a photo editor sees it, with a photo that awaits its picture."""
    user = make_user(Role.PHOTO_EDITOR, desk=make_desk())
    client = Client()
    client.force_login(user)
    [cookie] = client.cookies.values()
    desk.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    host.shown.clear()
    host.shown.update(to_json(Document((Paragraph(plain("Mở.")), Figure(make_photo().pk, plain("Chờ ảnh"))))))
    desk.goto("/admin/body/desk/")
    return desk


def test_photos_come_from_the_library_and_go_into_it(page: Page) -> None:
    waiting = page.locator(".body-photo")
    expect(waiting.get_by_text("Chưa có tệp ảnh")).to_be_visible()
    expect(waiting.get_by_label("Ghi nguồn")).to_have_attribute("placeholder", "Ảnh: Mai Hoa")
    waiting.locator("input[type=file]").set_input_files(jpeg("khai mac.jpg", "teal"))
    expect(waiting.locator("img")).to_be_visible(timeout=MAKING)
    assert waiting.locator("img").evaluate("async it => { await it.decode(); return it.naturalWidth }") >= 800

    click_into(page, "Mở.")
    page.get_by_role("toolbar").get_by_role("button", name="Ảnh", exact=True).click()
    dialog = page.get_by_role("dialog")
    broken = {"name": "hong.jpg", "mimeType": "image/jpeg", "buffer": b"khong phai anh"}
    dialog.get_by_label("Hoặc tải ảnh từ máy lên").set_input_files([jpeg("song lam.jpg", "navy"), broken])
    expect(dialog.get_by_role("alert")).to_contain_text("Không nhận hong.jpg", timeout=MAKING)
    expect(dialog.get_by_role("checkbox", checked=True)).to_have_count(1)
    dialog.get_by_role("button", name="Chèn từng ảnh").click()
    expect(page.locator(".body-photo img")).to_have_count(2)

    figures = [figure.photo for _path, figure in from_json(save(page)).figures()]
    assert sorted(figures) == sorted(photo.pk for photo in Photo.objects.all() if not photo.awaits_file)
    assert len(figures) == 2
