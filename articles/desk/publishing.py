"""Freezing, and the intervals in which readers see what was frozen. Only desk/transitions.py calls these.

The interval rules, in the words of docs/architecture.md: a publication shows while `goes_live_at <= now`, `ends_at`
is null or later, and it is not withdrawn. Every function here runs inside the transaction of its transition, under
the claim on the article's row, and changes nothing but `ends_at` and the withdrawal of rows that exist.
"""

import datetime

from django.db import transaction
from django.db.models import Max, Q
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.desk import photos, snapshot
from articles.desk.refusals import NotPossible
from articles.models.article import Article
from articles.models.outlet import Outlet
from articles.models.publication import (
    Correction,
    Publication,
    PublicationContributor,
    PublicationPhoto,
    PublicationTag,
)
from articles.models.story import Precision
from articles.public import search_index


def freeze(article: Article, *, goes_live_at: datetime.datetime, now: datetime.datetime) -> Publication:
    """Freeze an article into its next version, which shows from `goes_live_at` on.

    What was open or would end later ends then, before the INSERT, so that never two are visible. The files of its
    photos are copied to the public storage before the row is written.
    """
    day = timezone.localdate(goes_live_at)
    made = snapshot.build(article, outlet=Outlet.objects.in_force(day).first())
    earlier = Publication.objects.filter(story_id=article.story_id)
    publication = made.publication
    assert article.category is not None  # the guard `complete` saw to it
    publication.section_id = article.category.section_id
    publication.goes_live_at = goes_live_at
    publication.version = (earlier.aggregate(top=Max("version"))["top"] or 0) + 1
    publication.first_published_at, publication.first_published_precision = _first_published(article, goes_live_at, now)
    _copy_files(publication)
    earlier.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=goes_live_at), withdrawn_at__isnull=True).update(
        ends_at=Greatest("goes_live_at", goes_live_at)
    )
    publication.save(force_insert=True)
    PublicationContributor.objects.bulk_create(made.contributors)
    PublicationTag.objects.bulk_create(made.tags)
    PublicationPhoto.objects.bulk_create(made.photos)
    search_index.write([publication])
    # A withdrawal of another story may have removed a file that was found there before this version could be seen.
    printed = [link.photo_id for link in made.photos]
    transaction.on_commit(lambda: photos.align_public(printed))
    return publication


def unschedule(waiting: Publication) -> None:
    """Cut a waiting publication to nothing (never shown, never 410) and reopen the one that it had cut short."""
    Publication.objects.filter(pk=waiting.pk).update(ends_at=waiting.goes_live_at)
    Publication.objects.filter(
        story_id=waiting.story_id,
        ends_at=waiting.goes_live_at,
        goes_live_at__lt=waiting.goes_live_at,
        withdrawn_at__isnull=True,
    ).update(ends_at=None)


def withdraw(article: Article, *, now: datetime.datetime) -> list[int]:
    """Take from readers every version that is open or ends later, waiting ones too; return their numbers."""
    open_ones = Publication.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=now), story_id=article.story_id, withdrawn_at__isnull=True
    )
    versions = sorted(open_ones.values_list("version", flat=True))
    open_ones.update(withdrawn_at=now)
    return versions


def add_correction(publication: Publication, text: str, *, now: datetime.datetime) -> Correction:
    """Print a dated note to readers on a version; it shows once that version was due."""
    return Correction.objects.create(
        story_id=publication.story_id,
        number=publication.number,
        version=publication.version,
        text=text,
        created_at=max(now, publication.goes_live_at),
    )


def correction_of(waiting: Publication) -> Correction | None:
    """Return the correction that goes along with a scheduled change, if any; nobody voids one before it shows."""
    return Correction.objects.filter(story_id=waiting.story_id, version=waiting.version).order_by("pk").first()


def _copy_files(publication: Publication) -> None:
    try:
        photos.copy_to_public(publication.printed["photos"])
    except FileNotFoundError as error:
        raise NotPossible(_("The file of a photo is missing from the store; upload the photo again.")) from error


def _first_published(
    article: Article, goes_live_at: datetime.datetime, now: datetime.datetime
) -> tuple[datetime.datetime, str]:
    """Return the moment that orders lists: an imported text's own, else the first shown version's, else this one's."""
    if article.dated_at is not None:
        return article.dated_at, article.dated_precision
    shown = Publication.objects.filter(story_id=article.story_id).shown_by(now).order_by("version").first()
    if shown is not None:
        return shown.first_published_at, shown.first_published_precision
    return goes_live_at, Precision.MINUTE
