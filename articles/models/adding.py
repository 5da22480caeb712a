"""Many new rows of a table at once, in the way that costs each database least."""

import datetime
import json
from collections.abc import Iterable
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Field, JSONField, Model

Row = TypeVar("Row", bound=Model)

# Letters as they are: escaped, a Vietnamese one takes twice the bytes.
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
# What the driver writes as any column reads it.
_PLAIN = frozenset({str, int, bool, float, UUID, datetime.datetime})


def add_all(rows: Iterable[Row]) -> list[Row]:
    """Insert new rows of one table, all or none, as `bulk_create` does; they have their keys then.

    PostgreSQL takes them by COPY, which fires every trigger and keeps every constraint: an INSERT of a hundred texts is
    quoted, parsed and planned for longer than it is written. Values are plain, no expressions.
    """
    rows = list(rows)
    if not rows:
        return rows
    model = type(rows[0])
    if connection.vendor != "postgresql" or len(rows) == 1:
        return model._base_manager.bulk_create(rows)
    quote, fields = connection.ops.quote_name, model._meta.concrete_fields
    columns = ", ".join(quote(field.column) for field in fields)
    with connection.wrap_database_errors, connection.cursor() as cursor:
        _give_keys(cursor, rows)
        with cursor.copy(f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row([_value(row, field) for field in fields])
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
    return rows


def let_disk_follow() -> None:
    """Let the transaction at hand end before the disk has it; the next one that is waited for brings it along.

    For what can be done again: who loses power in that half second loses the last transactions, each of them whole. On
    SQLite every transaction is so (WAL, synchronous=NORMAL).
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = off")


def _give_keys(cursor: Any, rows: list[Row]) -> None:
    """Take keys from the table's own sequence, where it has one: COPY does not say which it gave."""
    key = rows[0]._meta.auto_field
    if key is None:
        return
    cursor.execute(
        "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
        [rows[0]._meta.db_table, key.column, len(rows)],
    )
    for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
        row.pk = number


def _value(row: Model, field: Field) -> Any:
    """Return what a row holds in a column, as the driver takes it."""
    if field.is_relation and getattr(row, field.attname) is None:
        # The other row may have been given its key after this one was made.
        other = field.get_cached_value(row, default=None)
        if other is not None:
            setattr(row, field.attname, other.pk)
    value = field.pre_save(row, add=True)
    if value is None:
        return None
    if isinstance(field, JSONField):
        return _JSON.encode(value)
    return value if type(value) in _PLAIN else field.get_db_prep_save(value, connection)
