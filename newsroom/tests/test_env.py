"""Nonsense in the environment stops the start, with a sentence that names the setting."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from newsroom import env

ROOT = Path(settings.BASE_DIR)


@pytest.mark.parametrize(
    ("value", "expected"), [("1", True), ("YES", True), ("on", True), ("False", False), ("0", False)]
)
def test_boolean_reads_plain_words(monkeypatch: pytest.MonkeyPatch, value: str, expected: bool) -> None:
    monkeypatch.setenv("SWITCH", value)
    assert env.boolean("SWITCH", default=not expected) is expected


@pytest.mark.parametrize("default", [True, False])
def test_boolean_left_out_is_the_default(monkeypatch: pytest.MonkeyPatch, default: bool) -> None:
    monkeypatch.delenv("SWITCH", raising=False)
    assert env.boolean("SWITCH", default=default) is default


def port(name: str) -> int:
    return env.number(name, 8000, low=1, high=65535)


def switch(name: str) -> bool:
    return env.boolean(name, default=True)


def host_names(name: str) -> list[str]:
    return env.names(name, [])


def words(name: str) -> str:
    return env.text(name, "default")


def place(name: str) -> Path:
    return env.folder(name, ROOT)


def data(name: str) -> dict:
    return env.database(name, "sqlite:///default.sqlite3")


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (switch, "maybe"),
        (switch, ""),
        (switch, "2"),
        (switch, "đúng"),
        (port, ""),
        (port, "-1"),
        (port, "0"),
        (port, "65536"),
        (port, "8e3"),
        (port, "８０"),  # digits to Python, not to people who read a log
        (words, ""),
        (words, "   "),
        (host_names, ""),
        (host_names, "a,,b"),
        (host_names, "a,"),
        (place, ""),
        (place, "var"),
        (place, "~/var"),
        (data, ""),
        (data, "nonsense"),
        (data, "mysql://localhost/newsroom"),
        (data, "sqlite://newsroom.sqlite3"),
        (data, "sqlite:///"),
        (data, "postgres://localhost"),
        (data, "postgres://localhost:port/newsroom"),
        (env.cache, ""),
        (env.cache, "memcached://localhost"),
        (env.cache, "localhost:6379"),
    ],
)
def test_nonsense_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, read: Callable[[str], Any], value: str) -> None:
    monkeypatch.setenv("A_SETTING", value)
    with pytest.raises(ImproperlyConfigured, match="A_SETTING"):
        read("A_SETTING")


def test_a_refused_database_address_keeps_its_password_to_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_SETTING", "mysql://desk:secret@localhost/newsroom")
    with pytest.raises(ImproperlyConfigured) as caught:
        data("A_SETTING")
    assert "secret" not in str(caught.value)


def check(**environment: str) -> subprocess.CompletedProcess[str]:
    """Run `manage.py check` with these settings and no others."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, ROOT / "manage.py", "check"],
        env=kept | environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


GOOD = {"DEBUG": "false", "SECRET_KEY": "0123456789abcdef" * 4, "ALLOWED_HOSTS": "bao.example"}


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"DEBUG": "maybe"}, "DEBUG"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL"),
        ({"CACHE_URL": "nonsense"}, "CACHE_URL"),
        ({"MEDIA_ROOT": "media"}, "MEDIA_ROOT"),
        (GOOD | {"SECRET_KEY": ""}, "SECRET_KEY"),
        (GOOD | {"SECRET_KEY": "too-short"}, "SECRET_KEY"),
        (GOOD | {"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"DEBUG": "false", "ALLOWED_HOSTS": "bao.example"}, "SECRET_KEY"),
        ({"DEBUG": "false", "SECRET_KEY": GOOD["SECRET_KEY"]}, "ALLOWED_HOSTS"),
    ],
)
def test_the_start_is_refused(environment: dict[str, str], named: str) -> None:
    result = check(**environment)
    assert result.returncode != 0
    last_line = result.stderr.strip().splitlines()[-1]
    assert "ImproperlyConfigured" in last_line
    assert named in last_line


@pytest.mark.parametrize("environment", [{}, GOOD])
def test_the_start_succeeds(environment: dict[str, str]) -> None:
    result = check(**environment)
    assert result.returncode == 0, result.stderr
