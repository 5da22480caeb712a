"""Pages of long lists, newest first: each begins behind a place or ends before it; no COUNT, no OFFSET."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

IN_LIST = 20
_BY = ("first_published_at", "number")


@dataclass(frozen=True)
class Cursor:
    """A place in a list that is ordered by a moment, then a number, newest first."""

    moment: datetime.datetime
    number: int


@dataclass(frozen=True)
class Slice:
    """A page of a list, with the places from which the newer and the older go on."""

    rows: list[Any]
    newer: Cursor | None
    older: Cursor | None


def slice_of(rows: QuerySet, before: Cursor | None, after: Cursor | None, *, by: tuple[str, str] = _BY) -> Slice:
    """Return a page of a list, newest first, that begins behind a place or ends before it; one query."""
    return as_slice(list(sliced(rows, before, after, by)), before, after, by=by)


def sliced(rows: QuerySet, before: Cursor | None, after: Cursor | None, by: tuple[str, str] = _BY) -> QuerySet:
    """Compose the question for a page of a list and one row more; a page that ends before a place comes upside down."""
    moment, number = by
    if after is not None:
        beyond = Q(**{moment: after.moment, f"{number}__gt": after.number}) | Q(**{f"{moment}__gt": after.moment})
        return rows.filter(beyond, **{f"{moment}__gte": after.moment}).order_by(moment, number)[: IN_LIST + 1]
    if before is not None:
        beyond = Q(**{moment: before.moment, f"{number}__lt": before.number}) | Q(**{f"{moment}__lt": before.moment})
        rows = rows.filter(beyond, **{f"{moment}__lte": before.moment})
    return rows.order_by(f"-{moment}", f"-{number}")[: IN_LIST + 1]


def as_slice(found: list[Any], before: Cursor | None, after: Cursor | None, *, by: tuple[str, str] = _BY) -> Slice:
    """Return what such a question found as a page, with its places."""
    more, found = len(found) > IN_LIST, found[:IN_LIST]
    if after is not None:
        found.reverse()
        return Slice(
            found, _cursor(found[0], by) if found and more else None, _cursor(found[-1], by) if found else None
        )
    return Slice(
        found, _cursor(found[0], by) if found and before else None, _cursor(found[-1], by) if found and more else None
    )


def _cursor(row: Any, by: tuple[str, str]) -> Cursor:
    return Cursor(*(getattr(row, column) for column in by))


def read_cursor(text: str) -> Cursor | None:
    """Return the place that an address's `truoc` or `sau` names, or None where it names none."""
    micros, _dash, number = text.rpartition("-")  # moments before 1970 have a sign of their own
    if not (micros.isascii() and micros.removeprefix("-").isdigit() and number.isascii() and number.isdigit()):
        return None
    if len(micros) > 17 or len(number) > 18:
        return None
    return Cursor(
        datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC) + datetime.timedelta(microseconds=int(micros)), int(number)
    )


def write_cursor(cursor: Cursor) -> str:
    """Return a place as it stands in an address."""
    since = cursor.moment - datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
    return f"{since // datetime.timedelta(microseconds=1)}-{cursor.number}"
