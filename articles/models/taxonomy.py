"""Where a story belongs: desks (ban), categories (chuyên mục) and tags (chủ đề)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

# First parts of addresses that lead elsewhere; a category of such a slug could not be reached.
RESERVED_SLUGS = frozenset(
    (
        "admin",
        "chu-de",
        "dinh-chinh",
        "healthz",
        "in",
        "luu-tru",
        "media",
        "moi-nhat",
        "readyz",
        "rss",
        "static",
        "tac-gia",
        "tim-kiem",
        "tin-moi",
        "toa-soan",
        "tro-nang",
    )
)


class Desk(models.Model):
    """A department (ban) with members; roles apply within one's desks."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    slug = models.SlugField(_("slug"), max_length=100, unique=True)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="desks", blank=True, verbose_name=_("members")
    )

    class Meta:
        verbose_name = _("desk")
        verbose_name_plural = _("desks")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class CategoryQuerySet(models.QuerySet):
    def in_menu_order(self) -> "CategoryQuerySet":
        """Order sections by position, each followed by its sub-categories; one query, named columns."""
        return self.order_by("position", "pk").only("name", "slug", "description", "parent_id", "position")


class Category(models.Model):
    """A section, or a sub-category of one; two levels, which the saving verb (desk/taxonomy.py) checks."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    slug = models.SlugField(_("slug"), max_length=100, unique=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("section")
    )
    desk = models.ForeignKey(
        Desk, models.PROTECT, null=True, blank=True, related_name="categories", verbose_name=_("desk")
    )
    description = models.CharField(_("description"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="category_not_its_own_parent", condition=Q(parent__isnull=True) | ~Q(parent=F("pk"))
            ),
            models.CheckConstraint(name="category_slug_not_reserved", condition=~Q(slug__in=sorted(RESERVED_SLUGS))),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address; of a sub-category it reads `parent`, which may cause a query."""
        if self.parent_id is None:
            return reverse("section", args=[self.slug])
        return reverse("category", args=[self.parent.slug, self.slug])

    @property
    def section_id(self) -> int:
        """The top level's key: the parent's, or its own."""
        return self.parent_id or self.pk


class Tag(models.Model):
    """A topic page with an introduction."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    slug = models.SlugField(_("slug"), max_length=100, unique=True)
    folded_name = models.CharField(max_length=100, editable=False, db_index=True)
    introduction = models.TextField(_("introduction"), blank=True)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
