"""Photographs, who made them, and their stored sizes."""

import uuid

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models.people import Contributor


def private_storage() -> Storage:
    """Return where originals and unpublished renditions lie; no address leads there."""
    return storages["private"]


class Photo(models.Model):
    """A picture with rights and credit lines. It may be known before its file is, from an imported caption."""

    class Source(models.TextChoices):
        STAFF = "staff", _("staff")
        STRINGER = "stringer", _("stringer")
        AGENCY = "agency", _("agency")
        HANDOUT = "handout", _("handout")
        ARCHIVE = "archive", _("archive")
        UNKNOWN = "unknown", _("unknown")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # What the picture shows, for finding it and as a proposal; the caption readers see lives in the Figure.
    description = models.TextField(_("description"), blank=True)
    headline = models.CharField(_("headline"), max_length=300, blank=True)
    alt = models.CharField(_("text for those who cannot see it"), max_length=500, blank=True)
    printed_credit = models.CharField(_("credit as typed"), max_length=300, blank=True)
    source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.UNKNOWN)
    original = models.FileField(_("file"), upload_to="originals/", storage=private_storage, blank=True, max_length=200)
    original_name = models.CharField(_("file name"), max_length=255, blank=True)
    content_hash = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    width = models.PositiveIntegerField(_("width"), null=True, blank=True, editable=False)
    height = models.PositiveIntegerField(_("height"), null=True, blank=True, editable=False)
    # Parts of width and height, from the top left; what must stay in every crop.
    focal_x = models.FloatField(_("focal point across"), default=0.5)
    focal_y = models.FloatField(_("focal point down"), default=0.5)
    taken_at = models.DateTimeField(_("taken"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    copyright_notice = models.CharField(_("copyright notice"), max_length=300, blank=True)
    usage_terms = models.CharField(_("usage terms"), max_length=300, blank=True)
    may_distribute = models.BooleanField(_("may be passed on"), default=False)
    rights_until = models.DateField(_("rights end"), null=True, blank=True)
    # Acts at once on old pages, too: public pages read this column live.
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("uploaded by")
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    # What the file said of itself when it came, with the place where the photographer stood: for the desk only.
    file_says = models.JSONField(default=dict, blank=True, editable=False)
    # All of its words without marks, for search; written by the verb that saves it (desk/photos.py).
    folded_text = models.TextField(blank=True, editable=False)

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["-created_at", "pk"]
        indexes = [
            models.Index(name="photo_newest", fields=["-created_at"]),
            # What the library begins with, past any number of photos that await their files.
            models.Index(name="photo_with_file_newest", fields=["-created_at", "id"], condition=~Q(original="")),
        ]
        constraints = [
            models.CheckConstraint(
                name="photo_focal_point_inside",
                condition=Q(focal_x__gte=0, focal_x__lte=1, focal_y__gte=0, focal_y__lte=1),
            ),
            models.CheckConstraint(
                name="photo_file_has_hash_and_size",
                # Without "is not null" an unknown size would pass: a CHECK refuses what is false, not what is unknown.
                condition=Q(original="")
                | Q(width__isnull=False, height__isnull=False, width__gt=0, height__gt=0) & ~Q(content_hash=""),
            ),
        ]

    def __str__(self) -> str:
        return self.description[:80] or self.original_name or str(self.pk)

    @property
    def awaits_file(self) -> bool:
        return not self.original


class CreditLine(models.Model):
    """One line of a credit, as data: "Ảnh: Mai Hoa/TTXVN" is a photographer and an agency."""

    class Kind(models.TextChoices):
        PHOTOGRAPHER = "photographer", _("photographer")
        AGENCY = "agency", _("agency")
        SUPPLIED = "supplied", _("supplied")
        ILLUSTRATION = "illustration", _("illustration")
        ARCHIVE = "archive", _("archive")
        GRAPHIC = "graphic", _("graphic")
        VIDEO = "video", _("video")

    photo = models.ForeignKey(Photo, models.CASCADE, related_name="credit_lines", verbose_name=_("photo"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    kind = models.CharField(_("kind"), max_length=15, choices=Kind, default=Kind.PHOTOGRAPHER)
    contributor = models.ForeignKey(
        Contributor, models.PROTECT, null=True, blank=True, related_name="credit_lines", verbose_name=_("contributor")
    )
    name = models.CharField(_("name as printed"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("credit line")
        verbose_name_plural = _("credit lines")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(name="credit_line_position", fields=["photo", "position"])]

    def __str__(self) -> str:
        return self.name


class Rendition(models.Model):
    """One stored size of a photo; the names, widths and formats stand in imaging/renditions.py."""

    class Format(models.TextChoices):
        JPEG = "jpeg", "JPEG"
        WEBP = "webp", "WebP"
        AVIF = "avif", "AVIF"

    photo = models.ForeignKey(Photo, models.CASCADE, related_name="renditions", verbose_name=_("photo"))
    # Names the photo's version (content and focal point), so that files never change under a cache.
    content_hash = models.CharField(max_length=64, editable=False)
    shape = models.CharField(_("shape"), max_length=20)
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    format = models.CharField(_("format"), max_length=4, choices=Format)
    file = models.FileField(_("file"), storage=private_storage, max_length=200)
    size = models.PositiveIntegerField(_("bytes"))

    class Meta:
        verbose_name = _("rendition")
        verbose_name_plural = _("renditions")
        ordering = ["photo", "shape", "format", "width"]
        constraints = [
            models.UniqueConstraint(
                name="rendition_once", fields=["photo", "content_hash", "shape", "width", "format"]
            ),
            models.CheckConstraint(name="rendition_has_a_size", condition=Q(width__gt=0, height__gt=0, size__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.shape} {self.width}×{self.height} {self.format}"
