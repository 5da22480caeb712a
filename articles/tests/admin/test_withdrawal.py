"""The page before a withdrawal, over HTTP: what it shows, to whom, and that only what was seen is withdrawn."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from articles.desk.transitions import Action
from articles.models.article import Article, State
from articles.models.history import AuditEntry
from articles.tests.desk.arrange import article_in, everything, person
from articles.tests.factories import advance, boss, make_desk, make_published, make_user

pytestmark = pytest.mark.django_db

A = Action


def address(article: Article) -> str:
    return reverse("admin:articles_article_withdraw", args=[article.pk])


def form(client: Client, article: Article, **others: str) -> dict[str, str]:
    """Return the fields of the form as its page shows them."""
    html = client.get(address(article)).content.decode()
    return dict(re.findall(r'type="hidden" name="(state|revision|live|waiting)" value="(\w*)"', html)) | others


@pytest.fixture
def chief(client: Client) -> Client:
    client.force_login(make_user(Role.EDITOR_IN_CHIEF))
    return client


def test_page_shows_what_readers_lose_and_withdraws_with_a_reason(chief: Client) -> None:
    article = advance(make_published(title="Cầu mới <b>"), A.CORRECT, correction="Sửa tên.")
    html = chief.get(address(article)).content.decode()
    for shown in (article.live.get_absolute_url(), "Trang nhất", "Thời sự", "Sửa tên.", "Cầu mới &lt;b&gt;"):
        assert shown in html
    assert "<b>" not in html.replace("<body", "")
    response = chief.post(address(article), form(chief, article, reason="Sai sự thật."))
    assert response.headers["Location"] == reverse("admin:articles_article_change", args=[article.pk])
    assert Article.objects.get().state == State.WITHDRAWN
    assert AuditEntry.objects.get(action=A.WITHDRAW).reason == "Sai sự thật."
    assert chief.get(article.live.get_absolute_url()).status_code == 410


def test_withdrawal_without_a_reason_is_refused_and_keeps_the_form(chief: Client) -> None:
    article = make_published()
    before = everything()
    response = chief.post(address(article), form(chief, article, reason="  "))
    assert response.status_code == 400
    assert "Hãy ghi lý do." in response.content.decode()
    assert everything() == before


def test_withdrawal_of_another_version_than_was_seen_is_a_conflict(chief: Client) -> None:
    article = make_published()
    seen = form(chief, article, reason="Bản này sai.")
    advance(article, A.CORRECT, correction="Đã sửa.")
    before = everything()
    response = chief.post(address(article), seen)
    assert response.status_code == 409
    assert "Bản này sai." in response.content.decode()
    assert everything() == before
    assert chief.post(address(article), form(chief, article, reason="Vẫn sai.")).status_code == 302


@pytest.mark.parametrize("field", ["state", "revision", "live", "waiting"])
def test_fields_that_no_page_showed_are_a_conflict(chief: Client, field: str) -> None:
    article = make_published()
    shown = form(chief, article, reason="Sai.")
    for value in ("x", "-1", "9" * 30, "²"):
        assert chief.post(address(article), shown | {field: value}).status_code == 409, value
    assert Article.objects.get().state == State.PUBLISHED


def test_story_that_readers_do_not_see_has_no_form(chief: Client) -> None:
    for state in (State.DRAFT, State.SCHEDULED, State.WITHDRAWN):
        html = chief.get(address(article_in(state, title=f"Bài {state}"))).content.decode()
        assert "Bạn đọc chưa thấy bài này." in html
        assert 'name="reason"' not in html


def test_waiting_version_is_withdrawn_with_the_live_one(chief: Client) -> None:
    article = article_in(State.SCHEDULED, live=True)
    fields = form(chief, article, reason="Sai.")
    assert fields["waiting"] == str(article.waiting_id)
    shown = chief.get(address(article))
    assert shown.context["impact"].waiting == article.waiting
    assert "hẹn lên trang lúc" in shown.content.decode()
    assert chief.post(address(article), fields).status_code == 302
    assert chief.get(article.waiting.get_absolute_url()).status_code == 410


@pytest.mark.parametrize("role", [Role.REPORTER, Role.EDITOR, Role.DESK_HEAD])
def test_who_may_not_withdraw_sees_no_page(client: Client, role: Role) -> None:
    user = make_user(role, desk=make_desk())
    article = make_published(desk_id=make_desk().pk)
    elsewhere = make_published(desk_id=make_desk("Ban Kinh tế").pk, title="Bài khác")
    client.force_login(user)
    before = everything()
    for method in (client.get, client.post):
        assert method(address(article)).status_code == (404 if role == Role.REPORTER else 403)
        assert method(address(elsewhere)).status_code == 404
    assert everything() == before


def test_every_other_permission_does_not_let_withdraw(client: Client) -> None:
    user = person("work_all_desks", "publish_article", "unschedule_article", "void_correction")
    user.is_staff = True
    user.save()
    client.force_login(user)
    assert client.get(address(make_published())).status_code == 403


def test_article_that_is_not_there_answers_404(client: Client) -> None:
    client.force_login(boss())
    assert client.get("/admin/articles/article/999999/withdraw/").status_code == 404
    assert client.get("/admin/articles/article/99999999999999999999999/withdraw/").status_code == 404
    client.logout()
    assert client.get("/admin/articles/article/1/withdraw/").status_code == 302
