"""What every page shares: the frame round it, its canonical address, and the answers that are no page."""

import datetime
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import escape_leading_slashes

from articles.models.taxonomy import Category
from articles.public import heads, lists, page, queries
from articles.public.heads import Head
from articles.public.page import Frame, Places

# Of a page's frame, and the scheme and host of its addresses (see `heads`).
MakeHead = Callable[[Frame, str], Head]
# So many of the newest stories stand below an answer that is no page.
IN_ERRORS = 6


def base(request: HttpRequest) -> str:
    """Return the scheme and host with which this paper's whole addresses begin."""
    return f"{request.scheme}://{request.get_host()}"


def moved(address: str) -> HttpResponse:
    """301 that browsers ask for again: a title that changes back would else lead them in a circle."""
    return HttpResponsePermanentRedirect(address, headers={"Cache-Control": "max-age=300"})


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, with the menu and the way to the front page."""
    return error(request, "404.html", status=404)


def gone(request: HttpRequest) -> HttpResponse:
    """410 with a neutral notice: the story was here and is no longer."""
    return error(request, "410.html", status=410)


def error(request: HttpRequest, template: str, *, status: int, places: Places | None = None) -> HttpResponse:
    """Answer that there is no page here, with the ways on: the newest stories and the sections."""
    now = timezone.now()
    places = places or page.places()
    newest = [page.headline(story) for story in lists.newest(now, IN_ERRORS)]
    return render(request, template, places, now, {"heads": newest}, status=status)


def render(
    request: HttpRequest,
    template: str,
    places: Places,
    now: datetime.datetime,
    context: dict[str, Any],
    *,
    current: Category | None = None,
    query: str = "",
    status: int = 200,
    head: MakeHead = heads.of_page,
) -> HttpResponse:
    outlet = queries.outlet_in_force(timezone.localdate(now))
    frame = context["frame"] = page.frame(places, outlet, now, current=current)
    context["head"] = head(frame, base(request))
    # Tracking parameters never split an address; a page of a list keeps its own.
    # Not build_absolute_uri: it parses the path, and "//[x" is no address to it.
    context["canonical"] = f"{base(request)}{escape_leading_slashes(request.path)}{query}"
    # Without the request: readers' pages run no context processors, read no session, carry no token.
    return HttpResponse(render_to_string(template, context), status=status)
