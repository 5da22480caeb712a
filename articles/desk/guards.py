"""Why a move may not be made now: the conditions of the table of transitions, each a question to one article.

A guard returns a sentence that says why not, or None.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.desk import checklist, policy
from articles.models.article import Article
from articles.models.intake import ImportRecord

if TYPE_CHECKING:
    from accounts.models import User


@dataclass
class Move:
    """One request to make a transition: who asks, when, and with what."""

    actor: "User | None"
    now: datetime.datetime
    reason: str = ""
    when: datetime.datetime | None = None
    correction: str = ""
    override: str = ""  # why rules of the checklist are passed over
    assignee: "User | None" = None
    details: dict[str, Any] = field(default_factory=dict)  # what the effect adds to the audit entry
    version: int | None = None
    # What of the checklist blocks, asked once however many guards want it.
    blocking: list[checklist.Check] | None = None
    # The doubts of imports by article, for whoever moves many.
    doubts: Mapping[int, list[dict[str, Any]]] | None = None


Guard = Callable[[Article, Move], str | Promise | None]

# Who schedules for a later year has mistyped it.
FARTHEST = datetime.timedelta(days=366)


def reason_given(article: Article, move: Move) -> str | Promise | None:
    return None if move.reason.strip() else _("Write the reason.")


def correction_given(article: Article, move: Move) -> str | Promise | None:
    return None if move.correction.strip() else _("Write the correction for the readers.")


def has_title(article: Article, move: Move) -> str | Promise | None:
    return None if article.title.strip() else _("The title is missing.")


def complete(article: Article, move: Move) -> str | Promise | None:
    """The text can be printed; what else may be asked of it is `checked`."""
    return next(iter(checklist.blockers(article)), None)


def checked(article: Article, move: Move) -> str | Promise | None:
    """The checklist is kept, or passed over by somebody who may, with a reason."""
    if refusal := complete(article, move):
        return refusal
    blocking = _blocking(article, move)
    if not blocking:
        return None
    if move.override.strip() and may_pass_over(move):
        _pass_over(blocking, move, move.override.strip())
        return None
    return blocking[0].missing


def checked_or_emergency(article: Article, move: Move) -> str | Promise | None:
    """In an emergency the one written reason passes over every rule but that there is a text."""
    if refusal := complete(article, move):
        return refusal
    if blocking := _blocking(article, move):
        _pass_over(blocking, move, move.reason)
    return None


def may_pass_over(move: Move) -> bool:
    return move.actor is not None and move.actor.has_perm("articles.override_checklist")


def _blocking(article: Article, move: Move) -> list[checklist.Check]:
    if move.blocking is None:
        # A moment that `in_the_future` refuses asks for nothing.
        when = None if in_the_future(article, move) else move.when
        move.blocking = checklist.open_blocks(article, now=move.now, when=when)
    return move.blocking


def _pass_over(blocking: list[checklist.Check], move: Move, reason: str) -> None:
    # Into the audit entry: who, when, which rules and why; it counts for this revision only (checklist.passed_over).
    move.details["passed_over"] = [str(check.rule) for check in blocking]
    move.details["override"] = reason


def nobody_holds(article: Article, move: Move) -> str | Promise | None:
    if article.holder_id is None:
        return None
    return _holds_it_herself(article, move) or _("Another person holds this article.")


def another_holds(article: Article, move: Move) -> str | Promise | None:
    return _("Nobody holds this article.") if article.holder_id is None else _holds_it_herself(article, move)


def _holds_it_herself(article: Article, move: Move) -> str | Promise | None:
    return _("You hold this article already.") if move.actor and article.holder_id == move.actor.pk else None


def own(article: Article, move: Move) -> str | Promise | None:
    return None if move.actor and article.writer_id == move.actor.pk else _("Only the writer takes a text back.")


def to_a_writer(article: Article, move: Move) -> str | Promise | None:
    return _can_take(article, move, "write_article", article.writer_id)


def to_an_editor(article: Article, move: Move) -> str | Promise | None:
    return _can_take(article, move, "edit_article", article.holder_id)


def _can_take(article: Article, move: Move, permission: str, holder: int | None) -> str | Promise | None:
    person = move.assignee
    if person is None:
        return _("Choose who takes the article.")
    if person.pk == holder:
        return _("This person has the article already.")
    if not policy.could_take(person, permission, article):
        return _("This person cannot work on this article: the role or the desk is another.")
    return None


def is_live(article: Article, move: Move) -> str | Promise | None:
    return None if article.live_id else _("Readers do not see this article.")


def not_live(article: Article, move: Move) -> str | Promise | None:
    return _("Readers see this article: publish its changes, or withdraw it.") if article.live_id else None


def in_the_future(article: Article, move: Move) -> str | Promise | None:
    # A moment without its zone is none: nobody knows when that would be.
    if move.when is None or timezone.is_naive(move.when) or move.when <= move.now:
        return _("Choose a time in the future.")
    return _("Choose a time within a year.") if move.when > move.now + FARTHEST else None


def may_correct(article: Article, move: Move) -> str | Promise | None:
    """A correction that goes along with scheduled changes is asked for like any other."""
    if not (move.correction.strip() and article.live_id):
        return None
    return policy.why_not(move.actor, "correct_article", article)


def not_due(article: Article, move: Move) -> str | Promise | None:
    waiting = article.waiting
    return None if waiting and waiting.goes_live_at > move.now else _("Its time has come: readers see this article.")


def due(article: Article, move: Move) -> str | Promise | None:
    waiting = article.waiting
    return None if waiting and waiting.goes_live_at <= move.now else _("Its time has not come.")


def without_doubts(article: Article, move: Move) -> str | Promise | None:
    doubts = _doubts(article, move)
    if doubts is None:
        return _("This article was not imported.")
    return _("The import has open doubts.") if doubts else None


def has_open_doubts(article: Article, move: Move) -> str | Promise | None:
    return None if _doubts(article, move) else _("No doubt of an import is open.")


def undone(article: Article, move: Move) -> str | Promise | None:
    records = ImportRecord.objects.filter(article=article).order_by("-sequence")
    is_undone = records.values_list("undone_at", flat=True).first() is not None
    return None if is_undone else _("The import was not undone.")


def open_doubts(articles: Iterable[Article]) -> dict[int, list[dict[str, Any]]]:
    """Return the open doubts of imported articles by key; what was written here has none; one query."""
    records = ImportRecord.objects.filter(article__in=[article.pk for article in articles])
    return dict(records.order_by("sequence").values_list("article", "doubts"))


def _doubts(article: Article, move: Move) -> list[dict[str, Any]] | None:
    return (open_doubts([article]) if move.doubts is None else move.doubts).get(article.pk)


# Guards that a question to the person satisfies, and which one; `checked` only for who may pass over the checklist.
ASKS: dict[Guard, str] = {
    reason_given: "reason",
    correction_given: "correction",
    in_the_future: "when",
    to_a_writer: "assignee",
    to_an_editor: "assignee",
    checked: "override",
}
