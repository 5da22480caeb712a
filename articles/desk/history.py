"""Every text an article ever had: its saves, its publications, what was set aside, and who did what in between.

Reads only. Whoever calls has asked `policy.may_read` before. An address or a form names a text by a key: "12" (the
save of that number), "r45" (set aside in a conflict, by its row), "v3" (a publication), "live", "now" (working copy).
"""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from articles.desk import snapshot
from articles.document.codec import DocumentError, from_json
from articles.document.plaintext import count_words
from articles.models.article import Article, live_at
from articles.models.history import AuditEntry, Revision
from articles.models.publication import Publication

if TYPE_CHECKING:
    from accounts.models import User

# What writes a text; in the history each is told with the revision it made.
SAVES = ("create", "save", "reopen", "save_import", "settle", "set_aside")

_KEY = re.compile(r"(?P<kind>[rv]?)(?P<number>[1-9][0-9]{0,17})")
_CURSOR = re.compile(r"(?P<micros>[0-9]{1,17})-(?P<source>[dr])(?P<pk>[1-9][0-9]{0,17})")
_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


class NoSuchText(LookupError):
    """The article has no text of that key."""


@dataclass(frozen=True)
class Saved:
    """One text of an article, in the shape of a revision's state; a publication's lacks what is never printed."""

    key: str
    state: Mapping[str, Any]
    at: datetime.datetime
    by: "User | None" = None
    reason: str = ""
    revision: Revision | None = None
    publication: Publication | None = None


@dataclass(frozen=True)
class Entry:
    """One line of a history: a saved text, or a deed without one."""

    at: datetime.datetime
    who: "User | None"
    action: str
    reason: str
    from_state: str
    to_state: str
    version: int | None  # that the deed froze or concerned
    details: Mapping[str, Any]
    revision: Revision | None = None
    words: int | None = None
    words_more: int | None = None
    frozen_as: tuple[int, ...] = ()  # the publications that print this text

    @property
    def key(self) -> str:
        """The key of the text that this line can show, or nothing."""
        if self.revision is not None:
            return revision_key(self.revision)
        return f"v{self.version}" if self.version else ""


@dataclass(frozen=True)
class Page:
    """Some lines of a history, newest first, and where older ones begin."""

    entries: tuple[Entry, ...]
    older: str


def revision_key(revision: Revision) -> str:
    """Return the key that names a revision among the texts of its article."""
    return str(revision.number) if revision.number is not None else f"r{revision.pk}"


def find(article: Article, key: str) -> Saved:
    """Return the text of a key, of this article and no other; raises `NoSuchText`. One or two queries."""
    if key == "now":
        return Saved("now", snapshot.state_of(article), article.updated_at)
    if key == "live":
        live = live_at(article, timezone.now())
        if live is None:
            raise NoSuchText(key)
        return of_publication(live)
    found = _KEY.fullmatch(key)
    if found is None:
        raise NoSuchText(key)
    number = int(found["number"])
    if found["kind"] == "v":
        publication = Publication.objects.filter(story_id=article.story_id, version=number).first()
        if publication is None:
            raise NoSuchText(key)
        return of_publication(publication)
    wanted = {"pk": number, "number": None} if found["kind"] == "r" else {"number": number}
    revision = article.revisions.select_related("author", "parent").filter(**wanted).first()
    if revision is None:
        raise NoSuchText(key)
    return of_revision(revision)


def of_revision(revision: Revision) -> Saved:
    """Return the text that a save kept, or that was set aside."""
    return Saved(
        revision_key(revision), revision.state, revision.created_at, revision.author, revision.reason, revision
    )


def of_publication(publication: Publication) -> Saved:
    """Return the text that a publication froze, in the shape of a revision's state."""
    columns = {name: getattr(publication, name) for name in snapshot.TEXT_FIELDS if hasattr(publication, name)}
    if columns["lead_photo_id"] is not None:
        columns["lead_photo_id"] = str(columns["lead_photo_id"])
    printed = publication.printed
    state = columns | {
        "bylines": [
            {
                "contributor": entry["id"],
                "role": entry["role"],
                "printed_name": entry["name"] if entry["pen_name"] else "",
            }
            for entry in printed.get("bylines", ())
        ],
        "tags": sorted(entry["id"] for entry in printed.get("tags", ())),
    }
    return Saved(f"v{publication.version}", state, publication.goes_live_at, publication=publication)


def timeline(article: Article, *, before: str = "", size: int = 40) -> Page:
    """Return the newest lines of an article's history, or those before a place that an earlier page named.

    At most six queries, whatever its length; raises `NoSuchText` where `before` names no place.
    """
    moment, limits = _limits(before)
    saves = article.revisions.select_related("author", "parent").defer("parent__state")
    revisions = list(_before(saves, "created_at", moment, limits["r"])[: size + 1])
    others = AuditEntry.objects.filter(article=article).exclude(action__in=SAVES).select_related("actor")
    deeds = list(_before(others, "at", moment, limits["d"])[: size + 1])
    rows: list[Revision | AuditEntry] = sorted([*revisions, *deeds], key=_place, reverse=True)
    shown = rows[:size]
    told = _Saves(article, [row for row in shown if isinstance(row, Revision)])
    return Page(
        tuple(told.entry(row) if isinstance(row, Revision) else _deed(row) for row in shown),
        _cursor(shown[-1]) if len(rows) > size else "",
    )


def frozen_as(article: Article) -> dict[int, tuple[int, ...]]:
    """Return which publications print which revision: a version is first named by the deed that froze it."""
    froze: dict[int, int] = {}
    deeds = AuditEntry.objects.filter(article=article, version__isnull=False)
    for version, number in deeds.order_by("at", "pk").values_list("version", "revision_number"):
        if version is not None and number is not None:
            froze.setdefault(version, number)
    versions: dict[int, tuple[int, ...]] = {}
    for version, number in sorted(froze.items()):
        versions[number] = (*versions.get(number, ()), version)
    return versions


class Standing(StrEnum):
    """How a publication stands with the readers."""

    LIVE = "live"  # they see it
    SHOWN = "shown"  # they saw it once
    WAITING = "waiting"  # they will see it
    UNSEEN = "unseen"  # they never saw it: unscheduled, overtaken or withdrawn before its time


def standing(publication: Publication, now: datetime.datetime) -> Standing:
    """Return how a publication stands at a moment; the same rules as its queryset's, without a query."""
    begins, ends, withdrawn = publication.goes_live_at, publication.ends_at, publication.withdrawn_at
    if (ends is not None and ends <= begins) or (withdrawn is not None and withdrawn < begins):
        return Standing.UNSEEN
    if begins > now:
        return Standing.WAITING
    is_over = withdrawn is not None or (ends is not None and ends <= now)
    return Standing.SHOWN if is_over else Standing.LIVE


def standings(article: Article, now: datetime.datetime) -> dict[int, Standing]:
    """Return how each publication of an article stands, by version; one query."""
    publications = Publication.objects.filter(story_id=article.story_id)
    return {
        p.version: standing(p, now) for p in publications.only("version", "goes_live_at", "ends_at", "withdrawn_at")
    }


def words_of(state: Mapping[str, Any]) -> int | None:
    """Return how many words the sapo and the body of a state have; None where the body cannot be read any more."""
    try:
        document = from_json(state["document"])
    except DocumentError:
        return None
    return count_words(document) + len(state["sapo"].split())


class _Saves:
    """What the lines of saved texts tell besides: moves, words, publications."""

    def __init__(self, article: Article, revisions: list[Revision]) -> None:
        numbers = [revision.number for revision in revisions if revision.number is not None]
        deeds = AuditEntry.objects.filter(article=article, action__in=SAVES, revision_number__in=numbers)
        self._deeds = {deed.revision_number: deed for deed in deeds.exclude(action="set_aside")}
        self._frozen = frozen_as(article)
        here = {revision.pk for revision in revisions}
        elsewhere = {revision.parent_id for revision in revisions if revision.parent_id is not None} - here
        parents = Revision.objects.filter(pk__in=elsewhere) if elsewhere else ()
        self._words = {revision.pk: words_of(revision.state) for revision in (*revisions, *parents)}

    def entry(self, revision: Revision) -> Entry:
        deed = self._deeds.get(revision.number)
        words, earlier = self._words[revision.pk], self._words.get(revision.parent_id or 0)
        return Entry(
            at=revision.created_at,
            who=revision.author,
            action=deed.action if deed else "set_aside" if revision.number is None else "save",
            reason=deed.reason if deed else revision.reason,
            from_state=deed.from_state if deed else "",
            to_state=deed.to_state if deed else "",
            version=None,
            details=deed.details if deed else {},
            revision=revision,
            words=words,
            words_more=words - earlier if words is not None and earlier is not None else None,
            frozen_as=self._frozen.get(revision.number, ()) if revision.number is not None else (),
        )


def _deed(deed: AuditEntry) -> Entry:
    return Entry(
        deed.at, deed.actor, deed.action, deed.reason, deed.from_state, deed.to_state, deed.version, deed.details
    )


def _place(row: Revision | AuditEntry) -> tuple[datetime.datetime, str, int]:
    """Return what orders the lines: the moment, then deeds before saves, then the key."""
    return (row.created_at, "r", row.pk) if isinstance(row, Revision) else (row.at, "d", row.pk)


def _cursor(row: Revision | AuditEntry) -> str:
    moment, source, pk = _place(row)
    return f"{(moment - _EPOCH) // datetime.timedelta(microseconds=1)}-{source}{pk}"


def _limits(before: str) -> tuple[datetime.datetime | None, dict[str, int | None]]:
    """Return the moment of a cursor, and for either source the key below which rows of that very moment still count."""
    if not before:
        return None, {"r": None, "d": None}
    found = _CURSOR.fullmatch(before)
    if found is None:
        raise NoSuchText(before)
    moment = _EPOCH + datetime.timedelta(microseconds=int(found["micros"]))
    pk = int(found["pk"])
    # Of one moment, saves stand above deeds: below a save come all its deeds, below a deed no save.
    return moment, {"r": pk, "d": None} if found["source"] == "r" else {"r": 0, "d": pk}


def _before(rows: QuerySet, column: str, moment: datetime.datetime | None, pk: int | None) -> QuerySet:
    if moment is not None:
        earlier = Q(**{f"{column}__lt": moment})
        rows = rows.filter(
            Q(**{f"{column}__lte": moment}) if pk is None else earlier | Q(**{column: moment}, pk__lt=pk)
        )
    return rows.order_by(f"-{column}", "-pk")


def deeds(
    *,
    who: int | None = None,
    action: str = "",
    article: int | None = None,
    since: datetime.datetime | None = None,
    until: datetime.datetime | None = None,
    before: str = "",
    size: int = 40,
) -> tuple[list[AuditEntry], str]:
    """Return the newsroom's newest deeds of a kind, or those before a place, and where older ones begin; one query.

    Whoever calls has asked whether the person may see the trail. Raises `NoSuchText` where `before` names no place.
    """
    moment, limits = _limits(before)
    rows = AuditEntry.objects.select_related("actor", "article").defer("article__document")
    conditions = {"actor": who, "action": action, "article": article, "at__gte": since, "at__lt": until}
    rows = rows.filter(**{name: value for name, value in conditions.items() if value not in (None, "")})
    found = list(_before(rows, "at", moment, limits["d"])[: size + 1])
    return found[:size], _cursor(found[size - 1]) if len(found) > size else ""
