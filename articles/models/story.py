"""What exactly freezes: the columns that a desk's article and a public publication share."""

import uuid
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.document.blocks import Document
from articles.document.codec import from_json
from articles.models.photos import Photo
from articles.models.taxonomy import Category


class Kind(models.TextChoices):
    """What a story is; the form, the checklist and the page follow it."""

    NEWS = "news", _("news")
    FEATURE = "feature", _("feature")
    INTERVIEW = "interview", _("interview")
    OPINION = "opinion", _("opinion")
    PHOTO_STORY = "photo_story", _("photo story")
    LONG_READ = "long_read", _("long read")


class AIUse(models.TextChoices):
    """What a machine did for this text; shown to readers unless it is none."""

    NONE = "none", _("none")
    TRANSCRIPTION = "transcription", _("transcription")
    TRANSLATION = "translation", _("translation")
    DRAFT = "draft", _("draft")
    PICTURE = "picture", _("picture")


class Precision(models.TextChoices):
    """How exactly the moment of a first publication is known."""

    MINUTE = "minute", _("to the minute")
    DAY = "day", _("to the day")


def empty_document() -> dict:
    """Return the stored form of a text without blocks (document/codec.py)."""
    return {"version": 1, "blocks": []}


class Story(models.Model):
    """The shared columns. Publishing copies these, `FROZEN`, and nothing else by name."""

    story_id = models.UUIDField(default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=15, choices=Kind, default=Kind.NEWS)
    kicker = models.CharField(_("kicker"), max_length=100, blank=True)
    title = models.CharField(_("title"), max_length=300, blank=True)
    sapo = models.TextField(_("sapo"), blank=True)
    document = models.JSONField(_("body"), default=empty_document)
    lead_photo = models.ForeignKey(
        Photo, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lead photo")
    )
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("category")
    )
    ai_use = models.CharField(_("use of AI"), max_length=15, choices=AIUse, default=AIUse.NONE)
    ai_note = models.CharField(_("note on AI"), max_length=300, blank=True)
    # "Cập nhật 14:05: …": what this version tells readers that it changed; silent corrections of typing leave it empty.
    # Numbers of stories that the desk sets beside this one, in its order; those that readers may not see stay hidden.
    related = models.JSONField(_("related stories"), default=list, blank=True)
    update_note = models.CharField(_("note to readers on the update"), max_length=300, blank=True)

    # The data that `body` has read, and what they say.
    _read: tuple[Any, Document] | None = None

    FROZEN = (
        "story_id",
        "number",
        "kind",
        "kicker",
        "title",
        "sapo",
        "document",
        "lead_photo",
        "category",
        "ai_use",
        "ai_note",
        "related",
        "update_note",
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title or f"#{self.number}"

    def body(self) -> Document:
        """Return the body, read strictly; once for the same data, which nobody changes in place.

        Raises `DocumentError` when the stored body is not a document.
        """
        if self._read is None or self._read[0] is not self.document:
            self.keep_body(from_json(self.document))
        return self._read[1]

    def keep_body(self, document: Document) -> None:
        """Remember the body for whoever asks for it next: the caller has read the very data that the column holds."""
        self._read = self.document, document
