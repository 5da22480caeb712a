"""Who may raise whom: nobody above himself."""

import unicodedata

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from accounts.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "một mật khẩu đủ dài"


@pytest.fixture
def manager(client) -> User:
    """A person who may change users and is no superuser, signed in."""
    user = User.objects.create_user("manager", password=PASSWORD, full_name="Người quản lý", is_staff=True)
    names = ["view_user", "add_user", "change_user"]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(user)
    return user


@pytest.fixture
def chief() -> User:
    return User.objects.create_superuser("chief", password=PASSWORD, full_name="Người đứng đầu")


def form_of(user: User, **fields) -> dict:
    joined = user.date_joined
    return {
        "username": user.username,
        "full_name": user.full_name,
        "email": "",
        "is_active": "on",
        "is_staff": "on",
        "date_joined_0": f"{joined:%d/%m/%Y}",
        "date_joined_1": f"{joined:%H:%M:%S}",
        "last_login_0": "",
        "last_login_1": "",
    } | fields


def test_user_manager_cannot_make_himself_a_superuser(client, manager):
    group = Group.objects.create(name="somebody")
    permission = Permission.objects.get(codename="delete_user")
    raised = form_of(
        manager, is_superuser="on", groups=[group.pk], user_permissions=[permission.pk], full_name="Tên mới"
    )

    client.post(reverse("admin:accounts_user_change", args=[manager.pk]), raised)

    manager.refresh_from_db()
    assert manager.full_name == "Tên mới"
    assert not manager.is_superuser
    assert not manager.groups.exists()
    assert manager.user_permissions.count() == 3


def test_user_manager_cannot_change_a_superuser(client, manager, chief):
    response = client.post(reverse("admin:accounts_user_change", args=[chief.pk]), form_of(chief, full_name="Tên mới"))

    chief.refresh_from_db()
    assert response.status_code == 403
    assert chief.full_name == "Người đứng đầu"


def test_user_manager_cannot_set_a_superusers_password(client, manager, chief):
    new = "một mật khẩu khác hẳn"

    response = client.post(
        reverse("admin:auth_user_password_change", args=[chief.pk]), {"password1": new, "password2": new}
    )

    chief.refresh_from_db()
    assert response.status_code == 403
    assert chief.check_password(PASSWORD)


def test_password_set_for_another_person_is_one_time(client, chief, manager):
    client.force_login(chief)
    new = "một mật khẩu khác hẳn"

    client.post(
        reverse("admin:auth_user_password_change", args=[manager.pk]),
        {"usable_password": "true", "password1": new, "password2": new},
    )

    manager.refresh_from_db()
    assert manager.check_password(new)
    assert manager.must_change_password


def test_new_user_gets_a_one_time_password(client, chief):
    client.force_login(chief)
    new = "một mật khẩu khác hẳn"
    fields = {
        "username": "moi",
        "full_name": "Người mới",
        "usable_password": "true",
        "password1": new,
        "password2": new,
    }

    client.post(reverse("admin:accounts_user_add"), fields)

    assert User.objects.get(username="moi").must_change_password


def test_nobody_deletes_a_user(client, chief, manager):
    client.force_login(chief)

    response = client.post(reverse("admin:accounts_user_delete", args=[manager.pk]), {"post": "yes"})

    assert response.status_code == 403
    assert User.objects.filter(pk=manager.pk).exists()


def test_password_typed_decomposed_signs_in(client):
    User.objects.create_user("nfd", password=unicodedata.normalize("NFD", PASSWORD), full_name="Người gõ tổ hợp")

    assert client.login(username="nfd", password=PASSWORD)
