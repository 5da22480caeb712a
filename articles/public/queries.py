"""Which stories readers see, and where: why is this story not on the front page? The answer stands here.

Every list starts from `Publication.objects.visible(now)` (models/publication.py) or, for the one statement that
the ORM cannot write, from the same condition in SQL, `_VISIBLE`. A page asks at most six questions of the database.
"""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any
from uuid import UUID

from django.db import connection

from articles.models.outlet import Outlet
from articles.models.people import Contributor
from articles.models.photos import Photo
from articles.models.publication import CardRow, Correction, Publication, PublicationTag
from articles.models.story import Kind
from articles.models.taxonomy import Category, Tag
from articles.public import related, statements
from articles.public.slices import Cursor, Slice, as_slice, slice_of

# The front page: one lead, three seconds, and the newest below the clock; then this many for each section.
ON_TOP = 12
IN_OPINION = 4
IN_STRIP = 6
LEAST_IN_STRIP = 3
# So many of a kind may stand at the top, and the block of their kind stays as full.
SPARE = 4
IN_BLOCK = 5
# So many of the newest may be the lead, if a newer one has no picture.
LEADS = 4
# Beside a story: related ones, those of the category about its time, and how many on each side are looked at.
RELATED = 4
BESIDE = 5
NEAR = 20

_VISIBLE = "withdrawn_at IS NULL AND goes_live_at <= %s AND (ends_at IS NULL OR ends_at > %s)"


@dataclass(frozen=True)
class FrontPage:
    """The stories of the front page, none twice: the top, opinion, photo stories, and those of each section."""

    top: list[CardRow]
    opinion: list[CardRow]
    strip: list[CardRow]
    blocks: dict[int, list[CardRow]]

    @property
    def stories(self) -> list[CardRow]:
        """All of them."""
        return [*self.top, *self.opinion, *self.strip, *(story for block in self.blocks.values() for story in block)]


@dataclass(frozen=True)
class LiveFacts:
    """What is read anew even for old stories: names as they are now, and photos withdrawn since."""

    contributors: dict[int, tuple[str, str]]  # key -> name, slug
    tags: dict[int, tuple[str, str]]
    withdrawn_photos: frozenset[str]


@dataclass(frozen=True)
class Beside:
    """What stands beside a story: related ones, those of its category about its time, and the next on either side."""

    related: list[CardRow]
    near: list[CardRow]
    newer: CardRow | None
    older: CardRow | None

    @property
    def stories(self) -> list[CardRow]:
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
    return categories_of(category_rows())


def category_rows() -> tuple[tuple, ...]:
    """Return what a page reads of all categories, in menu order; one query."""
    return tuple(statements.CATEGORIES.rows())


def categories_of(rows: Iterable[tuple]) -> list[Category]:
    """Return categories from what was read of them."""
    return [Category.from_db(connection.alias, statements.CATEGORY_COLUMNS, row) for row in rows]


def outlet_in_force(day: datetime.date) -> Outlet | None:
    """Return the imprint of a day; one query."""
    return next(iter(statements.OUTLET.rows(day=day)), None)


def next_change(after: datetime.datetime, until: datetime.datetime) -> datetime.datetime | None:
    """Return the first moment of an interval at which the clock alone changes what readers see, or None; one query.

    Freezing ends a version at the moment at which the next begins, and a correction shows with its version, so the
    beginnings are all there is to look at; and the ends of what is pinned.
    """
    return min((moment for (moment,) in statements.CHANGES.rows(after=after, until=until)), default=None)


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
            Kind.OPINION: Part("kind = %s", (Kind.OPINION.value,), IN_OPINION + SPARE),
            Kind.PHOTO_STORY: Part("kind = %s", (Kind.PHOTO_STORY.value,), IN_STRIP + SPARE),
        },
    )
    top = _on_top(found["newest"], _placed(found["pinned"], pins))
    shown = {story.number for story in top}
    opinion = [story for story in found[Kind.OPINION] if story.number not in shown][:IN_OPINION]
    strip = [story for story in found[Kind.PHOTO_STORY] if story.number not in shown and has_picture(story)][:IN_STRIP]
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

    What is pinned stands in its place on the first page, and not in the list there again; that asks once more. On the
    way back to that page it is left out, too, so that what is newer there is what the first page lists.
    """
    column = "section_id" if category.parent_id is None else "category_id"
    if before is not None or not (pins := _pins(now, category.pk)):
        here = after or before
        place = {"moment": here.moment, "number": here.number} if here else {}
        way = "after" if after else "before" if before else ""
        return as_slice(statements.LISTS[column, way].rows(now=now, category=category.pk, **place), before, after)
    stories = Publication.objects.visible(now).for_cards().filter(**{column: category.pk})
    shown = slice_of(stories.exclude(number__in=pins), before, after)
    placed = _placed(stories.filter(number__in=pins), pins) if after is None else {}
    for place in sorted(placed):
        shown.rows.insert(place - 1, placed[place])
    return shown


def story(now: datetime.datetime, number: int) -> Publication:
    """Return the visible version of a story; raises `StoryWithdrawn` (410) or `StoryNotFound` (404); one query.

    410 means that the last version that was due is withdrawn; what was cut to nothing was never due.
    """
    last = next(iter(statements.LAST_SHOWN.rows(now=now, number=number)), None)
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
    about the same time (articles/public/related.py). To a story that stands in a section itself, its sub-categories
    belong, too, as on the section's page.
    """
    column = "section_id" if publication.category_id == publication.section_id else "category_id"
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
            "older": Part(f"{column} = %s AND {before}", (publication.category_id, *place), NEAR),
            "newer": Part(f"{column} = %s AND {after}", (publication.category_id, *place), NEAR, is_rising=True),
            "topics": Part(of_topics, (*tags, publication.number), NEAR if tags else 0),
        },
        bare=True,
    )
    by_number = {story.number: story for stories in found.values() for story in stories}
    by_number.pop(publication.number, None)
    order = [number for number in dict.fromkeys(chosen) if number in by_number]
    titles = {number: related.words(story.slug) for number, story in by_number.items() if number not in order}
    shared = {story.number: 1 for story in found["topics"]}
    order += related.ranked(related.words(publication.slug), titles, shared)
    alike = [by_number[number] for number in order[:RELATED]]
    # In turn from each side, as near as there are; the very next, to which links lead below, only for want of others.
    newer, older = found["newer"], found["older"]
    in_turn = [story for pair in zip_longest(newer[1:], older[1:]) for story in pair if story is not None]
    in_turn += [*newer[:1], *older[:1]]
    near = [story for story in in_turn if story not in alike][:BESIDE]
    near.sort(key=lambda story: (story.first_published_at, story.number), reverse=True)
    alike, near = _as_cards(alike), _as_cards(near)
    return Beside(alike, near, next(iter(newer), None), next(iter(older), None))


def corrections(publication: Publication, now: datetime.datetime) -> list[Correction]:
    """Return the corrections of a story's versions that were due and not withdrawn, newest first.

    One query, a second where there are any. A voided one is among them, with the row that voids it; the voiding rows
    are left out here and not there: asked for rows that void nothing, SQLite walks the whole paper's.
    """
    of_story = statements.CORRECTIONS.rows(story=publication.story_id)
    if not of_story:
        return []
    versions = {version for (version,) in statements.VERSIONS_DUE.rows(now=now, story=publication.story_id)}
    voiding = {row.voids_id: row for row in of_story if row.voids_id is not None}
    found = [row for row in of_story if row.voids_id is None and row.version in versions]
    for row in found:
        Correction.voided_by.related.set_cached_value(row, voiding.get(row.pk))
    return found


def live_facts(publication: Publication, beside: Iterable[CardRow] = ()) -> LiveFacts:
    """Return current names and withdrawn photos of a story and of cards beside it; one query over three tables."""
    printed = publication.printed
    photos = [*printed.get("photos", {}), *(story.card["photo"]["id"] for story in beside if "photo" in story.card)]
    asked = [
        _named(Contributor, "contributor", [entry["id"] for entry in printed.get("bylines", ())]),
        _named(Tag, "tag", [entry["id"] for entry in printed.get("tags", ())]),
        _withdrawn(photos),
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


def withdrawn_photos(stories: Iterable[CardRow | Publication]) -> frozenset[str]:
    """Return which of the photos on a page's cards have been withdrawn; one query."""
    statement, values = _withdrawn([story.card["photo"]["id"] for story in stories if "photo" in story.card])
    if not values:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return frozenset(str(UUID(key)) for _what, key, *_names in cursor)


def _withdrawn(photos: Iterable[str]) -> tuple[str, list[Any]]:
    """Return a statement for those of some photos that are withdrawn, and its values; in the form of `_named`."""
    key = Photo._meta.pk
    keys = [key.get_db_prep_value(UUID(photo), connection) for photo in dict.fromkeys(photos)]
    return (
        f"SELECT 'photo', CAST(id AS TEXT), '', '' FROM {Photo._meta.db_table} "
        f"WHERE withdrawn_at IS NOT NULL AND id IN ({_marks(keys)})"
    ), keys


def _parts(now: datetime.datetime, parts: Mapping[Any, Part], *, bare: bool = False) -> dict[Any, list[CardRow]]:
    """Ask for stories of several kinds in one statement; SQLite refuses a union of slices, so each slice is nested.

    `bare` leaves them as the database returns them, for `_as_cards`: most of many are only compared.
    """
    found: dict[Any, list[CardRow]] = {name: [] for name in parts}
    asked = [(name, part) for name, part in parts.items() if part.limit]
    if not asked:
        return found
    quote = connection.ops.quote_name
    fields = [Publication._meta.get_field(name) for name in CardRow._fields]
    columns = ", ".join(quote(field.column) for field in fields)
    table = quote(Publication._meta.db_table)
    moment = connection.ops.adapt_datetimefield_value(now)
    # Only the parts' own numbers are formatted in; every value travels as a parameter.
    statement = " UNION ALL ".join(
        f"SELECT * FROM (SELECT {columns}, {n} AS part FROM {table} WHERE {_VISIBLE} AND {part.condition} "
        f"ORDER BY {_RISING if part.is_rising else _FALLING} LIMIT {part.limit}) AS part_{n}"
        for n, (_name, part) in enumerate(asked)
    )
    values = [value for _name, part in asked for value in (moment, moment, *part.values)]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = cursor.fetchall()
    for *row, part in rows if bare else statements.CARDS.on(connection).converted(rows):
        found[asked[part][0]].append(CardRow._make(row))
    return found


def _as_cards(bare: Iterable[CardRow]) -> list[CardRow]:
    return list(map(CardRow._make, statements.CARDS.on(connection).converted(bare)))


_FALLING = "first_published_at DESC, number DESC"
_RISING = "first_published_at, number"
_TAGS = PublicationTag._meta.db_table


def _marks(values: Collection[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _pins(now: datetime.datetime, category: int | None) -> dict[int, int]:
    """Return the numbers that are pinned on a page with their places; one query."""
    return dict(
        statements.PINS_ON_FRONT.rows(now=now) if category is None else statements.PINS.rows(now=now, category=category)
    )


def _placed(stories: Iterable[CardRow], pins: Mapping[int, int]) -> dict[int, CardRow]:
    """Return pinned stories by their places."""
    return {pins[story.number]: story for story in stories}


def _on_top(newest: Sequence[CardRow], placed: Mapping[int, CardRow]) -> list[CardRow]:
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


def has_picture(story: CardRow) -> bool:
    """Tell whether a story has a picture for its card."""
    return bool(story.card.get("photo", {}).get("renditions"))


def _named(model: type[Contributor] | type[Tag], what: str, keys: list[int]) -> tuple[str, list[int]]:
    """Return a statement for the names of some rows, and its values; `what` stands in the source."""
    table = model._meta.db_table
    return f"SELECT '{what}', CAST(id AS TEXT), name, slug FROM {table} WHERE id IN ({_marks(keys)})", keys
