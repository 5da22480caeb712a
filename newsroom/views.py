"""What machines ask of this process: is it up, and can it serve?"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

FREE_BYTES = 2**30


@require_safe
@cache_control(no_store=True)
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer at all: the process is up. Asks neither database nor disk."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(no_store=True)
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when readers can be served, else 503 with a line for each thing that is wrong, naming no path."""
    lines = [*_of_the_database(), *_of_the_folders()]
    return HttpResponse(
        "".join(f"{line}\n" for line in lines or ["ready"]),
        content_type="text/plain; charset=utf-8",
        status=503 if lines else 200,
    )


def _of_the_database() -> Iterator[str]:
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            yield "migrations: not all applied"
    except Error:
        yield "database: no answer"


def _of_the_folders() -> Iterator[str]:
    for name in ("VAR_DIR", "MEDIA_ROOT", "PRIVATE_MEDIA_ROOT"):
        folder = _nearest(Path(getattr(settings, name)))
        if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
            yield f"{name}: not writable"
        elif shutil.disk_usage(folder).free < FREE_BYTES:
            yield f"{name}: less than 1 GiB free"


def _nearest(folder: Path) -> Path:
    """Return the folder, or what stands where it will be made: media folders appear with the first photo."""
    while not folder.exists():
        folder = folder.parent
    return folder
