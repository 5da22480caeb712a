"""Sitemaps and robots.txt: what may be indexed, exactly on time, and nothing of what was withdrawn."""

import datetime
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.templatetags.static import static
from django.test import Client
from django.utils import timezone

from articles.desk import editing
from articles.desk.taxonomy import save_tag
from articles.desk.transitions import Action
from articles.models.photos import Photo
from articles.models.publication import PublicationContributor, PublicationTag
from articles.models.taxonomy import Tag
from articles.public import sitemaps
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

A = Action
NOW = timezone.make_aware(datetime.datetime(2026, 3, 1, 8))
SECOND = datetime.timedelta(seconds=1)
NAMES = {
    "": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
    "image": "http://www.google.com/schemas/sitemap-image/1.1",
}


@pytest.fixture(autouse=True)
def clock(time_machine) -> None:
    time_machine.move_to(NOW, tick=False)


def read(client: Client, path: str) -> ElementTree.Element:
    response = client.get(path)
    assert response.status_code == 200, path
    assert response.headers["Content-Type"] == "application/xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


def listed(client: Client, path: str, tag: str = "url/loc") -> list[str]:
    return [found.text.removeprefix("http://testserver") for found in read(client, path).findall(tag, NAMES)]


def at(*date: int) -> datetime.datetime:
    return datetime.datetime(*date, tzinfo=datetime.UTC)


# --- By month ---------------------------------------------------------------------------------------------------


def test_each_story_stands_in_the_file_of_its_month(client: Client) -> None:
    category = make_category()
    for number, moment in enumerate(
        [at(2026, 2, 28, 23), at(2026, 2, 1), at(2026, 1, 31, 23, 59), at(2024, 2, 29)], start=1
    ):
        make_publication(number, category=category, at=moment)
    months = ["/sitemap-2026-02.xml", "/sitemap-2026-01.xml", "/sitemap-2024-02.xml"]
    assert listed(client, "/sitemap.xml", "sitemap/loc") == ["/sitemap-trang.xml", *months]
    assert [listed(client, path) for path in months] == [
        ["/tin-so-1-1.html", "/tin-so-2-2.html"],
        ["/tin-so-3-3.html"],
        ["/tin-so-4-4.html"],
    ]
    for path in ("/sitemap-2026-03.xml", "/sitemap-2025-02.xml", "/sitemap-2026-13.xml", "/sitemap-0000-01.xml"):
        assert client.get(path).status_code == 404
    assert client.get("/sitemap-9999-12.xml").status_code == 404


def test_month_of_december_ends_with_the_year(client: Client) -> None:
    make_publication(1, category=make_category(), at=at(2025, 12, 31, 23, 59, 59))
    make_publication(2, category=make_category(), at=at(2026, 1, 1))
    assert listed(client, "/sitemap-2025-12.xml") == ["/tin-so-1-1.html"]


def test_lastmod_is_the_true_change_of_the_story_and_of_the_month(client: Client) -> None:
    category = make_category()
    first, later = at(2026, 2, 1, 1), at(2026, 2, 20, 1)
    make_publication(1, category=category, at=first, version=2, goes_live_at=later, first_published_at=first)
    make_publication(2, category=category, at=first)
    make_publication(3, category=category, goes_live_at=later, first_published_at=first)  # imported, unchanged since
    changes = {
        url.findtext("loc", namespaces=NAMES): url.findtext("lastmod", namespaces=NAMES)
        for url in read(client, "/sitemap-2026-02.xml")
    }
    assert changes == {
        "http://testserver/tin-so-3-3.html": "2026-02-01T08:00:00+07:00",
        "http://testserver/tin-so-2-2.html": "2026-02-01T08:00:00+07:00",
        "http://testserver/tin-so-1-1.html": "2026-02-20T08:00:00+07:00",
    }
    assert read(client, "/sitemap.xml")[1].findtext("lastmod", namespaces=NAMES) == "2026-02-20T08:00:00+07:00"


def test_picture_stands_with_its_story_until_it_is_withdrawn(client: Client) -> None:
    photo = make_photo()
    renditions = [
        {"shape": "3x2", "format": form, "width": width, "height": 9, "file": f"photos/{width}.{form}"}
        for width in (480, 1200)
        for form in ("jpeg", "avif")
    ]
    card = {"photo": {"id": str(photo.pk), "alt": "", "renditions": renditions}}
    make_publication(1, category=make_category(), lead_photo=photo, card=card, at=at(2026, 2, 1))
    assert listed(client, "/sitemap-2026-02.xml", "url/image:image/image:loc") == ["/media/photos/1200.jpeg"]
    Photo.objects.update(withdrawn_at=NOW)
    assert listed(client, "/sitemap-2026-02.xml", "url/image:image/image:loc") == []
    assert listed(client, "/sitemap-2026-02.xml") == ["/tin-so-1-1.html"]


@pytest.mark.parametrize("count", [1, 3])
def test_sitemaps_ask_a_fixed_number_of_questions(client: Client, count: int, django_assert_num_queries) -> None:
    make_outlet()
    category = make_category()
    for number in range(1, count + 1):
        make_publication(number, category=category, at=at(2026, 2, number))
    for path, asked in {
        # The months; the stories; categories, their changes, topics, contributors; outlet and stories;
        # and each time the next change.
        "/sitemap.xml": 2,
        "/sitemap-2026-02.xml": 2,
        "/sitemap-trang.xml": 5,
        "/news-sitemap.xml": 3,
        "/robots.txt": 1,
    }.items():
        with django_assert_num_queries(asked) as captured:
            assert client.get(path).status_code == 200
        assert not any('"document"' in query["sql"] or '"printed"' in query["sql"] for query in captured)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="Of few rows PostgreSQL reads all.")
def test_months_are_answered_by_their_index_and_not_by_reading_every_story() -> None:
    """Over a hundred thousand stories that is 80 milliseconds instead of 1,200."""
    assert "USING INDEX publication_calendar" in sitemaps.by_month(NOW).explain()


# --- Pages ------------------------------------------------------------------------------------------------------


def test_pages_are_those_that_lead_to_stories(client: Client) -> None:
    section = make_category("Thời sự")
    below = make_category("Đối ngoại", parent=section)
    make_category("Kinh tế")
    story = make_publication(1, category=below, at=at(2026, 2, 1))
    hidden = make_publication(2, category=section, withdrawn_at=NOW)
    waiting = make_publication(3, category=make_category("Thể thao"), at=NOW + SECOND)
    for publication, name in ((story, "Cầu đường"), (hidden, "Đã rút"), (waiting, "Chưa đến giờ")):
        PublicationTag.objects.create(publication=publication, tag=save_tag(Tag(name=name)))
        person = make_contributor(f"Người {name}")
        for role in ("text", "credit"):
            PublicationContributor.objects.create(publication=publication, contributor=person, role=role)
    assert listed(client, "/sitemap-trang.xml") == [
        "/",
        "/thoi-su/",
        "/thoi-su/doi-ngoai/",
        "/chu-de/cau-duong/",
        "/tac-gia/nguoi-cau-duong/",
    ]
    assert {url.findtext("lastmod", namespaces=NAMES) for url in read(client, "/sitemap-trang.xml")} == {
        "2026-02-01T07:00:00+07:00"
    }


# --- News -------------------------------------------------------------------------------------------------------


def test_news_are_of_the_last_two_days(client: Client) -> None:
    make_outlet(name="Báo <Thử> & Sông")
    category = make_category()
    moments = [NOW, NOW - datetime.timedelta(hours=48) + SECOND, NOW - datetime.timedelta(hours=48)]
    for number, moment in enumerate(moments, start=1):
        make_publication(number, category=category, at=moment, title=f"Tin <{number}> & \x0b]]>")
    urlset = read(client, "/news-sitemap.xml")
    assert [
        (news.findtext("news:title", namespaces=NAMES), news.findtext("news:publication_date", namespaces=NAMES))
        for news in urlset.findall("url/news:news", NAMES)
    ] == [("Tin <1> & ]]>", "2026-03-01T08:00:00+07:00"), ("Tin <2> & ]]>", "2026-02-27T08:00:01+07:00")]
    assert {n.text for n in urlset.iter(f"{{{NAMES['news']}}}name")} == {"Báo <Thử> & Sông"}
    assert {n.text for n in urlset.iter(f"{{{NAMES['news']}}}language")} == {"vi"}


def test_news_are_a_thousand_at_most(client: Client, monkeypatch) -> None:
    assert sitemaps.MOST_NEWS == 1000
    monkeypatch.setattr(sitemaps, "MOST_NEWS", 2)
    category = make_category()
    for number in (1, 2, 3):
        make_publication(number, category=category)
    assert listed(client, "/news-sitemap.xml") == ["/tin-so-1-1.html", "/tin-so-2-2.html"]


def test_without_news_the_file_is_empty_and_not_missing(client: Client) -> None:
    assert listed(client, "/news-sitemap.xml") == []
    assert listed(client, "/sitemap.xml", "sitemap/loc") == ["/sitemap-trang.xml"]


# --- On time ----------------------------------------------------------------------------------------------------

FILES = ("/sitemap-2026-03.xml", "/news-sitemap.xml")


@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_scheduled_story_appears_exactly_on_time(client: Client, time_machine, seconds: int) -> None:
    make_publication(1, category=make_category("Kinh tế"))
    due = NOW + datetime.timedelta(hours=2)
    article = advance(make_article(title="Tin hẹn giờ"), *TO_APPROVED, A.SCHEDULE, when=due)
    address = article.waiting.get_absolute_url()
    time_machine.move_to(due + seconds * SECOND, tick=False)
    for path in FILES:
        assert (address in listed(client, path)) == (seconds >= 0), path
    assert ("/thoi-su/" in listed(client, "/sitemap-trang.xml")) == (seconds >= 0)


def test_withdrawn_story_leaves_every_file_at_once(client: Client) -> None:
    make_publication(1, category=make_category("Kinh tế"))
    author = make_contributor("Lê Văn Sông")
    change = editing.Change(
        {"title": "Tin sai", "sapo": "Sapo.", "category_id": make_category().pk, "document": make_document()},
        [editing.BylineEntry(author.pk)],
        [save_tag(Tag(name="Chợ quê")).pk],
    )
    article = advance(editing.create(change, actor=None), *TO_APPROVED, A.PUBLISH)
    paths = (*FILES, "/sitemap-trang.xml")
    tags = {path: client.get(path).headers["ETag"] for path in paths}
    seen = "".join(client.get(path).content.decode() for path in paths)
    for trace in ("tin-sai", "le-van-song", "cho-que", "/thoi-su/"):
        assert trace in seen
    advance(article, A.WITHDRAW, reason="Sai")
    for path, tag in tags.items():
        response = client.get(path, headers={"if-none-match": tag})
        assert response.status_code == 200
        for trace in ("tin-sai", "Tin sai", "le-van-song", "cho-que", "/thoi-su/"):
            assert trace not in response.content.decode()


def test_replaced_version_stands_under_its_new_address_only(client: Client) -> None:
    article = make_published(title="Tên cũ")
    old = article.live.get_absolute_url()
    article = editing.save(article, editing.Change({"title": "Tên mới"}), actor=boss())
    article = advance(article, A.FORWARD, A.APPROVE, A.PUBLISH_CHANGES)
    for path in FILES:
        assert listed(client, path) == [article.live.get_absolute_url()]
        assert old not in listed(client, path)


# --- Robots -----------------------------------------------------------------------------------------------------


def test_papers_mark_is_found_where_machines_look_for_it(client: Client) -> None:
    response = client.get("/favicon.ico")
    assert (response.status_code, response.headers["Location"]) == (302, static("newsroom/img/icon.svg"))


def test_robots_may_go_everywhere_but_to_searches_and_the_desk(client: Client) -> None:
    response = client.get("/robots.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /tim-kiem/?",
        "",
        "Sitemap: http://testserver/sitemap.xml",
        "Sitemap: http://testserver/news-sitemap.xml",
    ]
