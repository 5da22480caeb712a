"""What every test of the suite stands on. Its settings are made in newsroom/tests/settings.py."""

import gc
import importlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

# A slow machine is not a wrong answer. In CI the same examples come every time: what fails there fails at home too.
hypothesis.settings.register_profile("home", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "home")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out on PostgreSQL what never asks a database: it ran on SQLite, and would say the same again."""
    if not os.environ.get("TEST_POSTGRES_URL"):
        return
    asking = {"db", "transactional_db", "live_server", "postgres"}
    left_out = [
        item
        for item in items
        if not item.get_closest_marker("django_db") and asking.isdisjoint(getattr(item, "fixturenames", ()))
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


@pytest.fixture(scope="session", autouse=True)
def _flush_lifts_the_triggers() -> Iterator[None]:
    """Let the flush after `django_db(transaction=True)` empty tables whose triggers refuse every DELETE."""
    from django.core.management.commands.flush import Command
    from django.db import connections

    # Through importlib, because the name of a migration is no Python identifier.
    append_only = importlib.import_module("articles.migrations.0002_append_only")
    handle = Command.handle

    def handle_without_triggers(self: Command, **options: object) -> None:
        connection = connections[str(options["database"])]
        append_only.lift_triggers(connection)
        try:
            handle(self, **options)
            if connection.vendor == "sqlite":
                with connection.cursor() as cursor:  # no model's table: Django does not know it
                    cursor.execute("INSERT INTO articles_searchindex (articles_searchindex) VALUES ('delete-all')")
        finally:
            append_only.create_triggers(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Command, "handle", handle_without_triggers)
        yield
