"""People: no account comes with the software, names are Vietnamese, passwords mean what was typed."""

import unicodedata

import pytest
from django.test import Client

from accounts.models import User

PASSWORD = "Đường về quê ngoại 2026"
NFC, NFD = unicodedata.normalize("NFC", PASSWORD), unicodedata.normalize("NFD", PASSWORD)


def test_name_is_the_full_name() -> None:
    user = User(username="hoa", full_name="Nguyễn Thị Mai Hoa")
    assert str(user) == user.get_full_name() == "Nguyễn Thị Mai Hoa"
    assert user.get_short_name() == "Nguyễn Thị Mai Hoa"


def test_name_without_a_full_name_is_the_username() -> None:
    user = User(username="hoa")
    assert str(user) == user.get_full_name() == user.get_short_name() == "hoa"


def test_password_chosen_is_no_longer_a_one_time_one() -> None:
    user = User(username="hoa", must_change_password=True)
    user.set_password(NFC)
    assert not user.must_change_password


def test_password_of_none_opens_nothing() -> None:
    user = User(username="hoa")
    user.set_password(None)
    assert not user.has_usable_password()
    assert not user.check_password("")


@pytest.mark.django_db
@pytest.mark.parametrize(("chosen", "typed"), [(NFC, NFD), (NFD, NFC), (NFD, NFD)])
def test_S02_password_signs_in_from_any_keyboard(client: Client, chosen: str, typed: str) -> None:
    user = User(username="hoa", full_name="Mai Hoa", is_staff=True)
    user.set_password(chosen)
    user.save()
    client.post("/admin/login/", {"username": "hoa", "password": typed})
    assert client.session.get("_auth_user_id") == str(user.pk)


@pytest.mark.django_db
def test_S02_password_is_not_trimmed(client: Client) -> None:
    user = User(username="hoa", full_name="Mai Hoa", is_staff=True)
    user.set_password(f" {PASSWORD} ")
    user.save()
    client.post("/admin/login/", {"username": "hoa", "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    client.post("/admin/login/", {"username": "hoa", "password": f" {PASSWORD} "})
    assert client.session["_auth_user_id"] == str(user.pk)
