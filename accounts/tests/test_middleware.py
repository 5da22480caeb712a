"""A one-time password opens one page only; changing it opens the desk."""

import pytest
from django.test import Client

from accounts.models import User

ONE_TIME, OWN = "vg2h-rpm2-bmxc-k7z3", "Đường về quê ngoại 2026"
CHANGE = "/admin/password_change/"


@pytest.fixture
def newcomer(client: Client) -> User:
    """Somebody who has just signed in with a one-time password."""
    user = User(username="hoa", full_name="Mai Hoa", is_staff=True)
    user.set_password(ONE_TIME)
    user.must_change_password = True
    user.save()
    response = client.post("/admin/login/?next=/admin/", {"username": "hoa", "password": ONE_TIME})
    assert response.status_code == 302
    return user


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/admin/", "/admin/articles/", "/admin/articles/article/", "/admin/nowhere/"])
def test_one_time_password_opens_no_page_of_the_desk(client: Client, newcomer: User, path: str) -> None:
    for response in (client.get(path), client.post(path)):
        assert (response.status_code, response["Location"]) == (302, CHANGE)


@pytest.mark.django_db
def test_one_time_password_opens_the_change_page(client: Client, newcomer: User) -> None:
    assert client.get(CHANGE).status_code == 200
    assert client.get("/admin/jsi18n/").status_code == 200


@pytest.mark.django_db
def test_one_time_password_lets_its_owner_sign_out(client: Client, newcomer: User) -> None:
    assert client.post("/admin/logout/").status_code == 200
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_own_password_opens_the_desk(client: Client, newcomer: User) -> None:
    done = client.post(CHANGE, {"old_password": ONE_TIME, "new_password1": OWN, "new_password2": OWN})
    assert done.status_code == 302
    newcomer.refresh_from_db()
    assert not newcomer.must_change_password
    assert newcomer.check_password(OWN) and not newcomer.check_password(ONE_TIME)
    assert client.get("/admin/").status_code == 200


@pytest.mark.django_db
def test_password_that_is_refused_opens_nothing(client: Client, newcomer: User) -> None:
    assert (
        client.post(CHANGE, {"old_password": ONE_TIME, "new_password1": "ngan", "new_password2": "ngan"}).status_code
        == 200
    )
    newcomer.refresh_from_db()
    assert newcomer.must_change_password
    assert client.get("/admin/")["Location"] == CHANGE


@pytest.mark.django_db
def test_one_time_password_cannot_be_chosen_again(client: Client, newcomer: User) -> None:
    response = client.post(CHANGE, {"old_password": ONE_TIME, "new_password1": ONE_TIME, "new_password2": ONE_TIME})
    newcomer.refresh_from_db()
    assert response.status_code == 200
    assert newcomer.must_change_password


@pytest.mark.django_db
def test_reader_with_a_one_time_password_reads_on(client: Client, newcomer: User) -> None:
    response = client.get("/healthz")
    assert response.status_code == 200
