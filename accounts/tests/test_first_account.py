"""S01: no account comes with the software; the first is made by a command, with a one-time password."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from accounts.tests.arrange import sign_in

pytestmark = pytest.mark.django_db


def make(capsys, **options: str) -> str:
    call_command("createsuperuser", **{"username": "chief", "full_name": "Người đứng đầu"} | options)
    return capsys.readouterr().out.split()[-1]


def test_S01_no_account_after_a_fresh_migrate() -> None:
    assert not User.objects.exists()


def test_S01_first_account_gets_a_password_that_must_be_changed(capsys, client: Client) -> None:
    password = make(capsys)
    user = User.objects.get()
    assert user.is_superuser and user.is_staff and user.must_change_password
    assert sign_in(client, "chief", password).status_code == 302
    assert client.get("/admin/")["Location"] == "/admin/password_change/"


def test_S01_one_time_passwords_are_random(capsys) -> None:
    assert make(capsys) != make(capsys, username="second")


def test_S01_environment_chooses_no_password(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "một mật khẩu để lộ")
    make(capsys)
    assert not User.objects.get().check_password("một mật khẩu để lộ")


@pytest.mark.parametrize("options", [{"username": "chief"}, {"username": "có dấu cách"}, {"email": "rác"}], ids=str)
def test_S01_account_that_cannot_be_is_refused(capsys, options: dict[str, str]) -> None:
    make(capsys, username="chief")
    with pytest.raises(CommandError):
        make(capsys, **{"username": "second"} | options)
    assert User.objects.count() == 1
