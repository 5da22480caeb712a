"""Categories of two levels with addresses of their own; tags."""

import unicodedata

import pytest
from django.db import IntegrityError
from django.urls import get_resolver

from articles.desk import taxonomy
from articles.desk.refusals import NotPossible
from articles.models.taxonomy import RESERVED_SLUGS, Category, Tag
from articles.tests.factories import make_category

pytestmark = pytest.mark.django_db


def test_category_gets_a_tidy_name_and_a_slug() -> None:
    made = taxonomy.save_category(Category(name=" " + unicodedata.normalize("NFD", "Đối ngoại") + "\u200b "))
    assert (made.name, made.slug) == ("Đối ngoại", "doi-ngoai")
    assert taxonomy.save_category(Category(name="Khác", slug="rieng")).slug == "rieng"


def test_category_has_a_second_level_and_no_third() -> None:
    section = make_category("Thời sự")
    below = make_category("Chính trị", parent=section)
    assert (below.section_id, section.section_id) == (section.pk, section.pk)
    with pytest.raises(NotPossible):
        make_category("Quốc hội", parent=below)
    assert Category.objects.count() == 2


def test_section_with_children_cannot_become_a_child() -> None:
    section, other = make_category("Thời sự"), make_category("Thế giới")
    make_category("Chính trị", parent=section)
    section.parent = other
    with pytest.raises(NotPossible):
        taxonomy.save_category(section)
    section.refresh_from_db()
    assert section.parent is None
    # Without children it may.
    other.parent = section
    assert taxonomy.save_category(other).section_id == section.pk


def test_category_cannot_be_its_own_parent() -> None:
    section = make_category()
    section.parent = section
    with pytest.raises(NotPossible):
        taxonomy.save_category(section)
    with pytest.raises(IntegrityError, match="category_not_its_own_parent"):
        section.save()


@pytest.mark.parametrize("slug", sorted(RESERVED_SLUGS))
def test_category_may_not_take_the_address_of_another_page(slug: str) -> None:
    with pytest.raises(NotPossible):
        taxonomy.save_category(Category(name="Mục", slug=slug))
    assert not Category.objects.exists()


@pytest.mark.parametrize("slug", ["rss", "admin"])
def test_database_refuses_a_reserved_slug_too(slug: str) -> None:
    with pytest.raises(IntegrityError, match="category_slug_not_reserved"):
        Category.objects.create(name="Mục", slug=slug)


def test_every_first_part_of_an_address_is_reserved() -> None:
    """A new page at the root must be reserved, or a category could be made that is never reached."""
    parts = {str(pattern.pattern).strip("^$").partition("/")[0] for pattern in get_resolver().url_patterns}
    nested = [p for p in get_resolver().url_patterns if str(p.pattern) == ""]
    for include in nested:
        parts |= {str(pattern.pattern).strip("^$").partition("/")[0] for pattern in include.url_patterns}
    fixed = {part for part in parts if part and "<" not in part and "(" not in part and "." not in part}
    assert {"admin", "healthz"} <= fixed
    assert fixed <= RESERVED_SLUGS


def test_name_that_folds_to_a_reserved_slug_is_refused() -> None:
    with pytest.raises(NotPossible):
        taxonomy.save_category(Category(name="Tác giả"))


def test_tag_is_saved_with_slug_and_folded_name() -> None:
    tag = taxonomy.save_tag(Tag(name=" Đối  ngoại "))
    assert (tag.slug, tag.folded_name) == ("doi-ngoai", "doi ngoai")
