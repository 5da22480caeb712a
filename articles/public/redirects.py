"""Addresses of older systems: looked up only when nothing else answered."""

import datetime
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from articles.models.redirect import Redirect
from articles.public import queries
from articles.public.views import answers

# Old addresses that lead to old addresses are followed this far.
LONGEST_CHAIN = 10


def RedirectMiddleware(get_response: Callable[[HttpRequest], HttpResponse]):
    """Turn a 404 into a permanent redirect where the redirect table knows the path.

    Stands within CommonMiddleware, which would first add a slash to "/muc-cu/bai-cu" and so miss it in the table.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == 404 and request.method in ("GET", "HEAD"):
            try:
                target = redirect_target(timezone.now(), request.path)
            except queries.StoryWithdrawn:
                return answers.gone(request)
            if target is not None:
                return answers.moved(target)
        return response

    return middleware


def redirect_target(now: datetime.datetime, path: str) -> str | None:
    """Return where an older system's address leads now, or None; raises `StoryWithdrawn` where that story is gone.

    A slash at the end makes no difference. A chain of old addresses is followed here, so that readers are sent once;
    a circle leads nowhere. One query where the path is not in the table, else one for each link of the chain.
    """
    seen: set[str] = set()
    target = None
    while "\0" not in path and len(seen) < LONGEST_CHAIN:  # PostgreSQL does not even take the question
        bare = path.rstrip("/")
        if bare in seen:
            return None
        seen.add(bare)
        row = Redirect.objects.filter(old_path__in=(bare, f"{bare}/")).first()
        if row is None:
            return target
        if row.story_number is not None:
            return _address_of(now, row.story_number)
        target, path = row.new_path, unquote(urlsplit(row.new_path).path)
    return target


def _address_of(now: datetime.datetime, number: int) -> str | None:
    try:
        return queries.story(now, number).get_absolute_url()
    except queries.StoryNotFound:
        return None
