"""From a raw text that was not sure of itself, through its settling, to the readers."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from accounts.roles import Role
from articles.models.article import Article, State
from articles.models.intake import ImportRecord
from articles.models.publication import Publication
from articles.tests.factories import make_category, make_desk, make_user
from newsroom.tests.journeys.test_writing import press, says, sign_in
from seeds.loading import Loaded, Options, load_documents

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(240)]

# Of a month only, and of a section that this paper does not have.
RAW = (
    " date 2026-03 Hợp tác xã ven sông mở kho lạnh thứ hai Sáng 2/3, hợp tác xã rau Bãi Giữa đưa vào sử dụng kho lạnh "
    "thứ hai, đủ chỗ cho 40 tấn rau củ.\n\n"
    "Bà con chở rau đến kho từ bốn giờ sáng. Ông Lê Văn Thử cho biết mỗi ngày có hơn 10 chuyến xe.\n\n"
    "Kho lạnh mới bên bờ sông. Ảnh: Lê Thử"
)


def settle(page: Page, name: str) -> None:
    """Press a button of the panel from the keyboard."""
    button = page.locator("#doubts").get_by_role("button", name=name, exact=True).first
    button.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_doubtful_document_is_settled_and_published(
    context: BrowserContext, page: Page, live_server, tmp_path: Path
) -> None:
    desk = make_desk()
    make_category("Kinh tế", desk=desk)
    (tmp_path / "kho-lanh.txt").write_text(RAW, encoding="utf-8")
    [loaded] = load_documents([tmp_path], Options("Kho cũ"))
    assert isinstance(loaded, Loaded) and {"date", "category"} <= set(loaded.doubts)
    article = Article.objects.get()

    chief = make_user(Role.MANAGING_EDITOR, desk=desk)
    sign_in(context, chief, live_server.url)
    page.goto("/admin/articles/importbatch/")
    page.get_by_role("link", name="Kho cũ").click()
    page.locator(".entries__head a").click()
    panel = page.locator("#doubts")
    expect(panel).to_contain_text("date 2026-03 Hợp tác xã")

    left = len(ImportRecord.objects.get().doubts)
    panel.get_by_label("Ngày đăng lần đầu").fill("2026-03-02")
    settle(page, "Đặt ngày")
    expect(panel.locator(".doubt")).to_have_count(left - 1)
    panel.get_by_role("combobox", name="Chuyên mục").select_option(label="Kinh tế")
    settle(page, "Đặt chuyên mục")
    for number in range(left - 2, 0, -1):
        expect(panel.locator(".doubt")).to_have_count(number)
        settle(page, "Đúng như đang có")
    says(page, "Đã hết nghi vấn")
    expect(panel).to_have_count(0)

    press(page, "Nhận biên tập")
    press(page, "Gửi duyệt")
    press(page, "Duyệt bài")
    press(page, "Xuất bản ngay")
    says(page, "Đã xong")
    article.refresh_from_db()
    assert article.state == State.PUBLISHED
    page.goto(Publication.objects.get().get_absolute_url())
    expect(page.locator("main")).to_contain_text("02/03/2026")
