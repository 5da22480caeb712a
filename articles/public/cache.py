"""How long a page may be kept, and by whom: the one place that says so of readers' pages.

A shared cache keeps a page for a minute, but never past the next change that is known by the clock; a browser asks
each time and is told 304 where nothing changed. Withdrawing and publishing at once are known to nobody before: a page
kept elsewhere shows them a minute and a half later at the latest (docs/running.md: how to purge).
"""

import datetime
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, set_response_etag

from articles.public import queries

LONGEST = datetime.timedelta(seconds=60)
# How long a shared cache may go on showing what it has while it asks for the new one.
STALE = datetime.timedelta(seconds=30)

_KEPT = {200, 404, 410}


def FreshnessMiddleware(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Give readers' pages ETag and Cache-Control, and answer 304; what says something of caching itself is left alone.

    Stands outside RedirectMiddleware, because an address that is not found may yet be an old one.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        # Before the view looks at the clock, so that no change falls between its look and ours.
        asked_at = timezone.now()
        response = get_response(request)
        if not _is_readers_page(request, response):
            return response
        response.headers["Cache-Control"] = cache_control(lifetime(asked_at))
        set_response_etag(response)
        # Weak, as the compressed form is another row of bytes that says the same.
        response.headers["ETag"] = f"W/{response.headers['ETag']}"
        return get_conditional_response(request, etag=response.headers["ETag"], response=response)

    return middleware


def lifetime(asked_at: datetime.datetime) -> datetime.timedelta:
    """Return for how long from now a page made at a moment stays true as far as the clock knows; one query at most."""
    until = min(asked_at + LONGEST, _midnight_after(asked_at))
    change = queries.next_change(asked_at, until)
    return max((change or until) - timezone.now(), datetime.timedelta())


def cache_control(kept: datetime.timedelta) -> str:
    """Return the header: what ends at a known moment is not shown a second longer."""
    seconds = int(kept.total_seconds())
    control = f"public, max-age=0, s-maxage={seconds}"
    return f"{control}, stale-while-revalidate={int(STALE.total_seconds())}" if kept > LONGEST - STALE else control


def _midnight_after(moment: datetime.datetime) -> datetime.datetime:
    """Return when the next day begins: each page carries the day, and the imprint in force on it."""
    tomorrow = timezone.localdate(moment) + datetime.timedelta(days=1)
    return timezone.make_aware(datetime.datetime.combine(tomorrow, datetime.time.min))


def _is_readers_page(request: HttpRequest, response: HttpResponseBase) -> bool:
    return (
        request.method in ("GET", "HEAD")
        and not request.path.startswith("/admin/")
        and isinstance(response, HttpResponse)
        and response.status_code in _KEPT
        and not response.has_header("Cache-Control")
    )
