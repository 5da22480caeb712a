"""A story on every page, feed, map and search that may name it: as it is now, and no moment longer."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from articles.desk import editing
from articles.desk.taxonomy import save_tag
from articles.desk.transitions import Action
from articles.models.article import Article
from articles.models.pins import Pin
from articles.models.taxonomy import Tag
from articles.tests.factories import (
    TO_APPROVED,
    advance,
    boss,
    make_category,
    make_contributor,
    make_document,
    make_photo,
)

pytestmark = pytest.mark.django_db

A = Action
# In the newsroom's morning, so that its day, month and the sitemap's are the same.
NOW = timezone.make_aware(datetime.datetime(2026, 3, 2, 10))
DUE = NOW + datetime.timedelta(hours=2)
# The words that tell two titles apart; search marks those that were asked for, and takes a title to pieces.
OLD, NEW = "Cầu cũ", "Bến mới"

LISTS = (
    "/",
    "/thoi-su/",
    "/thoi-su/doi-ngoai/",
    "/tin-moi/",
    "/luu-tru/2026/03/02/",
    "/chu-de/cau-duong/",
    "/tac-gia/le-van-song/",
    "/tac-gia/le-van-song/anh/",
    "/dinh-chinh/",
    "/tim-kiem/?q=ven+song",
    "/rss/moi-nhat.xml",
    "/rss/thoi-su.atom.xml",
    "/rss/doi-ngoai.xml",
    "/rss/chu-de/cau-duong.xml",
    "/rss/tac-gia/le-van-song.atom.xml",
    "/sitemap-2026-03.xml",
    "/news-sitemap.xml",
)
# These name a story by its address alone.
BY_ADDRESS = ("/sitemap-2026-03.xml",)


@pytest.fixture(autouse=True)
def clock(time_machine) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def story() -> Article:
    """A corrected story in print that every list names, and a second one so that no list is empty without it."""
    below = make_category("Đối ngoại", parent=make_category("Thời sự"))
    author, tag = make_contributor("Lê Văn Sông"), save_tag(Tag(name="Cầu đường"))
    photo = make_photo("Lê Văn Sông")
    stories = []
    for title in ("Tin ở lại ven sông", f"{OLD} ven sông"):
        columns = {
            "title": title,
            "category_id": below.pk,
            "document": make_document("Một đoạn.", photos=(photo,)),
            "lead_photo_id": photo.pk,
        }
        made = editing.create(editing.Change(columns, [editing.BylineEntry(author.pk)], [tag.pk]), actor=None)
        made = advance(made, *TO_APPROVED, A.PUBLISH)
        stories.append(advance(made, A.CORRECT, correction=f"Đính chính của {title}."))
    Pin.objects.create(number=stories[1].number, position=1, ends_at=DUE + datetime.timedelta(days=1))
    return stories[1]


def named(client: Client, *words: str) -> dict[str, bool]:
    """Return of every list whether it answers with any of some words."""
    answers = {path: client.get(path) for path in LISTS}
    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(LISTS, 200)
    return {path: any(word in answer.content.decode() for word in words) for path, answer in answers.items()}


def test_published_story_is_on_every_list(client: Client, story: Article) -> None:
    assert named(client, OLD, f"-{story.number}.html") == dict.fromkeys(LISTS, True)


def test_withdrawn_story_is_on_no_list(client: Client, story: Article) -> None:
    advance(story, A.WITHDRAW, reason="Bài sai.")
    assert named(client, OLD, f"-{story.number}.html") == dict.fromkeys(LISTS, False)


@pytest.mark.parametrize("seconds", [-1, 0])
def test_scheduled_change_replaces_the_old_text_on_every_list_at_its_moment(
    client: Client, time_machine, story: Article, seconds: int
) -> None:
    change = editing.Change({"title": f"{NEW} ven sông"})
    changed = advance(editing.save(story, change, actor=boss()), A.FORWARD, A.APPROVE)
    advance(changed, A.SCHEDULE, when=DUE)
    time_machine.move_to(DUE + datetime.timedelta(seconds=seconds), tick=False)
    shown, hidden = (NEW, OLD) if seconds >= 0 else (OLD, NEW)
    lists = [path for path in LISTS if path not in BY_ADDRESS and path != "/dinh-chinh/"]
    found, stale = named(client, shown), named(client, hidden)
    assert {path: found[path] for path in lists} == dict.fromkeys(lists, True)
    assert {path: stale[path] for path in lists} == dict.fromkeys(lists, False)
