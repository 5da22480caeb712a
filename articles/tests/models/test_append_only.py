"""The database itself refuses to change what was printed, saved, corrected or recorded."""

import importlib
import re
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.utils import timezone

from articles.desk import audit, editing
from articles.desk.transitions import Action
from articles.models.history import AuditEntry
from articles.models.publication import Publication
from articles.tests.desk.arrange import article_in, change, make_tag
from articles.tests.factories import (
    TO_APPROVED,
    advance,
    boss,
    make_article,
    make_category,
    make_contributor,
    make_document,
    make_photo,
    make_publication,
)

pytestmark = pytest.mark.django_db

migration = importlib.import_module("articles.migrations.0002_append_only")
APPEND_ONLY: dict[str, tuple[str, ...] | None] = migration.APPEND_ONLY
TABLES = sorted(APPEND_ONLY)
MODELS = {model._meta.db_table: model for model in apps.get_app_config("articles").get_models()}


@pytest.fixture
def written() -> None:
    """One row at least in every append-only table, made by the desk's own verbs."""
    photo, author, tag = make_photo(), make_contributor("Trần Lan"), make_tag("Một")
    article = make_article(document=make_document(photos=(photo,)))
    edit = editing.Change({}, bylines=[editing.BylineEntry(author.pk)], tags=[tag.pk])
    article = editing.save(article, edit, actor=boss())
    advance(article, *TO_APPROVED, Action.PUBLISH, Action.CORRECT, correction="Xin đính chính.")


def refused(statement: str, parameters: tuple = ()) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def frozen_columns(table: str) -> list[models.Field]:
    free = APPEND_ONLY[table] or ()
    return [field for field in MODELS[table]._meta.local_concrete_fields if field.column not in free]


def rows(table: str) -> list[dict[str, Any]]:
    return list(MODELS[table]._default_manager.order_by("pk").values())


# --- Tables -------------------------------------------------------------------------------------------------------


def test_tables_are_those_that_keep_evidence() -> None:
    assert set(TABLES) == {
        "articles_auditentry",
        "articles_correction",
        "articles_publication",
        "articles_publicationcontributor",
        "articles_publicationphoto",
        "articles_publicationtag",
        "articles_revision",
    }
    assert {table: free for table, free in APPEND_ONLY.items() if free} == {
        "articles_publication": ("ends_at", "withdrawn_at")
    }


@pytest.mark.parametrize("table", TABLES)
def test_no_row_is_deleted(written: None, table: str) -> None:
    before = rows(table)
    assert before
    refused(f"DELETE FROM {table}")
    refused(f"DELETE FROM {table} WHERE id = %s", (before[0]["id"],))
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        MODELS[table]._default_manager.all()._raw_delete("default")
    assert rows(table) == before


@pytest.mark.parametrize("table", TABLES)
def test_no_column_is_changed_by_a_statement(written: None, table: str) -> None:
    before = rows(table)
    for field in frozen_columns(table):
        refused(f"UPDATE {table} SET {connection.ops.quote_name(field.column)} = {field.column}")
    assert rows(table) == before


@pytest.mark.parametrize("table", TABLES)
def test_no_row_is_changed_through_the_orm(written: None, table: str) -> None:
    manager = MODELS[table]._default_manager
    before = rows(table)
    row = manager.first()
    field = frozen_columns(table)[1]
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        row.save()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        manager.update(**{field.attname: getattr(row, field.attname)})
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        manager.bulk_update([row], [field.name])
    assert rows(table) == before


def test_end_of_a_publication_may_change_until_it_is_withdrawn() -> None:
    article_in("published")
    now = timezone.now()
    for end in (now, None, now):
        assert Publication.objects.update(ends_at=end) == 1
    # Not together with anything else.
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Publication.objects.update(ends_at=None, title="Khác")
    made = Publication.objects.get()
    made.withdrawn_at = now
    made.save(update_fields=["withdrawn_at"])
    # From then on it is evidence.
    for columns in ({"withdrawn_at": None}, {"withdrawn_at": timezone.now()}, {"ends_at": None}):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            Publication.objects.update(**columns)
    refused("UPDATE articles_publication SET withdrawn_at = NULL")
    kept = Publication.objects.get()
    assert (kept.ends_at, kept.withdrawn_at) == (now, now)


def test_rows_of_articles_may_change() -> None:
    article = editing.save(make_article(), change("Hai"), actor=boss())
    assert article.title == "Hai"


# --- The final schema -----------------------------------------------------------------------------------------------


def triggers() -> dict[str, str]:
    """Return every trigger of the append-only kind as the database itself describes it."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal")
        else:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return dict(cursor.fetchall())


def test_every_trigger_stands_in_the_final_schema() -> None:
    """A later migration that remakes a table on SQLite loses its triggers: this notices."""
    found = triggers()
    for table, free in APPEND_ONLY.items():
        assert re.search(rf"BEFORE DELETE ON (public\.)?{table}\b", found[f"{table}_no_delete"])
        update = found[f"{table}_no_update"]
        if free is None:
            assert re.search(rf"BEFORE UPDATE ON (public\.)?{table}\b", update)
            continue
        guarded = set(re.search(r"BEFORE UPDATE OF (.*?) ON", update)[1].replace('"', "").split(", "))
        assert guarded == {field.column for field in frozen_columns(table)}


def test_triggers_are_made_again_without_harm() -> None:
    before = triggers()
    migration.create_triggers(connection)
    assert triggers() == before
    migration.lift_triggers(connection)
    assert not any(name.startswith("articles_") for name in triggers())
    make_publication(1, category=make_category())
    assert Publication.objects.all()._raw_delete("default") == 1
    migration.create_triggers(connection)
    assert triggers() == before


def test_replace_and_truncate_are_refused_too() -> None:
    entry = audit.record("test", actor=None)
    if connection.vendor == "sqlite":
        columns = ", ".join(field.column for field in AuditEntry._meta.concrete_fields)
        statement = f"REPLACE INTO articles_auditentry ({columns}) SELECT {columns} FROM articles_auditentry"
    else:
        statement = "TRUNCATE articles_auditentry"

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert AuditEntry.objects.filter(pk=entry.pk).exists()
