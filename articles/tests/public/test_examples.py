"""Every component of the readers' pages has named examples, and each of them stands."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from articles.public.examples import EXAMPLES, HOSTILE, Example

FOLDER = Path(settings.BASE_DIR) / "templates" / "components"
# Parts of every page, seen round the examples themselves; and what only a search can make.
ROUND_ABOUT = {"masthead", "menu", "imprint", "styles"}
OF_SEARCH = {"hit", "stretches"}


def test_every_component_has_an_example() -> None:
    components = {path.stem for path in FOLDER.glob("*.html")}
    assert {example.template for example in EXAMPLES} | ROUND_ABOUT | OF_SEARCH == components


def test_examples_are_told_apart_by_name() -> None:
    assert len({example.name for example in EXAMPLES}) == len(EXAMPLES)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_an_example_stands_and_lets_no_hostile_word_through(example: Example) -> None:
    html = example.html()
    assert html.strip(), example.name
    assert HOSTILE not in html and "<script" not in html and "{{" not in html and "{%" not in html
    opened, closed = (
        len(re.findall(pattern, html)) for pattern in (r"<(?:div|section|article)\b", r"</(?:div|section|article)>")
    )
    assert opened == closed


@pytest.mark.django_db
def test_parts_are_for_staff(client: Client, django_user_model) -> None:
    assert client.get("/admin/parts/").status_code == 302
    client.force_login(django_user_model.objects.create_user(username="doc-gia", full_name="Bạn Đọc"))
    assert client.get("/admin/parts/").status_code == 302
    client.force_login(django_user_model.objects.create_user(username="bien-tap", full_name="Biên Tập", is_staff=True))
    shown = client.get("/admin/parts/")
    assert shown.status_code == 200
    html = shown.content.decode()
    assert all(example.name in html for example in EXAMPLES)
    ids = re.findall(r' id="([^"]*)"', html)
    assert len(ids) == len(set(ids))
    named = re.findall(r' (?:for|aria-labelledby|aria-describedby|aria-controls)="([^"]*)"', html)
    assert {name for names in named for name in names.split()} <= set(ids)
