"""The readers' one style sheet."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.template.loader import render_to_string

from newsroom.stylesheets import NAME, PARTS, joined

CSS = Path(finders.find("newsroom/css/tokens.css")).parent


def test_every_sheet_of_the_readers_is_joined_in_the_order_of_its_layer() -> None:
    found = {path.relative_to(CSS).with_suffix("").as_posix() for path in CSS.rglob("*.css")}
    assert {name for name in found if not name.startswith("desk/")} == set(PARTS)
    layers = re.findall(r"@layer (\w+) \{", joined())
    assert layers == sorted(layers, key=["tokens", "base", "layout", "components", "print"].index)


def test_the_joined_sheet_is_found_like_any_other_and_read_anew(tmp_path: Path) -> None:
    found = Path(finders.find(NAME))
    assert found.read_text(encoding="utf-8") == joined()
    found.write_text("old", encoding="utf-8")
    assert Path(finders.find(NAME)).read_text(encoding="utf-8") == joined()
    assert "/*" not in joined() and ".art--opinion" in joined()


def test_readers_are_sent_one_sheet_of_twelve_kilobytes() -> None:
    head = render_to_string("components/styles.html")
    assert re.findall(r'rel="stylesheet" href="([^"]+)"', head) == [f"/static/{NAME}"]
    assert len(gzip.compress(joined().encode(), 6)) <= 12 * 1024


def test_addresses_of_files_lead_from_the_joined_sheet_to_the_files() -> None:
    for address in re.findall(r"url\(([^)]+)\)", joined()):
        assert (CSS / address).resolve().is_file(), address


@pytest.mark.slow
def test_collecting_gives_the_joined_sheet_its_hash(settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    (collected,) = tmp_path.glob("newsroom/css/paper.*.css")
    assert re.search(r"url\(\"?\.\./fonts/lam-serif-latin\.[0-9a-f]{12}\.woff2", collected.read_text(encoding="utf-8"))
