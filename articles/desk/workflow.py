"""The one door for a change of state. Admin, importer, clock and commands all come through here."""

import copy
import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.desk import audit, policy
from articles.desk.guards import ASKS, Move, checked, complete, may_pass_over, open_doubts, to_a_writer
from articles.desk.refusals import Conflict, NotAllowed, NotPossible
from articles.desk.snapshot import Shown
from articles.desk.transitions import BY_MOVE, SYSTEM, TRANSITIONS, Action, Transition, publish_all
from articles.document.text import tidy
from articles.models.article import Article, State, state_at
from articles.models.history import AuditEntry
from articles.models.publication import Publication

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User


# A move of these without a text would be an audit entry of a save that never was (desk/editing.py makes them).
TEXT_ACTIONS = frozenset({Action.SAVE, Action.REOPEN, Action.SAVE_IMPORT, Action.SETTLE})


def transition(
    article: Article,
    action: Action,
    *,
    actor: "User | None",
    revision: int | None = None,
    reason: str = "",
    when: datetime.datetime | None = None,
    correction: str = "",
    override: str = "",
    assignee: "User | None" = None,
    details: Mapping[str, Any] | None = None,
) -> Article:
    """Make one move of the table, whole or not at all, and return the article as it now stands.

    `article` is what the caller saw: its state, its versions live and waiting, and its revision number (or `revision`)
    must still be so.
    `override` says why rules of the checklist are passed over, `assignee` who takes the article.
    `actor` is None for the system itself. Raises `NotPossible` (no such move, or a guard says no), `NotAllowed`
    (the person may not) and `Conflict` (somebody was faster); then nothing was written.
    """
    if action in TEXT_ACTIONS:
        raise NotPossible(_("A text is saved with its words, by the desk's verb for saving."))
    move = Move(
        actor,
        timezone.now(),
        tidy(reason).strip(),
        when,
        tidy(correction).strip(),
        tidy(override).strip(),
        assignee,
        dict(details or {}),
    )
    seen = article.revision_number if revision is None else revision
    with transaction.atomic():
        current = _settled(article.pk, move.now)
        if current.revision_number != seen or not _is_as_seen(article, current):
            raise conflict()
        row = find(action, current)
        refusal = why_not(row, current, move)
        if refusal is not None:
            raise NotAllowed(refusal) if policy_refuses(row, current, actor) else NotPossible(refusal)
        perform(row, current, move)
    return current


def perform(row: Transition, article: Article, move: Move, **columns: Any) -> None:
    """Claim the article's row, run the effect, write the new state and the audit entry.

    `editing` passes the text's columns along, so that a save and its move are one. Runs inside a transaction, after
    `why_not` answered None. Raises `Conflict` when the row is no longer what was read.
    """
    _claim([article], move)
    source = article.state
    if row.effect is not None:
        row.effect(article, move)
    article.state = row.target
    for name, value in columns.items():
        setattr(article, name, value)
    if source != row.target:
        article.state_changed_at = move.now
    article.save(update_fields=[*_MOVED, *columns])
    audit.record_all([_entry(row, article, source, move)])


def publish_imports(articles: Sequence[Article], known: Mapping[UUID, Shown], *, details: Mapping[str, Any]) -> None:
    """Publish imports that this very transaction created, as `transition` would each: all of them or none.

    Row, guards, freezing and audit are the same; only the queries are one for all. `known` are photos that it created
    as well. Raises `NotPossible`.
    """
    now = timezone.now()
    row = find(Action.PUBLISH_IMPORT, articles[0])
    doubts = open_doubts(articles)
    moves = [Move(None, now, details=dict(details), doubts=doubts) for _article in articles]
    for article, move in zip(articles, moves, strict=True):
        if (refusal := why_not(row, article, move)) is not None:
            raise NotPossible(refusal)
    # Nobody else sees their rows yet: there is nothing to claim.
    publish_all(articles, moves, known)
    for article in articles:
        article.state, article.state_changed_at, article.updated_at = row.target, now, now
    newest = Publication.objects.filter(story_id=OuterRef("story_id")).order_by("-version")
    Article.objects.filter(pk__in=[article.pk for article in articles]).update(
        state=row.target,
        state_changed_at=now,
        holder=None,
        live=Subquery(newest.values("pk")[:1]),
        waiting=None,
        frozen_revision_number=F("revision_number"),
        updated_at=now,
    )
    audit.record_all(_entry(row, article, row.source, move) for article, move in zip(articles, moves, strict=True))


# What a move may change of an article besides its text.
_MOVED = (
    "state",
    "state_changed_at",
    "holder",
    "writer",
    "live",
    "waiting",
    "frozen_revision_number",
    "updated_at",
)


def _claim(articles: Sequence[Article], move: Move) -> None:
    """Make sure that every row is still what was read; whoever comes now waits for this transaction."""
    alike: dict[tuple, list[int]] = defaultdict(list)
    for article in articles:
        alike[tuple(getattr(article, name) for name in _SEEN)].append(article.pk)
    for seen, keys in alike.items():
        found = Article.objects.filter(pk__in=keys, **dict(zip(_SEEN, seen, strict=True)))
        if found.update(updated_at=move.now) != len(keys):
            raise conflict()


_SEEN = ("state", "revision_number", "live_id", "waiting_id", "holder_id", "writer_id")


def _entry(row: Transition, article: Article, source: str, move: Move) -> AuditEntry:
    return audit.entry_of(
        row.action,
        actor=move.actor,
        article=article,
        from_state=source,
        to_state=row.target,
        version=move.version,
        reason=move.reason,
        at=move.now,
        details=move.details,
    )


def find(action: Action, article: Article) -> Transition:
    """Return the table's row for an action on an article; raises `NotPossible` when there is none."""
    if action not in Action.values:
        raise NotPossible(_("There is no such move."))
    row = BY_MOVE.get((Action(action), State(article.state)))
    if row is None:
        raise NotPossible(
            _("“%(action)s” is not possible: the article is “%(state)s”.")
            % {"action": Action(action).label, "state": State(article.state).label}
        )
    return row


def why_not(row: Transition, article: Article, move: Move) -> str | Promise | None:
    """Return why a move may not be made now, permission first, then guards; None when it may."""
    return policy_refuses(row, article, move.actor) or next(
        (refusal for guard in row.guards if (refusal := guard(article, move)) is not None), None
    )


@dataclass(frozen=True)
class Possible:
    """A move from where an article stands: why it may not be made, else what it asks for."""

    row: Transition
    refusal: str | Promise | None
    asks: tuple[str, ...] = ()


def moves_for(article: Article, actor: "User", *, now: datetime.datetime | None = None) -> list[Possible]:
    """Return every move of the table that a person could make from an article's state, allowed or not."""
    # One for all: what the guards read of the checklist is read once.
    move = Move(actor, now or timezone.now())
    rows = [row for row in TRANSITIONS if row.source == article.state and row.permission != SYSTEM]
    return [_possible(row, article, move) for row in rows if row.action not in TEXT_ACTIONS]


def _possible(row: Transition, article: Article, move: Move) -> Possible:
    if (refusal := policy_refuses(row, article, move.actor)) is not None:
        return Possible(row, refusal)
    asks = []
    for guard in row.guards:
        if (refusal := guard(article, move)) is None:
            continue
        can_answer = guard in ASKS and (guard is not checked or (may_pass_over(move) and not complete(article, move)))
        if not can_answer:
            return Possible(row, refusal)
        asks.append(ASKS[guard])
    return Possible(row, None, tuple(asks))


def who_could_take(row: Transition, article: Article) -> "QuerySet[User]":
    """Return the people to whom a move could hand an article; one query."""
    permission, holder = (
        ("write_article", article.writer_id) if to_a_writer in row.guards else ("edit_article", article.holder_id)
    )
    people = policy.people_who_could_take(permission, article)
    return people if holder is None else people.exclude(pk=holder)


def policy_refuses(row: Transition, article: Article, actor: "User | None") -> str | Promise | None:
    """Return why a person, or the system, may not make a row's move; None when allowed."""
    if row.permission == SYSTEM:
        return _("Only the system itself does this.") if actor is not None else None
    if actor is None:
        return _("A person must do this.")
    return policy.why_not(actor, row.permission, article)


def settle(article: Article, *, now: datetime.datetime | None = None) -> Article:
    """Catch up the stored state of a scheduled article whose time has come; any number of callers do it once."""
    now = now or timezone.now()
    with transaction.atomic():
        return _settled(article.pk, now)


def as_it_counts(article: Article, *, now: datetime.datetime | None = None) -> Article:
    """Return an article as a settled one would stand, nothing written: for looking, which changes nothing."""
    now = now or timezone.now()
    if state_at(article, now) == article.state:
        return article
    shown = copy.copy(article)
    shown.state_changed_at = shown.waiting.goes_live_at if shown.waiting else now
    row = BY_MOVE[Action.GO_LIVE, State.SCHEDULED]
    assert row.effect is not None
    row.effect(shown, Move(None, now))
    shown.state = row.target
    return shown


def settle_due(*, now: datetime.datetime | None = None) -> int:
    """Settle every scheduled article whose time has come and return how many this call caught up."""
    now = now or timezone.now()
    due = Publication.objects.filter(goes_live_at__lte=now).values("pk")
    count = 0
    for pk in Article.objects.filter(state=State.SCHEDULED, waiting__in=due).values_list("pk", flat=True):
        try:
            with transaction.atomic():
                count += _go_live_if_due(_read(pk), now)
        except Conflict:
            continue  # another worker, or a person, was faster; that settles it too
    return count


def _settled(pk: int, now: datetime.datetime) -> Article:
    article = _read(pk)
    _go_live_if_due(article, now)
    return article


def _read(pk: int) -> Article:
    return Article.objects.select_related("live", "waiting", "category").get(pk=pk)


def _go_live_if_due(article: Article, now: datetime.datetime) -> bool:
    if article.state != State.SCHEDULED or article.waiting is None or article.waiting.goes_live_at > now:
        return False
    perform(BY_MOVE[Action.GO_LIVE, State.SCHEDULED], article, Move(None, now))
    return True


def _is_as_seen(seen: Article, current: Article) -> bool:
    """Tell whether an article stands where its caller saw it: the same state, the same versions live and waiting.

    Who saw "scheduled" meant it before or after its time.
    """
    if seen.state == State.SCHEDULED and current.state == State.PUBLISHED:
        return current.live_id == seen.waiting_id
    return (current.state, current.live_id, current.waiting_id) == (seen.state, seen.live_id, seen.waiting_id)


def conflict() -> Conflict:
    """Return the answer to whoever acted on what is no longer so."""
    return Conflict(_("Somebody was faster: look at the article again. Nothing was changed."))
