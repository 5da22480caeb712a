"""The imprint: one outlet in force on any day."""

import datetime

import pytest
from django.db import IntegrityError

from articles.desk import outlet
from articles.desk.refusals import NotPossible
from articles.models.outlet import Outlet

pytestmark = pytest.mark.django_db


def day(number: int) -> datetime.date:
    return datetime.date(2025, 1, number)


def save(name: str, first: int, last: int | None = None) -> Outlet:
    return outlet.save_outlet(Outlet(name=name, valid_from=day(first), valid_to=day(last) if last else None))


@pytest.mark.parametrize(("first", "last"), [(1, 10), (20, 30), (12, 12), (1, 31), (5, None), (15, None), (20, None)])
def test_days_that_overlap_anothers_are_refused(first: int, last: int | None) -> None:
    save("Báo Cũ", 10, 20)
    with pytest.raises(NotPossible, match="Báo Cũ"):
        save("Báo Mới", first, last)
    assert Outlet.objects.count() == 1


@pytest.mark.parametrize(("first", "last"), [(1, 9), (21, None), (21, 25)])
def test_days_beside_anothers_are_saved(first: int, last: int | None) -> None:
    save("Báo Cũ", 10, 20)
    save("Báo Mới", first, last)
    assert Outlet.objects.count() == 2


def test_outlet_does_not_overlap_itself() -> None:
    made = save("Báo", 10)
    made.valid_to = day(20)
    outlet.save_outlet(made)
    with pytest.raises(NotPossible):
        save("Báo Mới", 20)
    save("Báo Mới", 21)


def test_outlet_in_force_is_that_of_the_day() -> None:
    first, second = save("Báo Cũ", 10, 20), save("Báo Mới", 25)
    found = [Outlet.objects.in_force(day(number)).first() for number in (9, 10, 20, 21, 25, 31)]
    assert found == [None, first, first, None, second, second]


def test_outlet_that_ends_before_it_begins_is_refused_by_the_database() -> None:
    with pytest.raises(IntegrityError, match="outlet_ends_after_it_begins"):
        save("Báo", 20, 10)
