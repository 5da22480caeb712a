"""The audit trail of the newsroom: who may see it, what narrows it, and that it is never counted."""

import datetime
from uuid import UUID

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from articles.admin.deeds import LABELS, deed_label, move_label
from articles.desk import audit
from articles.desk.transitions import Action
from articles.models.history import AuditEntry
from articles.tests.desk.arrange import make_tag
from articles.tests.factories import boss, make_article, make_photo, make_published, make_user

pytestmark = pytest.mark.django_db

TRAIL = "/admin/articles/auditentry/"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def deeds(client: Client, **query: object) -> list[str]:
    response = client.get(TRAIL, query)
    assert response.status_code == 200
    return [line["deed"].action for line in response.context["lines"]]


def test_every_move_has_a_vietnamese_name() -> None:
    assert set(Action.values) <= set(LABELS)
    assert deed_label("publish") == "xuất bản"
    assert deed_label("something_new") == "something_new"
    assert move_label("draft", "submitted") == "bản nháp → chờ biên tập"
    assert (move_label("draft", "draft"), move_label("", "draft")) == ("", "bản nháp")


def test_trail_tells_deeds_newest_first() -> None:
    make_published(title="Giá lúa tăng")
    audit.record("thing_done", actor=None, subject="accounts.user/7", reason="Vì thế.")
    client = signed_in(boss())
    assert deeds(client) == ["thing_done", "publish", "approve", "forward", "claim", "submit", "create"]
    body = client.get(TRAIL).content.decode()
    for text in ("thing_done", "accounts.user/7", "Vì thế.", "Hệ thống", "Giá lúa tăng", "đã duyệt → đã xuất bản"):
        assert text in body


def test_trail_names_accounts_and_photos_that_are_still_there() -> None:
    person, photo = make_user(Role.REPORTER), make_photo()
    for subject in (f"accounts.user/{person.pk}", f"photo/{photo.pk}", "accounts.user/99999", f"photo/{UUID(int=7)}"):
        audit.record("thing_done", actor=None, subject=subject)
    client = signed_in(boss())
    body = client.get(TRAIL).content.decode()
    for text in (str(person), str(photo), "accounts.user/99999", f"photo/{UUID(int=7)}"):
        assert f'<span class="trail__subject">{text}</span>' in body


def test_trail_says_what_kind_of_row_was_kept() -> None:
    tag = make_tag("Lúa")
    audit.record("delete", actor=boss(), subject=audit.subject_of(tag), details={"name": "Lúa"})
    body = signed_in(boss()).get(TRAIL).content.decode()
    assert '<span class="trail__deed">xóa</span> <span class="trail__subject">chủ đề Lúa</span>' in body


def test_trail_narrows_to_person_deed_article_and_days() -> None:
    with time_machine.travel(datetime.datetime(2026, 3, 1, 23, 30, tzinfo=timezone.get_default_timezone())):
        first = make_article(writer=make_user(Role.REPORTER))
    with time_machine.travel(datetime.datetime(2026, 3, 2, 0, 30, tzinfo=timezone.get_default_timezone())):
        second = make_published()
    client = signed_in(boss())
    assert deeds(client, who=first.writer_id) == ["create"]
    assert deeds(client, action="publish") == ["publish"]
    assert deeds(client, article=first.pk) == ["create"]
    assert deeds(client, until="2026-03-01") == ["create"]
    assert len(deeds(client, since="2026-03-02", until="2026-03-02")) == 6
    assert deeds(client, since="2026-03-02", article=second.pk, action="publish", who=boss().pk) == ["publish"]
    assert deeds(client, since="2026-03-03") == []


@pytest.mark.parametrize(
    "query",
    [
        {"who": "x"},
        {"who": "99999"},
        {"action": "x"},
        {"article": "9" * 40},
        {"since": "hôm qua"},
        {"since": "0001-01-01"},
        {"until": "9999-12-31"},
    ],
)
def test_trail_shows_nothing_for_what_it_does_not_understand(query: dict[str, str]) -> None:
    make_article()
    assert deeds(signed_in(boss()), **query) == []


def test_trail_pages_and_keeps_what_narrows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for _number in range(3):
        make_published()
    client = signed_in(boss())
    monkeypatch.setattr("articles.admin.history.PAGE", 2)
    whole = list(AuditEntry.objects.filter(actor=boss()).values_list("action", flat=True))
    seen, query = [], f"who={boss().pk}"
    for _page in range(20):
        response = client.get(f"{TRAIL}?{query}")
        seen += [line["deed"].action for line in response.context["lines"]]
        query = response.context["older"]
        if not query:
            break
    assert seen == whole
    assert client.get(TRAIL, {"truoc": "x"}).status_code == 404


@pytest.mark.parametrize("role", [Role.MANAGING_EDITOR, Role.EDITOR_IN_CHIEF, Role.ADMINISTRATOR])
def test_trail_is_seen_from_the_managing_editor_upwards(role: Role) -> None:
    assert signed_in(make_user(role)).get(TRAIL).status_code == 200


@pytest.mark.slow
@pytest.mark.parametrize("role", [None, Role.REPORTER, Role.EDITOR, Role.DESK_HEAD, Role.PHOTO_EDITOR])
def test_trail_is_not_seen_by_others(role: Role | None) -> None:
    make_published(title="Nhan đề không ai được thấy")
    client = signed_in(make_user(role))
    entry = AuditEntry.objects.first()
    for path in (TRAIL, f"{TRAIL}?article=1", reverse("admin:articles_auditentry_change", args=[entry.pk])):
        response = client.get(path)
        assert response.status_code == 403
        assert "Nhan đề không ai" not in response.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_trail_asks_four_whatever_it_shows(count: int, django_assert_num_queries) -> None:
    for _number in range(count):
        make_published()
    client = signed_in(boss())
    with django_assert_num_queries(4):  # session, person, people to choose from, deeds
        client.get(TRAIL)
