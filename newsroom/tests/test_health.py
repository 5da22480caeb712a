"""What a load balancer asks: is the process up, and can it serve readers?"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from newsroom import views

ASK_READYZ = """
import django; django.setup()
from django.test import RequestFactory
from newsroom.views import readyz
response = readyz(RequestFactory().get("/readyz"))
print(response.status_code, response.content.decode().strip())
"""


@pytest.mark.django_db
def test_healthz_answers_without_the_database(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies


@pytest.mark.django_db
def test_readyz_when_all_is_well(client: Client) -> None:
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (200, b"ready\n")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_pages_are_read_only(client: Client, path: str) -> None:
    assert client.head(path).status_code == 200
    assert client.post(path).status_code == 405


@pytest.mark.django_db
def test_readyz_with_an_unapplied_migration(client: Client) -> None:
    [newest] = MigrationLoader(connection).graph.leaf_nodes("articles")
    MigrationRecorder(connection).record_unapplied(*newest)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.content.decode().splitlines() == ["migrations: not all applied"]


@pytest.mark.django_db
def test_readyz_with_a_folder_it_cannot_write_to(client: Client, settings: Settings, tmp_path: Path) -> None:
    taken = tmp_path / "a-file"
    taken.write_text("in the way")
    settings.MEDIA_ROOT = taken
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.content.decode().splitlines() == ["MEDIA_ROOT: not writable"]
    assert str(tmp_path) not in response.content.decode()
    assert response["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_readyz_before_the_first_photo(client: Client, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "not" / "yet"
    assert client.get("/readyz").status_code == 200
    assert not settings.MEDIA_ROOT.exists()


@pytest.mark.django_db
def test_readyz_with_a_full_disk_names_every_folder(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "FREE_BYTES", 2**80)  # no disk has as much
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.content.decode().splitlines() == [
        f"{name}: less than 1 GiB free" for name in ("VAR_DIR", "MEDIA_ROOT", "PRIVATE_MEDIA_ROOT")
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    "address", ["sqlite:////nowhere/at/all/paper.sqlite3", "postgres://reader:hush@127.0.0.1:1/paper"]
)
def test_readyz_without_a_database(address: str, tmp_path: Path) -> None:
    environment = {"VAR_DIR": str(tmp_path), "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "newsroom.settings"}
    done = subprocess.run(
        [sys.executable, "-c", ASK_READYZ], env=os.environ | environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "503 database: no answer"
    assert "hush" not in done.stdout + done.stderr
