"""People and browsers for the tests of accounts."""

from django.http import HttpResponse
from django.test import Client

from accounts.models import User

PASSWORD = "Đường về quê ngoại 2026"
LOGIN = "/admin/login/"


def make_person(username: str = "hoa", password: str | None = PASSWORD, **columns) -> User:
    columns = {"full_name": "Mai Hoa", "is_staff": True} | columns
    return User.objects.create_user(username, password=password, **columns)


def sign_in(
    client: Client, username: str = "hoa", password: str = PASSWORD, *, address: str = "203.0.113.7", **headers: str
) -> HttpResponse:
    return client.post(LOGIN, {"username": username, "password": password}, REMOTE_ADDR=address, headers=headers)


def is_signed_in(client: Client) -> bool:
    return client.get("/admin/password_change/").status_code == 200
