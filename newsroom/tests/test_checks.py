"""What `manage.py check --deploy` says: nothing of a sound installation, a sentence for each thing that is not."""

import datetime
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as project
from django.core.checks import CheckMessage, Tags, run_checks
from django.db import connection
from pytest_django import DjangoAssertNumQueries, Settings

from articles.models.outlet import Outlet

SOUND = "sixty random characters, as the generator of make serve makes them: 8f3kQ"


def ours(*tags: str, databases: list[str] | None = None) -> dict[str, CheckMessage]:
    found = run_checks(tags=list(tags), include_deployment_checks=True, databases=databases)
    return {message.id: message for message in found if message.id.startswith("newsroom.")}


@pytest.fixture
def paper(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of a paper with readers, as production has them."""
    settings.ALLOWED_HOSTS = ["bao.example"]
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    monkeypatch.setenv("SITE_NAME", "Báo Thử")
    monkeypatch.setenv("TRUSTED_PROXIES", "1")
    monkeypatch.delenv("WEB_CONCURRENCY", raising=False)
    return settings


@pytest.mark.parametrize("level", ["ERROR", "DEBUG"])
def test_deploy_check_is_clean_as_make_serve_sets_it_up(tmp_path: Path, level: str) -> None:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "VAR_DIR": str(tmp_path),
        "DEBUG": "false",
        "SECRET_KEY": SOUND,
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "WEB_CONCURRENCY": "3",
    }
    environment.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", level],
        cwd=project.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "(1 silenced)" in done.stdout  # security.W008, for the reason that settings.py gives


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("SESSION_COOKIE_SECURE", False),
        ("SESSION_COOKIE_NAME", "sessionid"),
        ("SESSION_COOKIE_DOMAIN", ".bao.example"),
        ("CSRF_COOKIE_SECURE", False),
        ("CSRF_COOKIE_PATH", "/admin/"),
    ],
)
def test_cookie_that_is_not_bound_is_an_error(paper: Settings, setting: str, value: object) -> None:
    assert "newsroom.E001" not in ours(Tags.security)
    setattr(paper, setting, value)
    message = ours(Tags.security)["newsroom.E001"]
    assert message.is_serious()
    assert setting.split("_")[0].lower() in str(message.msg)


def test_paper_without_a_name_is_warned(paper: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "newsroom.W001" not in ours(Tags.security)
    monkeypatch.delenv("SITE_NAME")
    assert "SITE_NAME" in str(ours(Tags.security)["newsroom.W001"].msg)


def test_networks_that_nobody_tells_apart_are_warned_of(paper: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "newsroom.W004" not in ours(Tags.security)
    monkeypatch.delenv("TRUSTED_PROXIES")
    assert "TRUSTED_PROXIES" in str(ours(Tags.security)["newsroom.W004"].msg)


def test_sqlite_paper_is_told_of_its_one_host(paper: Settings) -> None:
    assert ("newsroom.W002" in ours(Tags.security)) is (connection.vendor == "sqlite")
    paper.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    assert "newsroom.W002" not in ours(Tags.security)


def test_several_workers_without_a_shared_cache_are_mentioned(paper: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "newsroom.I001" not in ours(Tags.security)
    monkeypatch.setenv("WEB_CONCURRENCY", "4")
    message = ours(Tags.security)["newsroom.I001"]
    assert not message.is_serious()
    assert str(message.msg).startswith("4 ")
    paper.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1"}
    }
    assert "newsroom.I001" not in ours(Tags.security)


@pytest.mark.django_db
def test_paper_without_an_outlet_in_force_is_warned() -> None:
    assert "newsroom.W003" in ours(Tags.database, databases=["default"])
    outlet = Outlet.objects.create(name="Báo Thử", valid_from=datetime.date(2020, 1, 1))
    assert ours(Tags.database, databases=["default"]) == {}
    outlet.valid_to = datetime.date(2021, 1, 1)
    outlet.save()
    assert "newsroom.W003" in ours(Tags.database, databases=["default"])


@pytest.mark.django_db
def test_database_is_left_alone_unless_asked(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert ours(Tags.database) == {}
