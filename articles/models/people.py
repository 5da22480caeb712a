"""Bylines: persons and agencies, with or without a login."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Contributor(models.Model):
    """A person or agency that stands in bylines and photo credits."""

    class Kind(models.TextChoices):
        PERSON = "person", _("person")
        AGENCY = "agency", _("agency")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.PERSON)
    name = models.CharField(_("name"), max_length=150)
    slug = models.SlugField(_("slug"), max_length=170, unique=True)
    # Both are derived from the name by the verb that saves it (desk/people.py).
    folded_name = models.CharField(max_length=150, editable=False, db_index=True)
    sort_key = models.CharField(max_length=400, editable=False, db_index=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contributor",
        verbose_name=_("login"),
    )
    biography = models.TextField(_("biography"), blank=True)
    is_confirmed = models.BooleanField(
        _("confirmed"),
        default=True,
        help_text=_("Names that an import met for the first time wait for a person's yes."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("contributor")
        verbose_name_plural = _("contributors")
        ordering = ["sort_key", "pk"]

    def __str__(self) -> str:
        return self.name


class PenName(models.Model):
    """Another name under which a contributor is printed (bút danh)."""

    contributor = models.ForeignKey(
        Contributor, models.CASCADE, related_name="pen_names", verbose_name=_("contributor")
    )
    name = models.CharField(_("pen name"), max_length=150)
    folded_name = models.CharField(max_length=150, editable=False, db_index=True)

    class Meta:
        verbose_name = _("pen name")
        verbose_name_plural = _("pen names")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(name="pen_name_once", fields=["contributor", "folded_name"])]

    def __str__(self) -> str:
        return self.name
