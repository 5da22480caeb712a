"""The imprint that the law asks for on every page: dated data, never template text."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class OutletQuerySet(models.QuerySet):
    def in_force(self, day: datetime.date) -> "OutletQuerySet":
        """Keep the outlet whose dates hold the day; the latest first, should two overlap."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day).order_by(
            "-valid_from", "-pk"
        )


class Outlet(models.Model):
    """The paper as it was registered from one day to another: papers merge, move and change their heads."""

    name = models.CharField(_("name"), max_length=200)
    tagline = models.CharField(_("line under the name"), max_length=200, blank=True)
    governing_body = models.CharField(_("governing body"), max_length=300, blank=True)
    licence_number = models.CharField(_("licence number"), max_length=100, blank=True)
    licence_issuer = models.CharField(_("licence issued by"), max_length=200, blank=True)
    licence_date = models.DateField(_("licence date"), null=True, blank=True)
    head = models.CharField(_("editor-in-chief"), max_length=200, blank=True)
    deputies = models.CharField(_("deputy editors"), max_length=500, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    other_addresses = models.TextField(_("other offices"), blank=True, help_text=_("One a line."))
    phone = models.CharField(_("telephone"), max_length=100, blank=True)
    hotline = models.CharField(_("hotline"), max_length=100, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    copyright_line = models.CharField(_("copyright line"), max_length=300, blank=True)
    valid_from = models.DateField(_("in force from"))
    valid_to = models.DateField(_("in force to"), null=True, blank=True)
    is_sample = models.BooleanField(_("sample"), default=False)

    objects = OutletQuerySet.as_manager()

    class Meta:
        verbose_name = _("outlet")
        verbose_name_plural = _("outlets")
        ordering = ["-valid_from"]
        constraints = [
            models.CheckConstraint(
                name="outlet_ends_after_it_begins",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_imprint(self) -> bool:
        """Whether anything is entered of what the law asks a paper to say of itself."""
        people = (self.governing_body, self.licence_number, self.head, self.deputies)
        return any((*people, self.address, self.other_addresses, self.phone, self.hotline, self.email))
