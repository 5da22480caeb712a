"""How long a page may be kept: a minute, never past a change that is known, and 304 where nothing changed."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from articles.desk import editing
from articles.desk.transitions import Action
from articles.models.article import Article
from articles.models.publication import Publication
from articles.tests.desk.arrange import change
from articles.tests.factories import (
    TO_APPROVED,
    advance,
    boss,
    make_article,
    make_published,
)

pytestmark = pytest.mark.django_db

A = Action
NOW = timezone.make_aware(datetime.datetime(2026, 3, 1, 8))
SECOND = datetime.timedelta(seconds=1)
A_MINUTE = "public, max-age=0, s-maxage=60, stale-while-revalidate=30"


@pytest.fixture(autouse=True)
def clock(time_machine) -> None:
    time_machine.move_to(NOW, tick=False)


def kept(client: Client, path: str = "/") -> str:
    return client.get(path).headers["Cache-Control"]


def schedule(when: datetime.datetime, title: str = "Tin hẹn giờ") -> Article:
    return advance(make_article(title=title), *TO_APPROVED, A.SCHEDULE, when=when)


def test_page_is_kept_for_a_minute_whatever_it_answers(client: Client) -> None:
    article = make_published()
    address = article.live.get_absolute_url()
    for path in ("/", "/thoi-su/", "/dinh-chinh/", address, "/khong-co/", "/khong-co-9.html"):
        assert kept(client, path) == A_MINUTE, path
    advance(article, A.WITHDRAW, reason="Sai")
    assert client.get(address).status_code == 410
    assert kept(client, address) == A_MINUTE


@pytest.mark.parametrize(
    ("before", "control"),
    [
        (61, A_MINUTE),
        (60, A_MINUTE),
        (30, "public, max-age=0, s-maxage=30"),
        (1, "public, max-age=0, s-maxage=1"),
        (0, A_MINUTE),
    ],
)
def test_page_is_not_kept_past_the_next_publication(client: Client, time_machine, before: int, control: str) -> None:
    due = NOW + 3600 * SECOND
    article = schedule(due)
    time_machine.move_to(due - before * SECOND, tick=False)
    for path in ("/", "/thoi-su/", article.waiting.get_absolute_url(), "/khong-co/"):
        assert kept(client, path) == control, path


def test_page_is_not_kept_past_the_end_of_what_it_shows(client: Client) -> None:
    """The version in force ends when the changed one begins."""
    article = make_published(title="Bản cũ")
    article = advance(editing.save(article, change("Bản mới"), actor=boss()), A.FORWARD, A.APPROVE)
    article = advance(article, A.SCHEDULE, when=NOW + 20 * SECOND)
    assert Publication.objects.get(version=1).ends_at == NOW + 20 * SECOND
    assert kept(client, f"/{article.live.slug}-{article.number}.html") == "public, max-age=0, s-maxage=20"


def test_the_nearest_of_several_changes_counts_and_one_that_was_called_off_does_not(client: Client) -> None:
    schedule(NOW + 25 * SECOND, "Tin sau")
    nearest = schedule(NOW + 10 * SECOND, "Tin trước")
    assert kept(client) == "public, max-age=0, s-maxage=10"
    advance(nearest, A.UNSCHEDULE)
    assert kept(client) == "public, max-age=0, s-maxage=25"


def test_page_is_not_kept_past_midnight_because_it_carries_the_day(client: Client, time_machine) -> None:
    midnight = timezone.make_aware(datetime.datetime(2026, 3, 2))
    time_machine.move_to(midnight - 7 * SECOND, tick=False)
    assert kept(client) == "public, max-age=0, s-maxage=7"


def test_page_says_not_modified_until_something_changes(client: Client) -> None:
    make_published(title="Tin một")
    first = client.get("/")
    tag = first.headers["ETag"]
    assert tag.startswith('W/"')
    again = client.get("/", headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == tag
    assert again.headers["Cache-Control"] == A_MINUTE
    assert "Content-Security-Policy" in again.headers
    make_published(title="Tin hai")
    changed = client.get("/", headers={"if-none-match": tag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag


def test_tag_of_a_compressed_page_is_that_of_the_plain_one(client: Client) -> None:
    make_published()
    compressed = client.get("/", headers={"accept-encoding": "gzip"})
    assert compressed.headers["Content-Encoding"] == "gzip"
    assert compressed.headers["ETag"] == client.get("/").headers["ETag"]
    assert "Accept-Encoding" in compressed.headers["Vary"]


def test_withdrawn_story_is_not_said_to_be_unmodified(client: Client) -> None:
    article = make_published()
    address = article.live.get_absolute_url()
    tag = client.get(address).headers["ETag"]
    advance(article, A.WITHDRAW, reason="Sai")
    assert client.get(address, headers={"if-none-match": tag}).status_code == 410
    assert client.get(address, headers={"if-none-match": "*"}).status_code == 410


def test_redirects_health_and_the_desk_say_themselves_how_long_they_are_kept(client: Client) -> None:
    article = make_published()
    assert kept(client, f"/sai-{article.number}.html") == "max-age=300"
    assert "no-store" in kept(client, "/healthz")
    client.force_login(boss())
    desk = client.get("/admin/")
    assert desk.status_code == 200
    assert "s-maxage" not in desk.headers.get("Cache-Control", "")
    assert "ETag" not in desk.headers
