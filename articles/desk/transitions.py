"""The table of the workflow: from which state, by which action, to which, with which permission, guard and effect.

Nothing else knows the moves: the server, the buttons and the documentation read them here.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.desk import checklist, photos, policy, publishing
from articles.models.article import Article, State
from articles.models.intake import ImportRecord
from articles.models.publication import Publication

if TYPE_CHECKING:
    from accounts.models import User

S = State


class Action(models.TextChoices):
    """What can be done with an article."""

    SAVE = "save", _("save")
    REOPEN = "reopen", _("reopen")
    SUBMIT = "submit", _("submit")
    CLAIM = "claim", _("claim")
    TAKE_OVER = "take_over", _("take over")
    ASSIGN = "assign", _("hand to somebody")
    RECALL = "recall", _("take back")
    RELEASE = "release", _("release")
    RETURN = "return", _("return")
    FORWARD = "forward", _("forward for approval")
    APPROVE = "approve", _("approve")
    PUBLISH = "publish", _("publish")
    SCHEDULE = "schedule", _("schedule")
    UNSCHEDULE = "unschedule", _("unschedule")
    PUBLISH_CHANGES = "publish_changes", _("publish changes")
    CORRECT = "correct", _("publish a correction")
    WITHDRAW = "withdraw", _("withdraw")
    SPIKE = "spike", _("spike")
    RESTORE = "restore", _("restore")
    EMERGENCY_PUBLISH = "emergency_publish", _("emergency publish")
    GO_LIVE = "go_live", _("go live")
    PUBLISH_IMPORT = "publish_import", _("publish import")
    SAVE_IMPORT = "save_import", _("save import")
    HOLD_IMPORT = "hold_import", _("hold import")


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


Guard = Callable[[Article, Move], str | Promise | None]
Effect = Callable[[Article, Move], None]

# Who schedules for a later year has mistyped it.
FARTHEST = datetime.timedelta(days=366)

# Of a permission: the system itself (clock, importer) and never a person.
SYSTEM = ""


@dataclass(frozen=True)
class Transition:
    """A row of the table."""

    action: Action
    source: State
    target: State
    permission: str
    guards: tuple[Guard, ...] = ()
    effect: Effect | None = None


# --- Guards: return why not, or None ------------------------------------------------------------------------


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
        move.blocking = checklist.open_blocks(article, now=move.now)
    return move.blocking


def _pass_over(blocking: list[checklist.Check], move: Move, reason: str) -> None:
    # Into the audit entry: who, when, which rules and why; it counts for this revision only (checklist.passed_over).
    move.details["passed_over"] = [str(check.rule) for check in blocking]
    move.details["override"] = reason


def nobody_holds(article: Article, move: Move) -> str | Promise | None:
    return _("Another person holds this article.") if article.holder_id is not None else None


def another_holds(article: Article, move: Move) -> str | Promise | None:
    if article.holder_id is None:
        return _("Nobody holds this article.")
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
    record = ImportRecord.objects.filter(article=article).order_by("-sequence").first()
    if record is None:
        return _("This article was not imported.")
    return _("The import has open doubts.") if record.doubts else None


# Guards that a question to the person satisfies, and which one; `checked` only for who may pass over the checklist.
ASKS: dict[Guard, str] = {
    reason_given: "reason",
    correction_given: "correction",
    in_the_future: "when",
    to_a_writer: "assignee",
    to_an_editor: "assignee",
    checked: "override",
}

# --- Effects: run under the claim on the row; they set columns that `transition` then writes ---------------------


def hold(article: Article, move: Move) -> None:
    article.holder = move.actor


def hold_if_free(article: Article, move: Move) -> None:
    article.holder = article.holder or move.actor


def hand_over(article: Article, move: Move) -> None:
    move.details["from"] = article.holder_id
    _give(article, move)
    article.holder = move.assignee


def hand_over_draft(article: Article, move: Move) -> None:
    move.details["from"] = article.writer_id
    _give(article, move)
    article.writer = move.assignee


def _give(article: Article, move: Move) -> None:
    assert move.assignee is not None  # the guard saw to it
    move.details["to"] = move.assignee.pk


def let_go(article: Article, move: Move) -> None:
    article.holder = None


def publish(article: Article, move: Move) -> None:
    publication = publishing.freeze(article, goes_live_at=move.now, now=move.now)
    article.live, article.waiting, article.holder = publication, None, None
    article.frozen_revision_number = article.revision_number
    move.version = publication.version


def publish_correction(article: Article, move: Move) -> None:
    publish(article, move)
    assert article.live is not None
    _correct(article.live, move)


def _correct(publication: Publication, move: Move) -> None:
    move.details["correction"] = publishing.add_correction(publication, move.correction.strip(), now=move.now).pk


def schedule(article: Article, move: Move) -> None:
    assert move.when is not None  # the guard `in_the_future` saw to it
    publication = publishing.freeze(article, goes_live_at=move.when, now=move.now)
    article.waiting = publication
    move.version = publication.version
    move.details["goes_live_at"] = publication.goes_live_at.isoformat()
    if article.live_id and move.correction.strip():
        _correct(publication, move)


def unschedule(article: Article, move: Move) -> None:
    assert article.waiting is not None  # a constraint on scheduled articles
    move.version = article.waiting.version
    publishing.unschedule(article.waiting)
    article.waiting = None
    transaction.on_commit(lambda: photos.remove_from_public(article.story_id))


def reopen(article: Article, move: Move) -> None:
    if article.waiting is not None:
        move.details["unscheduled"] = article.waiting.version
        publishing.unschedule(article.waiting)
        article.waiting = None
        transaction.on_commit(lambda: photos.remove_from_public(article.story_id))
    article.holder = move.actor


def withdraw(article: Article, move: Move) -> None:
    assert article.live is not None  # the guard `is_live` saw to it
    move.details["versions"] = publishing.withdraw(article, now=move.now)
    move.version = article.live.version
    article.live, article.waiting, article.holder = None, None, None
    article.frozen_revision_number = None
    transaction.on_commit(lambda: photos.remove_from_public(article.story_id))


def go_live(article: Article, move: Move) -> None:
    assert article.waiting is not None  # the guard `due` saw to it
    article.live, article.waiting = article.waiting, None
    # A save would have unscheduled it: what waited is the text as it stands.
    article.frozen_revision_number = article.revision_number
    move.version = article.live.version


# --- The table ------------------------------------------------------------------------------------------------

A = Action
TRANSITIONS: tuple[Transition, ...] = (
    # Writing. A text that was approved, scheduled or published goes back to editing by the save that changes it,
    # so it passes approval again; readers keep the old text meanwhile.
    Transition(A.SAVE, S.DRAFT, S.DRAFT, "write_article"),
    Transition(A.SAVE, S.IN_EDITING, S.IN_EDITING, "edit_article", effect=hold_if_free),
    Transition(A.SAVE, S.AWAITING_APPROVAL, S.AWAITING_APPROVAL, "approve_article"),
    Transition(A.REOPEN, S.APPROVED, S.IN_EDITING, "reopen_approved", effect=reopen),
    Transition(A.REOPEN, S.SCHEDULED, S.IN_EDITING, "reopen_approved", (not_due,), reopen),
    Transition(A.REOPEN, S.PUBLISHED, S.IN_EDITING, "reopen_published", effect=reopen),
    # From the reporter to the editor and back.
    Transition(A.SUBMIT, S.DRAFT, S.SUBMITTED, "submit_article", (has_title,), let_go),
    Transition(A.CLAIM, S.SUBMITTED, S.IN_EDITING, "claim_article", effect=hold),
    Transition(A.CLAIM, S.IN_EDITING, S.IN_EDITING, "claim_article", (nobody_holds,), hold),
    Transition(A.TAKE_OVER, S.IN_EDITING, S.IN_EDITING, "take_over_article", (another_holds,), hold),
    Transition(A.RECALL, S.SUBMITTED, S.DRAFT, "submit_article", (own,), let_go),
    Transition(A.RELEASE, S.IN_EDITING, S.SUBMITTED, "release_article", effect=let_go),
    Transition(A.RETURN, S.SUBMITTED, S.DRAFT, "return_article", (reason_given,), let_go),
    Transition(A.RETURN, S.IN_EDITING, S.DRAFT, "return_article", (reason_given,), let_go),
    # From hand to hand: somebody left, or is away.
    Transition(A.ASSIGN, S.DRAFT, S.DRAFT, "assign_article", (to_a_writer,), hand_over_draft),
    Transition(A.ASSIGN, S.SUBMITTED, S.IN_EDITING, "assign_article", (to_an_editor,), hand_over),
    Transition(A.ASSIGN, S.IN_EDITING, S.IN_EDITING, "assign_article", (to_an_editor,), hand_over),
    # A second pair of eyes.
    Transition(A.FORWARD, S.IN_EDITING, S.AWAITING_APPROVAL, "forward_article", (has_title,), let_go),
    Transition(A.RETURN, S.AWAITING_APPROVAL, S.IN_EDITING, "return_article", (reason_given,), let_go),
    Transition(A.APPROVE, S.AWAITING_APPROVAL, S.APPROVED, "approve_article", (checked,)),
    Transition(A.RETURN, S.APPROVED, S.IN_EDITING, "return_article", (reason_given,), let_go),
    # To the readers.
    Transition(A.PUBLISH, S.APPROVED, S.PUBLISHED, "publish_article", (checked, not_live), publish),
    Transition(A.PUBLISH_CHANGES, S.APPROVED, S.PUBLISHED, "publish_changes", (checked, is_live), publish),
    Transition(
        A.CORRECT, S.APPROVED, S.PUBLISHED, "correct_article", (checked, is_live, correction_given), publish_correction
    ),
    # The note alone: the text stays as it was approved, so the checklist is not asked again.
    Transition(
        A.CORRECT,
        S.PUBLISHED,
        S.PUBLISHED,
        "correct_article",
        (complete, is_live, correction_given),
        publish_correction,
    ),
    Transition(
        A.SCHEDULE, S.APPROVED, S.SCHEDULED, "schedule_article", (checked, in_the_future, may_correct), schedule
    ),
    Transition(A.UNSCHEDULE, S.SCHEDULED, S.APPROVED, "unschedule_article", (not_due,), unschedule),
    Transition(A.GO_LIVE, S.SCHEDULED, S.PUBLISHED, SYSTEM, (due,), go_live),
    # Around approval, by one person's written reason.
    *(
        Transition(
            A.EMERGENCY_PUBLISH, state, S.PUBLISHED, "emergency_publish", (reason_given, checked_or_emergency), publish
        )
        for state in (S.DRAFT, S.SUBMITTED, S.IN_EDITING, S.AWAITING_APPROVAL, S.APPROVED, S.SCHEDULED)
    ),
    # Imports: decided by the record's doubts, never by a person. A newer text of an untouched import is saved in place,
    # then published again or held, in one transaction.
    Transition(A.SAVE_IMPORT, S.SUBMITTED, S.SUBMITTED, SYSTEM),
    Transition(A.SAVE_IMPORT, S.PUBLISHED, S.PUBLISHED, SYSTEM),
    Transition(A.PUBLISH_IMPORT, S.SUBMITTED, S.PUBLISHED, SYSTEM, (complete, without_doubts), publish),
    Transition(A.PUBLISH_IMPORT, S.PUBLISHED, S.PUBLISHED, SYSTEM, (complete, without_doubts), publish),
    Transition(A.HOLD_IMPORT, S.PUBLISHED, S.SUBMITTED, SYSTEM),
    # Away from the readers, out of the way, and back.
    *(
        Transition(A.WITHDRAW, state, S.WITHDRAWN, "withdraw_article", (is_live, reason_given), withdraw)
        for state in (S.PUBLISHED, S.DRAFT, S.SUBMITTED, S.IN_EDITING, S.AWAITING_APPROVAL, S.APPROVED, S.SCHEDULED)
    ),
    Transition(A.SPIKE, S.DRAFT, S.SPIKED, "spike_draft", (not_live,), let_go),
    *(
        Transition(A.SPIKE, state, S.SPIKED, "spike_article", (not_live,), let_go)
        for state in (S.SUBMITTED, S.IN_EDITING, S.AWAITING_APPROVAL, S.APPROVED)
    ),
    Transition(A.RESTORE, S.SPIKED, S.DRAFT, "restore_article"),
    Transition(A.RESTORE, S.WITHDRAWN, S.IN_EDITING, "restore_article", effect=hold),
)

BY_MOVE: dict[tuple[Action, State], Transition] = {(t.action, t.source): t for t in TRANSITIONS}
