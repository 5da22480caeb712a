"""Which stories readers see, and where: why is this story not on the front page? The answer stands here.

Every list starts from `Publication.objects.visible(now)` (models/publication.py) or, for the one statement that
the ORM cannot write, from the same condition in SQL, `_VISIBLE`. A page asks at most six questions of the database.
"""

import datetime
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from articles.models.outlet import Outlet
from articles.models.people import Contributor
from articles.models.photos import Photo
from articles.models.pins import Pin
from articles.models.publication import CARD_FIELDS, Correction, Publication, PublicationTag
from articles.models.story import Kind
from articles.models.taxonomy import Category, Tag
from articles.public import related

# The front page: one lead, three seconds, and the newest below the clock; then this many for each section.
ON_TOP = 12
IN_OPINION = 4
IN_STRIP = 6
LEAST_IN_STRIP = 3
IN_BLOCK = 5
# So many of the newest may be the lead, if a newer one has no picture.
LEADS = 4
# Beside a story: related ones, those of the category about its time, and how many on each side are looked at.
RELATED = 4
BESIDE = 5
NEAR = 20
IN_LIST = 20

_VISIBLE = "withdrawn_at IS NULL AND goes_live_at <= %s AND (ends_at IS NULL OR ends_at > %s)"


@dataclass(frozen=True)
class FrontPage:
    """The stories of the front page, none twice: the top, opinion, photo stories, and those of each section."""

    top: list[Publication]
    opinion: list[Publication]
    strip: list[Publication]
    blocks: dict[int, list[Publication]]

    @property
    def stories(self) -> list[Publication]:
        """All of them."""
        return [*self.top, *self.opinion, *self.strip, *(story for block in self.blocks.values() for story in block)]


@dataclass(frozen=True)
class Cursor:
    """A place in a list that is ordered by a moment, then a number, newest first."""

    moment: datetime.datetime
    number: int


@dataclass(frozen=True)
class Slice:
    """A page of a list, with the places from which the newer and the older go on."""

    rows: list[Any]
    newer: Cursor | None
    older: Cursor | None


@dataclass(frozen=True)
class LiveFacts:
    """What is read anew even for old stories: names as they are now, and photos withdrawn since."""

    contributors: dict[int, tuple[str, str]]  # key -> name, slug
    tags: dict[int, tuple[str, str]]
    withdrawn_photos: frozenset[str]


@dataclass(frozen=True)
class Beside:
    """What stands beside a story: related ones, those of its category about its time, and the next on either side."""

    related: list[Publication]
    near: list[Publication]
    newer: Publication | None
    older: Publication | None

    @property
    def stories(self) -> list[Publication]:
        """All whose cards are shown."""
        return [*self.related, *self.near]


@dataclass(frozen=True)
class Part:
    """A part of a statement over publications: what it asks for beyond what readers may see, and how many."""

    condition: str
    values: tuple[Any, ...]
    limit: int
    is_rising: bool = False


class StoryNotFound(Exception):
    """No version of this number was ever shown, or the last one has ended."""


class StoryWithdrawn(Exception):
    """Readers saw this story and may no longer."""


def categories() -> list[Category]:
    """Return all categories in menu order; one query, from which menus and addresses are answered."""
    return list(Category.objects.in_menu_order())


def outlet_in_force(day: datetime.date) -> Outlet | None:
    """Return the imprint of a day; one query."""
    return Outlet.objects.in_force(day).first()


def next_change(after: datetime.datetime, until: datetime.datetime) -> datetime.datetime | None:
    """Return the first moment of an interval at which the clock alone changes what readers see, or None; one query.

    Freezing ends a version at the moment at which the next begins, and a correction shows with its version, so the
    beginnings are all there is to look at; and the ends of what is pinned.
    """
    begins = Publication.objects.waiting(after).filter(goes_live_at__lte=until).order_by().values_list("goes_live_at")
    pins = Pin.objects.filter(ends_at__gt=after, ends_at__lte=until).order_by().values_list("ends_at")
    return min((moment for (moment,) in begins.union(pins)), default=None)


def front_page(now: datetime.datetime, sections: Sequence[int]) -> FrontPage:
    """Return the stories of the front page, none twice; three queries.

    Pinned stories stand in their places. The free places are filled with the newest: the lead is the newest of the
    first few that has a picture. Opinion and photo stories have places of their own; sections show what is left.
    """
    pins = _pins(now, None)
    found = _parts(
        now,
        {
            "newest": Part("1 = 1", (), ON_TOP + len(pins)),
            "pinned": Part(f"number IN ({_marks(pins)})", tuple(pins), len(pins)),
            Kind.OPINION: Part("kind = %s", (Kind.OPINION.value,), IN_OPINION),
            Kind.PHOTO_STORY: Part("kind = %s", (Kind.PHOTO_STORY.value,), IN_STRIP),
        },
    )
    top = _on_top(found["newest"], _placed(found["pinned"], pins))
    shown = {story.number for story in top}
    opinion = [story for story in found[Kind.OPINION] if story.number not in shown]
    strip = [story for story in found[Kind.PHOTO_STORY] if story.number not in shown and has_picture(story)]
    # Two pictures are no strip; then they stand in their section.
    strip = strip if len(strip) >= LEAST_IN_STRIP else []
    shown.update(story.number for story in (*opinion, *strip))
    without = f"AND number NOT IN ({_marks(shown)})" if shown else ""
    blocks = _parts(
        now,
        {section: Part(f"section_id = %s {without}", (section, *shown), IN_BLOCK) for section in sections},
    )
    return FrontPage(top, opinion, strip, blocks)


def category_page(
    now: datetime.datetime, category: Category, *, before: Cursor | None = None, after: Cursor | None = None
) -> Slice:
    """Return a page of a section (its sub-categories included) or of a sub-category; two queries, no COUNT, no OFFSET.

    What is pinned stands in its place on the first page, and not in the list there again; that asks once more.
    """
    column = "section_id" if category.parent_id is None else "category_id"
    stories = Publication.objects.visible(now).for_cards().filter(**{column: category.pk})
    if before is not None or after is not None or not (pins := _pins(now, category.pk)):
        return slice_of(stories, before, after)
    placed = _placed(stories.filter(number__in=pins), pins)
    shown = slice_of(stories.exclude(number__in=pins), before, after)
    for place in sorted(placed):
        shown.rows.insert(place - 1, placed[place])
    return shown


def story(now: datetime.datetime, number: int) -> Publication:
    """Return the visible version of a story; raises `StoryWithdrawn` (410) or `StoryNotFound` (404); one query.

    410 means that the last version that was due is withdrawn; what was cut to nothing was never due.
    """
    last = Publication.objects.shown_by(now).filter(number=number).order_by("-version").first()
    if last is None:
        raise StoryNotFound
    if last.withdrawn_at is not None and last.withdrawn_at <= now:
        raise StoryWithdrawn
    if last.ends_at is not None and last.ends_at <= now:
        raise StoryNotFound
    return last


def beside(publication: Publication, now: datetime.datetime) -> Beside:
    """Return what stands beside a story; one query.

    Related are those that the desk set there, in its order, then the likest of the same topics and of the category
    about the same time (articles/public/related.py).
    """
    moment = connection.ops.adapt_datetimefield_value(publication.first_published_at)
    place = (moment, moment, publication.number)
    before = "first_published_at <= %s AND (first_published_at < %s OR number < %s)"
    after = "first_published_at >= %s AND (first_published_at > %s OR number > %s)"
    chosen = [number for number in publication.related if isinstance(number, int)]
    tags = [entry["id"] for entry in publication.printed.get("tags", ())]
    of_topics = f"id IN (SELECT publication_id FROM {_TAGS} WHERE tag_id IN ({_marks(tags)})) AND number <> %s"
    found = _parts(
        now,
        {
            "chosen": Part(f"number IN ({_marks(chosen)})", tuple(chosen), len(chosen)),
            "older": Part(f"category_id = %s AND {before}", (publication.category_id, *place), NEAR),
            "newer": Part(f"category_id = %s AND {after}", (publication.category_id, *place), NEAR, is_rising=True),
            "topics": Part(of_topics, (*tags, publication.number), NEAR if tags else 0),
        },
        cards_later=True,
    )
    by_number = {story.number: story for stories in found.values() for story in stories}
    by_number.pop(publication.number, None)
    order = [number for number in dict.fromkeys(chosen) if number in by_number]
    titles = {number: related.words(story.slug) for number, story in by_number.items() if number not in order}
    shared = {story.number: 1 for story in found["topics"]}
    order += related.ranked(related.words(publication.slug), titles, shared)
    alike = [by_number[number] for number in order[:RELATED]]
    # The next on each side in turn, as near as there are.
    sides = zip_longest(found["newer"], found["older"])
    near = [story for pair in sides for story in pair if story is not None and story not in alike][:BESIDE]
    near.sort(key=lambda story: (story.first_published_at, story.number), reverse=True)
    for story in (*alike, *near):
        story.card = json.loads(story.card_text)
    return Beside(alike, near, next(iter(found["newer"]), None), next(iter(found["older"]), None))


def corrections(publication: Publication, now: datetime.datetime) -> list[Correction]:
    """Return the corrections of a story's versions that were due and not withdrawn, newest first.

    One query, a second where there are any. A voided one is among them, with the row that voids it; the voiding rows
    are left out here and not there: asked for rows that void nothing, SQLite walks the whole paper's.
    """
    of_story = list(Correction.objects.filter(story_id=publication.story_id).select_related("voided_by"))
    if not of_story:
        return []
    due = Publication.objects.shown_by(now).filter(story_id=publication.story_id, withdrawn_at=None).order_by()
    versions = set(due.values_list("version", flat=True))
    return [c for c in of_story if c.version in versions and c.voids_id is None]


def live_facts(publication: Publication, beside: Iterable[Publication] = ()) -> LiveFacts:
    """Return current names and withdrawn photos of a story and of cards beside it; one query over three tables."""
    printed = publication.printed
    photos = [*printed.get("photos", {}), *(story.card["photo"]["id"] for story in beside if "photo" in story.card)]
    key = Photo._meta.pk
    asked = [
        _named(Contributor, "contributor", [entry["id"] for entry in printed.get("bylines", ())]),
        _named(Tag, "tag", [entry["id"] for entry in printed.get("tags", ())]),
        (
            f"SELECT 'photo', CAST(id AS TEXT), '', '' FROM {Photo._meta.db_table} "
            f"WHERE withdrawn_at IS NOT NULL AND id IN ({_marks(photos)})",
            [key.get_db_prep_value(UUID(photo), connection) for photo in photos],
        ),
    ]
    found: dict[str, dict[str, tuple[str, str]]] = {"contributor": {}, "tag": {}, "photo": {}}
    if asked := [(statement, values) for statement, values in asked if values]:
        with connection.cursor() as cursor:
            values = [value for _statement, values in asked for value in values]
            cursor.execute(" UNION ALL ".join(statement for statement, _values in asked), values)
            for what, pk, name, slug in cursor:
                found[what][pk] = (name, slug)
    return LiveFacts(
        {int(pk): named for pk, named in found["contributor"].items()},
        {int(pk): named for pk, named in found["tag"].items()},
        # SQLite keeps a UUID without its dashes, and says so when it is cast to text.
        frozenset(str(UUID(pk)) for pk in found["photo"]),
    )


def withdrawn_photos(stories: Iterable[Publication]) -> frozenset[str]:
    """Return which of the photos on a page's cards have been withdrawn; one query."""
    shown = [story.card["photo"]["id"] for story in stories if "photo" in story.card]
    return frozenset(
        str(pk) for pk in Photo.objects.filter(pk__in=shown, withdrawn_at__isnull=False).values_list("pk", flat=True)
    )


def _parts(
    now: datetime.datetime, parts: Mapping[Any, Part], *, cards_later: bool = False
) -> dict[Any, list[Publication]]:
    """Ask for stories of several kinds in one statement; SQLite refuses a union of slices, so each slice is nested.

    `cards_later` leaves their cards as text in `card_text`: most of many are only compared.
    """
    found: dict[Any, list[Publication]] = {name: [] for name in parts}
    asked = [(name, part) for name, part in parts.items() if part.limit]
    if not asked:
        return found
    quote = connection.ops.quote_name
    fields = [Publication._meta.get_field(name) for name in ("id", *CARD_FIELDS)]
    columns = ", ".join(
        f"{quote(field.column)} AS card_text" if cards_later and field.name == "card" else quote(field.column)
        for field in fields
    )
    table = quote(Publication._meta.db_table)
    moment = connection.ops.adapt_datetimefield_value(now)
    # Only the parts' own numbers are formatted in; every value travels as a parameter.
    statement = " UNION ALL ".join(
        f"SELECT * FROM (SELECT {columns}, {n} AS part FROM {table} WHERE {_VISIBLE} AND {part.condition} "
        f"ORDER BY {_RISING if part.is_rising else _FALLING} LIMIT {part.limit}) AS part_{n}"
        for n, (_name, part) in enumerate(asked)
    )
    values = [value for _name, part in asked for value in (moment, moment, *part.values)]
    for story in Publication.objects.raw(statement, values):
        found[asked[story.part][0]].append(story)
    return found


_FALLING = "first_published_at DESC, number DESC"
_RISING = "first_published_at, number"
_TAGS = PublicationTag._meta.db_table


def _marks(values: Collection[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _pins(now: datetime.datetime, category: int | None) -> dict[int, int]:
    """Return the numbers that are pinned on a page with their places; one query."""
    return dict(Pin.objects.holding(now).filter(category=category).order_by().values_list("number", "position"))


def _placed(stories: Iterable[Publication], pins: Mapping[int, int]) -> dict[int, Publication]:
    """Return pinned stories by their places."""
    return {pins[story.number]: story for story in stories}


def _on_top(newest: Sequence[Publication], placed: Mapping[int, Publication]) -> list[Publication]:
    """Return the top of the front page in its order: pinned stories in their places, the newest in the others."""
    pinned = {story.number for story in placed.values()}
    free = [story for story in newest if story.number not in pinned]
    if 1 not in placed and free:
        lead = next((story for story in free[:LEADS] if has_picture(story)), free[0])
        free.remove(lead)
        free.insert(0, lead)
    for place in sorted(placed):
        free.insert(place - 1, placed[place])
    return free[:ON_TOP]


def has_picture(story: Publication) -> bool:
    """Tell whether a story has a picture for its card."""
    return bool(story.card.get("photo", {}).get("renditions"))


def slice_of(
    rows: QuerySet,
    before: Cursor | None,
    after: Cursor | None,
    *,
    by: tuple[str, str] = ("first_published_at", "number"),
) -> Slice:
    """Return a page of a list, newest first, that begins behind a place or ends before it; one query."""
    moment, number = by
    if after is not None:
        beyond = Q(**{moment: after.moment, f"{number}__gt": after.number}) | Q(**{f"{moment}__gt": after.moment})
        newer = rows.filter(beyond, **{f"{moment}__gte": after.moment}).order_by(moment, number)
        found = list(newer[: IN_LIST + 1])
        more, found = len(found) > IN_LIST, found[:IN_LIST][::-1]
        return Slice(
            found, _cursor(found[0], by) if found and more else None, _cursor(found[-1], by) if found else None
        )
    if before is not None:
        beyond = Q(**{moment: before.moment, f"{number}__lt": before.number}) | Q(**{f"{moment}__lt": before.moment})
        rows = rows.filter(beyond, **{f"{moment}__lte": before.moment})
    found = list(rows.order_by(f"-{moment}", f"-{number}")[: IN_LIST + 1])
    more, found = len(found) > IN_LIST, found[:IN_LIST]
    return Slice(
        found, _cursor(found[0], by) if found and before else None, _cursor(found[-1], by) if found and more else None
    )


def _cursor(row: Publication | Correction, by: tuple[str, str]) -> Cursor:
    return Cursor(*(getattr(row, column) for column in by))


def _named(model: type[Contributor] | type[Tag], what: str, keys: list[int]) -> tuple[str, list[int]]:
    """Return a statement for the names of some rows, and its values; `what` stands in the source."""
    table = model._meta.db_table
    return f"SELECT '{what}', CAST(id AS TEXT), name, slug FROM {table} WHERE id IN ({_marks(keys)})", keys
