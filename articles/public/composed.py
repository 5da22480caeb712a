"""Questions that the ORM composes once for each connection.

Django builds the SQL of a queryset anew each time it is asked, which takes longer than the database takes to answer.
What a `Statement` asks stands in a queryset as ever; only the values that differ from one page to the next (`Given`)
are put into its SQL when it is asked.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, Field, Model, QuerySet


class Given(Expression):
    """A value of a statement by its name, which is given when the statement is asked."""

    def __init__(self, name: str, field: Field) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        """Leave its place open."""
        return "%s", [self]


class Rows:
    """Turns what a cursor returns into values as the ORM would: moments with their zone, JSON as dictionaries."""

    def __init__(self, connection: BaseDatabaseWrapper, queryset: QuerySet) -> None:
        self.compiler = queryset.query.get_compiler(connection=connection)
        self.sql, self.places = self.compiler.as_sql()
        self.converters = self.compiler.get_converters([column for column, _sql, _alias in self.compiler.select])

    def converted(self, rows: list[tuple]) -> list[Any]:
        """Return rows of a cursor as rows of the queryset; columns beyond its own are left as they are."""
        return list(self.compiler.apply_converters(rows, self.converters)) if self.converters else rows


class Statement:
    """A question to the database: a queryset of plain values (`values_list`) with `Given` where a value differs."""

    def __init__(self, compose: Callable[[], QuerySet], make: Callable[[Sequence[Any]], Any] = tuple) -> None:
        self._compose, self._make = compose, make

    def on(self, connection: BaseDatabaseWrapper) -> Rows:
        """Return what was composed for a connection. It is kept with it, as it ends with it."""
        kept = vars(connection).setdefault("composed_statements", {})
        if self not in kept:
            kept[self] = Rows(connection, self._compose())
        return kept[self]

    def rows(self, **given: Any) -> list[Any]:
        """Ask with these values; one query."""
        connection = connections[DEFAULT_DB_ALIAS]
        composed = self.on(connection)
        values = [
            place.output_field.get_db_prep_value(given[place.name], connection) if isinstance(place, Given) else place
            for place in composed.places
        ]
        with connection.cursor() as cursor:
            cursor.execute(composed.sql, values)
            return [self._make(row) for row in composed.converted(cursor.fetchall())]


def instances(model: type[Model], compose: Callable[[], QuerySet]) -> Statement:
    """Return a question for whole rows of a model."""
    names = [field.attname for field in model._meta.concrete_fields]
    return Statement(lambda: compose().values_list(*names), lambda row: model.from_db(DEFAULT_DB_ALIAS, names, row))
