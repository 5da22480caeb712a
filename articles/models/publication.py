"""What readers see: frozen versions of stories. Nothing here leads to a table that holds drafts."""

import datetime
from typing import Any, NamedTuple

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models.people import Contributor
from articles.models.photos import Photo
from articles.models.story import Precision, Story
from articles.models.taxonomy import Category, Tag

# Shown at some time up to a moment: it came due, its interval is not empty, and no withdrawal came before it was due.
WAS_SHOWN = (Q(ends_at__isnull=True) | Q(ends_at__gt=F("goes_live_at"))) & (
    Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("goes_live_at"))
)


class CardRow(NamedTuple):
    """What a card shows of a story. A page reads forty, and a model's instance takes longer than all else of one."""

    number: int
    slug: str
    kind: str
    kicker: str
    title: str
    sapo: str
    first_published_at: datetime.datetime
    first_published_precision: str
    category_id: int
    section_id: int
    card: dict[str, Any]


class PublicationQuerySet(models.QuerySet):
    def visible(self, now: datetime.datetime) -> "PublicationQuerySet":
        """Keep what readers may see at a moment. The one place that says so; lists, feeds and search chain on it."""
        return self.filter(
            Q(ends_at__isnull=True) | Q(ends_at__gt=now), goes_live_at__lte=now, withdrawn_at__isnull=True
        )

    def shown_by(self, now: datetime.datetime) -> "PublicationQuerySet":
        """Keep what readers saw at some time up to a moment, whatever became of it."""
        return self.filter(WAS_SHOWN, goes_live_at__lte=now)

    def waiting(self, now: datetime.datetime) -> "PublicationQuerySet":
        """Keep what is scheduled: not due, and neither cut to nothing nor withdrawn."""
        return self.filter(
            Q(ends_at__isnull=True) | Q(ends_at__gt=F("goes_live_at")), goes_live_at__gt=now, withdrawn_at__isnull=True
        )

    def newest_first(self) -> "PublicationQuerySet":
        """Order by the story's first publication, so that a correction does not lift an old story to the top."""
        return self.order_by("-first_published_at", "-number")

    def for_cards(self) -> "PublicationQuerySet":
        """Read the columns of a card only, as `CardRow` names them; the text of a story stays where it is."""
        return self.values_list(*CardRow._fields, named=True)


class Publication(Story):
    """A frozen version of a story. Only `ends_at` and the withdrawal may change; triggers refuse the rest."""

    number = models.PositiveBigIntegerField(_("story number"))
    version = models.PositiveIntegerField(_("version"))
    slug = models.SlugField(_("slug"), max_length=90)
    category = models.ForeignKey(Category, models.PROTECT, related_name="+", verbose_name=_("category"))
    # The category's top level: an IN over its sub-categories took 73 ms where this column takes 0.5.
    section = models.ForeignKey(Category, models.PROTECT, related_name="+", verbose_name=_("section"))
    first_published_at = models.DateTimeField(_("first published"))
    first_published_precision = models.CharField(max_length=10, choices=Precision, default=Precision.MINUTE)
    goes_live_at = models.DateTimeField(_("goes live"))
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    byline_text = models.CharField(_("byline"), max_length=500, blank=True)
    # All that a story page prints of photos, bylines, tags and the imprint (desk/snapshot.py): it needs few queries.
    printed = models.JSONField(_("as printed"), default=dict)
    # The same for a card in a list: forty stories' whole `printed` would be read to show forty small pictures.
    card = models.JSONField(_("as printed on a card"), default=dict)

    contributors = models.ManyToManyField(Contributor, through="PublicationContributor", related_name="+")
    tags = models.ManyToManyField(Tag, through="PublicationTag", related_name="+")
    photos = models.ManyToManyField(Photo, through="PublicationPhoto", related_name="+")

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["-goes_live_at", "-pk"]
        constraints = [
            models.UniqueConstraint(name="publication_version_once", fields=["story_id", "version"]),
            models.UniqueConstraint(
                name="publication_one_open",
                fields=["story_id"],
                condition=Q(ends_at__isnull=True, withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="publication_ends_after_it_begins",
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("goes_live_at")),
            ),
            models.CheckConstraint(name="publication_has_a_title", condition=~Q(title="")),
        ]
        indexes = [
            # The front page and every list over the whole paper.
            models.Index(
                name="publication_newest",
                fields=["-first_published_at", "-number"],
                condition=Q(withdrawn_at__isnull=True),
            ),
            models.Index(
                name="publication_section_newest",
                fields=["section", "-first_published_at", "-number"],
                condition=Q(withdrawn_at__isnull=True),
            ),
            models.Index(
                name="publication_category_newest",
                fields=["category", "-first_published_at", "-number"],
                condition=Q(withdrawn_at__isnull=True),
            ),
            # Which months have stories, and when each last changed: answered without reading a row.
            models.Index(
                name="publication_calendar",
                fields=["first_published_at", "goes_live_at", "ends_at"],
                condition=Q(withdrawn_at__isnull=True),
            ),
            # The address of a story, and what comes next of it.
            # Opinion and photo stories have places of their own on the front page.
            models.Index(
                name="publication_kind_newest",
                fields=["kind", "-first_published_at", "-number"],
                condition=Q(withdrawn_at__isnull=True),
            ),
            models.Index(name="publication_number", fields=["number", "-version"]),
            models.Index(name="publication_waiting", fields=["goes_live_at"]),
        ]

    def get_absolute_url(self) -> str:
        return reverse("story", args=[self.slug, self.number])


class PublicationContributor(models.Model):
    """Who a publication names, and for what; serves the pages of contributors."""

    class Role(models.TextChoices):
        TEXT = "text", _("text")
        PHOTOS = "photos", _("photos")
        BOTH = "both", _("text and photos")
        CREDIT = "credit", _("photo credit")

    publication = models.ForeignKey(
        Publication, models.PROTECT, related_name="contributor_links", verbose_name=_("publication")
    )
    contributor = models.ForeignKey(
        Contributor, models.PROTECT, related_name="publication_links", verbose_name=_("contributor")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role)

    class Meta:
        verbose_name = _("contributor of a publication")
        verbose_name_plural = _("contributors of publications")
        constraints = [
            models.UniqueConstraint(name="publication_contributor_once", fields=["publication", "contributor", "role"])
        ]

    def __str__(self) -> str:
        return f"{self.publication_id} {self.role}"


class PublicationTag(models.Model):
    """Which topics a publication belongs to."""

    publication = models.ForeignKey(
        Publication, models.PROTECT, related_name="tag_links", verbose_name=_("publication")
    )
    tag = models.ForeignKey(Tag, models.PROTECT, related_name="publication_links", verbose_name=_("tag"))
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("tag of a publication")
        verbose_name_plural = _("tags of publications")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(name="publication_tag_once", fields=["publication", "tag"])]

    def __str__(self) -> str:
        return f"{self.publication_id} {self.tag_id}"


class PublicationPhoto(models.Model):
    """Which photos a publication prints, in reading order."""

    publication = models.ForeignKey(
        Publication, models.PROTECT, related_name="photo_links", verbose_name=_("publication")
    )
    photo = models.ForeignKey(Photo, models.PROTECT, related_name="publication_links", verbose_name=_("photo"))
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("photo of a publication")
        verbose_name_plural = _("photos of publications")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(name="publication_photo_once", fields=["publication", "photo"])]

    def __str__(self) -> str:
        return f"{self.publication_id} {self.photo_id}"


class CorrectionQuerySet(models.QuerySet):
    def in_force(self) -> "CorrectionQuerySet":
        """Leave out what was voided, and the rows that void."""
        return self.filter(voids__isnull=True, voided_by__isnull=True)


class Correction(models.Model):
    """A dated note to readers on one version of a story. Append-only: a further row voids it and says why."""

    story_id = models.UUIDField(editable=False)
    number = models.PositiveBigIntegerField(_("story number"))
    version = models.PositiveIntegerField(_("version"))
    text = models.TextField(_("wording"), blank=True)
    created_at = models.DateTimeField(_("created"))
    voids = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="voided_by", verbose_name=_("voids")
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(name="correction_of_story", fields=["story_id", "version"]),
            # The page of corrections, and the desk's list of an article's.
            models.Index(name="correction_newest", fields=["-created_at", "-id"], condition=Q(voids__isnull=True)),
            models.Index(name="correction_of_number", fields=["number", "-id"], condition=Q(voids__isnull=True)),
        ]
        constraints = [
            models.CheckConstraint(
                name="correction_says_something_or_voids_with_a_reason",
                condition=(Q(voids__isnull=True) & ~Q(text="")) | (Q(voids__isnull=False) & ~Q(reason="")),
            )
        ]

    def __str__(self) -> str:
        return self.text[:80] or self.reason[:80]
