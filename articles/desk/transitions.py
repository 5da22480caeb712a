"""The table of the workflow: from which state, by which action, to which, with which permission, guard and effect.

Nothing else knows the moves: the server, the buttons and the documentation read them here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from articles.desk import photos, publishing
from articles.desk.guards import (
    Guard,
    Move,
    another_holds,
    checked,
    checked_or_emergency,
    complete,
    correction_given,
    due,
    has_open_doubts,
    has_title,
    in_the_future,
    is_live,
    may_correct,
    nobody_holds,
    not_due,
    not_live,
    own,
    reason_given,
    to_a_writer,
    to_an_editor,
    undone,
    without_doubts,
)
from articles.desk.snapshot import Shown
from articles.models.article import Article, State
from articles.models.publication import Publication

if TYPE_CHECKING:
    pass

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
    SETTLE = "settle", _("settle a doubt of the import")
    UNDO_IMPORT = "undo_import", _("undo import")
    DROP_IMPORT = "drop_import", _("drop import")
    REDO_IMPORT = "redo_import", _("redo import")


Effect = Callable[[Article, Move], None]

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
    overtaken = article.waiting
    publication = publishing.freeze(article, goes_live_at=move.now, now=move.now)
    if overtaken is not None and (note := publishing.correction_of(overtaken)) is not None:
        # The same text comes sooner than it was scheduled: what it corrects is told to readers with it.
        _correct(publication, move, note.text)
    _shows(article, publication, move)


def publish_all(articles: Sequence[Article], moves: Sequence[Move], known: Mapping[UUID, Shown]) -> None:
    """Do for each of several articles at one moment what `publish` does for one that nothing waits for."""
    now = moves[0].now
    publications = publishing.freeze_all(articles, goes_live_at=now, now=now, known=known)
    for article, move, publication in zip(articles, moves, publications, strict=True):
        _shows(article, publication, move)


def _shows(article: Article, publication: Publication, move: Move) -> None:
    article.live, article.waiting, article.holder = publication, None, None
    article.frozen_revision_number = article.revision_number
    move.version = publication.version


def publish_import(article: Article, move: Move) -> None:
    publish(article, move)
    assert article.live is not None
    if move.correction.strip():
        _correct(article.live, move, move.correction)


def publish_correction(article: Article, move: Move) -> None:
    publish(article, move)
    assert article.live is not None
    _correct(article.live, move, move.correction)


def _correct(publication: Publication, move: Move, text: str) -> None:
    move.details["correction"] = publishing.add_correction(publication, text.strip(), now=move.now).pk


def schedule(article: Article, move: Move) -> None:
    assert move.when is not None  # the guard `in_the_future` saw to it
    publication = publishing.freeze(article, goes_live_at=move.when, now=move.now)
    article.waiting = publication
    move.version = publication.version
    move.details["goes_live_at"] = publication.goes_live_at.isoformat()
    if article.live_id and move.correction.strip():
        _correct(publication, move, move.correction)


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
    Transition(A.PUBLISH_IMPORT, S.SUBMITTED, S.PUBLISHED, SYSTEM, (complete, without_doubts), publish_import),
    Transition(A.PUBLISH_IMPORT, S.PUBLISHED, S.PUBLISHED, SYSTEM, (complete, without_doubts), publish_import),
    Transition(A.HOLD_IMPORT, S.PUBLISHED, S.SUBMITTED, SYSTEM),
    # A whole batch undone, but what a person touched; and what was undone, coming again.
    Transition(A.UNDO_IMPORT, S.PUBLISHED, S.WITHDRAWN, SYSTEM, (is_live,), withdraw),
    Transition(A.UNDO_IMPORT, S.SUBMITTED, S.WITHDRAWN, SYSTEM, (is_live,), withdraw),
    Transition(A.DROP_IMPORT, S.SUBMITTED, S.SPIKED, SYSTEM, (not_live,)),
    Transition(A.REDO_IMPORT, S.WITHDRAWN, S.SUBMITTED, SYSTEM, (undone,)),
    Transition(A.REDO_IMPORT, S.SPIKED, S.SUBMITTED, SYSTEM, (undone,)),
    # Where an import was not sure a person says how it is, before or after an editor has it in hand (desk/doubts.py).
    Transition(A.SETTLE, S.SUBMITTED, S.SUBMITTED, "edit_article", (has_open_doubts,)),
    Transition(A.SETTLE, S.IN_EDITING, S.IN_EDITING, "edit_article", (has_open_doubts,), hold_if_free),
    Transition(A.SETTLE, S.AWAITING_APPROVAL, S.AWAITING_APPROVAL, "approve_article", (has_open_doubts,)),
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
