"""Addresses of the newsroom's own lists: a slug from a name that nothing else has."""

from django.db.models import Model

from articles.document.text import slugify


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
