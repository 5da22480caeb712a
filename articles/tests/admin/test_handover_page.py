"""Somebody leaves: her articles go to another, each under its own rules."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from articles.desk.transitions import Action
from articles.models.article import Article
from articles.models.taxonomy import Desk
from articles.tests.desk.arrange import everything
from articles.tests.factories import advance, make_article, make_category, make_desk, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return make_desk()


@pytest.fixture
def head(desk: Desk) -> User:
    return make_user(Role.DESK_HEAD, desk=desk)


@pytest.fixture
def leaver(desk: Desk) -> User:
    return make_user(Role.EDITOR, username="leaver", desk=desk)


@pytest.fixture
def drafts_and_held(desk: Desk, leaver: User) -> list[Article]:
    category = make_category("Thời sự", desk=desk)
    draft = make_article(writer=leaver, title="Bản nháp dở", category_id=category.pk)
    held = advance(
        make_article(writer=make_user(Role.REPORTER, desk=desk), title="Bài đang giữ", category_id=category.pk),
        Action.SUBMIT,
    )
    held = advance(held, Action.CLAIM, actor=leaver)
    elsewhere = make_category("Kinh tế", desk=make_desk("Ban Kinh tế"))
    make_article(writer=leaver, title="Ở ban khác", category_id=elsewhere.pk)
    return [draft, held]


def page() -> str:
    return reverse("admin:articles_article_handover")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def posted(person: User, assignee: User, articles: list[Article], reason: str = "Nghỉ việc") -> dict:
    return {"person": person.pk, "assignee": assignee.pk, "reason": reason, "numbers": [a.pk for a in articles]}


def test_page_lists_what_is_in_a_persons_hands_and_within_reach(
    head: User, leaver: User, drafts_and_held: list
) -> None:
    User.objects.filter(pk=leaver.pk).update(is_active=False)
    text = signed_in(head).get(page(), {"person": leaver.pk}).content.decode()
    assert "Bản nháp dở" in text and "Bài đang giữ" in text
    assert "Ở ban khác" not in text
    assert "(đã nghỉ)" in text


def test_what_is_ticked_goes_and_is_audited(desk: Desk, head: User, leaver: User, drafts_and_held: list) -> None:
    draft, held = drafts_and_held
    heir = make_user(Role.EDITOR, username="heir", desk=desk)
    response = signed_in(head).post(page(), posted(leaver, heir, [held]))
    assert response.status_code == 200 and "Đã chuyển 1 bài" in response.content.decode()
    draft.refresh_from_db()
    held.refresh_from_db()
    assert (draft.writer, held.holder) == (leaver, heir)
    entry = held.audit_entries.first()
    assert (entry.actor, entry.reason, entry.details) == (head, "Nghỉ việc", {"from": leaver.pk, "to": heir.pk})


def test_each_article_answers_for_itself(desk: Desk, head: User, leaver: User, drafts_and_held: list) -> None:
    draft, held = drafts_and_held
    # A reporter may take the draft of his desk, but not what is in editing.
    heir = make_user(Role.REPORTER, username="heir", desk=desk)
    text = signed_in(head).post(page(), posted(leaver, heir, [draft, held])).content.decode()
    assert "1 bài ở nguyên chỗ cũ" in text
    held.refresh_from_db()
    assert held.holder == leaver


def test_nothing_goes_without_reason_assignee_or_article(head: User, leaver: User, drafts_and_held: list) -> None:
    client, before = signed_in(head), everything()
    good = posted(leaver, head, drafts_and_held)
    for wrong in ({"reason": " "}, {"assignee": ""}, {"assignee": "999999"}, {"numbers": []}, {"person": "x"}):
        assert client.post(page(), good | wrong).status_code == 400, wrong
    assert everything() == before


def test_article_beyond_reach_stays(head: User, leaver: User, drafts_and_held: list) -> None:
    hidden = Article.objects.get(title="Ở ban khác")
    client, before = signed_in(head), everything()
    client.post(page(), posted(leaver, head, [hidden]))
    assert everything() == before


@pytest.mark.parametrize("role", [None, Role.REPORTER, Role.EDITOR, Role.PHOTO_EDITOR, Role.ADMINISTRATOR])
def test_who_hands_nothing_over_does_not_see_the_page(
    role: Role | None, head: User, leaver: User, drafts_and_held: list
) -> None:
    client, before = signed_in(make_user(role, username="x")), everything()
    assert client.get(page()).status_code == 403
    assert client.post(page(), posted(leaver, head, drafts_and_held)).status_code == 403
    assert everything() == before
