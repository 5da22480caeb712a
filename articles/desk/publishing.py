"""Freezing, and the intervals in which readers see what was frozen. Only desk/transitions.py calls these.

The interval rules, in the words of docs/architecture.md: a publication shows while `goes_live_at <= now`, `ends_at`
is null or later, and it is not withdrawn. Every function here runs inside the transaction of its transition, under
the claim on the article's row, and changes nothing but `ends_at` and the withdrawal of rows that exist.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.desk import photos, snapshot
from articles.desk.refusals import NotPossible
from articles.desk.snapshot import Shown
from articles.models.adding import add_all, add_keyless
from articles.models.article import Article, ArticlePhoto, Byline
from articles.models.outlet import Outlet
from articles.models.publication import (
    Correction,
    Publication,
)
from articles.models.story import Precision
from articles.models.taxonomy import Tag
from articles.public import search_index


def freeze(article: Article, *, goes_live_at: datetime.datetime, now: datetime.datetime) -> Publication:
    """Freeze an article into its next version, which shows from `goes_live_at` on.

    What was open or would end later ends then, before the INSERT, so that never two are visible. The files of its
    photos are copied to the public storage before the row is written.
    """
    return freeze_all([article], goes_live_at=goes_live_at, now=now)[0]


def freeze_all(
    articles: Sequence[Article],
    *,
    goes_live_at: datetime.datetime,
    now: datetime.datetime,
    known: Mapping[UUID, Shown] | None = None,
) -> list[Publication]:
    """Freeze articles as `freeze` does, all or none; so many queries, however many articles.

    `known` are photos as this very transaction wrote them: they need not be read.
    """
    outlet = Outlet.objects.in_force(timezone.localdate(goes_live_at)).first()
    earlier = Publication.objects.filter(story_id__in=[article.story_id for article in articles])
    versions = dict(earlier.order_by().values_list("story_id").annotate(top=Max("version")))
    made = [snapshot.build(article, outlet=outlet, **told) for article, told in _told(articles, known or {})]
    for article, one in zip(articles, made, strict=True):
        publication = one.publication
        assert article.category is not None  # the guard `complete` saw to it
        publication.section_id = article.category.section_id
        publication.goes_live_at = goes_live_at
        publication.version = versions.get(article.story_id, 0) + 1
        publication.first_published_at, publication.first_published_precision = _first_published(
            article, goes_live_at, now
        )
        _copy_files(publication)
    if versions:
        earlier.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=goes_live_at), withdrawn_at__isnull=True).update(
            ends_at=Greatest("goes_live_at", goes_live_at)
        )
    publications = [one.publication for one in made]
    add_all(publications)
    add_keyless(link for one in made for link in one.contributors)
    add_keyless(link for one in made for link in one.tags)
    add_keyless(link for one in made for link in one.photos)
    search_index.write(publications)
    # A withdrawal of another story may have removed a file that was found there before this version could be seen.
    printed = {UUID(key) for one in publications for key, photo in one.printed["photos"].items() if photo["renditions"]}
    if printed:
        transaction.on_commit(lambda: photos.align_public(printed))
    return publications


def _told(articles: Sequence[Article], known: Mapping[UUID, Shown]) -> Iterator[tuple[Article, dict[str, Any]]]:
    """Yield each article with what `snapshot.build` would ask for it, read for all at once where there are many."""
    if len(articles) == 1:
        yield articles[0], {}
        return
    keys = [article.pk for article in articles]
    bylines: dict[int, list[Byline]] = defaultdict(list)
    for byline in Byline.objects.filter(article__in=keys).select_related("contributor").order_by("position", "pk"):
        bylines[byline.article_id].append(byline)
    tags: dict[int, list[Tag]] = defaultdict(list)
    for link in Article.tags.through.objects.filter(article__in=keys).select_related("tag").order_by("tag__name"):
        tags[link.article_id].append(link.tag)
    shown = set(ArticlePhoto.objects.filter(article__in=keys).values_list("photo_id", flat=True))
    shown.update(article.lead_photo_id for article in articles if article.lead_photo_id)
    if unknown := shown - known.keys():
        known = {**known, **snapshot.photos_of(unknown)}
    for article in articles:
        yield article, {"bylines": bylines[article.pk], "tags": tags[article.pk], "known": known}


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
