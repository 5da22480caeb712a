"""What the board shows a person: the lanes of the work in hand, and what waits for her; nine queries at any size.

Work in hand is found by its state and read from there; it is little, however large the paper has grown.
"""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Case, Count, Exists, F, Min, OuterRef, Q, QuerySet, When, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils import timezone

from articles.desk import listing, policy
from articles.models.article import Article, ArticlePhoto, Byline, State
from articles.models.history import AuditEntry
from articles.models.publication import Publication

if TYPE_CHECKING:
    from accounts.models import User

SLIPS = 3  # of a lane; the rest stands in the list
QUEUE = 8  # of one's own work, and of what waits for one
CAPTIONS = 5
DEEDS = 6
COUNTED = 100  # further than this nobody counts his queue

OPEN = (
    *(State.DRAFT, State.SUBMITTED, State.IN_EDITING),
    *(State.AWAITING_APPROVAL, State.APPROVED, State.SCHEDULED),
)
# How long a text may lie before somebody should ask why.
PATIENCE = {
    State.SUBMITTED: datetime.timedelta(hours=2),
    State.IN_EDITING: datetime.timedelta(hours=4),
    State.AWAITING_APPROVAL: datetime.timedelta(hours=1),
    State.APPROVED: datetime.timedelta(hours=1),
}
# Who holds the permission is waited for by what is in the state.
_NEXT = {
    "claim_article": State.SUBMITTED,
    "approve_article": State.AWAITING_APPROVAL,
    "publish_article": State.APPROVED,
}


@dataclass(frozen=True)
class Lane:
    """A state's articles: how many, since when the oldest, how many too long, and the first few."""

    count: int
    oldest: datetime.datetime | None
    late: int
    keys: list[int]


@dataclass(frozen=True)
class Queue:
    """Articles in an order, the first of them to be shown."""

    count: int
    is_counted: bool
    keys: list[int]


@dataclass(frozen=True)
class Board:
    """All of it; keys are of `articles`."""

    lanes: dict[State, Lane]
    mine: Queue
    waiting: Queue
    doubtful: Queue
    awaited: list[ArticlePhoto]
    awaited_count: int
    awaited_is_counted: bool
    deeds: list[AuditEntry]
    articles: dict[int, Article]


def read(user: "User", now: datetime.datetime) -> Board:
    """Return the board of a person at a moment."""
    lanes = _lanes(user, now)
    mine, waiting = _hands(user, now)
    doubtful = _doubtful(user)
    captions = _captions(user)
    keys = {key for lane in lanes.values() for key in lane.keys}
    keys |= {key for queue in (mine, waiting, doubtful) for key in queue.keys}
    keys |= {caption.article_id for caption in captions[:CAPTIONS]}
    return Board(
        lanes=lanes,
        mine=mine,
        waiting=waiting,
        doubtful=doubtful,
        awaited=captions[:CAPTIONS],
        awaited_count=min(len(captions), COUNTED),
        awaited_is_counted=len(captions) <= COUNTED,
        deeds=_deeds(user),
        articles={article.pk: article for article in listing.rows(sorted(keys), bylines=False)},
    )


def _open(user: "User", now: datetime.datetime) -> QuerySet[Article]:
    """Return what is in hand and not yet before readers; scheduled articles whose time has come are before them."""
    has_come = Q(state=State.SCHEDULED, waiting__goes_live_at__lte=now)
    return Article.objects.filter(policy.readable_by(user), state__in=OPEN).exclude(has_come)


def _lanes(user: "User", now: datetime.datetime) -> dict[State, Lane]:
    late = Q()
    for name, patience in PATIENCE.items():
        late |= Q(state=name, state_changed_at__lt=now - patience)
    # Drafts: the newest first, for old ones are often forgotten; else who waits longest, or is due first.
    order = [
        Case(When(state=State.DRAFT, then=F("updated_at"))).desc(nulls_last=True),
        Coalesce("waiting__goes_live_at", "state_changed_at").asc(),
        F("number").desc(),
    ]
    state = F("state")
    found = (
        _open(user, now)
        .annotate(
            place=Window(RowNumber(), partition_by=state, order_by=order),
            count=Window(Count("number"), partition_by=state),
            oldest=Window(Min("state_changed_at"), partition_by=state),
            late=Window(Count("number", filter=late), partition_by=state),
        )
        .filter(place__lte=SLIPS)
        .order_by("place")
        .values_list("state", "number", "count", "oldest", "late")
    )
    lanes = {name: Lane(0, None, 0, []) for name in OPEN}
    for value, number, count, oldest, too_long in found:
        lanes[State(value)] = Lane(count, oldest, too_long, [*lanes[State(value)].keys, number])
    return lanes | {State.PUBLISHED: _published_today(user, now)}


def _published_today(user: "User", now: datetime.datetime) -> Lane:
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    articles = Article.objects.filter(policy.readable_by(user), pk=OuterRef("number"))
    shown = Publication.objects.visible(now).filter(Exists(articles), first_published_at__gte=midnight)
    keys = list(shown.newest_first().values_list("number", flat=True))
    return Lane(len(keys), None, 0, keys[:SLIPS])


def _hands(user: "User", now: datetime.datetime) -> tuple[Queue, Queue]:
    """Return what is in a person's hands, and what waits for somebody who may do what she may; one query."""
    mine = listing.mine(user)
    waits = Q(pk__in=[])
    for permission, state in _NEXT.items():
        if user.has_perm(f"articles.{permission}"):
            waits |= Q(state=state)
    # Her own text waits for others' eyes.
    written = Q(writer=user) | Q(Exists(Byline.objects.filter(article=OuterRef("pk"), contributor__user=user)))
    waits &= ~(Q(state=State.AWAITING_APPROVAL) & written)
    found = (
        _open(user, now)
        .filter(mine | waits)
        .annotate(in_hand=Case(When(mine, then=1), default=0))
        .order_by("-in_hand", "state_changed_at", "number")
        .values_list("number", "in_hand")[: 2 * COUNTED + 1]
    )
    keys: dict[int, list[int]] = {1: [], 0: []}
    for number, in_hand in found:
        keys[in_hand].append(number)
    return _queue(keys[1]), _queue(keys[0])


def _doubtful(user: "User") -> Queue:
    if not user.has_perm("articles.claim_article"):
        return _queue([])
    found = Article.objects.filter(policy.readable_by(user), listing.doubtful(), state=State.SUBMITTED)
    return _queue(list(found.order_by("-state_changed_at").values_list("number", flat=True)[: COUNTED + 1]))


def _queue(keys: list[int]) -> Queue:
    return Queue(min(len(keys), COUNTED), len(keys) <= COUNTED, keys[:QUEUE])


def _captions(user: "User") -> list[ArticlePhoto]:
    """Return places in the newest articles whose photo awaits its file, a photo once."""
    if not user.has_perm("articles.change_photo"):
        return []
    newest = listing.visible_to(user).where(listing.awaiting_files() & ~Q(state__in=[State.SPIKED, State.WITHDRAWN]))
    places = (
        ArticlePhoto.objects.filter(
            photo__original="", article__in=newest.order_by("-updated_at", "-number").values("pk")[: COUNTED + 1]
        )
        .select_related("photo")
        .order_by("-article", "path")
    )
    return list({place.photo_id: place for place in places}.values())


def _deeds(user: "User") -> list[AuditEntry]:
    readable = Article.objects.filter(policy.readable_by(user), pk=OuterRef("article"))
    deeds = AuditEntry.objects.filter(Exists(readable), actor=user).select_related("article")
    return list(deeds.order_by("-at", "-pk").only("at", "action", "article__number", "article__title")[:DEEDS])
