"""Ways through a long list: `?truoc=` leads to what is older than a place, `?sau=` to what is newer."""

from typing import Any

from django.http import HttpRequest, HttpResponseRedirect

from articles.public.slices import Cursor, Slice, read_cursor, write_cursor

# The place in a list, as an address names it and as `slices` does.
CURSORS = {"sau": "after", "truoc": "before"}


def read_cursors(request: HttpRequest) -> dict[str, Cursor] | None:
    """Return the places that an address names, or None where one of them is none."""
    named = {to: read_cursor(text) for name, to in CURSORS.items() if (text := request.GET.get(name))}
    return None if None in named.values() else named


def query_of(cursors: dict[str, Cursor]) -> str:
    return next((f"?{name}={write_cursor(cursors[to])}" for name, to in CURSORS.items() if to in cursors), "")


def is_first(shown: Slice, cursors: dict[str, Cursor]) -> bool:
    """Tell whether a page that ends before a place has nothing newer before it: the first page shows all of it."""
    return "after" in cursors and bool(shown.rows) and shown.newer is None


def to_first(request: HttpRequest) -> HttpResponseRedirect:
    """Lead to the list's own address, where its first page stands; what else was asked goes along."""
    asked = request.GET.copy()
    for name in CURSORS:
        asked.pop(name, None)
    return HttpResponseRedirect(f"{request.path}?{asked.urlencode()}" if asked else request.path)


def ways_on(shown: Slice, cursors: dict[str, Cursor]) -> dict[str, Any]:
    """Return what a page of a list shows of the others, and whether it is a later one."""
    ways = {"newer": shown.newer, "older": shown.older}
    return {name: write_cursor(cursor) if cursor else "" for name, cursor in ways.items()} | {"is_later": bool(cursors)}
