"""What nearly every page asks, composed once (composed.py); `queries` says what each is for."""

from typing import Any

from django.db.models import BigIntegerField, DateField, DateTimeField, QuerySet, UUIDField

from articles.models.outlet import Outlet
from articles.models.pins import Pin
from articles.models.publication import CardRow, Correction, Publication
from articles.models.taxonomy import Category
from articles.public.composed import Given, Statement, instances
from articles.public.slices import Cursor, sliced

_MOMENT, _NUMBER = DateTimeField(), BigIntegerField()
_NOW = Given("now", _MOMENT)
_PLACE = Cursor(Given("moment", _MOMENT), Given("number", _NUMBER))

CATEGORY_COLUMNS = ("id", "name", "slug", "parent_id", "description", "position")
CATEGORIES = Statement(lambda: Category.objects.in_menu_order().values_list(*CATEGORY_COLUMNS))
OUTLET = instances(Outlet, lambda: Outlet.objects.in_force(Given("day", DateField()))[:1])
LAST_SHOWN = instances(
    Publication,
    lambda: Publication.objects.shown_by(_NOW).filter(number=Given("number", _NUMBER)).order_by("-version")[:1],
)
CORRECTIONS = instances(Correction, lambda: Correction.objects.filter(story_id=Given("story", UUIDField())))
VERSIONS_DUE = Statement(
    lambda: (
        Publication.objects.shown_by(_NOW)
        .filter(story_id=Given("story", UUIDField()), withdrawn_at=None)
        .order_by()
        .values_list("version")
    )
)


def _changes() -> QuerySet:
    after, until = Given("after", _MOMENT), Given("until", _MOMENT)
    begins = Publication.objects.waiting(after).filter(goes_live_at__lte=until).order_by().values_list("goes_live_at")
    return begins.union(Pin.objects.filter(ends_at__gt=after, ends_at__lte=until).order_by().values_list("ends_at"))


CHANGES = Statement(_changes)


def _pins_of(**page: Any) -> QuerySet:
    return Pin.objects.holding(_NOW).filter(**page).order_by().values_list("number", "position")


PINS = Statement(lambda: _pins_of(category=Given("category", _NUMBER)))
PINS_ON_FRONT = Statement(lambda: _pins_of(category=None))


def _list(column: str, way: str) -> Statement:
    """Return the question for a page of a section or of a sub-category."""
    before, after = (_PLACE if way == name else None for name in ("before", "after"))
    return Statement(
        lambda: sliced(
            Publication.objects.visible(_NOW).for_cards().filter(**{column: Given("category", _NUMBER)}), before, after
        ),
        CardRow._make,
    )


LISTS = {
    (column, way): _list(column, way) for column in ("section_id", "category_id") for way in ("", "before", "after")
}
CARDS = Statement(lambda: Publication.objects.order_by().for_cards())
