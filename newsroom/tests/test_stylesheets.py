"""The readers' one style sheet."""

import gzip
import re
from pathlib import Path
from unicodedata import normalize

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


def test_links_have_their_colour_at_once() -> None:
    """In a transition they would come from the blue that the browser gives them before it has the sheet."""
    eased = re.findall(r"([^{}]*)\{[^{}]*transition:", joined())
    assert eased and not [selector for selector in eased if re.search(r"\ba\b", selector)]


def test_readers_are_sent_one_sheet_of_twelve_kilobytes() -> None:
    head = render_to_string("components/styles.html")
    assert re.findall(r'rel="stylesheet" href="([^"]+)"', head) == [f"/static/{NAME}"]
    assert len(gzip.compress(joined().encode(), 6)) <= 12 * 1024


def test_the_fonts_of_a_vietnamese_page_leave_room_for_their_headers_in_a_hundred_kilobytes() -> None:
    files = [
        CSS.parent / f"fonts/lam-{name}-{part}.woff2" for name in ("serif", "sans") for part in ("latin", "vietnamese")
    ]
    assert sum(file.stat().st_size for file in files) <= 96_000


@pytest.mark.parametrize("family", ["Lam Serif", "Lam Sans"])
def test_a_character_stands_in_one_font_file_and_every_vietnamese_letter_in_those_of_each_page(family: str) -> None:
    faces = re.findall(rf'font-family: "{family}"; src: url\((\S+?)\).*?unicode-range: (.*?);', joined(), re.DOTALL)
    files: dict[int, list[str]] = {}
    for file, ranges in faces:
        for first, last in re.findall(r"U\+(\w+)(?:-(\w+))?", ranges):
            for code in range(int(first, 16), int(last or first, 16) + 1):
                files.setdefault(code, []).append(file)
    assert [chr(code) for code, where in files.items() if len(where) > 1] == []
    vowels = "aăâeêioôơuưy"
    letters = {normalize("NFC", v + tone) for v in vowels for tone in ("", *"\u0300\u0301\u0303\u0309\u0323")} | {"đ"}
    for letter in letters | {letter.upper() for letter in letters}:
        assert re.search("-(latin|vietnamese)", files[ord(letter)][0]), letter


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
