"""The table of the checklist's levels: who sets them, and that only what was changed is written."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from articles.desk import checklist
from articles.models.checklist import ChecklistRule, Level, Rule
from articles.models.history import AuditEntry
from articles.models.story import Kind
from articles.tests.admin.keeping import MANAGERS, deeds, of_roles, others, signed_in

pytestmark = pytest.mark.django_db

TABLE = "admin:articles_checklistrule_changelist"


def as_shown(**changed: str) -> dict[str, str]:
    """Return the form as a browser sends it back, but for what is changed ("news-sapo" is written news__sapo)."""
    sent = {}
    for kind in Kind:
        for rule, level in checklist.levels(kind).items():
            sent |= {f"{kind}-{rule}": str(level), f"initial-{kind}-{rule}": str(level)}
    for name, level in changed.items():
        kind, _, rule = name.partition("__")
        assert f"{kind}-{rule}" in sent
        sent[f"{kind}-{rule}"] = level
    return sent


@of_roles(MANAGERS)
def test_manager_sets_levels(client: Client, role: Role) -> None:
    signed_in(client, role)
    assert client.post(reverse(TABLE), as_shown(news__sources="warn", opinion__sapo="off")).status_code == 302
    assert checklist.levels(Kind.NEWS)[Rule.SOURCES] == Level.WARN
    assert checklist.levels(Kind.OPINION)[Rule.SAPO] == Level.OFF
    assert ChecklistRule.objects.count() == 2
    assert deeds() == [("signed_in", "set_levels", "checklist")]
    changed = AuditEntry.objects.get().details["changed"]
    assert changed == {"news/sources": ["block", "warn"], "opinion/sapo": ["warn", "off"]}


@of_roles(others(*MANAGERS))
def test_nobody_else_sets_levels(client: Client, role: Role | None) -> None:
    signed_in(client, role)
    assert client.post(reverse(TABLE), as_shown(news__sources="warn")).status_code == 403
    assert not ChecklistRule.objects.exists()


def test_administrator_looks_and_finds_nothing_to_press(client: Client) -> None:
    ChecklistRule.objects.create(kind="news", rule="sources", level="off")
    signed_in(client, Role.ADMINISTRATOR)
    page = client.get(reverse(TABLE)).content.decode()
    assert page.count("mặc định: chặn") == 1
    assert "<select" not in page and 'type="submit" class="default"' not in page


@pytest.mark.parametrize("role", [Role.REPORTER, Role.EDITOR, Role.DESK_HEAD, Role.PHOTO_EDITOR, None])
def test_others_do_not_see_the_table(client: Client, role: Role | None) -> None:
    signed_in(client, role)
    assert client.get(reverse(TABLE)).status_code == 403


def test_default_chosen_again_leaves_no_row(client: Client) -> None:
    signed_in(client, Role.MANAGING_EDITOR)
    client.post(reverse(TABLE), as_shown(news__sources="off"))
    client.post(reverse(TABLE), as_shown(news__sources="block"))
    assert not ChecklistRule.objects.exists()
    assert checklist.levels(Kind.NEWS) == checklist.default_levels(Kind.NEWS)


def test_nothing_changed_is_no_deed(client: Client) -> None:
    signed_in(client, Role.MANAGING_EDITOR)
    assert client.post(reverse(TABLE), as_shown()).status_code == 302
    assert deeds() == []


def test_stale_table_takes_nothing_back(client: Client) -> None:
    signed_in(client, Role.MANAGING_EDITOR)
    stale = as_shown(news__headline="block")
    client.post(reverse(TABLE), as_shown(news__sources="off"))
    client.post(reverse(TABLE), stale)
    levels = checklist.levels(Kind.NEWS)
    assert (levels[Rule.SOURCES], levels[Rule.HEADLINE]) == (Level.OFF, Level.BLOCK)


@pytest.mark.slow
@pytest.mark.parametrize("level", ["", "cấm", "BLOCK", "block\0", "<b>"])
def test_unknown_level_is_refused(client: Client, level: str) -> None:
    signed_in(client, Role.MANAGING_EDITOR)
    response = client.post(reverse(TABLE), as_shown(news__sources=level, news__sapo="off"))
    assert response.status_code in (200, 400)
    assert not ChecklistRule.objects.exists()
