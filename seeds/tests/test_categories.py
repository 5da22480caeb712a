"""The paper's categories, as they ship."""

import json
import re
from pathlib import Path

CATEGORIES = json.loads((Path(__file__).parents[1] / "categories.json").read_text(encoding="utf-8"))
TAKEN = [
    "tac-gia",
    "chu-de",
    "tim-kiem",
    "luu-tru",
    "dinh-chinh",
    "rss",
    "admin",
    "healthz",
    "readyz",
    "static",
    "media",
]


def test_categories_have_their_four_fields_and_unique_names_and_slugs() -> None:
    assert all(list(category) == ["name", "slug", "parent", "description"] for category in CATEGORIES)
    for key in ("name", "slug"):
        assert len({category[key] for category in CATEGORIES}) == len(CATEGORIES)


def test_categories_slugs_are_plain_and_free() -> None:
    slugs = [category["slug"] for category in CATEGORIES]
    assert all(re.fullmatch("[a-z]+(-[a-z]+)*", slug) for slug in slugs)
    assert not set(slugs) & set(TAKEN)


def test_categories_are_two_levels_deep_with_parents_first() -> None:
    top: set[str] = set()
    for category in CATEGORIES:
        assert category["parent"] is None or category["parent"] in top
        if category["parent"] is None:
            top.add(category["slug"])
            assert category["description"].endswith(".")
