"""What every test of the suite stands on. Its settings are made in newsroom/tests/settings.py."""

import gc
import importlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from pytest_django import DjangoDbBlocker

# A slow machine is not a wrong answer. In CI the same examples come every time: what fails there fails at home too.
hypothesis.settings.register_profile("home", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "home")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out on PostgreSQL what ran on SQLite and would say the same again.

    That never asks a database, or is marked as asking nothing that two databases could answer differently.
    """
    if not os.environ.get("TEST_POSTGRES_URL"):
        return
    asking = {"db", "transactional_db", "live_server", "postgres"}
    left_out = [
        item
        for item in items
        if item.get_closest_marker("any_database")
        or (not item.get_closest_marker("django_db") and asking.isdisjoint(getattr(item, "fixturenames", ())))
    ]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in set(left_out)]


def pytest_collection_finish() -> None:
    """Look for circles of objects seldom, and never among those that the whole run keeps.

    A test makes a few thousand objects beside a million of Django, the tests and their tools: a quarter of the time
    went into looking through these.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_unconfigure() -> None:
    """Remove this process's folder: database with its WAL files, media, static files."""
    from django.conf import settings

    if settings.configured:
        shutil.rmtree(settings.VAR_DIR, ignore_errors=True)


@pytest.fixture(autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    """Empty the cache and the media folders after each test; the database rolls back by itself."""
    from django.conf import settings
    from django.core.cache import cache

    yield
    cache.clear()
    for folder in (settings.MEDIA_ROOT, settings.PRIVATE_MEDIA_ROOT):
        shutil.rmtree(Path(folder), ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Give each test database the roles, as a paper has them once it is set up."""
    from django.core.management import call_command

    with django_db_blocker.unblock():
        call_command("sync_roles", verbosity=0)


@pytest.fixture(scope="session", autouse=True)
def _no_file_waits_for_the_disk() -> Iterator[None]:
    """Let files be written as the databases are here (newsroom/tests/settings.py): no test survives a loss of power."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _file: None)
        yield


# What a paper has before anybody works in it. No test changes it for good, so it need not be made again each time.
FURNITURE = {"django_content_type", "auth_permission", "auth_group", "auth_group_permissions"}


@pytest.fixture(scope="session", autouse=True)
def _flush_empties_what_was_filled() -> Iterator[None]:
    """Empty after `django_db(transaction=True)` the few tables that have rows, the append-only ones among them.

    Django's own flush would make every table anew, stop at triggers that refuse each DELETE, and write all permissions
    again.
    """
    from django.core.management.commands.flush import Command
    from django.db import connections, transaction

    # Through importlib, because the name of a migration is no Python identifier.
    append_only = importlib.import_module("articles.migrations.0002_append_only")

    def empty(self: Command, **options: object) -> None:
        connection = connections[str(options["database"])]
        tables = sorted(set(connection.introspection.django_table_names(only_existing=True)) - FURNITURE)
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute(
                " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in tables)
            )
            filled = [name for (name,) in cursor.fetchall()]
            append_only.lift_triggers(connection)
            for name in filled:
                cursor.execute(f"DELETE FROM {name}")
            if connection.vendor == "sqlite":  # no model's table: Django does not know it
                cursor.execute("INSERT INTO articles_searchindex (articles_searchindex) VALUES ('delete-all')")
            else:  # a table with deferred checks due takes no trigger
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            append_only.create_triggers(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Command, "handle", empty)
        yield
