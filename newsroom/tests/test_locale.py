"""Everything the desk and the readers see is Vietnamese: our strings, and those of Django that its own `vi` lacks."""

import ast
import os
import re
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import django
import django_filters
import polib
import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation.trans_real import DjangoTranslation

ROOT = Path(settings.BASE_DIR)
OURS = ROOT / "articles/locale/vi/LC_MESSAGES/django.po"
OURS_JS = ROOT / "articles/locale/vi/LC_MESSAGES/djangojs.po"
DJANGOS = ROOT / "newsroom/locale/vi/LC_MESSAGES/django.po"
DJANGOS_JS = ROOT / "newsroom/locale/vi/LC_MESSAGES/djangojs.po"
CATALOGUES = sorted(path for app in ("articles", "newsroom") for path in (ROOT / app / "locale").rglob("*.po"))

_DJANGO = Path(django.__file__).parent
DJANGO_SOURCES = [
    _DJANGO / "conf/locale/en/LC_MESSAGES/django.po",
    *(
        _DJANGO / f"contrib/{app}/locale/en/LC_MESSAGES/django.po"
        for app in ("admin", "auth", "contenttypes", "sessions")
    ),
    # It ships no English catalogue; every translation names the same strings.
    Path(django_filters.__file__).parent / "locale/fr/LC_MESSAGES/django.po",
]
DJANGO_JS_SOURCE = _DJANGO / "contrib/admin/locale/en/LC_MESSAGES/djangojs.po"

# Words, units and punctuation that Vietnamese writes in the same way.
SAME_IN_VIETNAMESE = {
    *("…", ":?.!", ":", ", ", "IPv4", "IPv6", "Email", "%(truncated_text)s…", "%(class_name)s %(instance)s"),
    *("%(size)d byte", "%s KB", "%s MB", "%s GB", "%s TB", "%s PB", "sapo", "video", "Video: %(names)s"),
    *("Video", "Sapo"),
}

PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sdrf]|\{\w*\}")
# Tones on the second vowel at the end of a word (hoà, uỷ): the house writes hòa, ủy; "quý" and "quỳ" are right.
OLD_TONE = re.compile(r"(?<![qQ])(o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])\b")


def name_of(path: Path) -> str:
    return str(path.relative_to(path.parents[4]))


def entries(path: Path) -> list[polib.POEntry]:
    return [entry for entry in polib.pofile(str(path)) if not entry.obsolete]


def key(entry: polib.POEntry) -> tuple[str, str, str]:
    return (entry.msgctxt or "", entry.msgid, entry.msgid_plural or "")


def texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def in_vietnamese(entry: polib.POEntry, catalogue: DjangoTranslation) -> str:
    """Return what a running installation says for an entry, all catalogues merged."""
    if entry.msgid_plural:
        return catalogue.ngettext(entry.msgid, entry.msgid_plural, 5)
    wanted = f"{entry.msgctxt}\x04{entry.msgid}" if entry.msgctxt else entry.msgid
    found = catalogue.gettext(wanted)
    return entry.msgid if found == wanted else found


@pytest.mark.parametrize("path", CATALOGUES, ids=name_of)
def test_catalogue_is_complete(path: Path) -> None:
    catalogue = polib.pofile(str(path))
    assert [entry.msgid for entry in catalogue.untranslated_entries()] == []
    assert [entry.msgid for entry in catalogue.fuzzy_entries()] == []
    assert [entry.msgid for entry in catalogue.obsolete_entries()] == []
    assert catalogue.metadata["Plural-Forms"] == "nplurals=1; plural=0;"


@pytest.mark.parametrize("path", CATALOGUES, ids=name_of)
def test_catalogue_is_compiled_as_it_stands(path: Path) -> None:
    compiled = {key(entry): texts(entry) for entry in polib.mofile(str(path.with_suffix(".mo")))}
    assert compiled == {key(entry): texts(entry) for entry in entries(path)}


@pytest.mark.parametrize("path", CATALOGUES, ids=name_of)
def test_translation_keeps_placeholders(path: Path) -> None:
    wrong = [
        (entry.msgid, text)
        for entry in entries(path)
        for text in texts(entry)
        if set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid)) != set(PLACEHOLDER.findall(text))
    ]
    assert wrong == []


@pytest.mark.parametrize("path", CATALOGUES, ids=name_of)
def test_translation_is_clean_vietnamese(path: Path) -> None:
    for entry in entries(path):
        for text in texts(entry):
            assert text == unicodedata.normalize("NFC", text), text
            assert "TODO" not in text and "  " not in text, text
            assert not OLD_TONE.search(text), text
            assert text != entry.msgid or text in SAME_IN_VIETNAMESE, text


@pytest.mark.parametrize(("domain", "ours"), [("django", OURS), ("djangojs", OURS_JS)])
def test_our_catalogue_has_every_string_of_the_code(domain: str, ours: Path, tmp_path: Path) -> None:
    if shutil.which("xgettext") is None or shutil.which("msguniq") is None:
        pytest.skip("gettext is not installed (apt-get install gettext); CI installs it")
    tree = tmp_path / "tree"
    shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(".*", "var", "tests", "__pycache__", "documents"))
    subprocess.run(
        [
            *(sys.executable, "manage.py", "makemessages", "--domain", domain),
            *("--locale", "vi", "--no-obsolete", "--verbosity", "0"),
        ],
        cwd=tree,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "newsroom.settings"},
        check=True,
    )
    found = {key(entry) for entry in entries(tree / ours.relative_to(ROOT))}
    written = {key(entry) for entry in entries(ours)}
    assert sorted(found - written) == [], "run `make messages` and translate these"
    assert sorted(written - found) == [], "run `make messages`: these are used nowhere"
    # Django's own strings are kept by hand, and collecting ours must not touch them.
    assert (tree / DJANGOS.relative_to(ROOT)).read_bytes() == DJANGOS.read_bytes()


def test_no_string_hides_in_an_f_string() -> None:
    """A call of gettext within an f-string is invisible to xgettext, so nobody would translate it."""
    hidden = []
    for package in ("accounts", "articles", "newsroom", "seeds"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.JoinedStr):
                    calls = [part.func for part in ast.walk(node) if isinstance(part, ast.Call)]
                    names = [func.id for func in calls if isinstance(func, ast.Name)]
                    if {"_", "gettext", "ngettext", "pgettext"} & set(names):
                        hidden.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert hidden == []


@pytest.mark.parametrize("path", DJANGO_SOURCES, ids=name_of)
def test_django_speaks_vietnamese(path: Path) -> None:
    catalogue = DjangoTranslation("vi")
    english = [
        entry.msgid
        for entry in entries(path)
        if in_vietnamese(entry, catalogue) in (entry.msgid, entry.msgid_plural)
        and entry.msgid not in SAME_IN_VIETNAMESE
    ]
    assert english == []


def test_django_scripts_speak_vietnamese() -> None:
    catalogue = DjangoTranslation("vi", domain="djangojs", localedirs=[str(DJANGO_JS_SOURCE.parents[2])])
    english = [
        entry.msgid
        for entry in entries(DJANGO_JS_SOURCE)
        if in_vietnamese(entry, catalogue) in (entry.msgid, entry.msgid_plural)
    ]
    assert english == []


def test_every_string_we_translate_for_django_is_still_djangos() -> None:
    asked = {key(entry) for path in DJANGO_SOURCES for entry in entries(path)}
    assert sorted({key(entry) for entry in entries(DJANGOS)} - asked) == []
    asked_by_scripts = {key(entry) for entry in entries(DJANGO_JS_SOURCE)}
    assert sorted({key(entry) for entry in entries(DJANGOS_JS)} - asked_by_scripts) == []


@pytest.mark.parametrize(
    ("msgid", "vietnamese"),
    [
        ("Site administration", "Quản trị tòa soạn"),  # Django's own vi is replaced …
        ("Search", "Tìm kiếm"),  # … or kept …
        ("managing editor", "thư ký tòa soạn"),  # … and ours comes first.
        ("spiked", "đã bỏ"),
        (
            "Nobody approves a text that he wrote or stands in the byline of.",
            "Không ai được duyệt bài do chính mình viết hoặc đứng tên.",
        ),
    ],
)
def test_catalogues_merge_in_order(msgid: str, vietnamese: str) -> None:
    with translation.override("vi"):
        assert translation.gettext(msgid) == vietnamese


def test_plurals_have_one_form() -> None:
    with translation.override("vi"):
        for count in (0, 1, 2, 5):
            text = translation.ngettext("%(num)d day", "%(num)d days", count) % {"num": count}
            assert text == f"{count} ngày"
