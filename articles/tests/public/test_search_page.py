"""The search page as a reader asks for it: by words, by filters, by an address that somebody passed on."""

import datetime
import re

import pytest
from django.test import Client
from django.utils import timezone

from articles.desk import editing
from articles.desk.people import save_contributor
from articles.desk.transitions import Action
from articles.models.article import Article
from articles.models.people import Contributor, PenName
from articles.models.photos import Photo
from articles.models.publication import Publication
from articles.models.taxonomy import Category
from articles.public import search, search_index
from articles.tests.factories import (
    TO_APPROVED,
    advance,
    make_category,
    make_contributor,
    make_document,
    make_outlet,
    make_photo,
    make_publication,
)

pytestmark = pytest.mark.django_db

HOSTILE = [
    *('"', "'", "(", ")", "*", "^", ":", "-", "--", "+", "\\", "%", "_", "AND", "NOT", "OR", "NEAR", "a AND", "NOT a"),
    *("a OR", "(a", "a)", "a*", "^a", "{title}:x", "title:x", "a:b", "NEAR(a b)", "NEAR(a, b)", '"a', 'a"b', '""'),
    *("-a", '-"a b"', "- -", "a <-> b", "a & b", "a | b", "!a", "a:*", "' OR 1=1--", "'; DROP TABLE x", "\0", "a\0b"),
    *("%s", "%(x)s", "{0}", "{{ 7 }}", "<script>alert(1)</script>", "<mark>", "&lt;", "😀", "🏳️", "\u202eabc", "\u200b"),
    *("hà\u200bnội", "ha+noi", "ha-noi", "…", "…" * 500, "a" * 10_000, "a " * 5_000, '"' * 9_999, "-" * 10_000),
    *("ạ" * 3_000, "\ud800", "字" * 500, "مرحبا", "हिन्दी", "\u0301" * 50, "0", "-1", "1e999", "9" * 400, "\n\r\t"),
]


@pytest.fixture
def section() -> Category:
    make_outlet()
    return make_category("Thời sự")


def with_picture(photo: Photo) -> dict:
    """Return the columns of a story whose card shows a photo."""
    stored = [{"shape": "3x2", "width": 480, "height": 320, "format": "jpeg", "file": "photos/x/3x2-480.jpeg"}]
    return {"lead_photo": photo, "card": {"photo": {"id": str(photo.pk), "alt": "Ảnh", "renditions": stored}}}


def printed(number: int, title: str, *texts: str, category: Category | None = None, **columns) -> Publication:
    publication = make_publication(
        number, category=category or make_category("Thời sự"), title=title, document=make_document(*texts), **columns
    )
    search_index.write([publication])
    return publication


def page_of(client: Client, status: int = 200, **asked: str) -> str:
    response = client.get("/tim-kiem/", asked)
    assert response.status_code == status
    return response.content.decode()


def found_titles(client: Client, **asked: str) -> list[str]:
    response = client.get("/tim-kiem/", asked)
    assert response.status_code == 200
    return [hit.card.title for hit in response.context["hits"]]


# --- Words --------------------------------------------------------------------------------------------------------


def test_words_are_marked_in_title_and_passage(client: Client, section: Category) -> None:
    printed(1, "Cầu mới ở Nghệ An", "Một đoạn mở đầu.", "Người dân Nghệ An qua cầu <b>mới</b> từ sáng.")
    shown = page_of(client, q="nghe an")
    assert "Cầu mới ở <mark>Nghệ An</mark></a>" in shown
    assert "Người dân <mark>Nghệ An</mark> qua cầu &lt;b&gt;mới" in shown
    assert 'value="nghe an"' in shown


def test_no_other_marks_are_marked_than_those_that_were_typed(client: Client, section: Category) -> None:
    printed(1, "Vẫn chờ ở Vạn Bình", "Câu chuyện văn chương.", "Người dân vẫn đợi cây cầu Vạn Bình.")
    shown = page_of(client, q="cầu Vạn")
    assert "Vẫn chờ ở <mark>Vạn</mark> Bình</a>" in shown
    assert "Người dân vẫn đợi cây <mark>cầu Vạn</mark> Bình." in shown
    # Without marks, or where the story has none of those that were typed, each is as good.
    assert "<mark>Vẫn</mark> chờ ở <mark>Vạn</mark> Bình</a>" in page_of(client, q="van")
    assert "<mark>Vẫn</mark> chờ ở <mark>Vạn</mark> Bình</a>" in page_of(client, q="vãn")


def test_answers_are_for_readers_not_for_engines(client: Client, section: Category) -> None:
    response = client.get("/tim-kiem/", {"q": "bài"})
    assert '<meta name="robots" content="noindex, follow">' in response.content.decode()
    assert "noindex" not in page_of(client), "the form itself is a page of the paper"
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert not response.cookies


def test_a_blank_question_shows_the_newest(client: Client, section: Category) -> None:
    for number in (1, 2, 3):
        printed(number, f"Tin {number}")
    assert found_titles(client) == found_titles(client, q=" . ") == ["Tin 1", "Tin 2", "Tin 3"]


def test_a_question_of_exclusions_alone_leaves_them_out(client: Client, section: Category) -> None:
    printed(1, "Chợ nổi họp lại")
    printed(2, "Cầu mới thông xe")
    printed(3, "Tin vắn", "Nước lên gần chân cầu.")
    assert found_titles(client, q="-cầu") == found_titles(client, q='-"cau" -xyz') == ["Chợ nổi họp lại"]
    assert found_titles(client, q='-"cầu mới" -chợ') == ["Tin vắn"]
    assert "1 bài" in page_of(client, q="-cầu", muc="thoi-su")


def test_the_count_says_no_more_than_is_known(client: Client, section: Category, monkeypatch) -> None:
    printed(1, "Chợ nổi họp lại")
    printed(2, "Chợ nổi vắng")
    assert "2 bài có đủ các từ" in page_of(client, q="chợ nổi")
    assert "1 bài có đủ các từ, 1 bài khác gần giống" in page_of(client, q="chợ nổi họp")
    assert "Không bài nào có đủ các từ; 2 bài gần giống" in page_of(client, q="chợ nổi đông")
    monkeypatch.setattr(search, "MOST_FOUND", 2)
    assert "Có nhiều bài khớp; đây là 2 bài khớp nhất" in page_of(client, q="chợ nổi")


def test_nothing_found_helps_on(client: Client, section: Category) -> None:
    printed(1, "Chợ nổi họp lại")
    shown = page_of(client, q="thủy triều", muc="thoi-su")
    assert "Chưa có bài nào khớp với “thủy triều”" in shown
    assert 'href="?q=th%E1%BB%A7y+tri%E1%BB%81u"' in shown  # the same words in the whole paper
    assert "Chợ nổi họp lại" in shown  # something else to read


# --- Filters ------------------------------------------------------------------------------------------------------


def test_each_filter_narrows_and_can_be_taken_away(client: Client, section: Category) -> None:
    below = make_category("Đối ngoại", parent=section)
    photo = make_photo()
    printed(1, "Bài này một", category=section, kind="opinion")
    printed(2, "Bài này hai", category=below, **with_picture(photo))
    printed(3, "Bài này ba", category=make_category("Thể thao"))
    everything = ["Bài này một", "Bài này hai", "Bài này ba"]
    assert found_titles(client, q="bài này") == everything
    assert found_titles(client, q="bài này", muc="thoi-su") == everything[:2]
    assert found_titles(client, q="bài này", muc="thoi-su/doi-ngoai") == everything[1:2]
    assert found_titles(client, q="bài này", the_loai="opinion") == everything[:1]
    assert found_titles(client, q="bài này", co_anh="on") == everything[1:2]
    assert found_titles(client, muc="the-thao") == everything[2:]
    shown = page_of(client, q="bài này", muc="thoi-su", co_anh="on")
    assert 'href="?q=b%C3%A0i+n%C3%A0y&amp;co_anh=on"' in shown
    assert 'href="?q=b%C3%A0i+n%C3%A0y&amp;muc=thoi-su"' in shown


def test_sections_beside_the_answers_ask_the_same_of_one(client: Client, section: Category) -> None:
    printed(1, "Cầu mới", category=section)
    sport = make_category("Thể thao")
    printed(2, "Giải chạy qua cầu", category=sport)
    html = client.get("/tim-kiem/", {"q": "cầu", "xep": "moi"}).content.decode()
    address = "?q=c%E1%BA%A7u&amp;xep=moi&amp;muc=the-thao"
    assert f'<a href="{address}">Thể thao</a>' in html
    html = client.get("/tim-kiem/", {"q": "cầu", "muc": "the-thao"}).content.decode()
    assert 'aria-current="true">Thể thao</a>' in html
    assert "Giải chạy" in html
    assert "Cầu mới" not in html


@pytest.mark.parametrize("words", ["", "bài này"])
def test_with_pictures_means_that_one_is_shown(client: Client, section: Category, monkeypatch, words: str) -> None:
    shown, withdrawn, awaited = make_photo(), make_photo(withdrawn_at=timezone.now()), make_photo()
    printed(1, "Bài này có ảnh", **with_picture(shown))
    printed(2, "Bài này ảnh đã gỡ", **with_picture(withdrawn))
    without_file = with_picture(awaited)
    without_file["card"]["photo"]["renditions"] = []
    printed(3, "Bài này chờ ảnh", **without_file)
    printed(4, "Bài này không ảnh")
    assert found_titles(client, q=words, co_anh="on") == ["Bài này có ảnh"]
    # Where only the newest of many are looked at, too.
    monkeypatch.setattr(search, "MOST_LISTED", 1)
    monkeypatch.setattr(search, "MOST_HELD", 1)
    assert found_titles(client, q=words, co_anh="on") == ["Bài này có ảnh"]


def test_period_counts_days_of_the_paper(client: Client, section: Category) -> None:
    zone = timezone.get_default_timezone()
    for number, hour in ((1, 23), (2, 0)):
        at = datetime.datetime(2026, 3, number, hour, 30, tzinfo=zone)
        printed(number, f"Bài này {number}", at=at)
    assert found_titles(client, q="bài này", tu="2026-03-02") == ["Bài này 2"]
    assert found_titles(client, q="bài này", den="2026-03-01") == ["Bài này 1"]
    assert sorted(found_titles(client, q="bài này", tu="2026-03-01", den="2026-03-02")) == ["Bài này 1", "Bài này 2"]


def by(contributor: Contributor, title: str, printed_name: str = "") -> Article:
    columns = {"title": title, "category_id": make_category("Thời sự").pk, "document": make_document(), "sapo": "Sapo."}
    entries = [editing.BylineEntry(contributor.pk, printed_name=printed_name)]
    return advance(editing.create(editing.Change(columns, entries), actor=None), *TO_APPROVED, Action.PUBLISH)


def test_author_is_who_the_page_names_with_or_without_marks(client: Client, section: Category) -> None:
    lan = make_contributor("Hoàng Lan")
    by(lan, "Dưới tên mình")
    PenName.objects.create(contributor=lan, name="Sông Quê", folded_name="song que")
    by(lan, "Dưới bút danh", printed_name="Sông Quê")
    by(make_contributor("Mai Hoa"), "Của người khác")
    assert found_titles(client, tac_gia="hoang lan") == found_titles(client, tac_gia="Lan") == ["Dưới tên mình"]
    # Whoever hides behind a pen name is not found out by her own.
    assert found_titles(client, tac_gia="sông quê") == ["Dưới bút danh"]
    assert found_titles(client, tac_gia="%") == found_titles(client, tac_gia="không ai") == []


def test_author_is_found_by_a_changed_name(client: Client, section: Category) -> None:
    lan = make_contributor("Hoàng Lan")
    by(lan, "Dưới tên mình")
    lan.name = "Hoàng Thị Lan"
    save_contributor(lan)
    assert found_titles(client, tac_gia="hoàng thị lan") == ["Dưới tên mình"]


def test_author_is_not_who_took_the_pictures(client: Client, section: Category) -> None:
    photo = make_photo("Lê Ảnh")
    columns = {"title": "Có ảnh của anh", "category_id": section.pk, "document": make_document(photos=(photo,))}
    entries = [
        editing.BylineEntry(make_contributor("Hoàng Lan").pk),
        editing.BylineEntry(make_contributor("Bùi Ảnh").pk, role="photos"),
    ]
    advance(editing.create(editing.Change(columns, entries), actor=None), *TO_APPROVED, Action.PUBLISH)
    assert found_titles(client, tac_gia="hoàng lan") == ["Có ảnh của anh"]
    assert found_titles(client, tac_gia="lê ảnh") == found_titles(client, tac_gia="bùi ảnh") == []


def test_newest_first_is_another_order_of_the_same(client: Client, section: Category) -> None:
    printed(1, "Tin vắn", "Chợ nổi.")
    printed(2, "Chợ nổi")
    assert found_titles(client, q="chợ nổi") == ["Chợ nổi", "Tin vắn"]
    assert found_titles(client, q="chợ nổi", xep="moi") == ["Tin vắn", "Chợ nổi"]


@pytest.mark.parametrize(
    "asked",
    [
        {"muc": "khong-co"},
        {"tu": "31/10/2025x"},
        {"tu": "0001-01-01"},
        {"den": "9999-12-31"},
        {"the_loai": "x"},
        {"xep": "x"},
    ],
)
def test_what_cannot_be_read_narrows_nothing(client: Client, section: Category, asked: dict) -> None:
    printed(1, "Bài này")
    assert found_titles(client, q="bài này", **asked) == ["Bài này"]


def test_a_day_that_is_none_is_told_beside_its_field(client: Client, section: Category) -> None:
    shown = page_of(client, q="bài", den="9999-12-31")
    assert 'id="id_den_error"' in shown and 'aria-invalid="true"' in shown
    assert "<details" in shown and "open>" in shown


@pytest.mark.parametrize(
    ("typed", "written"), [("31/10/2025", "2025-10-31"), ("2025-10-31", "2025-10-31"), ("31-31-2020", "")]
)
def test_a_day_is_written_back_as_its_field_takes_it(
    client: Client, section: Category, typed: str, written: str
) -> None:
    (field,) = re.findall(r'<input type="date" name="tu"[^>]*>', page_of(client, q="bài", tu=typed))
    assert (f'value="{written}"' in field) if written else ("value=" not in field)


# --- Pages --------------------------------------------------------------------------------------------------------


def test_pages_lead_on_and_back_and_end(client: Client, section: Category) -> None:
    for number in range(1, 46):
        printed(number, f"Bài này {number}")
    seen: list[str] = []
    address = "?q=b%C3%A0i+n%C3%A0y"
    for _page in range(3):
        response = client.get(f"/tim-kiem/{address}")
        seen += [hit.card.title for hit in response.context["hits"]]
        address = response.context["older"]
    assert len(seen) == len(set(seen)) == 45
    assert address == ""
    assert response.context["newer"] == "?q=b%C3%A0i+n%C3%A0y&trang=2"
    assert client.get("/tim-kiem/?q=b%C3%A0i+n%C3%A0y&trang=2").context["newer"] == "?q=b%C3%A0i+n%C3%A0y"


@pytest.mark.parametrize("number", ["0", "-1", "4", "11", "x", "9" * 50, "٣", "1.5"])
def test_a_page_that_is_none_is_not_found(client: Client, section: Category, number: str) -> None:
    printed(1, "Bài này")
    page_of(client, 404, q="bài này", trang=number)


def test_a_blank_page_is_the_first(client: Client, section: Category) -> None:
    printed(1, "Bài này")
    assert found_titles(client, q="bài này", trang="") == ["Bài này"]


# --- Whoever types whatever ---------------------------------------------------------------------------------------


@pytest.mark.slow
def test_no_question_is_an_error(client: Client, section: Category) -> None:
    printed(1, "Bài này và NOT a AND b", "Một câu.")
    for question in HOSTILE:
        typed = question.encode("utf-8", "replace")
        expected = 400 if "\0" in question else 200  # a NUL is refused before any page (newsroom/middleware.py)
        for asked in ({"q": typed}, {"q": "bài", "tac_gia": typed[:50], "xep": "moi", "muc": "thoi-su"}):
            assert client.get("/tim-kiem/", asked).status_code == expected, question[:50]
    assert client.get("/tim-kiem/?q=%ff%fe").status_code == 200
    assert client.get("/tim-kiem/?q=a&q=b&q[]=c&muc=&muc=x").status_code == 200
    assert client.post("/tim-kiem/", {"q": "a"}).status_code == 405


def test_what_was_typed_comes_back_as_text(client: Client, section: Category) -> None:
    attack = '"><script>alert(1)</script>'
    shown = page_of(client, q=attack, tac_gia=attack, muc=attack, tu=attack)
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown


def test_a_long_question_is_cut_not_refused(client: Client, section: Category) -> None:
    printed(1, "Bài này")
    assert found_titles(client, q="bài này " * 500) == ["Bài này"]


# --- What it costs ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_search_page_asks_six(client: Client, section: Category, count: int, django_assert_num_queries) -> None:
    for number in range(1, count + 1):
        photo = make_photo(f"Người ảnh {number}")
        printed(number, "Bài này", "Một câu.", **with_picture(photo))
    with django_assert_num_queries(6):  # categories, counts, candidates, their cards, withdrawn photos, outlet
        response = client.get("/tim-kiem/", {"q": "bài này", "muc": "thoi-su", "co_anh": "on"})
    assert len(response.context["hits"]) == count
    with django_assert_num_queries(5):  # the same without the counts
        assert len(client.get("/tim-kiem/").context["hits"]) == count
    with django_assert_num_queries(
        6
    ):  # categories, counts, candidates of an author who wrote none, newest, photos, outlet
        assert client.get("/tim-kiem/", {"q": "bài này", "tac_gia": "ai"}).context["hits"] == []
