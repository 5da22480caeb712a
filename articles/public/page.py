"""What page templates receive. Formatting is decided here once; templates only place it.

Preview and public pages fill the same types, from an unsaved and a saved publication.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from articles.document.text import hold_units
from articles.models.outlet import Outlet
from articles.models.publication import CardRow, Correction, Publication
from articles.models.story import AIUse, Kind
from articles.models.taxonomy import Category
from articles.public import bodies, pictures, queries, render
from articles.public.dates import Moment, long_day, moment
from articles.public.pictures import Picture
from articles.public.queries import Beside, LiveFacts


@dataclass(frozen=True)
class Link:
    """A name and where it leads."""

    name: str
    url: str


@dataclass(frozen=True)
class MenuEntry:
    """A section in the menu, with its sub-categories."""

    name: str
    url: str
    is_current: bool
    children: tuple[Link, ...]


@dataclass(frozen=True)
class Frame:
    """What stands round every page: the day, the paper's name, the menu, the imprint."""

    today: Moment
    site_name: str
    outlet: Outlet | None
    menu: tuple[MenuEntry, ...]
    year: int


@dataclass(frozen=True)
class Headline:
    """A story in a list of headlines; its time only where lists show it."""

    url: str
    title: str
    moment: Moment | None


@dataclass(frozen=True)
class Card:
    """A story in a list."""

    url: str
    title: str
    kicker: str
    category: Link | None
    sapo: str
    byline: str
    moment: Moment
    picture: Picture | None
    image: SafeString  # the same, as it stands in a page
    has_photo: bool  # known by caption and credit, its file not yet there
    pictures: int  # how many the story shows
    initials: str  # of the first in the byline


@dataclass(frozen=True)
class CorrectionNote:
    """A correction as readers see it: its wording, or when and why it was voided; then the wording is not repeated."""

    text: str
    moment: Moment
    voided: Moment | None
    reason: str


@dataclass(frozen=True)
class CorrectionEntry:
    """A correction in the list of all, with the story that carries it."""

    url: str
    title: str
    category: Link | None
    note: CorrectionNote


@dataclass(frozen=True)
class StoryPage:
    """A story, whole."""

    kind: str
    kind_name: str
    url: str
    paper: str  # address of the print version
    title: str
    kicker: str
    sapo: str
    crumbs: tuple[Link, ...]
    bylines: tuple[Link, ...]  # a pen name leads nowhere
    initials: str
    moment: Moment
    update_note: str
    updated: Moment | None
    ai_note: str
    lead: SafeString
    body: SafeString
    corrections: tuple[CorrectionNote, ...]
    tags: tuple[Link, ...]
    related: tuple[Card, ...] = ()
    near: Card | None = None
    near_heads: tuple[Headline, ...] = ()
    newer: Link | None = None
    older: Link | None = None

    @property
    def headline(self) -> str:
        """The title as it is set at the head of the page; elsewhere it stands as it was written."""
        return _title(self.title)


class Places:
    """Finds categories by key and address in the one list that a page reads."""

    def __init__(self, categories: Sequence[Category]) -> None:
        self.by_key = {category.pk: category for category in categories}
        self.sections = [category for category in categories if category.parent_id is None]
        # Django would ask the database for each parent; it is in this list.
        for category in categories:
            if category.parent_id is not None:
                category.parent = self.by_key[category.parent_id]
        # As `get_absolute_url` does, without asking the resolver thirty times a page.
        root = get_script_prefix()
        self._links = {
            category.pk: Link(
                category.name,
                f"{root}{category.parent.slug}/{category.slug}/" if category.parent_id else f"{root}{category.slug}/",
            )
            for category in categories
        }
        self._below: dict[int, list[Category]] = {}
        for category in categories:
            self._below.setdefault(category.parent_id, []).append(category)
        self._menus: dict[int | None, tuple[MenuEntry, ...]] = {}
        self._by_slugs = {
            (category.parent.slug if category.parent_id else None, category.slug): category for category in categories
        }

    def find(self, slug: str, parent: str | None = None) -> Category | None:
        """Return the category of an address."""
        return self._by_slugs.get((parent, slug))

    def find_anywhere(self, slug: str) -> Category | None:
        """Return the category of a slug on whichever level; no two share one."""
        return next((category for category in self.by_key.values() if category.slug == slug), None)

    def link(self, key: int) -> Link | None:
        """Return a category's current name and address."""
        return self._links.get(key)

    def children(self, section: Category) -> tuple[Link, ...]:
        """Return the links of a section's sub-categories."""
        return tuple(self._links[category.pk] for category in self.below(section))

    def below(self, section: Category) -> tuple[Category, ...]:
        """Return a section's sub-categories."""
        return tuple(self._below.get(section.pk, ()))

    def menu(self, here: int | None) -> tuple[MenuEntry, ...]:
        """Return the sections with their sub-categories; `here` is the key of the one that a page belongs to."""
        if here not in self._menus:
            self._menus[here] = tuple(
                MenuEntry(s.name, self._links[s.pk].url, s.pk == here, self.children(s)) for s in self.sections
            )
        return self._menus[here]

    def in_menu_order(self) -> list[Category]:
        """Return all categories, each section followed by its own."""
        below = list(self.by_key.values())
        return [c for s in self.sections for c in (s, *(b for b in below if b.parent_id == s.pk))]

    def crumbs(self, key: int) -> tuple[Link, ...]:
        """Return the way from the section down to a category."""
        category = self.by_key.get(key)
        if category is None:
            return ()
        way = [category.section_id, category.pk] if category.parent_id else [category.pk]
        return tuple(self._links[pk] for pk in way)


def places() -> Places:
    """Return all categories as they are now, one query; kept by what was read, so that a change shows at once."""
    return _places(queries.category_rows(), get_script_prefix())


@lru_cache(maxsize=8)
def _places(rows: tuple[tuple, ...], root: str) -> Places:
    return Places(queries.categories_of(rows))


def address(name: str, *args: object) -> str:
    """Return the address of a view, kept by what it leads to: a page asks Django's resolver for a dozen."""
    return _address(name, args, get_script_prefix())


@lru_cache(maxsize=4096)
def _address(name: str, args: tuple[object, ...], root: str) -> str:
    return reverse(name, args=args)


def site_name(outlet: Outlet | None) -> str:
    """Return what the paper is called."""
    return outlet.name if outlet else settings.SITE_NAME


def frame(places: Places, outlet: Outlet | None, now: datetime.datetime, *, current: Category | None = None) -> Frame:
    """Return what stands round a page."""
    today = timezone.localdate(now)
    here = current.section_id if current else None
    return Frame(
        today=Moment(today.isoformat(), long_day(today), long_day(today)),
        site_name=site_name(outlet),
        outlet=outlet,
        menu=places.menu(here),
        year=today.year,
    )


def headline(story: CardRow, now: datetime.datetime | None = None) -> Headline:
    """Return a story as a headline; with its time where `now` is given."""
    when = moment(story.first_published_at, now=now, precision=story.first_published_precision) if now else None
    return Headline(address_of(story), _title(story.title), when)


@lru_cache(maxsize=2_000)
def _title(title: str) -> str:
    """Return a title as readers see it; what machines read is told apart from it (heads, feeds)."""
    return hold_units(title)


def address_of(story: CardRow | Publication) -> str:
    """Return a story's address without asking the resolver, which takes longer than all else of a headline."""
    return f"{get_script_prefix()}{story.slug}-{story.number}.html"


def card(
    story: CardRow | Publication,
    places: Places,
    now: datetime.datetime,
    withdrawn: frozenset[str],
    *,
    place: str = "card",
    is_first: bool = False,
) -> Card:
    """Return a story as a card for a place in a list (see pictures.SIZES); `is_first` for what is seen first."""
    photo = story.card.get("photo")
    if photo is not None and photo["id"] in withdrawn:
        photo = None
    category = places.link(story.category_id)
    picture = pictures.picture(photo["renditions"], shape="3x2", place=place, alt=photo["alt"]) if photo else None
    byline = story.card.get("byline", "")
    return Card(
        url=address_of(story),
        title=_title(story.title),
        kicker=story.kicker or (category.name if category else ""),
        category=category,
        sapo=story.sapo,
        byline=byline,
        moment=moment(story.first_published_at, now=now, precision=story.first_published_precision),
        picture=picture,
        image=render.picture(picture, is_first=is_first) if picture else SafeString(""),
        has_photo=photo is not None,
        pictures=story.card.get("pictures", 0),
        initials=initials(byline.partition(" - ")[0]),
    )


def initials(name: str) -> str:
    """Return the letters that stand for a person: of the first and the last word of the name."""
    words = [word for word in name.split() if word[0].isalpha()]
    return "".join(word[0].upper() for word in dict.fromkeys((words[0], words[-1]))) if words else ""


def story_page(
    story: Publication,
    places: Places,
    facts: LiveFacts,
    corrections: Sequence[Correction],
    now: datetime.datetime,
    *,
    url: pictures.PictureUrl = pictures.public_url,
    beside: Beside | None = None,
) -> StoryPage:
    """Return a story for its page; raises `DocumentError` where the stored body is not a document."""
    lead, body = bodies.texts(story, facts.withdrawn_photos, url)
    bylines = tuple(_byline(entry, facts) for entry in story.printed.get("bylines", ()))
    withdrawn = facts.withdrawn_photos
    return StoryPage(
        kind=story.kind,
        kind_name=Kind(story.kind).label,
        url=address_of(story),
        paper=f"{get_script_prefix()}in/{story.number}.html",
        title=story.title,
        kicker=story.kicker,
        sapo=story.sapo,
        crumbs=places.crumbs(story.category_id),
        bylines=bylines,
        initials=initials(bylines[0].name) if bylines else "",
        moment=moment(story.first_published_at, now=now, precision=story.first_published_precision),
        update_note=story.update_note,
        updated=moment(story.goes_live_at, now=now) if story.update_note else None,
        ai_note=story.ai_note or (AIUse(story.ai_use).label if story.ai_use != AIUse.NONE else ""),
        lead=lead,
        body=body,
        corrections=tuple(_correction_note(correction, now) for correction in corrections),
        tags=tuple(_tag(entry, facts) for entry in story.printed.get("tags", ())),
        related=tuple(card(one, places, now, withdrawn, place="small") for one in beside.related) if beside else (),
        near=card(beside.near[0], places, now, withdrawn, place="small") if beside and beside.near else None,
        near_heads=tuple(map(headline, beside.near[1:])) if beside else (),
        newer=_link(beside.newer) if beside else None,
        older=_link(beside.older) if beside else None,
    )


def correction_entry(
    correction: Correction, story: Publication, places: Places, now: datetime.datetime
) -> CorrectionEntry:
    """Return a correction for the list of all; its story is named and addressed as it is now."""
    note = _correction_note(correction, now)
    return CorrectionEntry(story.get_absolute_url(), _title(story.title), places.link(story.category_id), note)


def _correction_note(correction: Correction, now: datetime.datetime) -> CorrectionNote:
    # Its absence is an exception of Django's; `queries` read it along.
    voiding = getattr(correction, "voided_by", None)
    return CorrectionNote(
        text="" if voiding else correction.text,
        moment=moment(correction.created_at, now=now),
        voided=moment(voiding.created_at, now=now) if voiding else None,
        reason=voiding.reason if voiding else "",
    )


def _byline(entry: dict, facts: LiveFacts) -> Link:
    # Whoever prints a pen name may not want to be known by another: it leads to no page of that person.
    if entry["pen_name"] or entry["id"] not in facts.contributors:
        return Link(entry["name"], "")
    name, slug = facts.contributors[entry["id"]]
    return Link(name, address("contributor", slug))


def _tag(entry: dict, facts: LiveFacts) -> Link:
    if entry["id"] not in facts.tags:
        return Link(entry["name"], "")
    name, slug = facts.tags[entry["id"]]
    return Link(name, address("topic", slug))


def _link(story: CardRow | None) -> Link | None:
    return Link(_title(story.title), address_of(story)) if story else None
