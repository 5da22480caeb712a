"""What the desk holds up by hand: a story's place on the front page or on a category's, for a time."""

import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models.taxonomy import Category

# The lead and the three beside it; the rest of a page fills itself.
PLACES = 4


class PinQuerySet(models.QuerySet):
    def holding(self, now: datetime.datetime) -> "PinQuerySet":
        """Keep the pins that have not ended."""
        return self.filter(ends_at__gt=now)


class Pin(models.Model):
    """A story in a place of its own, named by its number: what readers may not see is not shown here, either."""

    number = models.PositiveBigIntegerField(_("story number"))
    category = models.ForeignKey(
        Category,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("page"),
        help_text=_("Blank for the front page."),
    )
    position = models.PositiveSmallIntegerField(
        _("place on the page"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(PLACES)],
        help_text=_("1 is the lead, 2 to 4 stand beside it."),
    )
    ends_at = models.DateTimeField(_("until"))

    objects = PinQuerySet.as_manager()

    class Meta:
        verbose_name = _("pin")
        verbose_name_plural = _("pins")
        ordering = ["category", "position"]
        constraints = [
            # Twice each, because to a database no two blanks are alike.
            models.UniqueConstraint(
                name="pin_place_on_front_once", fields=["position"], condition=Q(category__isnull=True)
            ),
            models.UniqueConstraint(
                name="pin_place_once", fields=["category", "position"], condition=Q(category__isnull=False)
            ),
            models.UniqueConstraint(
                name="pin_story_on_front_once", fields=["number"], condition=Q(category__isnull=True)
            ),
            models.UniqueConstraint(
                name="pin_story_once", fields=["category", "number"], condition=Q(category__isnull=False)
            ),
            models.CheckConstraint(name="pin_has_a_place", condition=Q(position__gte=1, position__lte=PLACES)),
        ]

    def __str__(self) -> str:
        return f"{self.position}: #{self.number}"
