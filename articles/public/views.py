"""Readers' pages. Each view asks `queries`, fills types of `page`, and names a template; none sets a cookie."""

import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import escape_leading_slashes
from django.views.decorators.http import require_safe

from articles.models.taxonomy import Category
from articles.public import page, queries
from articles.public.page import Places
from articles.public.queries import Cursor


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The front page: the newest, then a block for each section, no story twice."""
    now = timezone.now()
    places = Places(queries.categories())
    found = queries.front_page(now, [section.pk for section in places.sections])
    withdrawn = queries.withdrawn_photos([*found.newest, *(s for block in found.blocks.values() for s in block)])
    newest = [
        page.card(story, places, now, withdrawn, place="card" if position else "lead")
        for position, story in enumerate(found.newest)
    ]
    blocks = [
        {
            "section": places.link(section.pk),
            "children": places.children(section),
            "cards": [page.card(story, places, now, withdrawn) for story in found.blocks[section.pk]],
        }
        for section in places.sections
        if found.blocks[section.pk]
    ]
    return _render(
        request,
        "public/front.html",
        places,
        now,
        {"lead": newest[:1], "seconds": newest[1:4], "latest": newest[4:], "blocks": blocks, "is_front": True},
    )


@require_safe
def section(request: HttpRequest, slug: str) -> HttpResponse:
    """A section with all its sub-categories."""
    return _category(request, slug, None)


@require_safe
def category(request: HttpRequest, section: str, slug: str) -> HttpResponse:
    """A sub-category."""
    return _category(request, slug, section)


@require_safe
def story(request: HttpRequest, number: str, slug: str = "") -> HttpResponse:
    """A story; another slug than its own leads permanently to its address."""
    now = timezone.now()
    try:
        found = queries.story(now, int(number))
    except queries.StoryWithdrawn:
        return gone(request)
    except queries.StoryNotFound:
        return not_found(request)
    if slug != found.slug:
        return moved(found.get_absolute_url())
    places = Places(queries.categories())
    shown = page.story_page(found, places, queries.live_facts(found), queries.corrections(found, now), now)
    return _render(
        request, "public/story.html", places, now, {"story": shown}, current=places.by_key.get(found.category_id)
    )


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """What the paper has put right, newest first."""
    now = timezone.now()
    cursors = _cursors(request)
    if cursors is None:
        return not_found(request)
    places = Places(queries.categories())
    shown, stories = queries.corrections_page(now, **cursors)
    return _render(
        request,
        "public/corrections.html",
        places,
        now,
        {
            "entries": [
                page.correction_entry(correction, stories[correction.story_id], places, now)
                for correction in shown.rows
                if correction.story_id in stories
            ],
            **_ways_on(shown),
        },
        query=_query_of(cursors),
    )


def moved(address: str) -> HttpResponse:
    """301 that browsers ask for again: a title that changes back would else lead them in a circle."""
    return HttpResponsePermanentRedirect(address, headers={"Cache-Control": "max-age=300"})


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, with the menu and the way to the front page."""
    return _error(request, "404.html", status=404)


def gone(request: HttpRequest) -> HttpResponse:
    """410 with a neutral notice: the story was here and is no longer."""
    return _error(request, "410.html", status=410)


def _category(request: HttpRequest, slug: str, parent: str | None) -> HttpResponse:
    now = timezone.now()
    places = Places(queries.categories())
    found = places.find(slug, parent)
    if found is None:
        return _error(request, "404.html", status=404, places=places)
    cursors = _cursors(request)
    if cursors is None:
        return _error(request, "404.html", status=404, places=places)
    shown = queries.category_page(now, found, **cursors)
    withdrawn = queries.withdrawn_photos(shown.rows)
    top = found.parent if found.parent_id else found
    return _render(
        request,
        "public/category.html",
        places,
        now,
        {
            "category": found,
            "section": places.link(top.pk),
            "children": places.children(top),
            "here": places.link(found.pk),
            "is_first": not cursors,
            "cards": [
                # The first page opens with large cards.
                page.card(story, places, now, withdrawn, place="card" if not cursors and position < 3 else "row")
                for position, story in enumerate(shown.rows)
            ],
            **_ways_on(shown),
        },
        current=found,
        query=_query_of(cursors),
    )


# The place in a list, as an address names it and as `queries` does.
_CURSORS = {"sau": "after", "truoc": "before"}


def _cursors(request: HttpRequest) -> dict[str, Cursor] | None:
    """Return the places that an address names, or None where one of them is none."""
    named = {to: page.read_cursor(text) for name, to in _CURSORS.items() if (text := request.GET.get(name))}
    return None if None in named.values() else named


def _query_of(cursors: dict[str, Cursor]) -> str:
    return next((f"?{name}={page.write_cursor(cursors[to])}" for name, to in _CURSORS.items() if to in cursors), "")


def _ways_on(shown: queries.Slice) -> dict[str, str]:
    ways = {"newer": shown.newer, "older": shown.older}
    return {name: page.write_cursor(cursor) if cursor else "" for name, cursor in ways.items()}


def _error(request: HttpRequest, template: str, *, status: int, places: Places | None = None) -> HttpResponse:
    now = timezone.now()
    places = places or Places(queries.categories())
    return _render(request, template, places, now, {}, status=status)


def _render(
    request: HttpRequest,
    template: str,
    places: Places,
    now: datetime.datetime,
    context: dict[str, Any],
    *,
    current: Category | None = None,
    query: str = "",
    status: int = 200,
) -> HttpResponse:
    outlet = queries.outlet_in_force(timezone.localdate(now))
    context["frame"] = page.frame(places, outlet, now, current=current)
    # Tracking parameters never split an address; a page of a list keeps its own.
    # Not build_absolute_uri: it parses the path, and "//[x" is no address to it.
    context["canonical"] = f"{request.scheme}://{request.get_host()}{escape_leading_slashes(request.path)}{query}"
    # Without the request: readers' pages run no context processors, read no session, carry no token.
    return HttpResponse(render_to_string(template, context), status=status)
