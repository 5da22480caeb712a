"""Desks, categories and tags: kept with the rules that a row cannot check by itself."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.desk import audit, policy
from articles.desk.addresses import free_slug
from articles.desk.refusals import NotPossible
from articles.document.text import fold, tidy
from articles.models.article import Article
from articles.models.history import Revision
from articles.models.publication import Publication, PublicationTag
from articles.models.taxonomy import RESERVED_SLUGS, Category, Desk, Tag

if TYPE_CHECKING:
    from accounts.models import User


def save_desk(desk: Desk, *, members: "Iterable[User] | None" = None, actor: "User | None" = None) -> Desk:
    """Save a desk and who belongs to it; `members` of None leaves them as they are."""
    policy.demand(actor, "change_desk" if desk.pk else "add_desk")
    with transaction.atomic():
        before = audit.columns_of(desk)
        desk.name = tidy(desk.name).strip()
        desk.slug = desk.slug or free_slug(desk, desk.name, limit=90)
        desk.save()
        came_and_left = _set_members(desk, members) if members is not None else {}
        if actor is not None:
            audit.record_saved(desk, actor=actor, before=before, **came_and_left)
    return desk


def _set_members(desk: Desk, members: "Iterable[User]") -> dict[str, list[str]]:
    """Set a desk's members and return who came and who left, as the trail keeps it."""
    before, after = {user.pk: user for user in desk.members.all()}, {user.pk: user for user in members}
    desk.members.set(after.values())
    changed = {
        "came": sorted(user.username for pk, user in after.items() if pk not in before),
        "left": sorted(user.username for pk, user in before.items() if pk not in after),
    }
    return {name: people for name, people in changed.items() if people}


def save_category(category: Category, *, actor: "User | None" = None) -> Category:
    """Save a category; raises `NotPossible` for a third level and for an address that leads, or led, elsewhere."""
    policy.demand(actor, "change_category" if category.pk else "add_category")
    with transaction.atomic():
        before = audit.columns_of(category)
        category.name = tidy(category.name).strip()
        refuse_category(category)
        category.slug = category.slug or free_slug(category, category.name, limit=90)
        category.save()
        if actor is not None:
            audit.record_saved(category, actor=actor, before=before)
    return category


def refuse_category(category: Category) -> None:
    """Raise `NotPossible` with the reason why a category cannot be saved like this, if there is one."""
    slug = category.slug or free_slug(category, category.name, limit=90)
    if slug in RESERVED_SLUGS:
        raise NotPossible(_("The address “%(slug)s” belongs to another page of the paper.") % {"slug": slug})
    if category.parent is not None:
        if category.parent.parent_id is not None or category.parent.pk == category.pk:
            raise NotPossible(
                _("Categories have two levels: “%(name)s” is itself a sub-category.") % {"name": category.parent}
            )
        if category.pk and Category.objects.filter(parent=category).exists():
            raise NotPossible(_("“%(name)s” has sub-categories and cannot become one.") % {"name": category})
    before = Category.objects.filter(pk=category.pk).first() if category.pk else None
    if before is not None and (before.slug, before.parent_id) != (slug, category.parent_id) and is_printed_in(category):
        raise NotPossible(_("Stories were printed in “%(name)s”: its address and section stay.") % {"name": before})


def is_printed_in(category: Category) -> bool:
    """Tell whether a story was ever printed in a category or, of a section, below it."""
    return Publication.objects.filter(Q(category=category) | Q(section=category)).exists()


def save_tag(tag: Tag, *, actor: "User | None" = None) -> Tag:
    """Save a tag with its folded name."""
    policy.demand(actor, "change_tag" if tag.pk else "add_tag")
    with transaction.atomic():
        before = audit.columns_of(tag)
        tag.name = tidy(tag.name).strip()
        tag.introduction = tidy(tag.introduction).strip()
        tag.slug = tag.slug or free_slug(tag, tag.name, limit=90)
        tag.folded_name = fold(tag.name)[:100]
        tag.save()
        if actor is not None:
            audit.record_saved(tag, actor=actor, before=before)
    return tag


def tags_alike(tag: Tag) -> list[Tag]:
    """Return other tags of the same letters, accents and case aside."""
    return list(Tag.objects.filter(folded_name=fold(tag.name)[:100]).exclude(pk=tag.pk))


def delete_tag(tag: Tag, *, actor: "User | None") -> None:
    """Delete a tag that no text has or had; raises `NotPossible` for any other, so that none loses it unseen."""
    policy.demand(actor, "delete_tag")
    with transaction.atomic():
        if is_used(tag):
            raise NotPossible(_("Articles have the tag “%(name)s”: rename it instead.") % {"name": tag})
        audit.record("delete", actor=actor, subject=audit.subject_of(tag), details={"name": tag.name})
        tag.delete()


def is_used(tag: Tag) -> bool:
    """Tell whether a text has a tag: on the desk, in print, or in a saved revision that may be restored.

    Reads the tags of every revision that could name it; for the rare act of deleting.
    """
    if Article.objects.filter(tags=tag).exists() or PublicationTag.objects.filter(tag=tag).exists():
        return True
    maybe = Revision.objects.filter(state__tags__icontains=str(tag.pk)).values_list("state__tags", flat=True)
    return any(tag.pk in tags for tags in maybe.iterator())


def find_tags(names: Iterable[str]) -> dict[str, Tag]:
    """Return the tags of names, accents and case aside; the very name goes before one that is only like it."""
    folded = {name: fold(name)[:100] for name in names}
    alike: dict[str, list[Tag]] = {}
    for tag in Tag.objects.filter(folded_name__in=folded.values()).order_by("pk"):
        alike.setdefault(tag.folded_name, []).append(tag)
    return {
        name: next((tag for tag in alike[key] if tag.name == name), alike[key][0])
        for name, key in folded.items()
        if key in alike
    }


def suggest_tags(words: str, *, limit: int = 10) -> list[Tag]:
    """Return tags with a word like this in their name, accents aside."""
    folded = fold(words)
    if not folded:
        return []
    return list(Tag.objects.filter(Q(folded_name__startswith=folded) | Q(folded_name__contains=f" {folded}"))[:limit])


def add_tag(name: str, *, actor: "User") -> Tag:
    """Return the tag of a name, else a new one, added by a person who may."""
    policy.demand(actor, "add_tag")
    return find_tags([name]).get(name) or save_tag(Tag(name=name), actor=actor)
