"""A day of the desk: writing, returning, approving, publishing, correcting, withdrawing; on a phone; by keyboard."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from accounts.models import User
from accounts.roles import Role
from articles.desk import editing, taxonomy, workflow
from articles.desk.transitions import Action
from articles.document.codec import from_json
from articles.models.article import Article, State
from articles.models.history import Revision
from articles.models.publication import Publication
from articles.models.taxonomy import Desk, Tag
from articles.tests.factories import make_article, make_category, make_contributor, make_desk, make_user
from articles.tests.pictures import drawn, encoded

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(240)]

TITLE = "Nước lũ sông Lam rút, dân Nam Đàn dọn bùn"
MAKING = 60_000  # All sizes of a photo are made at once, and a busy machine takes its time.
MOST_TABS = 90

Enter = Callable[..., Page]


@pytest.fixture
def desk(live_server) -> Desk:
    desk = make_desk()
    make_category("Thời sự", desk=desk)
    make_contributor("Nguyễn Thu Phương")
    taxonomy.save_tag(Tag(name="Mưa lũ"))
    return desk


@pytest.fixture
def enter(chromium: Browser, live_server, desk: Desk) -> Iterator[Enter]:
    """Return a function that lets a person in with a browser of her own, whose complaints fail the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def entered(user: User | None, width: int = 1440) -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            viewport={"width": width, "height": 844 if width < 500 else 900},
        )
        if user is not None:
            sign_in(context, user, live_server.url)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            # An answer of 4xx is told by the browser too; those that are meant are asked for in the journeys.
            lambda said: complaints.append(said.text) if "Failed to load resource" not in said.text else None,
        )
        return page

    yield entered
    for context in contexts:
        context.close()
    assert complaints == []


def sign_in(context: BrowserContext, user: User, url: str) -> None:
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}])


def open_article(page: Page, article: Article) -> None:
    page.goto(f"/admin/articles/article/{article.pk}/change/")


def text_is_ready(page: Page) -> Locator:
    paper = page.locator(".ProseMirror")
    expect(paper).to_be_visible()
    return paper


def press(page: Page, name: str) -> None:
    """Press a button of the rail and wait for the page that follows: it often says what the one before said."""
    with page.expect_navigation():
        page.locator(".ed-rail").get_by_role("button", name=name, exact=True).click()


def press_keys(page: Page, keys: str) -> None:
    """Press keys that lead on, and wait for the page that follows, until its scripts hear keys."""
    with page.expect_navigation():
        page.keyboard.press(keys)


def answer(page: Page, summary: str, field: str, text: str) -> None:
    """Open what a move asks, answer it, and make the move."""
    rail = page.locator(".ed-rail")
    rail.locator("summary", has_text=summary).click()
    act = rail.locator("details.act[open]")
    act.get_by_label(field).fill(text)
    with page.expect_navigation():
        act.get_by_role("button").click()


def says(page: Page, text: str) -> None:
    expect(page.locator(".messagelist")).to_contain_text(text)


def add_two_pictures(page: Page) -> None:
    page.get_by_role("toolbar").get_by_role("button", name="Ảnh", exact=True).click()
    dialog = page.get_by_role("dialog")
    files = [{"name": f"lu {n}.jpg", "mimeType": "image/jpeg", "buffer": encoded(drawn(900, 600 + n))} for n in (1, 2)]
    dialog.get_by_label("Hoặc tải ảnh từ máy lên").set_input_files(files)
    expect(dialog.get_by_role("checkbox", checked=True)).to_have_count(2, timeout=MAKING)
    dialog.get_by_role("button", name="Chèn từng ảnh").click()
    photos = page.locator(".body-photo")
    expect(photos).to_have_count(2)
    for number in range(2):
        photo = photos.nth(number)
        photo.locator("figcaption").click()
        page.keyboard.type(f"Dọn bùn ở xóm {number + 1}.")
        photo.get_by_label("Chữ thay ảnh").fill("Người dân xúc bùn")
        photo.get_by_label("Ghi nguồn").fill("Ảnh: Thu Phương")


@pytest.mark.parametrize("width", [1440, 390])
def test_a_day_of_the_desk(width: int, enter: Enter, desk: Desk) -> None:
    reporter, editor, chief = (
        enter(make_user(role, desk=desk), width) for role in (Role.REPORTER, Role.EDITOR, Role.MANAGING_EDITOR)
    )
    reader = enter(None, width)

    # The reporter writes, with two pictures, and submits.
    reporter.goto("/admin/articles/article/add/")
    text_is_ready(reporter).click()
    reporter.keyboard.type("Nước rút từ rạng sáng.")
    add_two_pictures(reporter)
    reporter.get_by_label("Ảnh đại diện").select_option(label="Ảnh 2: Dọn bùn ở xóm 2.")
    reporter.get_by_label("Tiêu đề", exact=True).fill(TITLE)
    reporter.get_by_label("Sapo").fill("Rạng sáng nay, nước sông Lam rút khỏi các xóm ven đê.")
    reporter.get_by_label("Chuyên mục").select_option(label="Thời sự")
    reporter.get_by_label("Tên 1").fill("thu phuong")
    reporter.get_by_role("option", name="Nguyễn Thu Phương").click()
    reporter.get_by_label("Chủ đề").fill("mua lu")
    reporter.get_by_role("option", name="Mưa lũ").click()
    reporter.get_by_label("Nguồn tin").fill("UBND xã\nTrưởng xóm")
    assert reporter.evaluate("document.documentElement.scrollWidth") <= width
    press(reporter, "Gửi biên tập")
    says(reporter, "Đã lưu thành bài mới")
    article = Article.objects.get()
    assert (article.state, article.pictures) == (State.SUBMITTED, 2)
    assert article.lead_photo_id == list(from_json(article.document).figures())[1][1].photo
    assert article.bylines.get().contributor.name == "Nguyễn Thu Phương"
    assert [tag.name for tag in article.tags.all()] == ["Mưa lũ"]

    # The editor claims, changes and returns it, twice.
    for time in (1, 2):
        open_article(editor, article)
        press(editor, "Nhận biên tập")
        says(editor, "Đã xong")
        text_is_ready(editor)
        editor.get_by_label("Sapo").fill(f"Sapo biên tập lần {time}.")
        answer(editor, "Trả lại phóng viên", "Lý do", f"Thiếu số liệu, lần {time}.")
        says(editor, "Đã lưu thành bản")
        open_article(reporter, article)
        expect(reporter.locator(".hist")).to_contain_text(f"Thiếu số liệu, lần {time}.")
        text_is_ready(reporter)
        reporter.get_by_label("Nguồn tin").fill(f"UBND xã\nTrưởng xóm\nSố liệu lần {time}")
        press(reporter, "Gửi biên tập")
        says(reporter, "Đã lưu thành bản")

    # It goes to approval, which the reporter cannot give himself, though he forges the button.
    open_article(editor, article)
    press(editor, "Nhận biên tập")
    press(editor, "Gửi duyệt")
    says(editor, "Đã xong")
    open_article(reporter, article)
    expect(reporter.locator(".ed-rail").get_by_role("button", name="Duyệt bài", disabled=False)).to_have_count(0)
    hidden = {
        name: reporter.locator(f"#article_form input[name={name}]").first.input_value()
        for name in ("csrfmiddlewaretoken", "seen")
    }
    forged = reporter.request.post(reporter.url, form={**hidden, "_move": "approve"}, headers={"Referer": reporter.url})
    assert forged.status == 403
    article.refresh_from_db()
    assert article.state == State.AWAITING_APPROVAL

    # The managing editor approves and publishes; a reader sees it.
    open_article(chief, article)
    press(chief, "Duyệt bài")
    says(chief, "Đã xong")
    press(chief, "Xuất bản ngay")
    says(chief, "Đã xong")
    address = Publication.objects.get().get_absolute_url()
    reader.goto("/")
    reader.get_by_role("link", name=TITLE).first.click()
    expect(reader.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(reader.locator("figcaption")).to_have_count(2)

    # The editor changes the live story: readers see the old text until the change is published, with a correction.
    open_article(editor, article)
    text_is_ready(editor)
    editor.get_by_label("Tiêu đề", exact=True).fill(f"{TITLE} (sửa)")
    press_keys(editor, "Control+s")
    says(editor, "Đã lưu thành bản")
    reader.goto(address)
    expect(reader.get_by_role("heading", level=1)).to_have_text(TITLE)
    press(editor, "Gửi duyệt")
    says(editor, "Đã xong")
    open_article(chief, article)
    press(chief, "Duyệt bài")
    says(chief, "Đã xong")
    answer(chief, "Xuất bản kèm đính chính", "Lời đính chính", "Bài trước ghi sai tên xã.")
    says(chief, "Đã xong")
    reader.goto(address)
    expect(reader.get_by_role("heading", level=1)).to_have_text(f"{TITLE} (sửa)")
    expect(reader.get_by_role("main")).to_contain_text("Bài trước ghi sai tên xã.")

    # It is withdrawn: gone, and from every list.
    open_article(chief, article)
    with chief.expect_navigation():  # here others ask for reasons, too
        chief.locator(".ed-rail").get_by_role("link", name="Gỡ bài khỏi trang báo").click()
    chief.get_by_label("Lý do").fill("Nguồn tin rút lời.")
    chief.locator("form.print__box").get_by_role("button").click()
    says(chief, "gỡ")
    gone = reader.goto(address)
    assert gone is not None and gone.status == 410
    for path in ("/", "/thoi-su/"):
        reader.goto(path)
        expect(reader.get_by_role("link", name=TITLE)).to_have_count(0)


def has_focus(place: Locator) -> bool:
    return place.evaluate("element => element === document.activeElement")


def tab_to(page: Page, place: Locator) -> None:
    """Press the tab key until a place has the focus, and see that nothing covers it."""
    expect(place).to_be_attached()
    for _press in range(MOST_TABS):
        if has_focus(place):
            break
        page.keyboard.press("Tab")
    else:
        pytest.fail(f"{MOST_TABS} presses of the tab key do not lead to {place}.")
    covered = place.evaluate(
        """element => {
          const { left, top, width, height } = element.getBoundingClientRect();
          const there = document.elementFromPoint(left + width / 2, top + height / 2);
          return !(there && (element.contains(there) || there.contains(element)));
        }"""
    )
    assert not covered, f"something covers {place}"


def test_writing_by_keyboard_alone(enter: Enter, desk: Desk) -> None:
    page = enter(make_user(Role.REPORTER, desk=desk))
    page.goto("/admin/articles/article/add/")
    text_is_ready(page)
    tab_to(page, page.get_by_label("Tiêu đề", exact=True))
    page.keyboard.type(TITLE)
    page.keyboard.press("Enter")  # leads on: a title has one line
    assert has_focus(page.get_by_label("Sapo"))
    page.keyboard.type("Một đoạn sapo.")
    tab_to(page, page.locator(".ProseMirror"))
    page.keyboard.type("Đoạn một.")
    page.keyboard.press("Escape")
    tab_to(page, page.get_by_label("Chuyên mục"))
    page.keyboard.type("Thời sự")
    tab_to(page, page.get_by_label("Tên 1"))
    page.keyboard.type("nguyen th")
    expect(page.get_by_role("option", name="Nguyễn Thu Phương")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Tên 1")).to_have_value("Nguyễn Thu Phương")
    tab_to(page, page.get_by_label("Chủ đề"))
    page.keyboard.type("mua")
    expect(page.get_by_role("option", name="Mưa lũ")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    press_keys(page, "Control+s")
    says(page, "Đã lưu thành bài mới")
    article = Article.objects.get()
    assert (article.title, article.bylines.count(), article.tags.count()) == (TITLE, 1, 1)

    text_is_ready(page)
    tab_to(page, page.locator(".ed-rail").get_by_role("button", name="Gửi biên tập"))
    press_keys(page, "Enter")
    says(page, "Đã xong")

    editor = enter(make_user(Role.EDITOR, desk=desk))
    open_article(editor, article)
    tab_to(editor, editor.locator(".ed-rail").get_by_role("button", name="Nhận biên tập"))
    press_keys(editor, "Enter")
    says(editor, "Đã xong")
    tab_to(editor, editor.locator(".ed-rail summary", has_text="Trả lại phóng viên"))
    editor.keyboard.press("Enter")
    expect(editor.locator("[name=return_reason]")).to_be_focused()
    editor.keyboard.type("Thiếu nguồn.")
    editor.keyboard.press("Tab")
    press_keys(editor, "Enter")
    says(editor, "Đã xong")
    article.refresh_from_db()
    assert article.state == State.DRAFT


def test_late_suggestions_do_not_come_under_the_fingers(enter: Enter, desk: Desk) -> None:
    page = enter(make_user(Role.REPORTER, desk=desk))
    page.goto("/admin/articles/article/add/")
    held: list[Route] = []

    def hold(words: str) -> None:
        page.route(f"**/?q={words}", lambda route: held.append(route))

    def let_go(words: str) -> None:
        with page.expect_response(f"**/?q={words}") as answer:
            held.pop().continue_()
        answer.value.finished()
        page.evaluate("new Promise(done => setTimeout(done))")  # the script's turn

    # The answer for the last letters comes when one has walked into the list of those before.
    name = page.get_by_label("Tên 1")
    name.fill("thu")
    expect(page.get_by_role("option", name="Nguyễn Thu Phương")).to_be_visible()
    hold("thu%20phuong")
    with page.expect_request("**/?q=thu%20phuong"):
        name.fill("thu phuong")
    page.keyboard.press("ArrowDown")
    let_go("thu%20phuong")
    page.keyboard.press("Enter")
    expect(name).to_have_value("Nguyễn Thu Phương")

    # It comes when a tag was taken as it was typed.
    hold("mua")
    with page.expect_request("**/?q=mua"):
        page.get_by_label("Chủ đề").fill("mua")
    page.keyboard.press("Enter")
    let_go("mua")
    expect(page.locator(".names__chips li")).to_have_count(1)
    expect(page.locator(".names__list:visible")).to_have_count(0)


def in_editing(desk: Desk, holder: User) -> Article:
    reporter = make_user(Role.REPORTER, desk=desk)
    article = make_article(writer=reporter, title=TITLE, category_id=make_category("Thời sự").pk)
    article = workflow.transition(article, Action.SUBMIT, actor=reporter)
    return workflow.transition(article, Action.CLAIM, actor=holder)


def test_two_people_save_the_same_article(enter: Enter, desk: Desk) -> None:
    editor, head = make_user(Role.EDITOR, desk=desk), make_user(Role.DESK_HEAD, desk=desk)
    article = in_editing(desk, editor)
    hers, his = enter(editor), enter(head)
    for page in (hers, his):
        open_article(page, article)
        text_is_ready(page)
    his.get_by_label("Sapo").fill("Sapo của trưởng ban.")
    press_keys(his, "Control+s")
    says(his, "Đã lưu thành bản 2")

    hers.get_by_label("Sapo").fill("Sapo của biên tập viên.")
    press_keys(hers, "Control+s")
    conflict = hers.locator(".conflict")
    expect(conflict).to_contain_text(f"{head} lưu bản 2")
    expect(hers.get_by_label("Sapo")).to_have_value("Sapo của biên tập viên.")
    conflict.locator("summary").first.click()
    expect(conflict.locator(".diff")).to_contain_text("trưởng ban")
    article.refresh_from_db()
    assert article.sapo == "Sapo của trưởng ban."
    assert Revision.objects.get(number=None).state["sapo"] == "Sapo của biên tập viên."

    conflict.get_by_role("button", name="Lưu bản của tôi").click()
    says(hers, "Đã lưu thành bản 3")
    article.refresh_from_db()
    assert article.sapo == "Sapo của biên tập viên."
    assert article.revisions.get(number=2).state["sapo"] == "Sapo của trưởng ban."


def test_session_that_ends_while_writing_loses_no_word(enter: Enter, desk: Desk, live_server) -> None:
    reporter = make_user(Role.REPORTER, desk=desk)
    article = make_article(writer=reporter, title=TITLE, category_id=make_category("Thời sự").pk)
    page = enter(reporter)
    open_article(page, article)
    text_is_ready(page).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Viết thêm một câu.")
    page.get_by_label("Sapo").fill("Sapo chưa lưu.")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    press_keys(page, "Control+s")
    assert "/admin/login/" in page.url

    sign_in(page.context, reporter, live_server.url)
    open_article(page, article)
    with page.expect_navigation():
        page.get_by_role("button", name="Đưa vào biểu mẫu").click()
    expect(page.get_by_label("Sapo")).to_have_value("Sapo chưa lưu.")
    expect(text_is_ready(page)).to_contain_text("Viết thêm một câu.")
    press_keys(page, "Control+s")
    says(page, "Đã lưu thành bản 2")
    article.refresh_from_db()
    assert article.sapo == "Sapo chưa lưu." and "Viết thêm một câu." in str(article.document)
    open_article(page, article)
    expect(page.locator(".kept")).to_have_count(0)


def test_preview_shows_the_unsaved_text_at_both_widths(enter: Enter, desk: Desk) -> None:
    reporter = make_user(Role.REPORTER, desk=desk)
    article = make_article(writer=reporter, title=TITLE, category_id=make_category("Thời sự").pk)
    page = enter(reporter)
    open_article(page, article)
    text_is_ready(page)
    page.get_by_label("Tiêu đề", exact=True).fill("Tiêu đề đang viết dở")
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Xem trước").click()
    preview = opened.value
    preview.wait_for_load_state()  # a frame has its text before the page has its styles
    paper = preview.frame_locator("iframe")
    expect(paper.get_by_role("heading", level=1)).to_have_text("Tiêu đề đang viết dở")
    wide: Any = preview.locator("iframe").bounding_box()
    preview.get_by_label("Điện thoại").check()
    expect(preview.locator("iframe")).to_have_css("width", "390px")
    assert wide["width"] > 1000
    assert editing.differs(article, editing.Change({})) is False and article.revisions.count() == 1
