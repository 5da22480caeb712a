"""A reader's way: from the front page to the story, and by keyboard through the menu to its section."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from articles.desk import editing
from articles.desk.taxonomy import save_tag
from articles.desk.transitions import Action
from articles.document.blocks import Box, Cell, Document, Heading, Paragraph, Quote, Row, Table, normalise, plain
from articles.document.codec import to_json
from articles.models.article import Article
from articles.models.taxonomy import Tag
from articles.tests.factories import TO_APPROVED, advance, make_category, make_contributor, make_published
from seeds.loading import Loaded, Options, load_documents

pytestmark = pytest.mark.browser

SEED = Path(settings.BASE_DIR) / "seeds/documents/000_ed2f08ded523999d.txt"
TITLE = "Đổi mới tư duy, phương thức công tác thông tin, đối ngoại trong giai đoạn mới"
SECTION = "Thời sự"
MOST_TABS = 40


@pytest.fixture
def paper(live_server, chromium: Browser) -> None:
    """Load the owner's document into the paper that is served."""
    [loaded] = load_documents([SEED], Options("journey"))
    assert isinstance(loaded, Loaded), loaded
    assert not loaded.doubts, loaded


@pytest.fixture(params=["with scripts", "without scripts"])
def reader(request: pytest.FixtureRequest, paper: None, live_server, chromium: Browser) -> Iterator[Page]:
    """Return a page whose browser runs scripts or not; whatever the browser complains of fails the test."""
    scripts = request.param == "with scripts"
    context = chromium.new_context(base_url=live_server.url, locale="vi-VN", java_script_enabled=scripts)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "requestfailed",
        # A click that leads on, and the end of the journey, break off what is still under way.
        lambda request: request.failure == "net::ERR_ABORTED" or complaints.append(f"failed: {request.url}"),
    )
    page.on("response", lambda answer: answer.status >= 400 and complaints.append(f"{answer.status}: {answer.url}"))
    page.on(
        "request",
        lambda request: request.url.startswith(live_server.url) or complaints.append(f"outside: {request.url}"),
    )
    yield page
    cookies = context.cookies()
    context.close()
    # A violation of the content security policy is a console error, too.
    assert complaints == []
    assert cookies == []


def has_focus(place: Locator) -> bool:
    return place.evaluate("element => element === document.activeElement")


def tab_to(page: Page, place: Locator) -> None:
    """Press the tab key until a place has the focus."""
    for _press in range(MOST_TABS):
        if has_focus(place):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{MOST_TABS} presses of the tab key do not lead to {place}.")


def test_from_the_front_page_to_the_whole_story(reader: Page) -> None:
    answer = reader.goto("/")
    assert answer is not None
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    reader.locator(".lead").get_by_role("link", name=TITLE).click()

    story = reader.get_by_role("article")
    expect(story.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(story.locator(".art__sapo")).to_contain_text("Sáng 31/10, Ban Tuyên giáo và Dân vận Tỉnh ủy Nghệ An")
    expect(story.locator("header time")).to_have_text("Thứ Sáu, 31/10/2025")
    expect(story.locator(".prose > h2")).to_have_text(
        [
            "Chủ trương, đường lối đối ngoại của Đảng, Nhà nước",
            "Tiếp tục đổi mới tư duy, phương thức công tác đối ngoại",
        ]
    )
    expect(story.locator("figcaption")).to_have_count(6)
    expect(story.locator("figcaption").first).to_have_text("Các đại biểu tham gia hội nghị.")
    expect(story.locator(".credit")).to_have_text(["Ảnh: Mai Hoa"] * 4)


def test_to_the_section_with_the_keyboard(reader: Page) -> None:
    reader.goto("/")
    reader.keyboard.press("Tab")
    assert has_focus(reader.locator(".skip"))
    menu = reader.locator("details.menu")
    tab_to(reader, menu.locator("summary"))
    reader.keyboard.press("Enter")
    section = menu.get_by_role("link", name=SECTION, exact=True)
    expect(section).to_be_visible()
    tab_to(reader, section)
    reader.keyboard.press("Enter")

    reader.wait_for_url("**/thoi-su/")
    expect(reader.get_by_role("main").get_by_role("heading", level=1)).to_have_text(SECTION)
    expect(reader.locator(".nav__list [aria-current]")).to_have_text(SECTION)
    expect(reader.get_by_role("main").get_by_role("link", name=TITLE)).to_be_visible()


def test_the_skip_link_leads_past_the_menu(reader: Page) -> None:
    reader.goto("/")
    reader.keyboard.press("Tab")
    reader.keyboard.press("Enter")
    expect(reader.get_by_role("main")).to_be_focused()
    reader.keyboard.press("Tab")
    expect(reader.locator("main a").first).to_be_focused()


def test_no_page_is_wider_than_a_phone_whatever_words_stand_there(context: BrowserContext) -> None:
    word = "Khôngcómộtchỗnàođểxuốngdòng" * 3
    category, author = make_category(word), make_contributor(word)
    tag = save_tag(Tag(name=word, introduction=word))
    stories = []
    for number in range(1, 7):
        columns = {
            "title": f"{number}{word}",
            "sapo": word,
            "update_note": word,
            "category_id": category.pk,
            "document": to_json(_hostile_body(word)),
        }
        made = editing.create(editing.Change(columns, [editing.BylineEntry(author.pk)], [tag.pk]), actor=None)
        stories.append(advance(made, *TO_APPROVED, Action.PUBLISH))
    story = stories[2].live
    page = context.new_page()
    page.set_viewport_size({"width": 320, "height": 700})
    own = [category.get_absolute_url(), f"/chu-de/{tag.slug}/", f"/tac-gia/{author.slug}/", story.get_absolute_url()]
    others = ["/", "/tin-moi/", f"/tim-kiem/?q={word}", f"/tim-kiem/?tac_gia={word}x", "/rss/", "/khong-co/"]
    widths = {}
    for path in (*own, *others, f"/in/{story.number}.html"):
        page.goto(path)
        widths[path] = page.evaluate("document.documentElement.scrollWidth")
    assert widths == dict.fromkeys(widths, 320)
    # What is short stays whole.
    page.goto("/khong-co/")
    button = page.get_by_role("button", name="Tìm").bounding_box()
    assert button is not None
    assert button["height"] < 60


def test_days_of_the_week_stay_whole_words_on_a_phone(context: BrowserContext) -> None:
    make_published()
    page = context.new_page()
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(f"/luu-tru/{timezone.localdate():%Y/%m}/")
    heads = page.locator(".calendar th")
    expect(heads).to_have_count(7)
    lines = heads.evaluate_all(
        """all => all.map(one => {
            const words = document.createRange();
            words.selectNodeContents(one);
            return words.getClientRects().length;
        })"""
    )
    assert lines == [2] * 7  # "Thứ", "Năm"


def test_no_column_of_a_table_is_lost_on_paper(context: BrowserContext) -> None:
    row = Row(tuple(Cell(plain(f"{number}.234.567 đồng")) for number in range(15)))
    document = to_json(normalise(Document((Table((row, row), caption="Thu ngân sách"),))))
    story = make_published(title="Bảng rộng", document=document).live
    page = context.new_page()
    page.set_viewport_size({"width": 670, "height": 950})  # what a sheet of A4 is wide between its margins
    for path in (story.get_absolute_url(), f"/in/{story.number}.html"):
        page.goto(path)
        page.emulate_media(media="print")
        sheet, last = page.locator("main").bounding_box(), page.locator("td").last.bounding_box()
        assert sheet is not None
        assert last is not None
        assert last["x"] + last["width"] <= sheet["x"] + sheet["width"]


def test_pictures_are_not_tied_to_each_other_on_paper(context: BrowserContext, paper: None) -> None:
    page = context.new_page()
    page.goto("/")
    with page.expect_navigation():
        page.locator(".lead").get_by_role("link", name=TITLE).click()
    page.emulate_media(media="print")
    styles = page.locator(".fig figcaption").evaluate_all("all => all.map(one => getComputedStyle(one).breakAfter)")
    assert styles == ["auto"] * 6


def _hostile_body(word: str) -> Document:
    cell = Cell(plain(word))
    return normalise(
        Document(
            (
                Heading(plain(word)),
                Paragraph(plain(word)),
                Quote((plain(word),), source=word),
                Box(word, (Paragraph(plain(word)),)),
                Table((Row((cell,) * 9),) * 2, caption=word),
            )
        )
    )


def test_a_page_that_is_not_there_says_so(context: BrowserContext, paper: None) -> None:
    page = context.new_page()
    answer = page.goto("/khong-co-trang-nay/")
    assert answer is not None
    assert answer.status == 404
    page.get_by_role("main").get_by_role("link", name="Về trang nhất").click()
    expect(page.get_by_role("link", name=TITLE).first).to_be_visible()


def test_from_the_foot_to_the_corrections_and_to_the_story_that_carries_one(reader: Page) -> None:
    advance(Article.objects.get(), Action.CORRECT, correction="Bản trước ghi sai tên một xã.")
    reader.goto("/")
    reader.get_by_role("contentinfo").get_by_role("link", name="Đính chính").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Đính chính")
    expect(reader.get_by_text("Bản trước ghi sai tên một xã.")).to_be_visible()
    reader.get_by_role("main").get_by_role("link", name=TITLE).click()
    expect(reader.get_by_role("complementary", name="Đính chính")).to_contain_text("Bản trước ghi sai tên một xã.")
