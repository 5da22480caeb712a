"""Many new rows of a table at once, in the way that costs each database least."""

import datetime
import json
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from itertools import chain, islice
from operator import attrgetter
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Field, JSONField, Model

Row = TypeVar("Row", bound=Model)

# Letters as they are: escaped, a Vietnamese one takes twice the bytes.
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
# What each driver writes as any column of that database reads it.
_PLAIN = {
    "sqlite": frozenset({str, int, bool, float, type(None)}),
    "postgresql": frozenset({str, int, bool, float, type(None), UUID, datetime.datetime}),
}


def add_all(rows: Iterable[Row]) -> list[Row]:
    """Insert new rows of one table, all or none, as `bulk_create` does; they have their keys then.

    Values are plain, no expressions.
    """
    rows = list(rows)
    if len(rows) < 2:
        return rows and type(rows[0])._base_manager.bulk_create(rows)
    model = type(rows[0])
    with transaction.atomic(savepoint=False), connection.wrap_database_errors, connection.cursor() as cursor:
        _give_keys(cursor, rows)
        fields = model._meta.concrete_fields
        _write(cursor, model, fields, map(_reader(fields, connection.vendor), rows))
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
    return rows


def add_keyless(rows: Iterable[Model]) -> None:
    """Insert new rows of one table whose keys nobody needs, all or none.

    The database takes those before while the next is made, for which it must not be asked anything.
    """
    rows = iter(rows)
    begin = list(islice(rows, 2))
    if len(begin) < 2:
        add_all(begin)
        return
    model = type(begin[0])
    fields = tuple(field for field in model._meta.concrete_fields if field is not model._meta.auto_field)
    with transaction.atomic(savepoint=False), connection.wrap_database_errors, connection.cursor() as cursor:
        _write(cursor, model, fields, map(_reader(fields, connection.vendor), chain(begin, rows)))


def add_rows(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows whose keys nobody needs, given by the values of some columns, all or none."""
    fields = [model._meta.get_field(name) for name in columns]
    plain = _PLAIN[connection.vendor]

    def prepared(field: Field, value: Any) -> Any:
        return value if type(value) in plain else field.get_db_prep_save(value, connection)

    values = [list(map(prepared, fields, row)) for row in rows]
    if values:
        with transaction.atomic(savepoint=False), connection.wrap_database_errors, connection.cursor() as cursor:
            _write(cursor, model, fields, values)


def _write(cursor: Any, model: type[Model], fields: Sequence[Field], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows of plain values.

    PostgreSQL takes them by COPY, which fires every trigger and keeps every constraint, SQLite by one statement that is
    compiled once: an INSERT of a hundred texts is quoted, parsed and planned for longer than it is written.
    """
    quote = connection.ops.quote_name
    table, columns = quote(model._meta.db_table), ", ".join(quote(field.column) for field in fields)
    if connection.vendor == "postgresql":
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    else:
        places = ", ".join(["%s"] * len(fields))
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", rows)


def let_disk_follow() -> None:
    """Let the transaction at hand end before the disk has it; the next one that is waited for brings it along.

    For what can be done again: who loses power in that half second loses the last transactions, each of them whole. On
    SQLite every transaction is so (WAL, synchronous=NORMAL).
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = off")


def _give_keys(cursor: Any, rows: list[Row]) -> None:
    """Take keys from the table's own sequence, where it has one: neither way of writing says which it gave."""
    key = rows[0]._meta.auto_field
    if key is None:
        return
    table = rows[0]._meta.db_table
    if connection.vendor == "postgresql":
        # OFFSET 0: else the sequence is looked up in the catalogue for each of its numbers.
        cursor.execute(
            "SELECT nextval(keys) FROM (SELECT pg_get_serial_sequence(%s, %s)::regclass AS keys OFFSET 0) AS sequence, "
            "generate_series(1, %s)",
            [table, key.column, len(rows)],
        )
        numbers = [number for (number,) in cursor.fetchall()]
    else:
        # Nobody else writes until this transaction ends.
        cursor.execute("SELECT COALESCE((SELECT seq FROM sqlite_sequence WHERE name = %s), 0)", [table])
        last = cursor.fetchone()[0]
        numbers = list(range(last + 1, last + 1 + len(rows)))
    for row, number in zip(rows, numbers, strict=True):
        row.pk = number


@cache
def _reader(fields: tuple[Field, ...], vendor: str) -> Callable[[Model], Sequence[Any]]:
    """Return what reads columns of a row as the driver takes them.

    What a model's fields ask for is found out once, not for each of a hundred thousand values.
    """
    read_plain, plain = attrgetter(*(field.attname for field in fields)), _PLAIN[vendor]
    of_other_rows = [(place, field) for place, field in enumerate(fields) if field.is_relation]
    set_by_a_save = [(place, field) for place, field in enumerate(fields) if _is_set_by_a_save(field)]
    as_json = [place for place, field in enumerate(fields) if isinstance(field, JSONField)]

    # A moment or a key stands in many rows.
    @lru_cache(maxsize=1024)
    def prepare(place: int, value: Any) -> Any:
        return fields[place].get_db_prep_save(value, connection)

    def read(row: Model) -> Sequence[Any]:
        values = list(read_plain(row))
        for place, field in of_other_rows:
            if values[place] is None:
                values[place] = _key_of_other(row, field)
        for place, field in set_by_a_save:
            values[place] = field.pre_save(row, add=True)
        for place in as_json:
            if values[place] is not None:
                values[place] = _JSON.encode(values[place])
        return [value if type(value) in plain else prepare(place, value) for place, value in enumerate(values)]

    return read


def _is_set_by_a_save(field: Field) -> bool:
    if hasattr(field, "auto_now"):
        return field.auto_now or field.auto_now_add
    return type(field).pre_save is not Field.pre_save


def _key_of_other(row: Model, field: Field) -> Any:
    """Return the key of the row that this one leads to, which may have been given after this one was made."""
    other = field.get_cached_value(row, default=None)
    if other is None:
        return None
    setattr(row, field.attname, other.pk)
    return other.pk
