"""Categories and tags: saved with the rules that a row cannot check by itself."""

from django.utils.translation import gettext_lazy as _

from articles.desk.refusals import NotPossible
from articles.document.text import fold, slugify, tidy
from articles.models.taxonomy import RESERVED_SLUGS, Category, Tag


def save_category(category: Category) -> Category:
    """Save a category; raises `NotPossible` for a third level and for a slug that leads elsewhere."""
    category.name = tidy(category.name).strip()
    category.slug = category.slug or slugify(category.name)
    if category.slug in RESERVED_SLUGS:
        raise NotPossible(_("The address “%(slug)s” belongs to another page of the paper.") % {"slug": category.slug})
    if category.parent is not None:
        if category.parent.parent_id is not None or category.parent.pk == category.pk:
            raise NotPossible(
                _("Categories have two levels: “%(name)s” is itself a sub-category.") % {"name": category.parent}
            )
        if category.pk and Category.objects.filter(parent=category).exists():
            raise NotPossible(_("“%(name)s” has sub-categories and cannot become one.") % {"name": category})
    category.save()
    return category


def save_tag(tag: Tag) -> Tag:
    """Save a tag with its folded name."""
    tag.name = tidy(tag.name).strip()
    tag.slug = tag.slug or slugify(tag.name)
    tag.folded_name = fold(tag.name)[:100]
    tag.save()
    return tag
