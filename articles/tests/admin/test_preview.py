"""The preview: the unsaved text by the readers' own page, for those who may read the article."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from articles.desk.taxonomy import save_tag
from articles.models.article import Article
from articles.models.photos import Rendition
from articles.models.taxonomy import Tag
from articles.tests.admin.posting import opened
from articles.tests.desk.arrange import everything
from articles.tests.factories import (
    boss,
    make_article,
    make_category,
    make_contributor,
    make_desk,
    make_document,
    make_photo,
    make_user,
)

pytestmark = pytest.mark.django_db


def page(article: Article | None) -> str:
    if article is None:
        return reverse("admin:articles_article_preview_new")
    return reverse("admin:articles_article_preview", args=[article.pk])


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(boss())
    return client


def test_preview_shows_what_is_typed_and_saves_nothing(client: Client) -> None:
    save_tag(Tag(name="Biển đảo"))
    make_contributor("Lê Văn Sông")
    article = make_article(document=make_document("Đoạn đã lưu."))
    before = everything()
    typed = {
        "title": "Tiêu đề chưa lưu",
        "body": "<p>Đoạn <em>chưa lưu</em> &lt;script&gt;.</p>",
        "bylines_name": "Lê Văn Sông",
        "tags": "Biển đảo",
    }
    response = client.post(page(article), opened(client, article) | typed)
    text = response.context["paper"]
    assert everything() == before
    for words in ("Tiêu đề chưa lưu", "<em>chưa lưu</em>", "Lê Văn Sông", "Biển đảo"):
        assert words in text
    assert "Đoạn đã lưu" not in text and "<script" not in text
    assert "<script" not in response.content.decode().lower().replace("&lt;script", "")


def test_preview_of_a_new_article_needs_no_row(client: Client) -> None:
    make_category()
    response = client.post(page(None), opened(client) | {"title": "Bài mới"})
    assert "Bài mới" in response.context["paper"]
    assert not Article.objects.exists()


def test_preview_says_what_cannot_be_shown(client: Client) -> None:
    article = make_article()
    response = client.post(page(article), opened(client, article) | {"kicker": "á" * 200})
    assert response.context["paper"] == "" and response.context["problems"]


def test_preview_is_private_and_for_nobody_else(client: Client) -> None:
    response = client.get(page(make_article()))
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert {"private", "no-store"} <= set(response.headers["Cache-Control"].split(", "))
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
    assert "frame-src 'self'" in response.headers["Content-Security-Policy"]


def test_preview_shows_pictures_by_the_checked_address(client: Client) -> None:
    photo = make_photo()
    article = make_article(document=make_document(photos=(photo,)))
    Rendition.objects.create(
        photo=photo, content_hash="a", shape="full", width=800, height=600, format="jpeg", file="x/a.jpeg", size=9
    )
    text = client.get(page(article)).context["paper"]
    assert reverse("admin:articles_photo_picture", args=[photo.pk, "full", 800, "jpeg"]) in text
    assert "x/a.jpeg" not in text


def test_preview_of_another_desk_is_not_there() -> None:
    other = make_category("Kinh tế", desk=make_desk("Ban Kinh tế"))
    article = make_article(title="Chuyện kín", category_id=other.pk)
    client = Client()
    client.force_login(make_user(Role.EDITOR, desk=make_desk()))
    for answer in (client.get(page(article)), client.post(page(article), {"title": "x"})):
        assert answer.status_code == 404
        assert "Chuyện kín" not in answer.content.decode()


@pytest.mark.parametrize("role", [None, Role.PHOTO_EDITOR, Role.ADMINISTRATOR])
def test_preview_of_a_new_article_is_for_writers(role: Role | None) -> None:
    client = Client()
    client.force_login(make_user(role))
    assert client.post(page(None), {"title": "x"}).status_code == 404
