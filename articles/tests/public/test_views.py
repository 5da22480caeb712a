"""Readers' pages, as a browser asks for them."""

import datetime
import re
import uuid

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.desk import editing
from articles.desk.transitions import Action
from articles.models.pins import Pin
from articles.models.publication import Publication
from articles.public.slices import Cursor, write_cursor
from articles.tests.factories import (
    TO_APPROVED,
    advance,
    boss,
    make_article,
    make_category,
    make_contributor,
    make_document,
    make_outlet,
    make_photo,
    make_publication,
    make_published,
)

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)
SECOND = datetime.timedelta(seconds=1)


def text_of(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, (path, response.status_code)
    return response.content.decode()


# --- What stands on a page ----------------------------------------------------------------------------------------


def test_front_page_shows_the_newest_and_a_block_for_each_section(client: Client) -> None:
    make_outlet(name="Báo Bến Sông")
    sections = [make_category(name) for name in ("Thời sự", "Thể thao")]
    for number in range(1, 21):
        make_publication(number, category=sections[number % 2])
    shown = text_of(client, "/")
    assert "Báo Bến Sông" in shown
    assert all(section.get_absolute_url() in shown for section in sections)
    # Twelve on top, then the rest in their sections' blocks; each headline once.
    assert [shown.count(f">Tin số {number}<") for number in range(1, 21)] == [1] * 20


def test_front_page_of_an_empty_paper_answers(client: Client) -> None:
    text_of(client, "/")


def test_section_page_shows_sub_categories_stories_and_a_sub_category_only_its_own(client: Client) -> None:
    section = make_category("Xã hội")
    make_publication(1, category=section)
    make_publication(2, category=make_category("Đời sống", parent=section))
    make_publication(3, category=make_category("Thể thao"))
    shown = text_of(client, "/xa-hoi/")
    assert [f"Tin số {number}" in shown for number in (1, 2, 3)] == [True, True, False]
    shown = text_of(client, "/xa-hoi/doi-song/")
    assert [f"Tin số {number}" in shown for number in (1, 2, 3)] == [False, True, False]


def test_section_page_leads_to_older_and_back_to_newer(client: Client) -> None:
    category = make_category("Xã hội")
    for number in range(1, 46):
        make_publication(number, category=category)
    first = client.get("/xa-hoi/")
    assert first.context["older"] and not first.context["newer"]
    assert f"?truoc={first.context['older']}" in first.content.decode()
    second = client.get("/xa-hoi/", {"truoc": first.context["older"]})
    assert "Tin số 21<" in second.content.decode()
    third = client.get("/xa-hoi/", {"truoc": second.context["older"]})
    assert len(third.context["cards"]) == 5 and not third.context["older"]
    back = client.get("/xa-hoi/", {"sau": third.context["newer"]})
    assert back.context["cards"] == second.context["cards"]
    titles = [re.findall("<title>(.*) – ", page.content.decode()) for page in (first, second, back)]
    assert titles == [["Xã hội"], ["Xã hội – các bài cũ hơn"], ["Xã hội – các bài cũ hơn"]]


@pytest.mark.parametrize("path", ["/xa-hoi/", "/xa-hoi/doi-song/", "/tin-moi/"])
def test_back_on_the_first_page_a_list_has_its_own_address(client: Client, path: str) -> None:
    """A place before which nothing newer stands would show the first page's stories as a later page does."""
    category = make_category("Đời sống", parent=make_category("Xã hội"))
    made = [make_publication(number, category=category) for number in range(1, 26)]
    places = [write_cursor(Cursor(story.first_published_at, story.number)) for story in made]
    newer = client.get(path, {"truoc": client.get(path).context["older"]}).context["newer"]
    for query, address in (("", path), ("&utm_source=zalo&a=b%26", f"{path}?utm_source=zalo&a=b%26")):
        response = client.get(f"{path}?sau={newer}{query}")
        assert (response.status_code, response.headers["Location"]) == (302, address)
    # Of this place fewer are newer, and the first page shows some more; of the other it shows not all.
    assert client.get(path, {"sau": places[2]}).status_code == 302
    assert client.get(path, {"sau": places[22]}).status_code == 200


def test_what_is_pinned_does_not_stand_between_the_second_page_and_the_first(client: Client) -> None:
    category = make_category("Xã hội")
    for number in range(1, 46):
        make_publication(number, category=category)
    for position, number in ((1, 3), (2, 30)):
        Pin.objects.create(number=number, category=category, position=position, ends_at=timezone.now() + HOUR)
    first = client.get("/xa-hoi/")
    second = client.get("/xa-hoi/", {"truoc": first.context["older"]})
    assert first.context["cards"][0].title == "Tin số 3" and second.context["cards"][0].title == "Tin số 22"
    back = client.get("/xa-hoi/", {"sau": second.context["newer"]})
    assert (back.status_code, back.headers.get("Location")) == (302, "/xa-hoi/")
    third = client.get("/xa-hoi/", {"truoc": second.context["older"]})
    back = client.get("/xa-hoi/", {"sau": third.context["newer"]})
    assert back.context["newer"] and back.context["cards"][-1] == second.context["cards"][-1]


def test_category_without_stories_answers(client: Client) -> None:
    make_category("Xã hội")
    assert client.get("/xa-hoi/").status_code == 200


def test_no_line_ends_between_a_number_and_its_unit_and_machines_are_told_what_was_written(client: Client) -> None:
    section, held = make_category("Xã hội"), "Thay 120\u00a0m ống"
    document = make_document("Mỗi ngày 9 m.")
    made = [
        make_publication(n, category=section, title="Thay 120 m ống", document=document, at=timezone.now() - n * SECOND)
        for n in (1, 2, 3)
    ]
    page = text_of(client, made[1].get_absolute_url())
    head, _end, shown = page.partition("</head>")
    # The title, the same two stories beside and below; the body.
    assert (shown.count(held), shown.count("Mỗi ngày 9\u00a0m.")) == (5, 1) and "Thay 120 m" not in shown
    assert "<title>Thay 120 m ống" in head
    assert 'property="og:title" content="Thay 120 m ống"' in head and '"headline":"Thay 120 m ống"' in head
    assert held in text_of(client, "/xa-hoi/") and held in text_of(client, "/khong-co/", 404)
    assert "\u00a0m ống" not in text_of(client, "/rss/moi-nhat.xml")


def test_story_page_shows_the_whole_story(client: Client) -> None:
    photo = make_photo("Mai Hoa")
    byline = editing.BylineEntry(make_contributor("Lê Văn Sông").pk)
    article = make_article(
        title="Cầu mới qua sông Cái", document=make_document("Đoạn một.", "Đoạn hai.", photos=(photo,))
    )
    article = editing.save(article, editing.Change({"kicker": "Giao thông"}, bylines=[byline]), actor=boss())
    article = advance(article, *TO_APPROVED, Action.PUBLISH)
    article = advance(article, Action.CORRECT, correction="Bản trước ghi sai tên cầu.")
    shown = text_of(client, article.live.get_absolute_url())
    for part in ("Cầu mới qua sông Cái", "Một đoạn sapo.", "Đoạn một.", "Đoạn hai.", "Chú thích.", "Ảnh: Mai Hoa"):
        assert part in shown
    for part in ("Giao thông", "Lê Văn Sông", "Bản trước ghi sai tên cầu.", "Thời sự"):
        assert part in shown


@pytest.mark.parametrize("path", ["/", "/thoi-su/", "/tin-so-1-1.html", "/khong-co/", "/rut-2.html"])
def test_head_answers_as_get_does_without_a_body(client: Client, path: str) -> None:
    make_publication(1, category=make_category("Thời sự"))
    make_publication(2, category=make_category("Thời sự"), withdrawn_at=timezone.now())
    asked, read = client.head(path), client.get(path)
    assert (asked.status_code, asked.content) == (read.status_code, b"")
    assert dict(asked.headers) == dict(read.headers)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
@pytest.mark.parametrize(
    "path", ["/", "/thoi-su/", "/xa-hoi/doi-song/", "/tin-so-1-1.html", "/khong-co-gi/", "/a-9.html"]
)
def test_readers_pages_only_answer_reading(client: Client, method: str, path: str) -> None:
    make_publication(1, category=make_category("Thời sự"))
    response = getattr(client, method)(path)
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD"


def test_a_form_sent_to_a_readers_page_is_refused_without_a_cookie(client: Client) -> None:
    response = Client(enforce_csrf_checks=True).post("/", {"x": "y"})
    assert response.status_code in (403, 405)
    assert not response.cookies


# --- By the clock -------------------------------------------------------------------------------------------------


def test_scheduled_story_appears_everywhere_at_its_moment_without_any_worker(client: Client) -> None:
    when = timezone.now().replace(microsecond=0) + HOUR
    article = make_article(title="Tin chờ giờ", document=make_document("Nội dung còn kín."))
    article = advance(article, *TO_APPROVED)
    article = advance(article, Action.SCHEDULE, when=when)
    address = article.waiting.get_absolute_url()
    never = f"/tin-cho-gio-{article.number + 1}.html"

    with time_machine.travel(when - SECOND, tick=False):
        waiting, unknown = client.get(address), client.get(never)
        assert waiting.status_code == unknown.status_code == 404
        assert waiting.content == unknown.content
        assert dict(waiting.headers) == dict(unknown.headers)
        for path in ("/", "/thoi-su/"):
            assert "Tin chờ giờ" not in text_of(client, path)
    with time_machine.travel(when, tick=False):
        assert "Nội dung còn kín." in text_of(client, address)
        for path in ("/", "/thoi-su/"):
            assert "Tin chờ giờ" in text_of(client, path)
    article.refresh_from_db()
    assert article.state == "scheduled"  # nobody caught up the desk's state


def test_scheduled_story_costs_the_questions_of_an_unknown_one(client: Client) -> None:
    make_publication(1, category=make_category(), at=timezone.now() + HOUR)
    asked = []
    for path in ("/tin-so-1-1.html", "/tin-so-1-2.html"):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(path).status_code == 404
        asked.append(len(captured))
    assert asked[0] == asked[1]


def test_waiting_version_takes_the_place_of_the_old_one_at_its_moment(client: Client) -> None:
    category, story, now = make_category(), uuid.uuid4(), timezone.now()
    old = {"at": now - HOUR, "ends_at": now + HOUR, "document": make_document("Bản cũ.")}
    new = {"at": now + HOUR, "document": make_document("Bản mới."), "title": "Nhan đề mới", "slug": "nhan-de-moi"}
    make_publication(1, category=category, story_id=story, **old)
    make_publication(1, category=category, story_id=story, version=2, **new)
    assert "Bản cũ." in text_of(client, "/tin-so-1-1.html")
    assert "Nhan đề mới" not in text_of(client, "/")
    # The address of the waiting version leads to that of today, as any other wrong slug does.
    assert client.get("/nhan-de-moi-1.html").headers["Location"] == "/tin-so-1-1.html"
    with time_machine.travel(now + HOUR, tick=False):
        assert "Bản mới." in text_of(client, "/nhan-de-moi-1.html")
        assert client.get("/tin-so-1-1.html").headers["Location"] == "/nhan-de-moi-1.html"


# --- What was published, is edited, is withdrawn -------------------------------------------------------------------


def test_published_article_that_is_edited_shows_readers_the_old_text(client: Client) -> None:
    article = make_published(title="Nhan đề đã in", document=make_document("Câu đã in."))
    address = article.live.get_absolute_url()
    columns = {"title": "Nhan đề đang sửa", "sapo": "Sapo đang sửa.", "document": make_document("Câu đang sửa.")}
    article = editing.save(article, editing.Change(columns), actor=boss())
    for path in ("/", "/thoi-su/", address):
        shown = text_of(client, path)
        assert "Nhan đề đã in" in shown
        assert "đang sửa" not in shown
    article = advance(article, Action.FORWARD, Action.APPROVE, Action.PUBLISH_CHANGES)
    assert client.get(address).headers["Location"] == article.live.get_absolute_url()
    assert "Câu đang sửa." in text_of(client, article.live.get_absolute_url())


def test_withdrawn_story_is_gone_and_nothing_of_it_is_said(client: Client) -> None:
    byline = editing.BylineEntry(make_contributor("Trần Bí Mật").pk)
    article = make_article(title="Vụ án kín", document=make_document("Lời khai kín.", photos=(make_photo("Đỗ Kín"),)))
    article = editing.save(article, editing.Change({"sapo": "Sapo kín."}, bylines=[byline]), actor=boss())
    article = advance(article, *TO_APPROVED, Action.PUBLISH)
    address = article.live.get_absolute_url()
    advance(article, Action.WITHDRAW, reason="Lý do kín")
    for path in (address, f"/{article.number}.html", f"/sai-{article.number}.html"):
        shown = text_of(client, path, status=410)
        for word in ("kín", "vu-an-kin", "Trần Bí Mật", str(article.story_id), "Lý do"):
            assert word not in shown
    for path in ("/", "/thoi-su/"):
        assert "Vụ án kín" not in text_of(client, path)


def test_withdrawn_story_that_is_published_again_is_back(client: Client) -> None:
    article = advance(make_published(title="Trở lại"), Action.WITHDRAW, reason="Sai")
    article = advance(article, Action.RESTORE, Action.FORWARD, Action.APPROVE, Action.PUBLISH)
    assert "Trở lại" in text_of(client, article.live.get_absolute_url())
    assert Publication.objects.filter(story_id=article.story_id).count() == 2


def test_withdrawn_photo_leaves_old_pages_at_once(client: Client) -> None:
    photo = make_photo()
    renditions = [
        {"shape": s, "width": 480, "height": 320, "format": "jpeg", "file": f"{s}-bi-mat.jpeg"} for s in ("full", "3x2")
    ]
    for number in (1, 2):
        make_publication(
            number,
            category=make_category("Thời sự"),
            document=make_document("Một đoạn.", photos=(photo,)),
            printed={"photos": {str(photo.pk): {"credit": "Ảnh: Mai Hoa", "renditions": renditions}}},
            card={"photo": {"id": str(photo.pk), "alt": "Tả ảnh", "renditions": renditions}},
        )
    pages = ("/", "/thoi-su/", "/tin-so-1-1.html")
    assert all("bi-mat.jpeg" in text_of(client, path) for path in pages)
    photo.withdrawn_at = timezone.now()
    photo.save()
    assert not any("bi-mat.jpeg" in text_of(client, path) for path in pages)


def test_front_page_asks_first_for_the_picture_of_the_lead_alone(client: Client) -> None:
    category, photo = make_category(), make_photo()
    renditions = [{"file": "a.jpeg", "shape": "3x2", "width": 480, "height": 320, "format": "jpeg"}]
    for number in range(1, 6):
        card = {"photo": {"id": str(photo.pk), "alt": f"Ảnh {number}", "renditions": renditions}}
        make_publication(number, category=category, card=card)
    pictures = re.findall(r"<img [^>]*>", client.get("/").content.decode())
    assert [re.search('alt="(.*?)"', p)[1] for p in pictures if 'fetchpriority="high"' in p] == ["Ảnh 1"]
    assert all('loading="lazy"' in p for p in pictures if "fetchpriority" not in p) and len(pictures) == 2
