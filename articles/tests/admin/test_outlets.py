"""The imprint, entered in the admin."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from articles.models.outlet import Outlet
from articles.tests.factories import make_outlet, make_user

pytestmark = pytest.mark.django_db
ADD = "admin:articles_outlet_add"
FIELDS = {"name": "Báo Sông Quê", "governing_body": "Cơ quan chủ quản", "valid_from": "01/07/2025"}


@pytest.fixture
def administrator(client: Client) -> Client:
    client.force_login(make_user(Role.ADMINISTRATOR))
    return client


def test_administrator_enters_the_outlet(administrator: Client) -> None:
    response = administrator.post(reverse(ADD), FIELDS)

    assert response.status_code == 302
    assert Outlet.objects.get().valid_from == datetime.date(2025, 7, 1)


def test_outlet_of_taken_days_is_refused_in_words(administrator: Client) -> None:
    other = make_outlet()

    response = administrator.post(reverse(ADD), FIELDS)

    assert response.status_code == 200
    assert other.name in response.content.decode()
    assert Outlet.objects.count() == 1


def test_outlet_keeps_its_own_days_when_changed(administrator: Client) -> None:
    outlet = make_outlet()

    administrator.post(
        reverse("admin:articles_outlet_change", args=[outlet.pk]),
        FIELDS | {"name": "Tên mới", "valid_from": "01/01/2020"},
    )

    outlet.refresh_from_db()
    assert outlet.name == "Tên mới"


@pytest.mark.parametrize("role", [Role.REPORTER, Role.EDITOR, Role.MANAGING_EDITOR, Role.PHOTO_EDITOR])
def test_nobody_else_enters_an_outlet(client: Client, role: Role) -> None:
    client.force_login(make_user(role))

    assert client.post(reverse(ADD), FIELDS).status_code == 403
    assert not Outlet.objects.exists()


def test_outlet_is_never_deleted(administrator: Client) -> None:
    outlet = make_outlet()

    response = administrator.post(reverse("admin:articles_outlet_delete", args=[outlet.pk]), {"post": "yes"})

    assert response.status_code == 403
