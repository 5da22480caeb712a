"""Addresses of older systems: they lead on for ever, to readers' pages of this paper only."""

import datetime
import json
import uuid
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from articles.models.publication import Publication
from articles.models.redirect import Redirect
from articles.tests.factories import make_category, make_publication

pytestmark = pytest.mark.django_db

OPEN_REDIRECTS = Path(settings.BASE_DIR).parent / "shared/badinput/lists/open_redirect.jsonl"
DAY = datetime.timedelta(days=1)


def to_story(old_path: str, number: int = 7) -> Redirect:
    return Redirect.objects.create(old_path=old_path, story_number=number)


def to_path(old_path: str, new_path: str) -> Redirect:
    return Redirect.objects.create(old_path=old_path, new_path=new_path)


def make_story(number: int = 7, **columns) -> Publication:
    return make_publication(number, category=make_category(), **columns)


def location(client: Client, path: str) -> str | None:
    """Return where an address leads permanently, or None where it answers 404."""
    response = client.get(path)
    assert response.status_code in (301, 404), response.status_code
    return response.headers.get("Location")


# --- Where they lead ----------------------------------------------------------------------------------------------


def test_redirect_to_a_story_follows_its_number(client: Client) -> None:
    make_story()
    to_story("/tin-tuc/bai-cu-7.aspx")
    assert location(client, "/tin-tuc/bai-cu-7.aspx") == "/tin-so-7-7.html"
    assert client.head("/tin-tuc/bai-cu-7.aspx").status_code == 301


def test_redirect_to_a_path(client: Client) -> None:
    make_category("Thời sự")
    to_path("/chuyen-muc/thoi-su.html", "/thoi-su/")
    assert location(client, "/chuyen-muc/thoi-su.html") == "/thoi-su/"


@pytest.mark.parametrize("old", ["/bai-cu", "/bai-cu/", "/muc-cu/bai-cu", "/muc-cu/bai-cu/", "/a/b/c/d", "/Bài cũ"])
def test_redirect_works_with_and_without_a_slash_at_the_end(client: Client, old: str) -> None:
    make_story()
    to_story(old)
    assert location(client, old) == "/tin-so-7-7.html"


def test_redirect_of_a_path_without_query_keeps_working_with_one(client: Client) -> None:
    make_story()
    to_story("/bai-cu/")
    assert location(client, "/bai-cu/?utm_source=zalo") == "/tin-so-7-7.html"


def test_redirect_never_stands_before_a_page_that_exists(client: Client) -> None:
    make_story()
    make_category("Thể thao")
    to_story("/the-thao/")
    to_path("/tin-so-7-7.html", "/the-thao/")
    assert client.get("/the-thao/").status_code == client.get("/tin-so-7-7.html").status_code == 200


def test_redirect_answers_readers_only(client: Client) -> None:
    make_story()
    to_story("/bai-cu/")
    assert client.post("/bai-cu/").status_code == 405


def test_redirect_sends_a_reader_once_along_a_chain(client: Client) -> None:
    make_story()
    to_path("/doi-dau/", "/doi-hai/")
    to_path("/doi-hai/", "/doi-ba/")
    to_story("/doi-ba/")
    assert location(client, "/doi-dau/") == "/tin-so-7-7.html"


# --- What they must not give away ---------------------------------------------------------------------------------


def test_redirect_to_a_scheduled_story_is_unknown_until_its_time(client: Client) -> None:
    make_story(at=timezone.now() + DAY, slug="vu-an-chua-cong-bo")
    to_story("/bai-cu/")
    assert location(client, "/bai-cu/") is None


def test_redirect_does_not_give_away_the_title_of_a_waiting_version(client: Client) -> None:
    story, now = uuid.uuid4(), timezone.now()
    make_story(story_id=story, at=now - DAY, ends_at=now + DAY)
    make_story(story_id=story, version=2, at=now + DAY, slug="nhan-de-con-kin")
    to_story("/bai-cu/")
    assert location(client, "/bai-cu/") == "/tin-so-7-7.html"


def test_redirect_to_a_withdrawn_story_is_gone_and_does_not_repeat_its_title(client: Client) -> None:
    make_story(withdrawn_at=timezone.now(), slug="nhan-de-da-rut")
    to_story("/bai-cu/")
    response = client.get("/bai-cu/")
    assert response.status_code == 410
    assert "Location" not in response.headers
    assert b"nhan-de-da-rut" not in response.content


def test_redirect_to_a_number_that_does_not_exist_is_not_found(client: Client) -> None:
    to_story("/bai-cu/", number=10**18 - 1)
    assert location(client, "/bai-cu/") is None


# --- Loops --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pairs",
    [
        [("/a/", "/a/")],
        [("/a/", "/a")],
        [("/a", "/a/")],
        [("/a/", "/a/?lan=2")],
        [("/a/", "/a/#dau")],
        [("/a/", "/%61/")],
        [("/a/", "/b/"), ("/b/", "/a/")],
        [("/a/", "/b"), ("/b/", "/a")],
        [("/a/", "/b/"), ("/b/", "/c/"), ("/c/", "/b/")],
        [("/chữ/", "/ch%E1%BB%AF/")],
    ],
    ids=str,
)
def test_redirects_never_send_a_reader_in_a_circle(client: Client, pairs: list[tuple[str, str]]) -> None:
    for old_path, new_path in pairs:
        to_path(old_path, new_path)
    for address, _target in pairs:
        for _hop in range(10):
            response = client.get(address)
            if response.status_code != 301:
                break
            address = urljoin(f"http://testserver{address}", response.headers["Location"])
            address = address.removeprefix("http://testserver")
        assert response.status_code == 404, f"still under way at {address}"


# --- Off this paper -----------------------------------------------------------------------------------------------

NASTY = [
    "//evil.example/",
    "/\\evil.example",
    "https://evil.example/",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//x.y",
]


def hostile_targets() -> list[str]:
    lines = OPEN_REDIRECTS.read_text(encoding="utf-8").splitlines() if OPEN_REDIRECTS.exists() else []
    return NASTY + [json.loads(line) for line in lines]


@pytest.mark.parametrize("target", hostile_targets(), ids=ascii)
def test_redirect_is_refused_or_stays_on_this_host(client: Client, target: str) -> None:
    try:
        with transaction.atomic():
            to_path("/bai-cu/", target)
    except IntegrityError:
        return
    found = location(client, "/bai-cu/")
    assert found is not None
    # As browsers read an address: tabs and line ends are dropped, a backslash is a slash.
    for sign in "\t\r\n":
        found = found.replace(sign, "")
    seen_by_a_browser = urlsplit(urljoin("http://testserver/bai-cu/", found.strip().replace("\\", "/")))
    assert (seen_by_a_browser.scheme, seen_by_a_browser.netloc) == ("http", "testserver")


@pytest.mark.skipif(not OPEN_REDIRECTS.exists(), reason=f"{OPEN_REDIRECTS} is not on this machine.")
def test_the_whole_list_of_open_redirects_was_tried() -> None:
    assert len(hostile_targets()) > 100


@pytest.mark.parametrize("path", ["/%0a/", "/%ff%fe/", "/a" * 2500, "/%2e%2e/x"])
def test_redirect_lookup_of_any_path_finds_nothing_and_breaks_nothing(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_redirect_to_a_path_with_a_nul_breaks_nothing(client: Client) -> None:
    to_path("/bai-cu/", "/moi%00/")
    assert location(client, "/bai-cu/") == "/moi%00/"
