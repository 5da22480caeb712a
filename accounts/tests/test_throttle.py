"""S03: guesses are counted for all processes together, waits grow and end, nobody is locked out for ever."""

import datetime
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.conf import settings as project
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from accounts import throttle
from accounts.models import SignInCounter, User
from accounts.tests.arrange import PASSWORD, is_signed_in, make_person, sign_in
from accounts.throttle import LIMITS, Verdict

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NOON = datetime.datetime(2026, 11, 24, 12, tzinfo=datetime.UTC)
FREE = LIMITS["account"].free


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def wrong(client: Client, times: int = 1, username: str = "hoa", **request) -> None:
    for _time in range(times):
        assert sign_in(client, username, "một mật khẩu sai", **request).status_code == 200


def gets_in(client: Client, **request) -> bool:
    return sign_in(client, **request).status_code == 302


def test_S03_right_password_has_to_wait_after_wrong_ones(clock) -> None:
    make_person()
    wrong(Client(), FREE)
    assert not gets_in(Client())
    clock.shift(throttle.FIRST_WAIT + datetime.timedelta(seconds=1))
    assert gets_in(Client())


def test_S03_right_password_before_the_limit_begins_anew(clock) -> None:
    make_person()
    for _round in range(3):
        wrong(Client(), FREE - 1)
        assert gets_in(Client())


def test_S03_waits_grow_and_never_exceed_twenty_minutes(clock) -> None:
    waits = []
    for _try in range(FREE + 8):
        assert throttle.admit("account:x") is Verdict.ADMITTED
        until = SignInCounter.objects.get().waits_until
        waits.append((until - datetime.datetime.now(datetime.UTC)).seconds // 60 if until else 0)
        clock.shift(datetime.timedelta(minutes=waits[-1], seconds=1))
    assert waits == [0, 0, 0, 0, 1, 2, 4, 8, 16, 20, 20, 20, 20]


def test_S03_tries_during_a_wait_do_not_prolong_it(clock) -> None:
    for _try in range(FREE):
        throttle.admit("account:x")
    until = SignInCounter.objects.get().waits_until
    verdicts = [throttle.admit("account:x") for _try in range(100)]
    assert verdicts == [Verdict.TURNED_AWAY] + [Verdict.TURNED_AWAY_AGAIN] * 99
    assert SignInCounter.objects.get().waits_until == until


@pytest.mark.any_database
@pytest.mark.parametrize("pause", [1, 5, 19, 21, 29, 31, 45, 59, 61, 120])
def test_S03_guesses_of_a_day_stay_under_a_hundred_whatever_the_rhythm(clock, pause: int) -> None:
    admitted = 0
    for _try in range(24 * 60 // pause):
        admitted += throttle.admit("account:x") is Verdict.ADMITTED
        clock.shift(datetime.timedelta(minutes=pause))
    assert admitted <= 100


def test_S03_counter_eases_with_time(clock) -> None:
    for _try in range(FREE):
        throttle.admit("account:x")
    clock.shift(LIMITS["account"].easing * FREE)
    throttle.admit("account:x")
    assert SignInCounter.objects.get().failures == 1


def test_S03_counters_that_nobody_needs_are_removed(clock) -> None:
    throttle.admit("account:x")
    clock.shift(throttle.KEPT + datetime.timedelta(seconds=1))
    throttle.admit("account:y")
    assert [counter.key for counter in SignInCounter.objects.all()] == ["account:y"]


def test_S03_unknown_names_wait_as_known_ones_do(clock) -> None:
    wrong(Client(), FREE, username="nobody")
    assert throttle.admit(throttle.account_key("NoBody")) is not Verdict.ADMITTED


@pytest.mark.parametrize(
    ("first", "second", "are_one"),
    [
        ("203.0.113.7", "203.0.113.200", True),
        ("203.0.113.7", "203.0.114.7", False),
        ("2001:db8:1:1::1", "2001:db8:1:1:ffff::2", True),
        ("2001:db8:1:1::1", "2001:db8:1:2::1", False),
        ("::ffff:203.0.113.7", "203.0.113.9", True),
    ],
)
def test_S03_a_network_that_tries_many_names_has_to_wait(clock, first: str, second: str, are_one: bool) -> None:
    make_person()
    for number in range(LIMITS["network"].free):
        throttle.admit(f"network:{throttle_network(first)}", f"account:{number}")
    assert gets_in(Client(), address=second) is not are_one


def throttle_network(address: str) -> str:
    from django.test import RequestFactory

    from accounts.networks import network_of

    return network_of(RequestFactory().get("/", REMOTE_ADDR=address))


def test_S03_network_keeps_what_others_did_when_one_gets_in(clock) -> None:
    make_person()
    wrong(Client(), 3, username="nobody")
    assert gets_in(Client())
    assert SignInCounter.objects.get(key__startswith="network:").failures == 3


def test_S03_blocked_network_leaves_no_rows_behind(clock) -> None:
    for number in range(LIMITS["network"].free):
        throttle.admit("network:203.0.113.0/24", f"account:{number}")
    count = SignInCounter.objects.count()
    wrong(Client(), 3, username="yet another name")
    assert SignInCounter.objects.count() == count


def test_S03_forwarded_address_is_a_claim_unless_proxies_are_trusted(clock, settings) -> None:
    make_person()
    for number in range(LIMITS["network"].free):
        wrong(Client(), username=f"nobody{number}", **{"x-forwarded-for": f"198.51.{number}.1"})
    assert not gets_in(Client())
    settings.TRUSTED_PROXIES = 1
    assert gets_in(Client(), **{"x-forwarded-for": "203.0.113.1, 198.51.100.1"})
    assert not gets_in(Client(), **{"x-forwarded-for": "198.51.100.1, 203.0.113.1"})


# --- Nobody can lock out the editor-in-chief ----------------------------------------------------------------------


def test_S03_known_device_gets_in_while_others_guess(clock) -> None:
    make_person()
    own = Client()
    assert gets_in(own)
    own.post("/admin/logout/")
    wrong(Client(), FREE + 3, address="198.51.100.1")
    assert not gets_in(Client(), address="198.51.100.1")
    assert gets_in(own)


def test_S03_known_device_is_counted_by_itself(clock) -> None:
    make_person()
    own = Client()
    assert gets_in(own)
    own.post("/admin/logout/")
    wrong(own, LIMITS["device"].free)
    assert not gets_in(own)
    assert gets_in(Client())


def test_S03_device_cookie_is_for_the_desk_and_this_person_only(clock) -> None:
    make_person()
    make_person("lan")
    own = Client()
    assert gets_in(own)
    cookie = own.cookies["device"]
    assert cookie["path"] == "/admin/" and cookie["httponly"] and cookie["samesite"] == "Lax"
    own.post("/admin/logout/")
    wrong(Client(), FREE, username="lan")
    assert not gets_in(own, username="lan")


def test_S03_device_serves_several_people(clock) -> None:
    make_person()
    make_person("lan")
    shared = Client()
    for username in ("hoa", "lan"):
        assert gets_in(shared, username=username)
        shared.post("/admin/logout/")
    for username in ("hoa", "lan"):
        wrong(Client(), FREE, username=username)
        assert gets_in(shared, username=username)


@pytest.mark.parametrize("forged", ["", "rác", "eyJkZXZpY2UiOiJ4IiwicGVvcGxlIjp7IjEiOiJ4In19:1abc:xyz"])
def test_S03_forged_device_cookie_is_no_device(clock, forged: str) -> None:
    make_person()
    wrong(Client(), FREE)
    client = Client()
    client.cookies["device"] = forged
    assert not gets_in(client)


def test_S03_device_is_unknown_after_a_change_of_password(clock) -> None:
    user = make_person()
    own = Client()
    assert gets_in(own)
    own.post("/admin/logout/")
    user.set_password("một mật khẩu khác hẳn")
    user.save()
    wrong(Client(), FREE)
    assert sign_in(own, password="một mật khẩu khác hẳn").status_code == 200


def test_S03_command_unlocks_an_account_and_a_network(clock, capsys) -> None:
    make_person()
    wrong(Client(), FREE)
    call_command("unlock_account", "hoa")
    assert gets_in(Client())
    for number in range(LIMITS["network"].free):
        throttle.admit("network:203.0.113.0/24", f"account:{number}")
    assert not gets_in(Client())
    call_command("unlock_account", "hoa", network="203.0.113.0/24")
    assert gets_in(Client())
    with pytest.raises(CommandError):
        call_command("unlock_account", "nobody")


# --- Across processes ---------------------------------------------------------------------------------------------

GUESS = """
import sys
import django
django.setup()
from django.test import Client
from accounts.models import User
reached = 0
check = User.check_password
def counted(self, raw):
    global reached
    reached += 1
    return check(self, raw)
User.check_password = counted
sys.stdin.readline()
for number in range(50):
    Client().post("/admin/login/", {"username": "hoa", "password": f"sai {number}"}, headers={"host": "localhost"})
print(reached)
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_S03_four_processes_of_fifty_guesses_reach_the_hasher_as_often_as_one() -> None:
    make_person()
    database = connection.settings_dict
    if connection.vendor == "postgresql":
        url = f"postgres://{database['USER']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    else:
        url = f"sqlite:///{database['NAME']}"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "accounts.tests.other_process",
        "DATABASE_URL": url,
        "VAR_DIR": str(project.VAR_DIR),
    }
    processes = [
        subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", GUESS],
            cwd=project.BASE_DIR,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _process in range(4)
    ]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda process: process.communicate("go\n")[0], processes))
    assert sum(map(int, answers)) == FREE
    assert User.objects.get().check_password(PASSWORD)
    assert SignInCounter.objects.get(key__startswith="account:").failures == FREE


def test_session_of_a_person_who_signed_in_opens_the_desk(clock) -> None:
    make_person()
    client = Client()
    assert gets_in(client)
    assert is_signed_in(client)


def test_S46_what_is_spent_comes_back_at_an_even_pace(clock) -> None:
    limit = LIMITS["photos"]
    assert [throttle.spend("photos:1") for _time in range(limit.free)] == [None] * limit.free
    assert throttle.wait_of("photos:1") == throttle.spend("photos:1") == limit.easing
    assert throttle.spend("photos:2") is None
    clock.shift(limit.easing)
    assert (throttle.wait_of("photos:1"), throttle.spend("photos:1")) == (None, None)
    assert throttle.spend("photos:1") == limit.easing
    clock.shift(limit.easing * limit.free)
    assert [throttle.spend("photos:1") for _time in range(limit.free)] == [None] * limit.free


def test_S46_clock_that_is_set_back_locks_nobody_out(clock) -> None:
    throttle.spend("photos:1")
    clock.shift(-datetime.timedelta(days=400))
    assert (throttle.wait_of("photos:1"), throttle.spend("photos:1")) == (None, None)
