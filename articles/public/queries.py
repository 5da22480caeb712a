"""Which stories readers see, and where: why is this story not on the front page? The answer stands here.

Every list starts from `Publication.objects.visible(now)` (models/publication.py) or, for the one statement that
the ORM cannot write, from the same condition in SQL, `_VISIBLE`. A page asks at most six questions of the database.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import UUID

from django.db import connection
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast

from articles.models.outlet import Outlet
from articles.models.people import Contributor
from articles.models.photos import Photo
from articles.models.publication import CARD_FIELDS, Correction, Publication
from articles.models.redirect import Redirect
from articles.models.taxonomy import Category, Tag

# The front page: one lead, three seconds, and the newest below the clock; then this many for each section.
ON_TOP = 12
IN_BLOCK = 5
IN_LIST = 20
# Old addresses that lead to old addresses are followed this far.
LONGEST_CHAIN = 10

_VISIBLE = "withdrawn_at IS NULL AND goes_live_at <= %s AND (ends_at IS NULL OR ends_at > %s)"


@dataclass(frozen=True)
class FrontPage:
    """The stories of the front page, none twice: the newest, and those of each section by its key."""

    newest: list[Publication]
    blocks: dict[int, list[Publication]]


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
    beginnings are all there is to look at.
    """
    begins = Publication.objects.waiting(after).filter(goes_live_at__lte=until)
    return begins.order_by("goes_live_at").values_list("goes_live_at", flat=True).first()


def front_page(now: datetime.datetime, sections: Sequence[int]) -> FrontPage:
    """Return the newest stories of the paper, then of each section those not shown above; two queries."""
    newest = list(Publication.objects.visible(now).for_cards().newest_first()[:ON_TOP])
    return FrontPage(newest, _blocks(now, sections, [story.number for story in newest]))


def category_page(
    now: datetime.datetime, category: Category, *, before: Cursor | None = None, after: Cursor | None = None
) -> Slice:
    """Return a page of a section (its sub-categories included) or of a sub-category; one query, no COUNT, no OFFSET."""
    column = "section_id" if category.parent_id is None else "category_id"
    stories = Publication.objects.visible(now).for_cards().filter(**{column: category.pk})
    return _slice(stories, before, after)


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


def corrections(publication: Publication, now: datetime.datetime) -> list[Correction]:
    """Return the corrections of a story's versions that were due and not withdrawn, newest first; one query.

    A voided one is among them, with the row that voids it. The voiding rows are left out here and not there: asked for
    rows that void nothing, SQLite walks the whole paper's.
    """
    due = Publication.objects.shown_by(now).filter(story_id=publication.story_id, withdrawn_at=None).values("version")
    of_story = Correction.objects.filter(story_id=publication.story_id).annotate(was_due=Q(version__in=due))
    return [c for c in of_story.select_related("voided_by") if c.was_due and c.voids_id is None]


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
    shown = _slice(found, before, after, by=("created_at", "pk"))
    stories = stories.only("story_id", "number", "slug", "title", "category_id")
    return shown, {s.story_id: s for s in stories.filter(story_id__in={c.story_id for c in shown.rows})}


def live_facts(publication: Publication) -> LiveFacts:
    """Return current names and withdrawn photos of a story; one query over three tables."""
    printed = publication.printed
    rows = _named(Contributor, "contributor", [entry["id"] for entry in printed.get("bylines", ())]).union(
        _named(Tag, "tag", [entry["id"] for entry in printed.get("tags", ())]),
        _withdrawn(printed.get("photos", {})),
        all=True,
    )
    # SQLite keeps a UUID without its dashes, and says so when it is cast to text.
    facts = LiveFacts({}, {}, frozenset(str(UUID(key)) for what, key, *_ in rows if what == "photo"))
    for what, key, name, slug in rows:
        if what != "photo":
            (facts.contributors if what == "contributor" else facts.tags)[int(key)] = (name, slug)
    return facts


def withdrawn_photos(stories: Iterable[Publication]) -> frozenset[str]:
    """Return which of the photos on a page's cards have been withdrawn; one query."""
    shown = [story.card["photo"]["id"] for story in stories if "photo" in story.card]
    return frozenset(
        str(pk) for pk in Photo.objects.filter(pk__in=shown, withdrawn_at__isnull=False).values_list("pk", flat=True)
    )


def redirect_target(now: datetime.datetime, path: str) -> str | None:
    """Return where an older system's address leads now, or None; raises `StoryWithdrawn` where that story is gone.

    A slash at the end makes no difference. A chain of old addresses is followed here, so that readers are sent once;
    a circle leads nowhere. One query where the path is not in the table, else one for each link of the chain.
    """
    seen: set[str] = set()
    target = None
    while "\0" not in path and len(seen) < LONGEST_CHAIN:  # PostgreSQL does not even take the question
        bare = path.rstrip("/")
        if bare in seen:
            return None
        seen.add(bare)
        row = Redirect.objects.filter(old_path__in=(bare, f"{bare}/")).first()
        if row is None:
            return target
        if row.story_number is not None:
            return _address_of(now, row.story_number)
        target, path = row.new_path, unquote(urlsplit(row.new_path).path)
    return target


def _address_of(now: datetime.datetime, number: int) -> str | None:
    try:
        return story(now, number).get_absolute_url()
    except StoryNotFound:
        return None


def _blocks(now: datetime.datetime, sections: Sequence[int], without: Sequence[int]) -> dict[int, list[Publication]]:
    """Ask for the top of every section in one statement: SQLite refuses a union of slices, so each slice is nested."""
    blocks: dict[int, list[Publication]] = {section: [] for section in sections}
    if not sections:
        return blocks
    quote = connection.ops.quote_name
    fields = [Publication._meta.get_field(name) for name in ("id", *CARD_FIELDS)]
    columns = ", ".join(quote(field.column) for field in fields)
    table = quote(Publication._meta.db_table)
    exclude = f"AND number NOT IN ({', '.join(['%s'] * len(without))})" if without else ""
    one = (
        f"SELECT * FROM (SELECT {columns} FROM {table} WHERE section_id = %s AND {_VISIBLE} {exclude} "
        f"ORDER BY first_published_at DESC, number DESC LIMIT {IN_BLOCK}) AS block_%d"
    )
    moment = connection.ops.adapt_datetimefield_value(now)
    parameters = [value for section in sections for value in (section, moment, moment, *without)]
    # Only the parts' own numbers are formatted in; every value travels as a parameter.
    statement = " UNION ALL ".join(one.replace("block_%d", f"block_{n}") for n in range(len(sections)))
    for found in Publication.objects.raw(statement, parameters):
        blocks[found.section_id].append(found)
    return blocks


def _slice(
    rows: QuerySet,
    before: Cursor | None,
    after: Cursor | None,
    *,
    by: tuple[str, str] = ("first_published_at", "number"),
) -> Slice:
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


def _named(model: type[Contributor] | type[Tag], what: str, keys: list[int]):
    key = Cast("pk", CharField())
    return model.objects.filter(pk__in=keys).order_by().values_list(Value(what), key, "name", "slug")


def _withdrawn(photo_ids: Iterable[str]):
    nothing = Value("", output_field=CharField())
    return (
        Photo.objects.filter(pk__in=[UUID(pk) for pk in photo_ids], withdrawn_at__isnull=False)
        .order_by()
        .values_list(Value("photo"), Cast("pk", CharField()), nothing, nothing)
    )
