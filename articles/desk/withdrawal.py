"""What a withdrawal would take from readers, to be looked at before it is made. Nothing here changes anything."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from articles.desk.photos import rendition_files
from articles.models.article import Article, live_at
from articles.models.photos import Photo
from articles.models.publication import Correction, Publication, PublicationPhoto
from articles.models.redirect import Redirect
from articles.models.taxonomy import Category
from articles.public import queries
from articles.public.redirects import LONGEST_CHAIN


@dataclass(frozen=True)
class Picture:
    """A photo of the story: how many of its public files go, how many stay, and which stories keep them there."""

    photo: Photo
    leaving: int
    staying: int
    kept_by: tuple[Publication, ...]


@dataclass(frozen=True)
class Impact:
    """All that readers lose; empty where they see nothing of the story."""

    live: Publication | None
    waiting: Publication | None
    addresses: tuple[str, ...]  # the one that is printed first, then those of earlier titles
    on_front: bool
    categories: tuple[Category, ...]  # the section first
    contributors: tuple[str, ...]
    tags: tuple[str, ...]
    corrections: tuple[Correction, ...]
    pictures: tuple[Picture, ...]
    redirects: tuple[str, ...]


def impact(article: Article, *, now: datetime.datetime) -> Impact:
    """Return what a withdrawal would affect at a moment; at most fourteen queries, whatever the size of the story."""
    live = live_at(article, now)
    if live is None:
        return Impact(None, None, (), False, (), (), (), (), (), ())
    waiting = article.waiting if article.waiting_id not in (None, live.pk) else None
    versions = Publication.objects.filter(story_id=article.story_id)
    going = list((versions & (Publication.objects.visible(now) | Publication.objects.waiting(now))).order_by("version"))
    slugs = versions.shown_by(now).order_by("-version").values_list("slug", flat=True)
    addresses = tuple(dict.fromkeys(Publication(slug=slug, number=live.number).get_absolute_url() for slug in slugs))
    return Impact(
        live=live,
        waiting=waiting,
        addresses=addresses,
        on_front=_stands_on_the_front(live, now),
        categories=_categories(going),
        contributors=_names(going, "bylines"),
        tags=_names(going, "tags"),
        corrections=tuple(queries.corrections(live, now)),
        pictures=_pictures(going, now),
        redirects=_redirects(live.number, addresses),
    )


def _stands_on_the_front(live: Publication, now: datetime.datetime) -> bool:
    sections = [category.pk for category in queries.categories() if category.parent_id is None]
    front = queries.front_page(now, sections)
    return any(live.number == story.number for story in front.stories)


def _categories(going: Iterable[Publication]) -> tuple[Category, ...]:
    keys = dict.fromkeys(key for version in going for key in (version.section_id, version.category_id))
    found = Category.objects.select_related("parent").in_bulk(keys)
    return tuple(found[key] for key in keys)


def _names(going: Iterable[Publication], what: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(entry["name"] for version in going for entry in version.printed.get(what, ())))


def _pictures(going: Iterable[Publication], now: datetime.datetime) -> tuple[Picture, ...]:
    files: dict[UUID, set[str]] = {}
    for version in going:
        for key, printed in version.printed.get("photos", {}).items():
            files.setdefault(UUID(key), set()).update(rendition_files({key: printed}))
    if not files:
        return ()
    photos = Photo.objects.in_bulk(files)
    story = next(iter(going)).story_id
    others = Publication.objects.visible(now) | Publication.objects.waiting(now)
    others = others.exclude(story_id=story).only("number", "slug", "title", "printed").order_by("-number", "version")
    keepers: dict[UUID, dict[int, Publication]] = {key: {} for key in files}
    kept: set[str] = set()
    for other in others.filter(pk__in=PublicationPhoto.objects.filter(photo__in=files).values("publication")):
        for key, printed in other.printed["photos"].items():
            if UUID(key) in files:
                keepers[UUID(key)][other.number] = other
                kept.update(rendition_files({key: printed}))
    return tuple(
        Picture(photos[key], len(names - kept), len(names & kept), tuple(keepers[key].values()))
        for key, names in files.items()
        if key in photos
    )


def _redirects(number: int, addresses: Iterable[str]) -> tuple[str, ...]:
    """Return the old paths that lead to a story, through other old paths too."""
    to_it = Q(story_number=number) | Q(new_path__in=addresses) | Q(new_path__endswith=f"-{number}.html")
    found = list(Redirect.objects.filter(to_it).values_list("old_path", flat=True))
    newest = found
    for _link in range(LONGEST_CHAIN - 1):
        bare = {path.rstrip("/") for path in newest}
        to_them = Redirect.objects.filter(new_path__in=bare | {f"{path}/" for path in bare})
        newest = list(to_them.exclude(old_path__in=found).values_list("old_path", flat=True))
        if not newest:
            break
        found += newest
    return tuple(sorted(found))
