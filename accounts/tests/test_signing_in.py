"""S04, S06, S07: equal answers for whatever is wrong, and sessions that begin, end and grow old."""

import datetime
import json
import re
import statistics
import time
from pathlib import Path

import pytest
import time_machine
from django.conf import settings as project
from django.contrib.auth.hashers import MD5PasswordHasher, PBKDF2PasswordHasher
from django.test import Client

from accounts import sessions
from accounts.models import SignInCounter, User
from accounts.tests.arrange import LOGIN, PASSWORD, is_signed_in, make_person, sign_in
from accounts.throttle import LIMITS

pytestmark = pytest.mark.django_db
OTHER = "một mật khẩu khác hẳn"
REDIRECTS = Path(project.BASE_DIR) / "../shared/badinput/lists/open_redirect.jsonl"
# Name, password; the people are made by `everybody`.
WRONG = {
    "unknown": ("nobody", PASSWORD),
    "wrong": ("hoa", OTHER),
    "waiting": ("lan", PASSWORD),
    "inactive": ("cuc", PASSWORD),
    "no password": ("mai", PASSWORD),
    "no staff": ("truc", PASSWORD),
}


@pytest.fixture
def everybody() -> None:
    make_person("hoa")
    make_person("lan")
    make_person("cuc", is_active=False)
    make_person("mai", password=None)
    make_person("truc", is_staff=False)
    for _try in range(LIMITS["account"].free):
        sign_in(Client(), "lan", OTHER, address="198.51.100.9")


def plain(page: str, username: str) -> str:
    """Return a page without what differs on purpose: the name as it was typed, the form's token, the nonce."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)
    return re.sub(r'nonce="[^"]+"', "", page).replace(f'value="{username}"', "")


@pytest.mark.usefixtures("everybody")
def test_S04_whatever_is_wrong_is_answered_in_the_same_way() -> None:
    answers = {}
    for what, (username, password) in WRONG.items():
        response = sign_in(Client(), username, password, address=f"203.0.{len(answers)}.1")
        answers[what] = (response.status_code, plain(response.content.decode(), username), sorted(response.cookies))
        assert f'value="{username}"' in response.content.decode()
    assert len(set(map(str, answers.values()))) == 1
    assert answers["wrong"][0] == 200
    assert "chờ ít phút" in answers["wrong"][1]


@pytest.mark.usefixtures("everybody")
@pytest.mark.parametrize("what", WRONG)
def test_S04_whatever_is_wrong_runs_the_hasher_once(monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    runs = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda self, *key: (runs.append(1), encode(self, *key))[1])
    sign_in(Client(), *WRONG[what])
    assert len(runs) == 1


@pytest.mark.drill
@pytest.mark.timeout(600)
@pytest.mark.usefixtures("everybody")
def test_S04_whatever_is_wrong_takes_the_same_time(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counts this process's own time, so that a busy machine does not matter; a third of the real work is stricter."""
    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", PBKDF2PasswordHasher.iterations // 3)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    for user in User.objects.exclude(password__startswith="!"):
        user.set_password(PASSWORD)
        user.save()
    times: dict[str, list[float]] = {what: [] for what in WRONG}
    for _round in range(200 // len(WRONG)):
        for what, (username, password) in WRONG.items():
            SignInCounter.objects.exclude(key__startswith="account:").delete()
            if what == "wrong":
                SignInCounter.objects.update(failures=LIMITS["account"].free, turned_away=True)
            start = time.process_time()
            sign_in(Client(), username, password)
            times[what].append(time.process_time() - start)
    medians = {what: statistics.median(found) for what, found in times.items()}
    assert max(medians.values()) <= 1.1 * min(medians.values()), medians


# --- The page -----------------------------------------------------------------------------------------------------


def test_page_asks_for_nothing_but_name_and_password(client: Client) -> None:
    page = client.get(LOGIN).content.decode()
    assert re.findall(r'<input[^>]* name="(\w+)"', page) == ["csrfmiddlewaretoken", "username", "password", "next"]
    assert 'autocomplete="username"' in page and 'autocomplete="current-password"' in page
    assert "<style" not in page and " style=" not in page and " onclick=" not in page


def test_person_comes_to_the_page_that_was_asked_for(client: Client) -> None:
    make_person(is_superuser=True)
    asked = "/admin/accounts/user/?q=a&o=1"
    there = client.get(asked)
    assert there.status_code == 302
    assert there["Location"].startswith(LOGIN)
    page = client.get(there["Location"]).content.decode()
    assert 'name="next" value="/admin/accounts/user/?q=a&amp;o=1"' in page
    response = client.post(there["Location"], {"username": "hoa", "password": PASSWORD, "next": asked})
    assert (response.status_code, response["Location"]) == (302, asked)
    assert client.get(there["Location"])["Location"] == asked


@pytest.mark.slow
@pytest.mark.any_database
@pytest.mark.parametrize("method", ["form", "address", "already in"])
def test_S44_next_leads_nowhere_else(method: str) -> None:
    if not REDIRECTS.exists():
        pytest.skip("The list of bad addresses lies in ../shared, which is not there.")
    make_person()
    client = Client()
    targets = [json.loads(line) for line in REDIRECTS.read_text(encoding="utf-8").splitlines() if line.strip()]
    assert targets
    for target in targets:
        SignInCounter.objects.all().delete()
        if method != "already in":
            client.logout()
        if method == "form":
            response = client.post(LOGIN, {"username": "hoa", "password": PASSWORD, "next": target})
        elif method == "address":
            response = client.post(LOGIN, {"username": "hoa", "password": PASSWORD}, query_params={"next": target})
        else:
            client.force_login(User.objects.get())
            response = client.get(LOGIN, {"next": target})
        assert response.status_code == 302, target
        assert response["Location"].startswith("/admin/"), target


# --- Sessions -----------------------------------------------------------------------------------------------------


@pytest.fixture
def two() -> tuple[User, Client, Client]:
    """Return a person with two browsers, signed in on both."""
    user = make_person()
    clients = Client(), Client()
    for client in clients:
        assert sign_in(client).status_code == 302
    return user, *clients


def test_S06_session_gets_a_new_name_at_sign_in(client: Client) -> None:
    make_person()
    client.cookies["sessionid"] = "0123456789abcdef0123456789abcdef"
    session = client.session
    session["before"] = "planted"
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted
    assert sign_in(client).status_code == 302
    assert client.cookies["sessionid"].value != planted
    client.cookies["sessionid"] = planted
    assert not is_signed_in(client)


def test_S06_sign_out_ends_this_session_for_good(two: tuple[User, Client, Client]) -> None:
    _user, one, other = two
    kept = one.cookies["sessionid"].value
    one.post("/admin/logout/")
    one.cookies["sessionid"] = kept
    assert not is_signed_in(one)
    assert is_signed_in(other)


def test_S06_new_password_ends_the_other_sessions(two: tuple[User, Client, Client]) -> None:
    _user, one, other = two
    fields = {"old_password": PASSWORD, "new_password1": OTHER, "new_password2": OTHER}
    assert one.post("/admin/password_change/", fields).status_code == 302
    assert is_signed_in(one)
    assert not is_signed_in(other)


@pytest.mark.parametrize(
    "columns", [{"is_active": False}, {"is_superuser": True}, {"is_staff": False}, {"session_stamp": 1}], ids=str
)
def test_S06_change_of_rights_ends_every_session(two: tuple[User, Client, Client], columns: dict) -> None:
    user, *clients = two
    User.objects.filter(pk=user.pk).update(**columns)
    assert [is_signed_in(client) for client in clients] == [False, False]


def test_S07_idle_session_ends_after_twelve_hours() -> None:
    make_person()
    client = Client()
    with time_machine.travel("2026-11-24T06:00+07:00", tick=False) as clock:
        sign_in(client)
        for _visit in range(3):
            clock.shift(datetime.timedelta(hours=11, minutes=50))
            assert is_signed_in(client)
        clock.shift(datetime.timedelta(hours=12, seconds=1))
        assert not is_signed_in(client)


def test_S07_session_in_use_ends_after_a_week() -> None:
    make_person()
    client = Client()
    with time_machine.travel("2026-11-24T06:00+07:00", tick=False) as clock:
        sign_in(client)
        for _visit in range(16):
            clock.shift(datetime.timedelta(hours=10))
            assert is_signed_in(client)
        clock.shift(sessions.LONGEST - datetime.timedelta(hours=160) + datetime.timedelta(seconds=1))
        assert not is_signed_in(client)
        assert client.get("/admin/")["Location"] == f"{LOGIN}?next=/admin/"


def test_session_in_use_is_stored_now_and_then_only(django_assert_num_queries) -> None:
    make_person()
    client = Client()
    with time_machine.travel("2026-11-24T06:00+07:00", tick=False) as clock:
        sign_in(client)
        with django_assert_num_queries(2):  # session, user
            client.get("/admin/jsi18n/")
        clock.shift(datetime.timedelta(minutes=6))
        client.get("/admin/jsi18n/")
        assert client.session["seen"] > client.session["signed_in"]


# --- The own password ---------------------------------------------------------------------------------------------


def test_own_password_cannot_be_guessed_in_an_open_session(two: tuple[User, Client, Client]) -> None:
    user, one, _other = two
    fields = {"old_password": "đoán mò", "new_password1": OTHER, "new_password2": OTHER}
    for _try in range(LIMITS["own"].free):
        assert one.post("/admin/password_change/", fields).status_code == 200
    response = one.post("/admin/password_change/", fields | {"old_password": PASSWORD})
    assert response.status_code == 200
    assert "chờ ít phút" in response.content.decode()
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
