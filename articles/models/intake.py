"""Where imported stories came from: the raw text, what was chosen for each span, and each doubt as data."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article


class ImportBatch(models.Model):
    """One run of an importer that changed something."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    source = models.CharField(_("source"), max_length=500, blank=True)
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("started by")
    )
    counts = models.JSONField(_("counts"), default=dict, blank=True)

    class Meta:
        verbose_name = _("import batch")
        verbose_name_plural = _("import batches")
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class ImportRecord(models.Model):
    """One document as one run loaded it. The newest sequence of an external id is the one in force."""

    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="records", verbose_name=_("batch"))
    external_id = models.CharField(_("id in the source"), max_length=200)
    sequence = models.PositiveIntegerField(_("sequence"), default=1)
    source = models.CharField(_("source"), max_length=500, blank=True)
    raw = models.TextField(_("raw text"))
    digest = models.CharField(max_length=64, editable=False)
    article = models.ForeignKey(Article, models.PROTECT, related_name="import_records", verbose_name=_("article"))
    # An article whose counter has moved past this was touched by a person, and no import overwrites it.
    revision_number = models.PositiveIntegerField(_("revision"))
    choices = models.JSONField(_("choices"), default=dict)
    doubts = models.JSONField(_("open doubts"), default=list, blank=True)
    confidence = models.FloatField(_("confidence"), null=True, blank=True)
    created_at = models.DateTimeField(_("loaded"), auto_now_add=True)
    # The batch was undone: the same document is loaded again when it comes again.
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    class Meta:
        verbose_name = _("import record")
        verbose_name_plural = _("import records")
        ordering = ["-created_at", "-pk"]
        constraints = [
            # Two runs at once: the second to insert the same document fails here and loads nothing.
            models.UniqueConstraint(name="import_record_once", fields=["external_id", "sequence"])
        ]

    def __str__(self) -> str:
        return self.external_id


class ImportTrace(models.Model):
    """One of the few numbers by which the same story in another file is found (document/alike.py)."""

    record = models.ForeignKey(ImportRecord, models.CASCADE, related_name="traces", verbose_name=_("import record"))
    value = models.BigIntegerField(db_index=True)

    class Meta:
        verbose_name = _("trace of an imported text")
        verbose_name_plural = _("traces of imported texts")

    def __str__(self) -> str:
        return str(self.value)
