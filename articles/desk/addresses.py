"""Addresses: a slug from a name that nothing else has, and the story that an address leads to."""

import re

from django.db.models import Model

from articles.document.text import slugify

# The number at the end of a story's address, or alone.
_NUMBER = re.compile(r"(?:#?|(?:https?://\S*|/\S*?)?[/-])([1-9][0-9]{0,17})(?:\.html)?(?:[?#]\S*)?", re.ASCII)


def story_number(text: str) -> int | None:
    """Return the story number that somebody typed, alone or as a story's whole address, or None."""
    found = _NUMBER.fullmatch(text.strip())
    return int(found[1]) if found else None


def free_slug(thing: Model, name: str, *, limit: int) -> str:
    """Return the slug of a row's name, with a number where another row of its kind has it; one query."""
    base = slugify(name, limit=limit)
    others = type(thing)._default_manager.filter(slug__startswith=base).exclude(pk=thing.pk)
    taken = set(others.values_list("slug", flat=True))
    if base not in taken:
        return base
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"
