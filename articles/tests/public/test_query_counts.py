"""How many questions a readers' page asks of the database: literal numbers, the same for one story and for three."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from articles.desk import editing
from articles.desk.taxonomy import save_tag
from articles.desk.transitions import Action
from articles.models.article import Article
from articles.models.people import Contributor
from articles.models.pins import Pin
from articles.models.publication import Publication, PublicationContributor, PublicationTag
from articles.models.redirect import Redirect
from articles.models.taxonomy import Category, Tag
from articles.tests.factories import (
    TO_APPROVED,
    advance,
    make_category,
    make_contributor,
    make_document,
    make_outlet,
    make_photo,
)

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


def make_story(category: Category, *, things: int = 1, corrections: int = 0) -> Article:
    """A published story with so many bylines, tags, photos and corrections."""
    key = Article.objects.count()
    photos = tuple(make_photo(f"Người ảnh {key} {n}") for n in range(things))
    columns = {
        "title": f"Tin số {key}",
        "sapo": "Một đoạn sapo.",
        "category_id": category.pk,
        "document": make_document(*("Một đoạn.",) * things, photos=photos),
        "lead_photo_id": photos[0].pk,
    }
    bylines = [editing.BylineEntry(make_contributor(f"Người viết {key} {n}").pk) for n in range(things)]
    tags = [save_tag(Tag(name=f"Chủ đề {key} {n}")).pk for n in range(things)]
    article = advance(editing.create(editing.Change(columns, bylines, tags), actor=None), *TO_APPROVED, Action.PUBLISH)
    for n in range(corrections):
        article = advance(article, Action.CORRECT, correction=f"Đính chính {n}")
    return article


@pytest.fixture
def section() -> Category:
    make_outlet()
    return make_category("Thời sự")


@pytest.mark.parametrize("count", [1, 3])
def test_front_page_asks_seven(client: Client, section: Category, count: int, django_assert_num_queries) -> None:
    for n in range(count):
        make_story(section)
        make_story(make_category(f"Mục {n}", parent=section))
        make_story(make_category(f"Phần {n}"))
    # Categories, pins, what stands on top, the sections, withdrawn photos, outlet, the next change.
    with django_assert_num_queries(7):
        assert client.get("/").status_code == 200


def test_front_page_asks_seven_with_sections_full_of_stories(
    client: Client, section: Category, django_assert_num_queries
) -> None:
    for _n in range(20):
        make_story(section)
    with django_assert_num_queries(7):
        found = client.get("/")
    block = found.context["parts"][0]
    assert len(block["cards"]) + len(block["heads"]) == 5


@pytest.mark.parametrize("count", [1, 3])
def test_section_page_asks_six(client: Client, section: Category, count: int, django_assert_num_queries) -> None:
    below = make_category("Đối ngoại", parent=section)
    for _n in range(count):
        make_story(section)
        make_story(below)
    for path in ("/thoi-su/", "/thoi-su/doi-ngoai/"):
        with django_assert_num_queries(6):  # categories, pins, stories, withdrawn photos, outlet, the next change
            assert client.get(path).status_code == 200
    with django_assert_num_queries(5):  # no pins behind the first page
        assert client.get("/thoi-su/?truoc=99999999999999999-1").status_code == 200
    for position, number in enumerate(Article.objects.values_list("pk", flat=True)[:count], start=1):
        Pin.objects.create(number=number, category=section, position=position, ends_at=timezone.now() + HOUR)
    with django_assert_num_queries(7):  # and the pinned stories
        assert client.get("/thoi-su/").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_lists_over_the_whole_paper_ask_few(
    client: Client, section: Category, count: int, django_assert_num_queries
) -> None:
    for _n in range(count):
        make_story(section)
    tag, writer = Tag.objects.get(name="Chủ đề 0 0"), Contributor.objects.get(name="Người viết 0 0")
    PublicationTag.objects.bulk_create(
        PublicationTag(publication=p, tag=tag) for p in Publication.objects.exclude(tag_links__tag=tag)
    )
    for role in ("text", "photos"):
        PublicationContributor.objects.bulk_create(
            PublicationContributor(publication=p, contributor=writer, role=role)
            for p in Publication.objects.exclude(contributor_links__in=writer.publication_links.filter(role=role))
        )
    day = timezone.localdate()
    # Categories, stories, withdrawn photos, outlet, the next change; and the topic, the contributor.
    asked = {"/tin-moi/": 5, "/chu-de/chu-de-0-0/": 6, f"/tac-gia/{writer.slug}/": 6, f"/tac-gia/{writer.slug}/anh/": 6}
    for path, queries in asked.items():
        with django_assert_num_queries(queries):
            response = client.get(path)
        assert len(response.context["cards"]) == count, path
    with django_assert_num_queries(7):  # and the nearest days before and after
        assert len(client.get(f"/luu-tru/{day:%Y/%m/%d}/").context["cards"]) == count
    with django_assert_num_queries(6):  # the month, the nearest days around it, categories, outlet, the next change
        assert client.get(f"/luu-tru/{day:%Y/%m}/").status_code == 200
    for path in ("/luu-tru/", f"/luu-tru/{day:%Y}/"):
        with django_assert_num_queries(4):
            assert client.get(path).status_code == 200
    for path in ("/toa-soan/", "/tro-nang/", "/rss/"):
        with django_assert_num_queries(3):  # categories, outlet, the next change
            assert client.get(path).status_code == 200
    number = Publication.objects.first().number
    with django_assert_num_queries(6):  # a story as print: without what stands beside it
        assert client.get(f"/in/{number}.html").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_story_page_asks_seven(client: Client, section: Category, count: int, django_assert_num_queries) -> None:
    address = make_story(section, things=count, corrections=count).live.get_absolute_url()
    for _n in range(count):
        make_story(section, things=count)
    # The story, categories, what stands beside it, live facts, corrections and their versions, outlet, the next change.
    with django_assert_num_queries(8):
        response = client.get(address)
    shown = response.context["story"]
    assert bool(shown.near) + len(shown.near_heads) == count
    assert (len(shown.bylines), len(shown.tags), len(shown.corrections)) == (count, count, count)


def test_other_answers_ask_few(client: Client, section: Category, django_assert_num_queries) -> None:
    article = make_story(section)
    Redirect.objects.create(old_path="/cu/", story_number=article.number)
    address = article.live.get_absolute_url()
    with django_assert_num_queries(1):  # the story
        assert client.get(f"/sai-{article.number}.html").status_code == 301
    # Categories, the newest and the outlet for the 404 page, then the redirect and its story.
    with django_assert_num_queries(5):
        assert client.get("/cu/").status_code == 301
    with django_assert_num_queries(5):  # categories, the newest, outlet, redirect, the next change
        assert client.get("/khong-co/").status_code == 404
    advance(article, Action.WITHDRAW, reason="Sai")
    with django_assert_num_queries(5):  # the story, categories, the newest, outlet, the next change
        assert client.get(address).status_code == 410
