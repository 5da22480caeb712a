"""Contributors: saved with their folded names, found by them."""

from django.db import IntegrityError, transaction

from articles.document.text import fold, slugify, sort_key, tidy
from articles.models.people import Contributor, PenName


def save_contributor(contributor: Contributor) -> Contributor:
    """Save a contributor with what is derived from the name; a taken slug gets a number."""
    contributor.name = tidy(contributor.name).strip()
    contributor.folded_name = fold(contributor.name)[:150]
    contributor.sort_key = sort_key(contributor.name, given_name_first=contributor.kind == Contributor.Kind.PERSON)
    if not contributor.slug:
        contributor.slug = _free_slug(contributor.name)
    contributor.save()
    return contributor


def save_pen_name(pen_name: PenName) -> PenName:
    """Save a pen name with its folded form."""
    pen_name.name = tidy(pen_name.name).strip()
    pen_name.folded_name = fold(pen_name.name)[:150]
    pen_name.save()
    return pen_name


def find(name: str) -> Contributor | None:
    """Return the contributor of a name or pen name, accents and case aside; the oldest, should two share it."""
    folded = fold(name)[:150]
    found = Contributor.objects.filter(folded_name=folded).order_by("pk").first()
    if found is None:
        pen_name = PenName.objects.filter(folded_name=folded).select_related("contributor").order_by("pk").first()
        found = pen_name.contributor if pen_name else None
    return found


def find_or_add(name: str, *, is_agency: bool = False) -> Contributor:
    """Return the contributor of a name, else a new one that waits for a person's confirmation."""
    found = find(name)
    if found is not None:
        return found
    kind = Contributor.Kind.AGENCY if is_agency else Contributor.Kind.PERSON
    try:
        with transaction.atomic():
            # The slug before the second look: whoever adds the name after that look takes this very slug.
            slug = _free_slug(name)
            return find(name) or save_contributor(
                Contributor(name=name[:150], slug=slug, kind=kind, is_confirmed=False)
            )
    except IntegrityError:
        # Another run added the same name between the look and the insert.
        found = find(name)
        if found is None:
            raise
        return found


def _free_slug(name: str) -> str:
    base = slugify(name, limit=150)
    taken = set(Contributor.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    if base not in taken:
        return base
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"
