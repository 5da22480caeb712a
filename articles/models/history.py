"""What was saved and who did what: append-only, refused by triggers on UPDATE and DELETE."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article


class Revision(models.Model):
    """A saved state of a working copy, whole, so that no later change of the code can lose it."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="revisions", verbose_name=_("article"))
    # None: set aside in a conflict; it never was the working copy, and its parent is what it was written upon.
    number = models.PositiveIntegerField(_("number"), null=True, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("made from")
    )
    state = models.JSONField(_("saved state"))
    digest = models.CharField(max_length=64)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("saved by")
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("saved"))

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(name="revision_number_once", fields=["article", "number"])]

    def __str__(self) -> str:
        return f"{self.article_id}/{self.number or '–'}"


class AuditEntry(models.Model):
    """Who did what, when, to which thing, with what result; written in the transaction of the deed."""

    at = models.DateTimeField(_("when"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who")
    )
    action = models.CharField(_("what"), max_length=50)
    article = models.ForeignKey(
        Article, models.PROTECT, null=True, blank=True, related_name="audit_entries", verbose_name=_("article")
    )
    # For deeds upon anything else: "photos/…", "accounts.user/7".
    subject = models.CharField(_("upon"), max_length=200, blank=True)
    from_state = models.CharField(_("from"), max_length=20, blank=True)
    to_state = models.CharField(_("to"), max_length=20, blank=True)
    revision_number = models.PositiveIntegerField(_("revision"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    details = models.JSONField(_("details"), default=dict, blank=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(name="audit_newest", fields=["-at"]),
            models.Index(name="audit_of_article", fields=["article", "-at"]),
            models.Index(name="audit_of_actor", fields=["actor", "-at"]),
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%d/%m/%Y %H:%M} {self.action}"
