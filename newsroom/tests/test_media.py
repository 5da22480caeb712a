"""Readers' pictures where no proxy serves them."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.test import Client

pytestmark = pytest.mark.django_db

NAME = f"photos/ab/{'ab' * 20}/3x2-480.webp"


@pytest.fixture
def picture() -> str:
    return default_storage.save(NAME, ContentFile(b"RIFF....WEBP" + b"a" * 1000))


def test_S31_picture_has_a_fixed_type_and_can_run_nothing(client: Client, picture: str) -> None:
    answer = client.get(f"/media/{picture}", headers={"Accept-Encoding": "gzip"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/webp")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "Content-Encoding" not in answer.headers and "Set-Cookie" not in answer.headers
    assert b"".join(answer.streaming_content).startswith(b"RIFF")
    assert client.post(f"/media/{picture}").status_code == 405


@pytest.mark.parametrize(
    "name",
    [
        "",
        "photos/",
        "photos/ab/",
        "../newsroom.sqlite3",
        "photos/ab/../../../newsroom.sqlite3",
        "%2e%2e/newsroom.sqlite3",
        "originals/ab/x.jpg",
        NAME.replace("webp", "html"),
        NAME.replace("webp", "svg"),
        NAME + "/x",
        NAME + "%0a",
        NAME.replace("480", "481"),
        "a.jpeg",
    ],
)
def test_S31_nothing_else_is_served_or_listed(client: Client, picture: str, name: str) -> None:
    default_storage.save("a.jpeg", ContentFile(b"x"))
    answer = client.get(f"/media/{name}")
    assert answer.status_code in (301, 404)
    if answer.status_code == 301:
        assert client.get(answer.headers["Location"]).status_code == 404


def test_S36_private_file_is_not_served(client: Client) -> None:
    storages["private"].save(NAME, ContentFile(b"x"))
    assert client.get(f"/media/{NAME}").status_code == 404


def test_file_is_written_whole_or_not_at_all() -> None:
    class Breaking(ContentFile):
        def chunks(self, chunk_size: int | None = None):
            yield b"half"
            raise OSError("the disk is full")

    with pytest.raises(OSError):
        default_storage.save("a/b.jpeg", Breaking(b"x"))
    assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    for content in (b"one", b"two"):
        assert default_storage.save("a/b.jpeg", ContentFile(content)) == "a/b.jpeg"
    path = Path(settings.MEDIA_ROOT) / "a" / "b.jpeg"
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"two", 0o644)
