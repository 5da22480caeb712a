"""How many questions a readers' page asks of the database: literal numbers, the same for one story and for three."""

import pytest
from django.test import Client

from articles.desk import editing
from articles.desk.taxonomy import save_tag
from articles.desk.transitions import Action
from articles.models.article import Article
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
def test_front_page_asks_six(client: Client, section: Category, count: int, django_assert_num_queries) -> None:
    for n in range(count):
        make_story(section)
        make_story(make_category(f"Mục {n}", parent=section))
        make_story(make_category(f"Phần {n}"))
    with django_assert_num_queries(6):  # categories, newest, blocks, withdrawn photos, outlet, the next change
        assert client.get("/").status_code == 200


def test_front_page_asks_six_with_sections_full_of_stories(
    client: Client, section: Category, django_assert_num_queries
) -> None:
    for _n in range(20):
        make_story(section)
    with django_assert_num_queries(6):
        found = client.get("/")
    assert len(found.context["blocks"][0]["cards"]) == 5


@pytest.mark.parametrize("count", [1, 3])
def test_section_page_asks_five(client: Client, section: Category, count: int, django_assert_num_queries) -> None:
    below = make_category("Đối ngoại", parent=section)
    for _n in range(count):
        make_story(section)
        make_story(below)
    for path in ("/thoi-su/", "/thoi-su/doi-ngoai/", "/thoi-su/?truoc=99999999999999999-1"):
        with django_assert_num_queries(5):  # categories, stories, withdrawn photos, outlet, the next change
            assert client.get(path).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_story_page_asks_six(client: Client, section: Category, count: int, django_assert_num_queries) -> None:
    address = make_story(section, things=count, corrections=count).live.get_absolute_url()
    with django_assert_num_queries(6):  # the story, categories, live facts, corrections, outlet, the next change
        response = client.get(address)
    shown = response.context["story"]
    assert (len(shown.bylines), len(shown.tags), len(shown.corrections)) == (count, count, count)


def test_other_answers_ask_few(client: Client, section: Category, django_assert_num_queries) -> None:
    article = make_story(section)
    Redirect.objects.create(old_path="/cu/", story_number=article.number)
    address = article.live.get_absolute_url()
    with django_assert_num_queries(1):  # the story
        assert client.get(f"/sai-{article.number}.html").status_code == 301
    with django_assert_num_queries(4):  # categories and outlet for the 404 page, then the redirect and its story
        assert client.get("/cu/").status_code == 301
    with django_assert_num_queries(4):  # categories, outlet, redirect, the next change
        assert client.get("/khong-co/").status_code == 404
    advance(article, Action.WITHDRAW, reason="Sai")
    with django_assert_num_queries(4):  # the story, categories, outlet, the next change
        assert client.get(address).status_code == 410
