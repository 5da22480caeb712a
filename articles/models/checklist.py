"""How strictly each rule of the checklist is kept, for each kind of story; set by the managing editor."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.story import Kind


class Rule(models.TextChoices):
    """What a text is asked for before readers may see it. How each is checked stands in desk/checklist.py."""

    SAPO = "sapo", _("has a sapo")
    HEADLINE = "headline", _("headline of a good length")
    LEAD_PHOTO = "lead_photo", _("has a lead photo")
    CAPTIONS = "captions", _("every photo has a caption")
    CREDITS = "credits", _("every photo has a credit")
    ALTS = "alts", _("every photo has a text for those who cannot see it")
    FILES = "files", _("every photo has its file")
    RIGHTS = "rights", _("every photo may still be printed")
    SOURCES = "sources", _("sources are noted")
    INTERVIEWEE = "interviewee", _("the interviewee approved")
    LEGAL = "legal", _("legal review is done")
    SENSITIVE = "sensitive", _("the sensitive flag is cleared")
    PHOTOS_ORDERED = "photos_ordered", _("ordered photos are there")
    DUPLICATE = "duplicate", _("no similar title in 48 hours")
    DOUBTS = "doubts", _("the doubts of the import are settled")


class Level(models.TextChoices):
    """What an unkept rule does."""

    BLOCK = "block", _("blocks")
    WARN = "warn", _("warns")
    OFF = "off", _("not asked")


class ChecklistRule(models.Model):
    """A level that differs from the default (desk/checklist.py)."""

    kind = models.CharField(_("kind"), max_length=15, choices=Kind)
    rule = models.CharField(_("rule"), max_length=20, choices=Rule)
    level = models.CharField(_("level"), max_length=5, choices=Level)

    class Meta:
        verbose_name = _("rule of the checklist")
        verbose_name_plural = _("rules of the checklist")
        ordering = ["kind", "rule"]
        constraints = [models.UniqueConstraint(name="checklist_rule_once", fields=["kind", "rule"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_rule_display()} – {self.get_level_display()}"
