"""Ways through a long list: `?truoc=` leads to what is older than a place, `?sau=` to what is newer."""

from django.http import HttpRequest

from articles.public.slices import Cursor, Slice, read_cursor, write_cursor

# The place in a list, as an address names it and as `slices` does.
CURSORS = {"sau": "after", "truoc": "before"}


def read_cursors(request: HttpRequest) -> dict[str, Cursor] | None:
    """Return the places that an address names, or None where one of them is none."""
    named = {to: read_cursor(text) for name, to in CURSORS.items() if (text := request.GET.get(name))}
    return None if None in named.values() else named


def query_of(cursors: dict[str, Cursor]) -> str:
    return next((f"?{name}={write_cursor(cursors[to])}" for name, to in CURSORS.items() if to in cursors), "")


def ways_on(shown: Slice) -> dict[str, str]:
    ways = {"newer": shown.newer, "older": shown.older}
    return {name: write_cursor(cursor) if cursor else "" for name, cursor in ways.items()}
