"""What search engines are told of: every visible story by the month of its first publication, the pages that lead to
them, and for news searches the last two days.

A month's file reads no body. Of a story withdrawn this minute nothing is left in any of them.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from django.db.models import Max, OuterRef, Subquery
from django.urls import reverse

from articles.models.publication import Publication, PublicationContributor, PublicationTag
from articles.models.taxonomy import Category
from articles.public import pictures
from articles.public.feeds import Stamp, changed_at, stamp
from articles.public.lists import by_month
from articles.public.page import Places

# What the protocols allow in one file.
MOST = 50_000
MOST_NEWS = 1_000
NEWS = datetime.timedelta(days=2)
# Topics and contributors are listed while one of so many newest stories names them; links lead to the older ones.
RECENT = 5_000


@dataclass(frozen=True)
class Place:
    """An address that may be indexed, with its last true change and the picture that leads it."""

    url: str
    changed: Stamp
    image: str = ""


@dataclass(frozen=True)
class News:
    """A story for news searches."""

    url: str
    title: str
    published: Stamp


@dataclass(frozen=True)
class Month:
    """A month of the calendar in UTC, as the database keeps moments: "2026-11"."""

    name: str

    @property
    def url(self) -> str:
        return reverse("sitemap-month", args=[self.name])

    @property
    def begins(self) -> datetime.datetime:
        year, month = map(int, self.name.split("-"))
        return datetime.datetime(year, month, 1, tzinfo=datetime.UTC)

    @property
    def ends(self) -> datetime.datetime:
        return (self.begins + datetime.timedelta(days=31)).replace(day=1)


def months(now: datetime.datetime) -> list[tuple[Month, Stamp]]:
    """Return the months that have stories, newest first, each with its last change; one query.

    The index `publication_calendar` holds all that is asked for, so no row is read.
    """
    found = by_month(now).values_list("month", "changed")
    return [(Month(name), stamp(changed)) for name, changed in found]


def stories(now: datetime.datetime, month: Month, base: str) -> Iterator[Place]:
    """Yield a month's stories, newest first; one query."""
    rows = Publication.objects.visible(now).filter(
        first_published_at__gte=month.begins, first_published_at__lt=month.ends
    )
    columns = ("slug", "number", "first_published_at", "goes_live_at", "version", "card", "lead_photo__withdrawn_at")
    for slug, number, first, live, version, card, photo_withdrawn in rows.newest_first().values_list(*columns)[:MOST]:
        yield Place(
            url=base + reverse("story", args=[slug, number]),
            changed=stamp(changed_at(first, live, version)),
            image=_image(card, base) if photo_withdrawn is None else "",
        )


def pages(now: datetime.datetime, places: Places, base: str) -> Iterator[Place]:
    """Yield the front page, then the categories, topics and contributors that have stories; three queries."""
    changed = _changes_of_categories(now)
    if changed:
        yield Place(base + reverse("front"), stamp(max(changed.values())))
    for category in places.in_menu_order():
        if category.pk in changed:
            yield Place(base + category.get_absolute_url(), stamp(changed[category.pk]))
    recent = Publication.objects.visible(now).newest_first().values("pk")[:RECENT]
    for links, slug, view in (
        (PublicationTag.objects, "tag__slug", "topic"),
        (PublicationContributor.objects, "contributor__slug", "contributor"),
    ):
        named = links.filter(publication__in=recent).order_by(slug).values_list(slug)
        for name, last in named.annotate(Max("publication__goes_live_at")):
            yield Place(base + reverse(view, args=[name]), stamp(last))


def news(now: datetime.datetime, base: str) -> list[News]:
    """Return the stories of the last two days, newest first; one query."""
    rows = Publication.objects.visible(now).filter(first_published_at__gt=now - NEWS, first_published_at__lte=now)
    columns = ("slug", "number", "title", "first_published_at")
    return [
        News(base + reverse("story", args=[slug, number]), title, stamp(first))
        for slug, number, title, first in rows.newest_first().values_list(*columns)[:MOST_NEWS]
    ]


def _changes_of_categories(now: datetime.datetime) -> dict[int, datetime.datetime]:
    """Return when the newest story of each category (of a section: of all that is in it) came or changed; one query."""
    newest = Publication.objects.visible(now).newest_first().values("goes_live_at")
    rows = Category.objects.order_by().annotate(
        own=Subquery(newest.filter(category=OuterRef("pk"))[:1]),
        whole=Subquery(newest.filter(section=OuterRef("pk"))[:1]),
    )
    changes = {
        pk: own if parent else whole for pk, parent, own, whole in rows.values_list("pk", "parent", "own", "whole")
    }
    return {pk: changed for pk, changed in changes.items() if changed is not None}


def _image(card: dict, base: str) -> str:
    stored = [r for r in card.get("photo", {}).get("renditions", ()) if r["format"] == "jpeg"]
    if not stored:
        return ""
    return urljoin(base, pictures.public_url(max(stored, key=lambda r: r["width"])["file"]))
