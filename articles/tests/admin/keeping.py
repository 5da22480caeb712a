"""What the tests of the newsroom's own lists share: who may, who may not, and the form as a browser would send it."""

from collections.abc import Iterable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from articles.models.history import AuditEntry
from articles.tests.factories import make_user

MANAGERS = (Role.MANAGING_EDITOR, Role.EDITOR_IN_CHIEF)


def others(*allowed: Role) -> list[Role | None]:
    """Return every role but these, and nobody's."""
    return [None, *(role for role in Role if role not in allowed)]


def of_roles(roles: Iterable[Role | None]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("role", list(roles), ids=str)


def signed_in(client: Client, role: Role | None) -> User:
    user = make_user(role, username="signed_in")
    client.force_login(user)
    return user


def address(model: str, page: str, *args: object) -> str:
    return reverse(f"admin:articles_{model}_{page}", args=args)


def rows(*lines: dict, initial: int = 0, prefix: str = "pen_names") -> dict[str, str]:
    """Return the fields of an inline's rows."""
    sent = {
        f"{prefix}-TOTAL_FORMS": str(len(lines)),
        f"{prefix}-INITIAL_FORMS": str(initial),
        f"{prefix}-MIN_NUM_FORMS": "0",
        f"{prefix}-MAX_NUM_FORMS": "1000",
    }
    for number, line in enumerate(lines):
        sent |= {f"{prefix}-{number}-{name}": str(value) for name, value in line.items()}
    return sent


def deeds() -> list[tuple[str, str, str]]:
    """Return the trail's entries upon things that are no articles, oldest first: who, what, upon what."""
    entries = AuditEntry.objects.filter(article=None).select_related("actor").order_by("pk")
    return [(entry.actor.username, entry.action, entry.subject) for entry in entries]


def refused(response) -> str:
    """Return what the form says against what was sent; fails where it was taken."""
    assert response.status_code == 200, response
    form = response.context["adminform"].form
    errors = [*form.non_field_errors(), *(error for field in form for error in field.errors)]
    for formset in response.context["inline_admin_formsets"]:
        errors += [error for one in formset.formset.errors for listed in one.values() for error in listed]
    assert errors
    return " ".join(map(str, errors))
