"""Lists over the whole paper: the latest, topics, contributors, days. Each starts from what readers may see."""

import calendar
import datetime
from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from django.db.models import CharField, Exists, Max, Min, OuterRef, QuerySet
from django.db.models.functions import Cast, Substr
from django.utils import timezone

from articles.models.people import Contributor
from articles.models.publication import CardRow, Correction, Publication, PublicationContributor, PublicationTag
from articles.models.taxonomy import Tag
from articles.public.slices import Cursor, Slice, slice_of

Role = PublicationContributor.Role
WORDS = (Role.TEXT, Role.BOTH)
_LAST = datetime.datetime(3000, 1, 1, tzinfo=datetime.UTC)
PICTURES = (Role.PHOTOS, Role.BOTH, Role.CREDIT)


@dataclass(frozen=True)
class Person:
    """A contributor whom a visible story names, and what for."""

    contributor: Contributor
    wrote: bool
    took_pictures: bool


def latest(now: datetime.datetime, *, before: Cursor | None = None, after: Cursor | None = None) -> Slice:
    """Return a page of all stories; one query."""
    return slice_of(_cards(now), before, after)


def newest(now: datetime.datetime, count: int) -> list[CardRow]:
    """Return the newest stories, for their headlines only; one query."""
    return list(
        Publication.objects.visible(now).newest_first().values_list("slug", "number", "title", named=True)[:count]
    )


def topic(slug: str) -> Tag | None:
    """Return the tag of an address; one query."""
    return Tag.objects.filter(slug=slug).only("name", "slug", "introduction").first()


def topic_page(now: datetime.datetime, tag: Tag, *, before: Cursor | None = None, after: Cursor | None = None) -> Slice:
    """Return a page of a topic's stories; one query."""
    linked = PublicationTag.objects.filter(publication=OuterRef("pk"), tag=tag)
    return slice_of(_cards(now).filter(Exists(linked)), before, after)


def person(now: datetime.datetime, slug: str) -> Person | None:
    """Return the contributor of an address, or None where no visible story names anybody of it; one query.

    Whether the newsroom has confirmed the name makes no difference: it was printed.
    """
    named = PublicationContributor.objects.filter(
        contributor=OuterRef("pk"), publication__in=Publication.objects.visible(now)
    )
    found = (
        Contributor.objects.filter(slug=slug)
        .annotate(wrote=Exists(named.filter(role__in=WORDS)), took_pictures=Exists(named.filter(role__in=PICTURES)))
        .only("name", "slug", "kind", "biography")
        .first()
    )
    if found is None or not (found.wrote or found.took_pictures):
        return None
    return Person(found, found.wrote, found.took_pictures)


def person_page(
    now: datetime.datetime,
    contributor: Contributor,
    roles: tuple[str, ...],
    *,
    before: Cursor | None = None,
    after: Cursor | None = None,
) -> Slice:
    """Return a page of the stories that name a contributor for their words or for their pictures; one query."""
    linked = PublicationContributor.objects.filter(publication=OuterRef("pk"), contributor=contributor, role__in=roles)
    return slice_of(_cards(now).filter(Exists(linked)), before, after)


def day_page(
    now: datetime.datetime, day: datetime.date, *, before: Cursor | None = None, after: Cursor | None = None
) -> Slice:
    """Return a page of the stories that were first published on a day; one query."""
    return slice_of(_between(_cards(now), day, day), before, after)


def days_of_month(now: datetime.datetime, month: datetime.date) -> dict[datetime.date, int]:
    """Return how many stories each day of a month has; one query over that month's moments."""
    last = month.replace(day=calendar.monthrange(month.year, month.month)[1])
    moments = _between(Publication.objects.visible(now), month, last).order_by()
    found = Counter(timezone.localdate(moment) for moment in moments.values_list("first_published_at", flat=True))
    return dict(found)


def by_month(now: datetime.datetime) -> QuerySet:
    """Return each month in UTC, newest first, with its first and last moment and its last change."""
    month = Substr(Cast("first_published_at", CharField(max_length=40)), 1, 7)
    # The end of the years that an address can name; without it SQLite takes another index and reads every row.
    shown = Publication.objects.visible(now).filter(first_published_at__lt=_LAST)
    ends = {"changed": Max("goes_live_at"), "first": Min("first_published_at"), "last": Max("first_published_at")}
    return shown.order_by().annotate(month=month).values("month").annotate(**ends).order_by("-month")


def months(now: datetime.datetime) -> set[datetime.date]:
    """Return the first days of the months that have stories; one query of an index that holds all it asks for."""
    # A month in UTC lies in two of the paper's zone; its first and last moment tell in which of them it has stories.
    ends = by_month(now).values_list("first", "last")
    return {timezone.localdate(moment).replace(day=1) for both in ends for moment in both}


def days_beside(
    now: datetime.datetime, first: datetime.date, last: datetime.date
) -> tuple[datetime.date | None, datetime.date | None]:
    """Return the nearest days before and after some days that have stories; two queries, each for a row of an index."""
    moments = Publication.objects.visible(now).newest_first().values_list("first_published_at", flat=True)
    begin, end = _bounds(first, last)
    earlier = moments.filter(first_published_at__lt=begin)[:1]
    later = moments.filter(first_published_at__gte=end).reverse()[:1]
    before, behind = ([timezone.localdate(moment) for moment in found] for found in (earlier, later))
    return (before[0] if before else None, behind[0] if behind else None)


def corrections_page(
    now: datetime.datetime, *, before: Cursor | None = None, after: Cursor | None = None
) -> tuple[Slice, dict[UUID, Publication]]:
    """Return a page of what visible stories carry as corrections, and those stories by their ids; two queries.

    So a correction leaves this list with its story and comes with its version, exactly on time.
    """
    stories = Publication.objects.visible(now)
    of_version = Publication.objects.shown_by(now).filter(version=OuterRef("version"), withdrawn_at=None)
    found = Correction.objects.filter(
        *(Exists(publications.filter(story_id=OuterRef("story_id"))) for publications in (of_version, stories)),
        voids__isnull=True,
    ).select_related("voided_by")
    shown = slice_of(found, before, after, by=("created_at", "pk"))
    stories = stories.only("story_id", "number", "slug", "title", "category_id")
    return shown, {s.story_id: s for s in stories.filter(story_id__in={c.story_id for c in shown.rows})}


def _cards(now: datetime.datetime) -> QuerySet[Publication]:
    return Publication.objects.visible(now).for_cards()


def _between(stories: QuerySet, first: datetime.date, last: datetime.date) -> QuerySet:
    begin, end = _bounds(first, last)
    return stories.filter(first_published_at__gte=begin, first_published_at__lt=end)


def _bounds(first: datetime.date, last: datetime.date) -> tuple[datetime.datetime, datetime.datetime]:
    begin, end = (
        timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
        for day in (first, last + datetime.timedelta(days=1))
    )
    return begin, end
