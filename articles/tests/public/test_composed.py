"""Statements that are composed once ask as the ORM would, with the values of each page."""

import datetime

import pytest
from django.db import connection
from django.db.models import BigIntegerField, DateTimeField, QuerySet
from django.utils import timezone

from articles.models.publication import Publication
from articles.public.composed import Given, Statement, instances
from articles.tests.factories import make_category, make_publication

pytestmark = pytest.mark.django_db

NOW = timezone.now()
HOUR = datetime.timedelta(hours=1)


def visible() -> QuerySet:
    shown = Publication.objects.visible(Given("now", DateTimeField()))
    return shown.filter(number__lte=Given("number", BigIntegerField())).order_by("number")


@pytest.fixture
def paper() -> None:
    for number in (1, 2, 3):
        make_publication(number, category=make_category("Thời sự"), at=NOW - number * HOUR, printed={"số": number})


def test_the_same_statement_answers_each_time_for_the_values_given(paper, django_assert_num_queries) -> None:
    asked = Statement(lambda: visible().values_list("number", "first_published_at", "printed"))
    for now, number in ((NOW, 3), (NOW - 1.5 * HOUR, 3), (NOW, 1), (NOW - 9 * HOUR, 3)):
        expected = Publication.objects.visible(now).filter(number__lte=number).order_by("number")
        with django_assert_num_queries(1):
            found = asked.rows(now=now, number=number)
        # Moments with their zone and JSON as dictionaries, on both databases.
        assert found == list(expected.values_list("number", "first_published_at", "printed"))


def test_a_statement_is_composed_once(paper) -> None:
    composed = []

    def compose() -> QuerySet:
        composed.append(connection.alias)
        return visible().values_list("number")

    asked = Statement(compose)
    assert [asked.rows(now=NOW, number=number) for number in (1, 2)] == [[(1,)], [(1,), (2,)]]
    assert composed == ["default"]


def test_instances_are_whole(paper, django_assert_num_queries) -> None:
    (found,) = instances(Publication, visible).rows(now=NOW, number=1)
    with django_assert_num_queries(0):
        columns = {field.attname: getattr(found, field.attname) for field in Publication._meta.concrete_fields}
    kept = Publication.objects.get(number=1)
    assert columns == {name: getattr(kept, name) for name in columns}
    assert found._state.db == "default" and not found._state.adding
