"""Contributors: kept with their folded names, found by them."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.desk import audit, policy
from articles.desk.addresses import free_slug
from articles.desk.refusals import NotAllowed, NotPossible
from articles.document.text import fold, slugify, sort_key, tidy
from articles.models.people import Contributor, PenName

if TYPE_CHECKING:
    from accounts.models import User


def save_contributor(contributor: Contributor, *, actor: "User | None" = None) -> Contributor:
    """Save a contributor with what is derived from the name; a taken slug gets a number."""
    policy.demand(actor, "change_contributor" if contributor.pk else "add_contributor")
    with transaction.atomic():
        before = audit.columns_of(contributor)
        refuse_contributor(contributor, actor=actor)
        _derived(contributor)
        contributor.biography = tidy(contributor.biography).strip()
        if not contributor.slug:
            contributor.slug = free_slug(contributor, contributor.name, limit=150)
        contributor.save()
        if actor is not None:
            audit.record_saved(contributor, actor=actor, before=before)
    return contributor


def refuse_contributor(contributor: Contributor, *, actor: "User | None") -> None:
    """Raise `NotAllowed` for who would tie a name to a login without the right, or untie his own from four eyes."""
    if actor is None:
        return
    tied = Contributor.objects.filter(pk=contributor.pk or 0).values_list("user", flat=True).first()
    if contributor.user_id == tied:
        return
    policy.demand(actor, "change_contributor")
    if tied == actor.pk:
        raise NotAllowed(_("Another person must untie your name from your login: it decides what you may approve."))


def confirm(contributor: Contributor, *, actor: "User") -> Contributor:
    """Say yes to a name that an import met for the first time."""
    contributor.is_confirmed = True
    return save_contributor(contributor, actor=actor)


def save_pen_name(pen_name: PenName, *, actor: "User | None" = None) -> PenName:
    """Save a pen name with its folded form; raises `NotPossible` where the contributor has it already."""
    policy.demand(actor, "change_penname" if pen_name.pk else "add_penname")
    with transaction.atomic():
        before = audit.columns_of(pen_name)
        pen_name.name = tidy(pen_name.name).strip()
        pen_name.folded_name = fold(pen_name.name)[:150]
        if actor is not None and _has_pen_name(pen_name):
            raise NotPossible(_("“%(name)s” is a pen name of this contributor already.") % {"name": pen_name.name})
        pen_name.save()
        if actor is not None:
            audit.record_saved(pen_name, actor=actor, before=before)
    return pen_name


def _has_pen_name(pen_name: PenName) -> bool:
    others = PenName.objects.filter(contributor=pen_name.contributor, folded_name=pen_name.folded_name)
    return others.exclude(pk=pen_name.pk).exists()


def delete_pen_name(pen_name: PenName, *, actor: "User | None") -> None:
    """Strike a pen name; what was printed under it stays."""
    policy.demand(actor, "delete_penname")
    with transaction.atomic():
        details = {"name": pen_name.name, "contributor": pen_name.contributor_id}
        audit.record("delete", actor=actor, subject=audit.subject_of(pen_name), details=details)
        pen_name.delete()


def find(name: str) -> Contributor | None:
    """Return the contributor of a name or pen name, accents and case aside; the oldest, should two share it."""
    folded = fold(name)[:150]
    found = Contributor.objects.filter(folded_name=folded).order_by("pk").first()
    if found is None:
        pen_name = PenName.objects.filter(folded_name=folded).select_related("contributor").order_by("pk").first()
        found = pen_name.contributor if pen_name else None
    return found


def find_all(names: Iterable[str]) -> dict[str, Contributor]:
    """Return the contributor of each name that has one, as `find` would; two queries."""
    folded = {name: fold(name)[:150] for name in names}
    wanted = set(folded.values())
    known: dict[str, Contributor] = {}
    for contributor in Contributor.objects.filter(folded_name__in=wanted).order_by("pk"):
        known.setdefault(contributor.folded_name, contributor)
    if left := wanted - known.keys():
        for pen_name in PenName.objects.filter(folded_name__in=left).select_related("contributor").order_by("pk"):
            known.setdefault(pen_name.folded_name, pen_name.contributor)
    return {name: known[key] for name, key in folded.items() if key in known}


def suggest(words: str, *, limit: int = 10) -> list[Contributor]:
    """Return active contributors with a word of the name or a pen name like this, accents aside; two queries."""
    folded = fold(words)
    if not folded:
        return []
    like = Q(folded_name__startswith=folded) | Q(folded_name__contains=f" {folded}")
    with_pen_name = PenName.objects.filter(like).values("contributor")
    found = Contributor.objects.filter(like | Q(pk__in=with_pen_name), is_active=True)
    return list(found.prefetch_related("pen_names")[:limit])


def add_contributor(name: str, *, actor: "User") -> Contributor:
    """Return the contributor of a name, else one whom a person adds who may, and another confirms."""
    policy.demand(actor, "add_contributor")
    return find(name) or save_contributor(Contributor(name=name, is_confirmed=False), actor=actor)


def find_or_add_all(names: Mapping[str, bool]) -> dict[str, Contributor]:
    """Return the contributor of each name, told whether it is an agency's, as `find_or_add` would; few queries."""
    found = find_all(names)
    if new := {name: is_agency for name, is_agency in names.items() if name not in found}:
        try:
            with transaction.atomic():
                found |= _add_all(new)
        except IntegrityError:
            # Another run added one of these names meanwhile.
            found |= {name: find_or_add(name, is_agency=is_agency) for name, is_agency in new.items()}
    return found


def _add_all(names: Mapping[str, bool]) -> dict[str, Contributor]:
    made: dict[str, Contributor] = {}
    for name, is_agency in names.items():
        kind = Contributor.Kind.AGENCY if is_agency else Contributor.Kind.PERSON
        made.setdefault(fold(name)[:150], _derived(Contributor(name=name[:150], kind=kind, is_confirmed=False)))
    slugs = [slugify(contributor.name, 150) for contributor in made.values()]
    taken = set(Contributor.objects.filter(slug__in=slugs).values_list("slug", flat=True))
    plain = [c for c, slug in zip(made.values(), slugs, strict=True) if slug not in taken and slugs.count(slug) == 1]
    for contributor in plain:
        contributor.slug = slugify(contributor.name, 150)
    Contributor.objects.bulk_create(plain)
    for contributor in made.values():
        if not contributor.slug:
            save_contributor(contributor)
    return {name: made[fold(name)[:150]] for name in names}


def _derived(contributor: Contributor) -> Contributor:
    """Return a contributor with what is derived from the name."""
    contributor.name = tidy(contributor.name).strip()
    contributor.folded_name = fold(contributor.name)[:150]
    contributor.sort_key = sort_key(contributor.name, given_name_first=contributor.kind == Contributor.Kind.PERSON)
    return contributor


def find_or_add(name: str, *, is_agency: bool = False) -> Contributor:
    """Return the contributor of a name, else a new one that waits for a person's confirmation."""
    found = find(name)
    if found is not None:
        return found
    kind = Contributor.Kind.AGENCY if is_agency else Contributor.Kind.PERSON
    try:
        with transaction.atomic():
            # The slug before the second look: whoever adds the name after that look takes this very slug.
            new = Contributor(name=name[:150], kind=kind, is_confirmed=False)
            new.slug = free_slug(new, name, limit=150)
            return find(name) or save_contributor(new)
    except IntegrityError:
        # Another run added the same name between the look and the insert.
        found = find(name)
        if found is None:
            raise
        return found
