"""The doubts of an import on the article's page: what is shown, and what one click does."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from articles.models.article import Article, State
from articles.models.intake import ImportRecord
from articles.tests.admin.posting import change_url
from articles.tests.desk.test_doubts import CAPTION, CATEGORY, DATE, TITLE, loaded
from articles.tests.factories import boss, make_article, make_category, make_desk, make_user

pytestmark = pytest.mark.django_db


def page(client: Client, article: Article) -> str:
    return client.get(change_url(article)).content.decode()


def press(client: Client, article: Article, **button: Any) -> HttpResponse:
    url = reverse("admin:articles_article_doubts", args=[article.pk])
    return client.post(url, {"revision": article.revision_number, **button})


def test_doubts_stand_beside_the_raw_text(client: Client) -> None:
    article = loaded(TITLE, CAPTION, DATE, CATEGORY, raw="Nguyên văn <b>như nó đến</b>.")
    ImportRecord.objects.update(choices={**ImportRecord.objects.get().choices, "notes": ["was VNI"]})
    client.force_login(boss())
    shown = page(client, article)
    assert "Nguyên văn &lt;b&gt;như nó đến&lt;/b&gt;." in shown
    assert "<li>dùng mã VNI: đã chuyển chữ</li>" in shown
    assert "(chắc 50 %)" in shown and "03/2026" in shown
    assert 'name="title_end" value="2" class="in-title" aria-pressed="true"' in shown
    assert 'name="kind" value="1:caption" aria-pressed="true"' in shown


def test_article_without_doubts_has_no_panel(client: Client) -> None:
    client.force_login(boss())
    assert 'id="doubts"' not in page(client, loaded())
    assert 'id="doubts"' not in page(client, make_article(title="Viết ở đây"))


@pytest.mark.parametrize(
    ("doubt", "button"),
    [
        (TITLE, {"title_end": "6"}),
        (TITLE, {"accept": "title"}),
        (CAPTION, {"kind": "1:paragraph"}),
        (CAPTION, {"accept": "caption-1"}),
        (DATE, {"set_date": "1", "date": "2026-03-14"}),
        (DATE, {"accept": "date"}),
    ],
)
def test_one_click_settles(client: Client, doubt: dict, button: dict) -> None:
    article = loaded(doubt)
    client.force_login(boss())
    response = press(client, article, **button)
    assert (response.status_code, response.url) == (302, change_url(article))
    assert ImportRecord.objects.get().doubts == []
    assert Article.objects.get().state == State.SUBMITTED


def test_category_is_chosen(client: Client) -> None:
    article = loaded(CATEGORY, category_id=None)
    client.force_login(boss())
    assert press(client, article, set_category="1", category="").status_code == 400
    press(client, article, set_category="1", category=make_category("Kinh tế").pk)
    assert Article.objects.get().category.name == "Kinh tế"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("button", "status"),
    [
        ({"title_end": "x"}, 400),
        ({"title_end": "9" * 30}, 400),
        ({"kind": "1"}, 400),
        ({"kind": "x:paragraph"}, 400),
        ({"kind": "1:<script>"}, 400),
        ({"accept": "caption-99"}, 400),
        ({"set_date": "1", "date": "hôm qua"}, 400),
        ({"set_date": "1", "date": "2026-02-31"}, 400),
        ({"set_category": "1", "category": "7" * 18}, 400),
        ({}, 404),
        ({"accept": "title", "revision": "7"}, 409),
        ({"accept": "title", "revision": "x"}, 409),
    ],
)
def test_what_no_page_sends_changes_nothing(client: Client, button: dict, status: int) -> None:
    article = loaded(TITLE)
    client.force_login(boss())
    assert press(client, article, **button).status_code == status
    assert ImportRecord.objects.get().doubts == [TITLE]


def test_looking_settles_nothing(client: Client) -> None:
    article = loaded(TITLE)
    client.force_login(boss())
    assert client.get(reverse("admin:articles_article_doubts", args=[article.pk])).status_code == 405


def test_who_may_not_settle_reads_why_and_is_refused(client: Client) -> None:
    article = loaded(TITLE)
    client.force_login(make_user(Role.ADMINISTRATOR))
    assert "<fieldset disabled>" in page(client, article)
    assert press(client, article, accept="title").status_code == 403
    assert ImportRecord.objects.get().doubts == [TITLE]


def test_S11_another_desks_doubts_are_not_found(client: Client) -> None:
    make_category(desk=make_desk("Ban Xa"))
    article = loaded(TITLE)
    client.force_login(make_user(Role.EDITOR, desk=make_desk()))
    assert press(client, article, accept="title").status_code == 404
    assert ImportRecord.objects.get().doubts == [TITLE]
