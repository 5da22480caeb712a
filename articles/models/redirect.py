"""Addresses of older systems, and where they lead now."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Redirect(models.Model):
    """An old path that answers 301: to a story by its number, or to another path of this paper."""

    old_path = models.CharField(_("old path"), max_length=500, unique=True)
    story_number = models.PositiveBigIntegerField(_("story number"), null=True, blank=True)
    new_path = models.CharField(_("new path"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")
        ordering = ["old_path"]
        constraints = [
            models.CheckConstraint(
                name="redirect_leads_to_one_place",
                condition=Q(story_number__isnull=False, new_path="") | (Q(story_number__isnull=True) & ~Q(new_path="")),
            ),
            # "//host" and "/\host" are addresses of somebody else's server to a browser.
            models.CheckConstraint(
                name="redirect_stays_on_this_paper",
                condition=Q(old_path__startswith="/")
                & (Q(new_path="") | Q(new_path__startswith="/"))
                & ~Q(new_path__startswith="//")
                & ~Q(new_path__contains="\\"),
            ),
        ]

    def __str__(self) -> str:
        return self.old_path
