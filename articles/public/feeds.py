"""Feeds: which there are, what stands in them, and their XML.

The same stories as on the pages, by the same condition of time, in RSS 2.0 and Atom 1.0: the sapo as plain text, the
authors, the category, the lead picture with caption and credit. An entry's id is the story's and stays through every
change of title, address and text.
"""

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.feedgenerator import rfc2822_date, rfc3339_date
from django.utils.translation import gettext as _

from articles.models.people import Contributor
from articles.models.publication import CardRow, Publication, PublicationContributor, PublicationTag
from articles.models.taxonomy import Category, Tag
from articles.public import pictures
from articles.public.page import Link, Places, address

IN_FEED = 30
LATEST = "moi-nhat"  # no category has such a slug (RESERVED_SLUGS)

_FIELDS = (*CardRow._fields, "story_id", "version", "goes_live_at")
# What XML 1.0 allows in no form, not even escaped; one such character would break the whole file.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Feed:
    """A feed: what it is called, the page whose stories it holds, and its two addresses."""

    title: str
    page: str
    rss: str
    atom: str


@dataclass(frozen=True)
class Stamp:
    """A moment as the two formats write it."""

    rfc822: str
    iso: str


@dataclass(frozen=True)
class Media:
    """An entry's picture."""

    url: str
    width: int
    height: int
    caption: str
    credits: tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """A story in a feed."""

    id: str
    url: str
    title: str
    summary: str
    category: str
    authors: tuple[Link, ...]  # with the address of their page, or ""
    published: Stamp
    updated: Stamp
    media: Media | None


def feeds(places: Places) -> tuple[Feed, ...]:
    """Return the feeds that the list of all names: of the whole paper, then of each category in menu order."""
    return (latest(), *map(of_category, places.in_menu_order()))


def latest() -> Feed:
    """Return the feed of the whole paper."""
    return _feed(_("Latest"), address("latest"), LATEST)


def of_category(category: Category) -> Feed:
    """Return a category's feed; a section's holds its sub-categories too. Of a sub-category it reads `parent`."""
    return _feed(category.name, category.get_absolute_url(), category.slug)


def of_tag(tag: Tag) -> Feed:
    """Return a topic's feed."""
    return _feed(tag.name, address("topic", tag.slug), tag.slug, "topic-")


def of_contributor(contributor: Contributor) -> Feed:
    """Return the feed of somebody's texts and pictures."""
    return _feed(contributor.name, address("contributor", contributor.slug), contributor.slug, "contributor-")


def newest(
    now: datetime.datetime,
    *,
    category: Category | None = None,
    tag: Tag | None = None,
    contributor: Contributor | None = None,
) -> list[Publication]:
    """Return the stories of a feed, newest first, without their bodies; one query."""
    stories = Publication.objects.visible(now)
    if category is not None:
        column = "section_id" if category.parent_id is None else "category_id"
        stories = stories.filter(**{column: category.pk})
    if tag is not None:
        stories = stories.filter(pk__in=_linked(PublicationTag.objects.filter(tag=tag)))
    if contributor is not None:
        stories = stories.filter(pk__in=_linked(PublicationContributor.objects.filter(contributor=contributor)))
    return list(stories.only(*_FIELDS).newest_first()[:IN_FEED])


def entry(story: Publication, places: Places, withdrawn: frozenset[str], base: str, site_name: str) -> Entry:
    """Return a story as it stands in a feed; `base` is the scheme and host that its addresses begin with."""
    category = places.link(story.category_id)
    authors = [
        Link(author["name"], base + address("contributor", author["slug"]) if author["slug"] else "")
        for author in story.card.get("authors", ())
    ]
    return Entry(
        id=f"urn:uuid:{story.story_id}",
        url=base + story.get_absolute_url(),
        title=story.title,
        summary=story.sapo or story.title,
        category=category.name if category else "",
        authors=tuple(authors) or (Link(story.card.get("byline") or site_name, ""),),
        published=stamp(story.first_published_at),
        updated=stamp(changed_at(story.first_published_at, story.goes_live_at, story.version)),
        media=_media(story.card.get("photo"), withdrawn, base),
    )


def changed_at(first: datetime.datetime, goes_live: datetime.datetime, version: int) -> datetime.datetime:
    """Return when a story's text last changed: the first version of an imported one is as old as its date says."""
    return max(first, goes_live) if version > 1 else first


def stamp(moment: datetime.datetime) -> Stamp:
    """Return a moment in the paper's zone."""
    local = timezone.localtime(moment).replace(microsecond=0)
    return Stamp(rfc2822_date(local), rfc3339_date(local))


def xml(template: str, context: Mapping[str, Any]) -> str:
    """Return a template of templates/machines/ filled, without the characters that no XML may hold."""
    return _NOT_XML.sub("", render_to_string(f"machines/{template}", context))


def last_change(entries: Iterable[Entry], now: datetime.datetime) -> Stamp:
    """Return when a feed last changed; of an empty one, today."""
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return max((e.updated for e in entries), key=lambda s: s.iso, default=stamp(today))


def _feed(title: str, page: str, name: str, kind: str = "") -> Feed:
    return Feed(title, page, address(f"{kind}rss", name), address(f"{kind}atom", name))


def _linked(links: QuerySet) -> QuerySet:
    return links.values("publication_id")


def _media(photo: Mapping[str, Any] | None, withdrawn: frozenset[str], base: str) -> Media | None:
    if photo is None or photo["id"] in withdrawn:
        return None
    stored = [rendition for rendition in photo["renditions"] if rendition["format"] == "jpeg"]
    if not stored:
        return None
    largest = max(stored, key=lambda rendition: rendition["width"])
    return Media(
        url=urljoin(base, pictures.public_url(largest["file"])),
        width=largest["width"],
        height=largest["height"],
        caption=photo.get("caption") or photo["alt"],
        credits=tuple(photo.get("credits", ())),
    )
