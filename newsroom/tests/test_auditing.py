"""S47: whatever happens to accounts stands in the audit trail, without what people typed in secret."""

import json

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from accounts.tests.arrange import PASSWORD, make_person, sign_in
from accounts.throttle import LIMITS
from articles.models.history import AuditEntry

pytestmark = pytest.mark.django_db
NETWORK = {"network": "203.0.113.0/24"}


def trail() -> list[tuple]:
    return [
        (entry.action, entry.actor and entry.actor.username, entry.subject, entry.details)
        for entry in AuditEntry.objects.order_by("pk")
    ]


def test_S47_sign_in_and_sign_out_are_recorded(client: Client) -> None:
    subject = f"accounts.user/{make_person().pk}"
    sign_in(client)
    client.post("/admin/logout/", REMOTE_ADDR="203.0.113.7")
    assert trail() == [("sign_in", "hoa", subject, NETWORK), ("sign_out", "hoa", subject, NETWORK)]


def test_S47_wrong_password_is_recorded_and_a_flood_once_in_each_wait(client: Client) -> None:
    subject = f"accounts.user/{make_person().pk}"
    free = LIMITS["account"].free
    for _try in range(free + 20):
        sign_in(client, password="sai")
    assert trail() == [
        *[("sign_in_failed", None, subject, NETWORK)] * free,
        ("sign_in_turned_away", None, subject, NETWORK),
    ]


def test_S47_what_was_typed_is_never_recorded(client: Client) -> None:
    make_person()
    sign_in(client, "mật-khẩu-gõ-nhầm-ô", "bí mật")
    sign_in(client, "hoa", "bí mật")
    assert trail()[0][:3] == ("sign_in_failed", None, "")
    written = json.dumps(list(AuditEntry.objects.values()), default=str, ensure_ascii=False)
    assert "gõ-nhầm" not in written and "bí mật" not in written


def test_S47_change_of_the_own_password_is_recorded(client: Client) -> None:
    user = make_person()
    client.force_login(user)
    new = "một mật khẩu khác hẳn"
    client.post("/admin/password_change/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    assert [entry[:3] for entry in trail()] == [("change_password", "hoa", f"accounts.user/{user.pk}")]


def test_S47_commands_are_recorded_as_the_systems_own_deeds() -> None:
    call_command("createsuperuser", username="chief", full_name="Người đứng đầu")
    call_command("unlock_account", "chief")
    subject = f"accounts.user/{User.objects.get().pk}"
    assert trail() == [("add_account", None, subject, {"is_superuser": True}), ("unlock_account", None, subject, {})]


def test_S47_trail_names_deeds_upon_accounts_in_vietnamese(client: Client) -> None:
    client.force_login(make_person(is_superuser=True))
    sign_in(Client(), password="sai")
    assert "đăng nhập không được" in client.get("/admin/articles/auditentry/").content.decode()
