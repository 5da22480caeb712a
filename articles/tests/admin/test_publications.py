"""Versions as they were printed: evidence that stays when the story is gone, for those who may read its article."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from articles.desk import editing
from articles.desk.transitions import Action
from articles.models.article import Article
from articles.models.people import Contributor
from articles.models.photos import Rendition
from articles.models.publication import Publication
from articles.tests.desk.arrange import change
from articles.tests.factories import (
    TO_APPROVED,
    advance,
    boss,
    make_category,
    make_contributor,
    make_desk,
    make_document,
    make_outlet,
    make_photo,
    make_published,
    make_user,
)

pytestmark = pytest.mark.django_db


def shown(client: Client, publication: Publication) -> str:
    response = client.get(reverse("admin:articles_publication_change", args=[publication.pk]))
    assert response.status_code == 200
    return response.content.decode()


def printed_article() -> Article:
    photo = make_photo("Mai Hoa")
    columns = {
        "title": "Cầu mới <thông> xe",
        "sapo": "Một đoạn sapo.",
        "category_id": make_category().pk,
        "document": make_document("Đoạn đã in.", photos=(photo,)),
    }
    byline = editing.BylineEntry(make_contributor("Lê Văn Sông").pk)
    return advance(editing.create(editing.Change(columns, [byline]), actor=None), *TO_APPROVED, Action.PUBLISH)


def test_version_is_shown_as_printed_whatever_came_later(client: Client) -> None:
    make_outlet(head="Nguyễn Văn Tổng", licence_number="123/GP")
    article = printed_article()
    first = article.live
    Contributor.objects.filter(name="Lê Văn Sông").update(name="Tên mới")
    article = editing.save(article, change("Nhan đề sau"), actor=boss())
    article = advance(article, Action.FORWARD, Action.APPROVE, Action.CORRECT, correction="Sửa nhan đề.")
    second = article.live
    advance(article, Action.WITHDRAW, reason="Sai.")
    client.force_login(make_user(Role.EDITOR_IN_CHIEF))
    html = shown(client, first)
    for part in ("Cầu mới &lt;thông&gt; xe", "Đoạn đã in.", "Lê Văn Sông", "Ảnh: Mai Hoa", "Nguyễn Văn Tổng", "123/GP"):
        assert part in html
    assert "Nhan đề sau" not in html
    assert "Sửa nhan đề." not in html
    assert "đã có bản sau thay" in html
    html = shown(client, second)
    assert "Sửa nhan đề." in html
    assert "đã gỡ" in html


def test_files_are_named_and_shown_from_the_private_store(client: Client) -> None:
    article = printed_article()
    publication = article.live
    photo = make_photo()
    Rendition.objects.create(
        photo=photo, content_hash="a", shape="full", width=4, height=3, format="jpeg", file="a/b.jpeg", size=9
    )
    key = next(iter(publication.printed["photos"]))
    size = {"shape": "full", "width": 4, "height": 3, "format": "jpeg"}
    publication.printed["photos"][key]["renditions"] = [
        size | {"file": "a/b.jpeg"},
        size | {"file": "a/khong-con.jpeg", "width": 8},
    ]
    publication.pk, publication.version, publication.ends_at = None, 9, publication.goes_live_at
    publication.save(force_insert=True)
    client.force_login(make_user(Role.EDITOR_IN_CHIEF))
    html = shown(client, publication)
    assert f"/admin/articles/photo/{photo.pk}/picture/full/4.jpeg" in html
    assert html.count("a/khong-con.jpeg") == 1  # named, not shown
    assert "chưa từng hiện" in html


def test_editor_sees_versions_of_her_desk_only(client: Client) -> None:
    here = make_published(desk_id=make_desk().pk).live
    elsewhere = make_published(desk_id=make_desk("Ban Kinh tế").pk, title="Bài khác").live
    client.force_login(make_user(Role.EDITOR, desk=make_desk()))
    listed = client.get(reverse("admin:articles_publication_changelist")).context["cl"].result_list
    assert list(listed) == [here]
    shown(client, here)
    assert client.get(reverse("admin:articles_publication_change", args=[elsewhere.pk])).status_code == 404


def test_body_that_cannot_be_read_is_said_to_be(client: Client) -> None:
    publication = make_published().live
    publication.pk, publication.version, publication.ends_at = None, 9, publication.goes_live_at
    publication.document = {"version": 99}
    publication.save(force_insert=True)
    client.force_login(boss())
    assert "không đọc lại được" in shown(client, publication)
