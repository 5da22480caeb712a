"""Contributors: saved with their folded names, found by them."""

import unicodedata

import pytest
from django.db import IntegrityError

from articles.desk import people
from articles.models.people import Contributor, PenName
from articles.tests.desk.racing import race
from articles.tests.factories import make_contributor

pytestmark = pytest.mark.django_db


def test_contributor_is_saved_with_what_is_derived_from_the_name() -> None:
    made = make_contributor(unicodedata.normalize("NFD", " Trần Thị Đào "))
    assert (made.name, made.slug, made.folded_name) == ("Trần Thị Đào", "tran-thi-dao", "tran thi dao")
    made.name = "Trần Thị Mai"
    people.save_contributor(made)
    stored = Contributor.objects.get()
    assert (stored.folded_name, stored.slug) == ("tran thi mai", "tran-thi-dao")  # an address is not moved by a name


def test_persons_sort_by_their_given_names_and_agencies_as_written() -> None:
    for name in ("Trần Ân", "Lê Đào", "Nguyễn An", "Vũ Ánh", "Phạm Dũng"):
        make_contributor(name)
    make_contributor("Bản tin", kind=Contributor.Kind.AGENCY)
    names = list(Contributor.objects.values_list("name", flat=True))
    assert names == ["Nguyễn An", "Vũ Ánh", "Trần Ân", "Bản tin", "Phạm Dũng", "Lê Đào"]


def test_taken_slug_gets_a_number() -> None:
    slugs = [make_contributor(name).slug for name in ("Mai Hoa", "Mai Hòa", "Mai Hoạ", "Mai Hoan")]
    assert slugs == ["mai-hoa", "mai-hoa-2", "mai-hoa-3", "mai-hoan"]


@pytest.mark.parametrize(
    "name", ["Mai Hoa", "mai hòa", "MAI  HOA", "Mai Hoa\u200b", unicodedata.normalize("NFD", "Mái Hoà")]
)
def test_name_is_found_whatever_its_accents_and_case(name: str) -> None:
    known = make_contributor("Mai Hoa")
    assert people.find(name) == known


def test_name_is_found_before_a_pen_name_and_the_oldest_first() -> None:
    first, second, other = make_contributor("Mai Hoa"), make_contributor("Mai Hòa"), make_contributor("Lan")
    people.save_pen_name(PenName(contributor=other, name="Mai Hoa"))
    people.save_pen_name(PenName(contributor=second, name="Bút Đỏ"))
    assert people.find("mai hoa") == first
    assert people.find("BÚT ĐO") == second
    assert people.find("Ai đó") is None


def test_pen_name_of_one_contributor_is_kept_once() -> None:
    known = make_contributor("Lan")
    people.save_pen_name(PenName(contributor=known, name="Mai Hoa"))
    with pytest.raises(IntegrityError):
        people.save_pen_name(PenName(contributor=known, name="MAI HÒA"))


def test_unknown_name_waits_for_a_persons_yes() -> None:
    made = people.find_or_add("TTXVN", is_agency=True)
    assert (made.kind, made.is_confirmed) == (Contributor.Kind.AGENCY, False)
    assert people.find_or_add("ttxvn") == made
    assert Contributor.objects.count() == 1


def test_long_name_is_cut_and_found_again() -> None:
    long = "Nguyễn " * 40
    made = people.find_or_add(long)
    assert people.find_or_add(long) == made
    assert (len(made.name) <= 150, len(made.slug) <= 170) == (True, True)


@pytest.mark.django_db(transaction=True)
def test_name_that_several_runs_add_at_once_is_one_contributor() -> None:
    assert race(lambda: people.find_or_add("Mai Hoa"), runners=30) == {"won": 30}
    assert Contributor.objects.count() == 1
