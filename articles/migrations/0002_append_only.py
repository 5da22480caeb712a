"""What was printed, saved, corrected or recorded is never changed: the database itself refuses.

Tables made new by a later migration lose their triggers on SQLite (it copies the table): such a migration calls
`create_triggers` again, and articles/tests/models/test_append_only.py notices when it does not.
"""

from django.db import migrations
from django.db.backends.base.base import BaseDatabaseWrapper

# Table -> the columns that may still change. None: the row may never change. No row is ever deleted.
APPEND_ONLY: dict[str, tuple[str, ...] | None] = {
    "articles_auditentry": None,
    "articles_revision": None,
    "articles_correction": None,
    "articles_publication": ("ends_at", "withdrawn_at"),
    "articles_publicationcontributor": None,
    "articles_publicationtag": None,
    "articles_publicationphoto": None,
}

OF_WITHDRAWN = "articles_publication_withdrawn"


def create_triggers(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers of every append-only table, in place of any that are there."""
    lift_triggers(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION articles_refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME "
                "USING ERRCODE = 'integrity_constraint_violation'; END $$"
            )
        for table, free in APPEND_ONLY.items():
            for operation in ("DELETE", f"UPDATE{_of_frozen_columns(connection, table, free)}"):
                name = _name(table, operation)
                if connection.vendor == "postgresql":
                    cursor.execute(
                        f"CREATE TRIGGER {name} BEFORE {operation} ON {table} "
                        "FOR EACH ROW EXECUTE FUNCTION articles_refuse_change()"
                    )
                else:
                    cursor.execute(
                        f"CREATE TRIGGER {name} BEFORE {operation} ON {table} "
                        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                    )
            if connection.vendor == "postgresql":
                cursor.execute(
                    f"CREATE TRIGGER {_name(table, 'TRUNCATE')} BEFORE TRUNCATE ON {table} "
                    "FOR EACH STATEMENT EXECUTE FUNCTION articles_refuse_change()"
                )
        # Withdrawn, a version is evidence: not even what may change of others changes, least of all the withdrawal.
        refuse = (
            "FOR EACH ROW WHEN (OLD.withdrawn_at IS NOT NULL) EXECUTE FUNCTION articles_refuse_change()"
            if connection.vendor == "postgresql"
            else "WHEN OLD.withdrawn_at IS NOT NULL "
            "BEGIN SELECT RAISE(ABORT, 'articles_publication is append-only'); END"
        )
        cursor.execute(f"CREATE TRIGGER {OF_WITHDRAWN} BEFORE UPDATE ON articles_publication {refuse}")


def lift_triggers(connection: BaseDatabaseWrapper) -> None:
    """Remove the triggers; for the flush between tests and for migrations that must rewrite rows."""
    with connection.cursor() as cursor:
        for table in APPEND_ONLY:
            on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
            for operation in ("DELETE", "UPDATE", "TRUNCATE"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {_name(table, operation)}{on_table}")
            if table == "articles_publication":
                cursor.execute(f"DROP TRIGGER IF EXISTS {OF_WITHDRAWN}{on_table}")


def _name(table: str, operation: str) -> str:
    return f"{table}_no_{operation.split()[0].lower()}"


def _of_frozen_columns(connection: BaseDatabaseWrapper, table: str, free: tuple[str, ...] | None) -> str:
    if free is None:
        return ""
    with connection.cursor() as cursor:
        columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
    return f" OF {', '.join(name for name in columns if name not in free)}"


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]

    operations = [
        migrations.RunPython(
            lambda apps, editor: create_triggers(editor.connection),
            lambda apps, editor: lift_triggers(editor.connection),
        )
    ]
