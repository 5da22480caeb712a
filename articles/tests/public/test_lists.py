"""Topics, contributors, the latest, the archive, and the pages about the paper."""

import datetime

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from articles.desk import editing
from articles.desk.taxonomy import save_tag
from articles.desk.transitions import Action
from articles.models.publication import Publication, PublicationContributor, PublicationTag
from articles.models.taxonomy import RESERVED_SLUGS, Tag
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

NOW = datetime.datetime(2026, 11, 24, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


def text_of(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, (path, response.status_code)
    return response.content.decode()


def titles(client: Client, path: str) -> list[str]:
    return [card.title for card in client.get(path).context["cards"]]


# --- Contributors -------------------------------------------------------------------------------------------------


def test_a_contributor_has_texts_and_pictures_apart(client: Client) -> None:
    category, mai = make_category(), make_contributor("Mai Hoa")
    made = [make_publication(number, category=category) for number in range(1, 5)]
    for story, roles in zip(made, (["text"], ["both"], ["photos", "credit"], []), strict=True):
        for role in roles:
            PublicationContributor.objects.create(publication=story, contributor=mai, role=role)
    assert titles(client, "/tac-gia/mai-hoa/") == ["Tin số 1", "Tin số 2"]
    assert titles(client, "/tac-gia/mai-hoa/anh/") == ["Tin số 2", "Tin số 3"]
    shown = text_of(client, "/tac-gia/mai-hoa/anh/")
    assert "Ảnh của Mai Hoa" in shown and 'href="/tac-gia/mai-hoa/"' in shown


def test_who_only_takes_pictures_has_them_on_the_first_page(client: Client) -> None:
    story = make_publication(1, category=make_category())
    vu = make_contributor("Vũ Núi", is_confirmed=False)
    PublicationContributor.objects.create(publication=story, contributor=vu, role="credit")
    assert titles(client, "/tac-gia/vu-nui/") == ["Tin số 1"]
    assert "Ảnh của Vũ Núi" in text_of(client, "/tac-gia/vu-nui/")
    assert client.get("/tac-gia/vu-nui/anh/").headers["Location"] == "/tac-gia/vu-nui/"


def test_whom_no_visible_story_names_is_not_found(client: Client) -> None:
    category, now = make_category(), timezone.now()
    hidden = ({"at": now + DAY}, {"withdrawn_at": now}, {"ends_at": now})
    for number, columns in enumerate(hidden, start=1):
        story = make_publication(number, category=category, **{"at": now - DAY} | columns)
        who = make_contributor(f"Người {number}")
        PublicationContributor.objects.create(publication=story, contributor=who, role="text")
        text_of(client, f"/tac-gia/{who.slug}/", 404)
    make_contributor("Chưa Viết")
    text_of(client, "/tac-gia/chua-viet/", 404)


def test_a_pen_name_leads_to_nobody(client: Client) -> None:
    """Whoever writes as another is not found out by readers: no link, no list, no address."""
    real, photo = make_contributor("Lê Thị Tư"), make_photo("Mai Hoa")
    columns = {
        "title": "Chuyện kể",
        "sapo": "Một đoạn sapo.",
        "category_id": make_category().pk,
        "document": make_document("Một đoạn.", photos=(photo,)),
        "lead_photo_id": photo.pk,
    }
    bylines = [editing.BylineEntry(real.pk, printed_name="Cỏ May")]
    article = editing.create(editing.Change(columns, bylines), actor=None)
    article = advance(article, *TO_APPROVED, Action.PUBLISH)
    shown = text_of(client, article.live.get_absolute_url())
    assert "Cỏ May" in shown and "Lê Thị Tư" not in shown and real.slug not in shown
    text_of(client, f"/tac-gia/{real.slug}/", 404)
    assert titles(client, "/tac-gia/mai-hoa/") == ["Chuyện kể"]


# --- Topics -------------------------------------------------------------------------------------------------------


def test_a_topic_has_its_introduction_and_its_stories(client: Client) -> None:
    tag = save_tag(Tag(name="Vụ đông", introduction="Cả vùng bãi xuống giống."))
    category = make_category()
    made = [make_publication(number, category=category) for number in (1, 2, 3)]
    for story in made[:2]:
        PublicationTag.objects.create(publication=story, tag=tag)
    assert titles(client, "/chu-de/vu-dong/") == ["Tin số 1", "Tin số 2"]
    assert "Cả vùng bãi xuống giống." in text_of(client, "/chu-de/vu-dong/")
    Publication.objects.filter(number__in=(1, 2)).update(withdrawn_at=timezone.now())
    text_of(client, "/chu-de/vu-dong/", 404)


def test_lists_of_the_whole_paper_name_no_category_in_their_heading(client: Client) -> None:
    story = make_publication(1, category=make_category(), at=NOW)
    PublicationTag.objects.create(publication=story, tag=save_tag(Tag(name="Vụ đông")))
    for path in ("/chu-de/vu-dong/", "/tin-moi/", "/luu-tru/2026/11/24/"):
        assert '<h2 class="vh" id="danh-sach">Tin, bài, mới nhất trước</h2>' in text_of(client, path)


def test_a_topic_without_a_story_in_print_is_not_found(client: Client) -> None:
    save_tag(Tag(name="Chuyên án X", introduction="Chưa ai được biết."))
    for query in ("", "?truoc=1-1", "?sau=1-1", "?truoc=9999999999999999-1"):
        assert "Chuyên án X" not in text_of(client, f"/chu-de/chuyen-an-x/{query}", 404)


def test_lists_page_to_the_end_and_back(client: Client) -> None:
    category, tag = make_category(), save_tag(Tag(name="Vụ đông"))
    for number in range(1, 46):
        PublicationTag.objects.create(publication=make_publication(number, category=category), tag=tag)
    for path in ("/chu-de/vu-dong/", "/tin-moi/"):
        first = client.get(path)
        second = client.get(path, {"truoc": first.context["older"]})
        last = client.get(path, {"truoc": second.context["older"]})
        assert [card.title for card in last.context["cards"]] == [f"Tin số {number}" for number in range(41, 46)]
        assert not last.context["older"]
        back = client.get(path, {"sau": last.context["newer"]})
        assert back.context["cards"] == second.context["cards"]
        assert f"{path}?truoc=" in second.content.decode()  # its own canonical address
        text_of(client, f"{path}?truoc=x", 404)


# --- The archive --------------------------------------------------------------------------------------------------


@time_machine.travel(NOW, tick=False)
def test_the_archive_leads_from_years_to_days(client: Client) -> None:
    category = make_category()
    # Eleven in the evening of 30 September here; in UTC still the afternoon.
    for number, at in enumerate((NOW, NOW - DAY, datetime.datetime(2025, 9, 30, 16, tzinfo=datetime.UTC)), start=1):
        make_publication(number, category=category, at=at)
    shown = text_of(client, "/luu-tru/")
    assert 'href="/luu-tru/2025/09/"' in shown and 'href="/luu-tru/2026/11/"' in shown
    for month in ("2025/08", "2025/10", "2026/10", "2026/12"):
        assert f"/luu-tru/{month}/" not in shown
    assert "/luu-tru/2025/09/" not in text_of(client, "/luu-tru/2026/")
    shown = text_of(client, "/luu-tru/2026/11/")
    assert 'href="/luu-tru/2026/11/24/"' in shown and 'href="/luu-tru/2026/11/23/"' in shown
    assert "/luu-tru/2026/11/22/" not in shown
    # Months without stories lead nowhere, and whoever stands in one is led out of it.
    assert "/luu-tru/2026/10/" not in shown and 'href="/luu-tru/2025/09/"' in shown
    shown = text_of(client, "/luu-tru/2026/10/")
    assert 'href="/luu-tru/2025/09/"' in shown and 'href="/luu-tru/2026/11/"' in shown
    assert titles(client, "/luu-tru/2025/09/30/") == ["Tin số 3"]
    assert titles(client, "/luu-tru/2025/10/01/") == []
    assert "/luu-tru/2025/09/29/" not in text_of(client, "/luu-tru/2025/09/30/")
    text_of(client, "/luu-tru/2025/09/29/", 404)
    shown = text_of(client, "/luu-tru/2026/11/24/")
    assert 'href="/luu-tru/2026/11/23/"' in shown and "/luu-tru/2026/11/25/" not in shown
    # A year without stories is one step; whoever stands in it is led out of it.
    for path in ("2026/11/23/", "2026/01/05/"):
        assert 'href="/luu-tru/2025/09/30/"' in text_of(client, f"/luu-tru/{path}")
    assert 'href="/luu-tru/2026/11/23/"' in text_of(client, "/luu-tru/2025/09/30/")


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize(
    "path",
    [
        "2027/",
        "2024/",
        "0000/",
        "2026/12/",
        "2026/00/",
        "2026/13/",
        "2025/10/",
        "2026/11/25/",
        "2026/02/29/",
        "0001/01/01/",
        "9999/12/31/",
    ],
)
def test_days_that_the_paper_cannot_have_are_not_found(client: Client, path: str) -> None:
    make_publication(1, category=make_category(), at=NOW - DAY)
    text_of(client, f"/luu-tru/{path}", 404)


def test_the_archive_of_an_empty_paper_answers(client: Client) -> None:
    text_of(client, "/luu-tru/")


# --- About the paper ----------------------------------------------------------------------------------------------


def test_the_imprint_is_that_of_the_outlet_in_force(client: Client) -> None:
    make_outlet(name="Báo Cũ", head="Trần Cũ", valid_to=timezone.localdate() - DAY)
    make_outlet(name="Báo Bến Sông", head="Lê Mới", valid_from=timezone.localdate(), licence_number="12/GP")
    shown = text_of(client, "/toa-soan/")
    assert "Lê Mới" in shown and "12/GP" in shown and "Trần Cũ" not in shown


def test_an_outlet_of_which_nothing_is_entered_has_no_heading_over_nothing(client: Client) -> None:
    outlet = make_outlet(name="Báo Bến Sông", copyright_line="© Báo Bến Sông")
    shown = text_of(client, "/toa-soan/")
    assert "Thông tin tòa soạn</h2>" not in shown and "<dl>" not in shown and "Sử dụng AI</h2>" in shown
    for column in ("head", "other_addresses"):
        type(outlet).objects.update(**{"head": "", column: "Lê Mới"})
        shown = text_of(client, "/toa-soan/")
        assert "Thông tin tòa soạn</h2>" in shown and "Lê Mới</dd>" in shown


def test_menu_and_foot_show_a_change_at_once(client: Client) -> None:
    section, outlet = make_category("Thời sự"), make_outlet(name="Báo Thử", tagline="Mỗi ngày", phone="0123")
    make_publication(1, category=section)
    for path in ("/", "/thoi-su/"):
        assert all(word in text_of(client, path) for word in ("Thời sự", "Báo Thử", "Mỗi ngày", "0123"))
    type(section).objects.update(name="Tin chính")
    type(outlet).objects.update(phone="0456", tagline="Mỗi tuần")
    for path in ("/", "/thoi-su/", make_publication(2, category=section).get_absolute_url()):
        shown = text_of(client, path)
        assert all(word in shown for word in ("Tin chính", "0456", "Mỗi tuần")), path
        assert not any(word in shown for word in ("Thời sự", "0123", "Mỗi ngày")), path


def test_pages_about_the_paper_answer_before_an_imprint_is_entered(client: Client) -> None:
    for path in ("/toa-soan/", "/tro-nang/"):
        text_of(client, path)


def test_what_is_not_found_leads_on(client: Client) -> None:
    make_publication(1, category=make_category("Thời sự"))
    shown = text_of(client, "/khong-co/", 404)
    assert "Tin số 1" in shown and 'href="/thoi-su/"' in shown and 'href="/luu-tru/"' in shown


def test_no_page_of_the_paper_stands_in_a_categorys_way() -> None:
    """Every first part of a fixed address is refused as a category's slug."""
    from articles.public.urls import urlpatterns

    firsts = {str(entry.pattern).lstrip("^").partition("/")[0] for entry in urlpatterns}
    fixed = {first for first in firsts if first and first.replace("-", "").isalpha()}
    assert fixed <= RESERVED_SLUGS


# --- A story as print ---------------------------------------------------------------------------------------------


def test_a_story_as_print_is_the_storys_own_and_not_indexed(client: Client) -> None:
    story = make_publication(7, category=make_category(), title="Cầu mới", slug="cau-moi")
    shown = text_of(client, "/in/7.html")
    assert 'rel="canonical" href="http://testserver/cau-moi-7.html"' in shown and "noindex" in shown
    Publication.objects.filter(pk=story.pk).update(withdrawn_at=timezone.now())
    text_of(client, "/in/7.html", 410)
    text_of(client, "/in/8.html", 404)


def test_a_story_is_shared_by_plain_links(client: Client) -> None:
    make_publication(7, category=make_category(), title="Cầu & đường", slug="cau-duong")
    shown = text_of(client, "/cau-duong-7.html")
    assert "facebook.com/sharer/sharer.php?u=http%3A%2F%2Ftestserver%2Fcau-duong-7.html" in shown
    assert "subject=C%E1%BA%A7u%20%26%20" in shown
    assert 'href="/in/7.html"' in shown
