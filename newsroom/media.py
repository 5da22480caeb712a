"""Readers' pictures where no proxy serves them: `make run`, `make serve`, and a proxy that was not told."""

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from articles.public.views.answers import not_found

# Only what publishing puts there has such a name (articles/desk/ingest.py), so nothing else is ever found here.
NAME = r"photos/[0-9a-f]{2}/[0-9a-f]{40}/[0-9a-z]+-[0-9]+\.(?:jpeg|webp|avif)"
_A_YEAR = 365 * 24 * 3600


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """Answer a public picture: its type from its name, kept for ever, for its name tells its content."""
    try:
        file = default_storage.open(name)
    except FileNotFoundError:
        return not_found(request)
    response = FileResponse(file, content_type=f"image/{name.rpartition('.')[2]}")
    response.headers["Cache-Control"] = f"public, max-age={_A_YEAR}, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
