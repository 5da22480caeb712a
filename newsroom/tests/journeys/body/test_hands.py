"""Writing in the body: buttons, keys, photos, and the way in and out."""

import json

import pytest
from playwright.sync_api import Browser, Page, expect

from articles.document.blocks import (
    Box,
    Cell,
    Embed,
    Figure,
    Gallery,
    Heading,
    List,
    ListItem,
    Mark,
    Paragraph,
    Quote,
    Row,
    Rule,
    Span,
    Table,
    plain,
)
from newsroom.tests.journeys.body import host
from newsroom.tests.journeys.body.conftest import Open
from newsroom.tests.journeys.body.desk import body, click_into, save, stored, tool, write
from newsroom.tests.journeys.body.host import AWAITED, NEW, OTHER, PICTURE

pytestmark = [pytest.mark.browser, pytest.mark.urls("newsroom.tests.journeys.body.host")]

PNG = {"name": "cau.png", "mimeType": "image/png", "buffer": b"x"}
TEXT = {"name": "ghi chu.txt", "mimeType": "text/plain", "buffer": b"x"}
DESCRIPTION = plain("Cầu Bến Thủy lúc bình minh")


def test_text_is_written_and_set_by_the_buttons(open_body: Open) -> None:
    page = open_body()
    body(page).click()
    tool(page, "Tiêu đề phụ").click()
    page.keyboard.type("Đầu đề")
    page.keyboard.press("Enter")
    tool(page, "Đậm").click()
    page.keyboard.type("Đậm")
    tool(page, "Đậm").click()
    page.keyboard.type(" thường")
    page.keyboard.press("Enter")
    tool(page, "Danh sách").click()
    page.keyboard.type("một")
    page.keyboard.press("Enter")
    page.keyboard.type("hai")
    tool(page, "Thụt vào").click()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    tool(page, "Vạch ngăn").click()
    page.keyboard.type("H")
    tool(page, "Chỉ số dưới x₂").click()
    page.keyboard.type("2")
    assert save(page) == stored(
        Heading(plain("Đầu đề")),
        Paragraph((Span("Đậm", (Mark.STRONG,)), Span(" thường"))),
        List((ListItem(plain("một"), List((ListItem(plain("hai")),))),)),
        Rule(),
        Paragraph((Span("H"), Span("2", (Mark.SUBSCRIPT,)))),
    )


def test_quote_and_box_take_their_source_and_title(open_body: Open) -> None:
    page = open_body()
    write(page, "Lời")
    tool(page, "Trích dẫn").click()
    page.get_by_label("Nguồn trích dẫn").fill("Ông A")
    page.get_by_label("Nguồn trích dẫn").press("Enter")
    page.keyboard.type("Trong")
    tool(page, "Hộp").click()
    page.get_by_label("Tiêu đề hộp").fill("Hộp tin")
    assert save(page) == stored(Quote((plain("Lời"),), "Ông A"), Box("Hộp tin", (Paragraph(plain("Trong")),)))


def test_a_table_grows_shrinks_and_has_heads(open_body: Open) -> None:
    page = open_body()
    body(page).focus()
    tool(page, "Bảng").click()
    page.keyboard.type("a")
    page.keyboard.press("Tab")
    page.keyboard.type("b")
    for name in ("Xóa cột", "Xóa hàng", "Xóa hàng", "Thêm hàng"):
        tool(page, name).click()
    page.locator(".ProseMirror td").first.click()
    page.keyboard.type("c")
    page.get_by_label("Tên bảng").fill("Bảng một")
    rows = (Row((Cell(plain("c")), Cell(()))), Row((Cell(()), Cell(()))))
    document = save(page)
    assert document == stored(Table(rows, "Bảng một")), json.dumps(document, ensure_ascii=False)


def test_a_link_is_set_changed_and_taken_away(open_body: Open) -> None:
    page = open_body(Paragraph(plain("Báo")))
    body(page).focus()
    page.keyboard.press("Control+A")
    page.keyboard.press("Control+K")
    address = page.get_by_label("Địa chỉ")
    expect(address).to_be_focused()
    address.fill("javascript:alert(1)")
    address.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="Chỉ đặt được liên kết")).to_be_visible()
    address.fill("bao.vn/tin")
    address.press("Enter")
    expect(body(page)).to_be_focused()
    page.keyboard.press("Control+K")
    expect(address).to_have_value("https://bao.vn/tin")
    address.fill("/luu-tru/")
    address.press("Enter")
    expect(body(page)).to_be_focused()
    assert save(page) == stored(Paragraph((Span("Báo", (), "/luu-tru/"),)))


def test_photos_of_the_library_are_found_and_inserted(open_body: Open) -> None:
    page = open_body(Paragraph(plain("Trước.")))
    body(page).focus()
    page.keyboard.press("Control+End")
    tool(page, "Ảnh").click()
    dialog = page.get_by_role("dialog", name="Chèn ảnh")
    dialog.get_by_role("searchbox").fill("cầu")
    expect(dialog.get_by_role("checkbox")).to_have_count(1)
    dialog.get_by_role("checkbox").check()
    dialog.get_by_role("button", name="Chèn từng ảnh").click()
    expect(page.locator(".body-photo img")).to_be_visible()
    page.get_by_label("Chữ thay ảnh").fill("Cầu qua sông Lam")
    expect(page.get_by_label("Ghi nguồn")).to_have_attribute("placeholder", "Ảnh: Mai Hoa")
    page.get_by_label("Ghi nguồn").fill("Ảnh: TTXVN")
    page.locator("figcaption").click()
    page.keyboard.press("End")
    page.keyboard.type(" bên sông")
    assert save(page) == stored(
        Paragraph(plain("Trước.")),
        Figure(PICTURE, plain("Cầu Bến Thủy lúc bình minh bên sông"), "Cầu qua sông Lam", "Ảnh: TTXVN"),
    )


def test_a_gallery_is_made_grown_ordered_and_cut(open_body: Open) -> None:
    page = open_body()
    body(page).focus()
    tool(page, "Bộ ảnh").click()
    dialog = page.get_by_role("dialog", name="Bộ ảnh mới")
    for name in ("Đê Tả Lam", "Cầu Bến Thủy"):
        dialog.get_by_role("checkbox", name=name).check()
    dialog.get_by_role("button", name="Chèn thành bộ ảnh").click()
    page.get_by_label("Chú thích chung của bộ ảnh").fill("Mùa lũ")
    page.get_by_role("button", name="Thêm ảnh").click()
    page.get_by_role("dialog").get_by_role("checkbox", name="Lễ khai mạc").check()
    page.get_by_role("dialog").get_by_role("button", name="Thêm", exact=True).click()
    expect(page.locator(".body-gallery .body-photo")).to_have_count(3)
    page.locator(".body-photo").nth(2).get_by_role("button", name="Chuyển lên").press("Enter")
    expect(page.locator(".body-photo").nth(1).get_by_role("button", name="Chuyển lên")).to_be_focused()
    page.locator(".body-photo").nth(2).get_by_role("button", name="Gỡ").click()
    alt = "Cây cầu qua sông"
    figures = (Figure(OTHER, plain("Đê Tả Lam"), alt), Figure(AWAITED, plain("Lễ khai mạc"), alt))
    assert save(page) == stored(Gallery(figures, "Mùa lũ"))


def test_files_are_uploaded_in_the_dialog_and_refusals_named(open_body: Open) -> None:
    page = open_body()
    body(page).focus()
    tool(page, "Ảnh").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Hoặc tải ảnh từ máy lên").set_input_files([PNG, TEXT])
    expect(dialog.get_by_role("alert")).to_have_text("Không nhận ghi chu.txt: không phải ảnh.")
    expect(dialog.get_by_role("checkbox", name="cau.png")).to_be_checked()
    dialog.get_by_role("button", name="Chèn từng ảnh").click()
    expect(page.locator(".body-photo img")).to_be_visible()
    assert save(page) == stored(Figure(NEW, plain("cau.png"), "Cây cầu qua sông"))


def test_a_photo_that_awaits_its_picture_takes_it_in_place(open_body: Open, complaints: list[str]) -> None:
    page = open_body(Figure(AWAITED, plain("Khai mạc")))
    photo = page.locator(".body-photo")
    expect(photo.get_by_text("Chưa có tệp ảnh")).to_be_visible()
    # The browser writes down every answer of this kind, however well it is handled.
    with page.expect_console_message(lambda said: "400 (Bad Request)" in said.text):
        photo.locator("input[type=file]").set_input_files(TEXT)
    expect(page.get_by_role("status").filter(has_text="Không nhận ghi chu.txt")).to_be_visible()
    assert "400 (Bad Request)" in complaints.pop()
    photo.locator("input[type=file]").set_input_files(PNG)
    expect(photo.locator("img")).to_be_visible()
    expect(photo.get_by_label("Chữ thay ảnh")).to_be_focused()


def test_a_photo_is_replaced_moved_and_removed(open_body: Open) -> None:
    page = open_body(Paragraph(plain("a")), Figure(PICTURE, plain("Cũ"), "thay", "Ảnh: A"), Paragraph(plain("b")))
    page.get_by_role("button", name="Thay").click()
    page.get_by_role("dialog").get_by_role("radio", name="Đê Tả Lam").check()
    page.get_by_role("dialog").get_by_role("button", name="Thay").click()
    expect(page.get_by_role("button", name="Thay")).to_be_focused()
    page.get_by_role("button", name="Chuyển xuống").press("Enter")
    expect(page.get_by_role("button", name="Chuyển xuống")).to_be_focused()
    replaced = Figure(OTHER, plain("Cũ"), "Cây cầu qua sông")
    assert save(page) == stored(Paragraph(plain("a")), Paragraph(plain("b")), replaced)

    page = open_body(Paragraph(plain("a")), replaced)
    page.get_by_role("button", name="Gỡ").press("Enter")
    expect(body(page)).to_be_focused()
    assert save(page) == stored(Paragraph(plain("a")))


def test_words_find_room_before_between_and_after_photos(open_body: Open) -> None:
    one, two = Figure(PICTURE, plain("một")), Gallery((Figure(OTHER, plain("hai")),))
    page = open_body(one, two)
    click_into(page, "một")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowUp")
    page.keyboard.type("Trước")
    click_into(page, "một")
    page.keyboard.press("Enter")
    page.keyboard.type("Giữa")
    click_into(page, "hai")
    page.keyboard.press("Enter")
    page.keyboard.type("Sau")
    assert save(page) == stored(Paragraph(plain("Trước")), one, Paragraph(plain("Giữa")), two, Paragraph(plain("Sau")))


def test_a_picture_file_is_dropped_where_it_belongs(open_body: Open) -> None:
    page = open_body(Paragraph(plain("Trên.")), Paragraph(plain("Dưới.")))
    page.get_by_text("Trên.", exact=True).evaluate("""place => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File(['x'], 'lu.png', {type: 'image/png'}));
        const { left, top } = place.getBoundingClientRect();
        const at = { clientX: left + 5, clientY: top + 5, bubbles: true, cancelable: true };
        place.dispatchEvent(new DragEvent('drop', { dataTransfer, ...at }));
    }""")
    expect(page.locator(".body-photo img")).to_be_visible()
    figure = Figure(NEW, plain("lu.png"), "Cây cầu qua sông")
    assert save(page) == stored(Paragraph(plain("Trên.")), figure, Paragraph(plain("Dưới.")))


def test_the_address_of_a_video_is_asked_for_and_checked(open_body: Open) -> None:
    page = open_body()
    body(page).focus()
    tool(page, "Video").click()
    address = page.get_by_role("dialog").get_by_role("textbox")
    address.fill("https://bao.vn/video/1")
    address.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="không phải địa chỉ video")).to_be_visible()
    address.fill("https://www.facebook.com/baonghean/videos/10153231379946729/")
    address.press("Enter")
    page.get_by_label("Tên video").fill("Phim")
    assert page.locator("iframe").count() == 0
    assert save(page) == stored(Embed("facebook_video", "10153231379946729", "Phim"))


def test_lists_go_no_deeper_than_a_document_holds(open_body: Open) -> None:
    page = open_body()
    write(page, "a")
    tool(page, "Danh sách").click()
    for line in "bcdef":
        page.keyboard.press("Enter")
        page.keyboard.type(line)
        page.keyboard.press("Tab")
    expect(page.locator(".ProseMirror li li li li")).to_have_count(3)
    expect(page.locator(".ProseMirror li li li li li")).to_have_count(0)


def test_the_counts_follow(open_body: Open) -> None:
    page = open_body(Paragraph(plain("Ba chữ này")), Figure(PICTURE))
    counts = page.locator(".body-tools__counts")
    expect(counts).to_have_text("3 chữ · 10 ký tự · 1 ảnh")
    write(page, "Một ")
    expect(counts).to_have_text("4 chữ · 14 ký tự · 1 ảnh")


def test_the_buttons_take_one_row_of_a_phone(desk: Page, open_body: Open) -> None:
    desk.set_viewport_size({"width": 390, "height": 844})
    page = open_body(Paragraph(plain("Ba chữ này")))
    bar = page.get_by_role("toolbar").bounding_box()
    assert bar is not None
    assert bar["height"] <= 56
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.locator(".body-tools__counts")).to_be_visible()


def test_a_body_that_may_only_be_read_has_no_tools(open_body: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host.BodyForm.base_fields["body"], "disabled", True)
    page = open_body(Paragraph(plain("Chữ")), Figure(AWAITED, plain("x")), Quote((plain("Lời"),), "Ông A"))
    expect(page.get_by_label("Nguồn trích dẫn")).to_be_disabled()
    expect(body(page)).to_have_attribute("contenteditable", "false")
    expect(page.get_by_role("toolbar")).to_have_count(0)
    expect(page.locator(".body-editor button:visible")).to_have_count(0)


def test_without_scripts_the_html_itself_is_edited(chromium: Browser, live_server) -> None:
    host.shown.clear()
    host.shown.update(to_json_of := stored(Heading(plain("Đầu")), Figure(PICTURE, plain("x"), "thay")))
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/admin/body/")
    area = page.get_by_label("Thân bài")
    assert area.input_value().startswith("<h2>Đầu</h2>\n<figure data-photo=")
    area.fill(area.input_value() + "<p>Thêm <b>đậm</b></p>")
    more = stored(Paragraph((Span("Thêm "), Span("đậm", (Mark.STRONG,)))))["blocks"]
    assert save(page)["blocks"] == to_json_of["blocks"] + more
    context.close()
