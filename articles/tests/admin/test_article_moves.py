"""Moves through HTTP: the buttons beside a text, sent with it."""

import datetime
import re

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from articles.desk.transitions import Action
from articles.models.article import State
from articles.models.history import AuditEntry
from articles.models.taxonomy import Desk
from articles.tests.admin.posting import buttons_of, change_url, fields_of, move, opened, said, send, signed_in
from articles.tests.desk.arrange import article_in, everything
from articles.tests.factories import (
    advance,
    boss,
    make_article,
    make_category,
    make_user,
)

pytestmark = pytest.mark.django_db
A, S = Action, State


# --- Moves -------------------------------------------------------------------------------------------------------


def test_move_saves_what_was_typed_first(reporter: User) -> None:
    article = make_article(writer=reporter)
    client = signed_in(reporter)
    response = send(client, article, opened(client, article), title="Sửa rồi gửi", _move="submit")
    assert response.status_code == 302
    article.refresh_from_db()
    assert (article.title, article.state, article.revision_number) == ("Sửa rồi gửi", S.SUBMITTED, 2)


def test_move_that_is_refused_saves_nothing_and_keeps_what_was_typed(reporter: User) -> None:
    article = make_article(writer=reporter)
    client, before = signed_in(reporter), everything()
    response = send(client, article, opened(client, article), title="", sapo="Vẫn còn.", _move="submit")
    assert response.status_code == 400
    assert everything() == before
    assert fields_of(response)["sapo"] == ["Vẫn còn."]


def test_move_sent_twice_is_made_once(reporter: User) -> None:
    article = make_article(writer=reporter)
    client = signed_in(reporter)
    fields = opened(client, article)
    for _click in range(2):
        assert send(client, article, fields, title="Mới", _move="submit").status_code == 302
    assert AuditEntry.objects.filter(action="submit").count() == 1
    assert article.revisions.count() == 2
    # Nobody was faster than the person herself.
    assert "Có người vừa làm trước bạn" not in said(client.get(change_url(article)))


def test_return_asks_for_its_reason_where_it_is_typed(editor: User) -> None:
    article = article_in(S.SUBMITTED)
    client = signed_in(editor)
    response = move(client, article, "return", reason=" ")
    assert response.status_code == 400
    assert 'id="id_move_return_reason_error"' in said(response)
    assert move(client, article, "return", reason="Thiếu nguồn.").status_code == 302
    article.refresh_from_db()
    assert article.state == S.DRAFT
    assert AuditEntry.objects.latest("pk").reason == "Thiếu nguồn."


@pytest.mark.parametrize(
    "typed", ["ngày mai", "32/01/2030 08:00", "01/01/2020 08:00", "", "00:00", "01/01/0001 00:00", "31/12/9999 23:59"]
)
def test_schedule_refuses_a_time_that_is_none_or_past_and_keeps_it(typed: str) -> None:
    article = article_in(S.APPROVED)
    client, before = signed_in(boss()), everything()
    response = move(client, article, "schedule", when=typed)
    assert response.status_code == 400
    assert everything() == before
    assert 'id="id_move_schedule_when_error"' in said(response)
    assert fields_of(response)["schedule_when"] == [typed]


def test_schedule_reads_local_time() -> None:
    article = article_in(S.APPROVED)
    day = timezone.localdate() + datetime.timedelta(days=3)
    assert move(signed_in(boss()), article, "schedule", when=f"{day:%d/%m/%Y} 15:42").status_code == 302
    article.refresh_from_db()
    assert article.state == S.SCHEDULED
    assert article.waiting is not None and article.waiting.goes_live_at.isoformat() == f"{day}T08:42:00+00:00"


def test_checklist_that_blocks_asks_who_may_for_the_reason_and_refuses_others(desk: Desk) -> None:
    article = advance(
        article_in(S.IN_EDITING, sources="", category_id=make_category("Thời sự", desk=desk).pk), A.FORWARD
    )
    head = signed_in(make_user(Role.DESK_HEAD, desk=desk))
    assert "approve" not in buttons_of(head.get(change_url(article)))
    assert send(head, article, opened(head, article), _move="approve", approve_override="Gấp").status_code == 400
    chief = signed_in(make_user(Role.EDITOR_IN_CHIEF))
    assert move(chief, article, "approve").status_code == 400
    assert move(chief, article, "approve", override="Một nguồn là đủ.").status_code == 302
    assert AuditEntry.objects.latest("pk").details["override"] == "Một nguồn là đủ."


def test_who_may_pass_over_the_checklist_reads_beside_the_field_what_blocks() -> None:
    article = article_in(S.AWAITING_APPROVAL, sources="", needs_legal=True, title="Ngắn")
    page = said(signed_in(make_user(Role.EDITOR_IN_CHIEF)).get(change_url(article)))
    asked = re.search(r'<div id="id_move_approve_override_blocks">(.*?)</div>', page, re.DOTALL)
    assert asked is not None
    assert re.findall(r"<span>(.*?)</span>", asked[1]) == [
        "Mới ghi 0 trên 2 nguồn tin.",
        "Bài đang chờ rà soát pháp lý.",
    ]


def test_changed_words_are_not_published_without_approval() -> None:
    article = article_in(S.APPROVED)
    client, before = signed_in(boss()), everything()
    response = send(client, article, opened(client, article), title="Chưa ai duyệt", _move="publish")
    assert response.status_code == 400
    assert everything() == before
    assert fields_of(response)["title"] == ["Chưa ai duyệt"]


def test_save_of_a_live_text_leaves_what_readers_see(editor: User) -> None:
    article = article_in(S.PUBLISHED)
    client = signed_in(editor)
    assert send(client, article, opened(client, article), title="Sửa sau khi đăng", _continue="1").status_code == 302
    article.refresh_from_db()
    assert article.state == S.IN_EDITING and article.live is not None and article.live.title == "Một nhan đề"


def test_assignee_is_one_who_could_take_it(desk: Desk, editor: User, reporter: User) -> None:
    article = article_in(S.IN_EDITING)
    head = signed_in(make_user(Role.DESK_HEAD, desk=desk))
    page = head.get(change_url(article))
    assert str(editor) in said(page)
    assert move(head, article, "assign", assignee=str(reporter.pk)).status_code == 400
    assert move(head, article, "assign", assignee=str(editor.pk), reason="Đi công tác").status_code == 302
    article.refresh_from_db()
    assert article.holder == editor


# --- Four eyes and permissions (S14) ----------------------------------------------------------------------------


def test_S14_writer_does_not_approve_his_own_text(desk: Desk) -> None:
    head = make_user(Role.DESK_HEAD, desk=desk)
    article = advance(make_article(writer=head), A.SUBMIT, A.CLAIM, A.FORWARD)
    client, before = signed_in(head), everything()
    page = client.get(change_url(article))
    assert "approve" not in buttons_of(page)
    assert send(client, article, fields_of(page), _move="approve").status_code == 403
    assert everything() == before


@pytest.mark.slow
@pytest.mark.any_database
@pytest.mark.parametrize("state", list(State))
def test_every_button_that_is_not_offered_is_refused_when_it_is_sent(state: State, editor: User) -> None:
    """Every other move with the whole form; a reporter of another desk finds no page, as test_matrix.py asks."""
    article = article_in(state)
    for user in (editor, make_user(Role.MANAGING_EDITOR)):
        client = signed_in(user)
        page = client.get(change_url(article))
        fields, before = fields_of(page), everything()
        for action in set(Action.values) - buttons_of(page):
            assert send(client, article, fields, _move=action).status_code in (400, 403), (user, action)
        assert everything() == before, user  # entries of the trail are never undone: once is enough


def test_why_several_moves_are_not_possible_is_said_once(desk: Desk) -> None:
    user = make_user(Role.MANAGING_EDITOR, desk=desk)
    article = article_in(S.APPROVED, category_id=make_category("Thời sự", desk=desk).pk, sapo="")
    html = said(signed_in(user).get(change_url(article)))
    reasons = re.findall(r'<small id="why-not-\d+">(.*?)</small>', html)
    described = re.findall(r'disabled aria-describedby="(why-not-\d+)"', html)
    assert len(set(reasons)) == len(reasons) < len(described)
    assert {f"why-not-{place}" for place in range(1, len(reasons) + 1)} == set(described)
