"""The rail beside an article: where it stands, what may be done with it, what is missing, what happened."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import User
from articles.admin.deeds import deed_label
from articles.desk import checklist, corrections, workflow
from articles.desk.transitions import Action, Transition
from articles.models.article import Article, State
from articles.models.history import AuditEntry

A, S = Action, State
Sentence = str | Promise

LATEST = 6
_ENTRIES = 80

# The way of a story; withdrawn and spiked are off it.
WAY = (S.DRAFT, S.SUBMITTED, S.IN_EDITING, S.AWAITING_APPROVAL, S.APPROVED, S.SCHEDULED, S.PUBLISHED)
COLOURS = {
    S.DRAFT: "nhap",
    S.SUBMITTED: "cho",
    S.IN_EDITING: "dang",
    S.AWAITING_APPROVAL: "duyet",
    S.APPROVED: "duyet",
    S.SCHEDULED: "hen",
    S.PUBLISHED: "xong",
    S.WITHDRAWN: "bo",
    S.SPIKED: "bo",
}

# What the buttons say, in the order in which they stand: onwards, back, from hand to hand, away.
LABELS: dict[Action, Sentence] = {
    A.SUBMIT: pgettext_lazy("button", "Submit to the editors"),
    A.CLAIM: pgettext_lazy("button", "Claim for editing"),
    A.FORWARD: pgettext_lazy("button", "Forward for approval"),
    A.APPROVE: pgettext_lazy("button", "Approve"),
    A.PUBLISH: pgettext_lazy("button", "Publish now"),
    A.PUBLISH_CHANGES: pgettext_lazy("button", "Publish the changes"),
    A.CORRECT: pgettext_lazy("button", "Publish with a correction"),
    A.SCHEDULE: pgettext_lazy("button", "Schedule"),
    A.UNSCHEDULE: pgettext_lazy("button", "Unschedule"),
    A.RESTORE: pgettext_lazy("button", "Restore"),
    A.TAKE_OVER: pgettext_lazy("button", "Take over"),
    A.RECALL: pgettext_lazy("button", "Take back"),
    A.RETURN: pgettext_lazy("button", "Return"),
    A.RELEASE: pgettext_lazy("button", "Release for others"),
    A.ASSIGN: pgettext_lazy("button", "Hand to somebody"),
    A.SPIKE: pgettext_lazy("button", "Spike"),
    A.EMERGENCY_PUBLISH: pgettext_lazy("button", "Publish in an emergency"),
    A.WITHDRAW: pgettext_lazy("button", "Withdraw from readers"),
}
_SAID_OTHERWISE: dict[tuple[Action, State], Sentence] = {
    (A.CORRECT, S.PUBLISHED): pgettext_lazy("button", "Publish a correction"),
    (A.RETURN, S.SUBMITTED): pgettext_lazy("button", "Return to the reporter"),
    (A.RETURN, S.IN_EDITING): pgettext_lazy("button", "Return to the reporter"),
    (A.RETURN, S.AWAITING_APPROVAL): pgettext_lazy("button", "Return to editing"),
    (A.RETURN, S.APPROVED): pgettext_lazy("button", "Return to editing"),
    (A.RESTORE, S.SPIKED): pgettext_lazy("button", "Restore as a draft"),
    (A.RESTORE, S.WITHDRAWN): pgettext_lazy("button", "Restore for editing"),
}
_ONWARDS = frozenset({A.SUBMIT, A.CLAIM, A.FORWARD, A.APPROVE, A.PUBLISH, A.PUBLISH_CHANGES})
_DANGEROUS = frozenset({A.EMERGENCY_PUBLISH, A.WITHDRAW, A.SPIKE})
# What may be said with a move and need not.
OPTIONAL: dict[Action, str] = {A.ASSIGN: "reason", A.SPIKE: "reason", A.SCHEDULE: "correction"}
# What a move is asked for: its label, and how it is typed.
_QUESTIONS: dict[str, tuple[Sentence, str]] = {
    "reason": (gettext_lazy("Reason"), "lines"),
    "correction": (gettext_lazy("Correction, as readers will see it"), "lines"),
    "when": (gettext_lazy("When"), "moment"),
    "assignee": (gettext_lazy("To whom"), "person"),
    "override": (gettext_lazy("Why the checklist is passed over"), "lines"),
}


@dataclass(frozen=True)
class Question:
    """One thing that a move is asked for."""

    name: str
    label: Sentence
    look: str
    value: str = ""
    error: str = ""
    choices: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Button:
    """A move as the rail offers it, or says why not."""

    action: Action
    label: Sentence
    look: str
    refusal: Sentence | None = None
    questions: tuple[Question, ...] = ()
    is_open: bool = False
    error: str = ""
    url: str = ""


@dataclass(frozen=True)
class Step:
    """A state on the way of a story."""

    label: Sentence
    colour: str
    is_done: bool
    is_current: bool
    who: str = ""
    since: datetime.datetime | None = None


@dataclass(frozen=True)
class Tried:
    """A move that was refused: what was typed, and what is said to it."""

    action: Action
    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)  # by question; "" is the move's own


@dataclass(frozen=True)
class Rail:
    """All that stands beside an article."""

    steps: list[Step]
    buttons: list[Button]
    refused: list[Button]
    checks: list[checklist.Check]
    passed_over: frozenset[str]
    entries: list[AuditEntry]

    @property
    def refused_for(self) -> list[tuple[Sentence, list[Button]]]:
        """What is not possible now, by why not: several moves often wait for one thing."""
        reasons: dict[str, tuple[Sentence, list[Button]]] = {}
        for button in self.refused:
            assert button.refusal is not None
            reasons.setdefault(str(button.refusal), (button.refusal, []))[1].append(button)
        return list(reasons.values())

    @property
    def blocking(self) -> list[checklist.Check]:
        """What of the checklist holds the text back now."""
        return [check for check in self.checks if check.blocks and check.rule not in self.passed_over]

    @property
    def history(self) -> list[tuple[AuditEntry, str]]:
        """The last things that happened, each with its name."""
        return [(entry, deed_label(entry.action)) for entry in self.entries]


def rail_of(article: Article, user: User, tried: Tried | None = None) -> Rail:
    """Return the rail of an article for a person."""
    entries = list(AuditEntry.objects.filter(article=article).select_related("actor")[:_ENTRIES])
    buttons = buttons_of(article, user, tried)
    return Rail(
        steps=list(_steps(article, entries)),
        buttons=[button for button in buttons if button.refusal is None],
        refused=[button for button in buttons if button.refusal is not None],
        checks=checklist.checks(article),
        passed_over=checklist.passed_over(article),
        entries=entries[:LATEST],
    )


def buttons_of(article: Article, user: User, tried: Tried | None = None) -> list[Button]:
    """Return every move of the table from an article's state that a person could make, allowed or not."""
    order = list(LABELS)
    moves = [move for move in workflow.moves_for(article, user) if move.row.action in LABELS]
    moves.sort(key=lambda move: order.index(move.row.action))
    first = next((m.row.action for m in moves if m.refusal is None and m.row.action in _ONWARDS), None)
    asked = {move.row.action: _asked(article, move) for move in moves}
    # A scheduled change that was taken back took its correction with it: it is offered again, not typed again.
    known = (
        {"correction": corrections.dropped(article)} if any("correction" in names for names in asked.values()) else {}
    )
    return [
        _button(article, move, asked[move.row.action], known, tried, is_first=move.row.action == first)
        for move in moves
    ]


def _button(
    article: Article,
    move: workflow.Possible,
    asked: list[str],
    known: Mapping[str, str],
    tried: Tried | None,
    *,
    is_first: bool,
) -> Button:
    action = move.row.action
    was_tried = tried is not None and tried.action == action
    values, errors = (tried.values, tried.errors) if tried is not None and was_tried else (known, {})
    return Button(
        action=action,
        label=_SAID_OTHERWISE.get((action, move.row.source), LABELS[action]),
        look="danger" if action in _DANGEROUS else "default" if is_first else "ghost",
        refusal=move.refusal,
        questions=tuple(
            Question(
                name,
                *_QUESTIONS[name],
                value=values.get(name, ""),
                error=errors.get(name, ""),
                choices=_takers(article, move.row) if name == "assignee" else (),
            )
            for name in asked
        ),
        is_open=was_tried,
        error=errors.get("", ""),
        url=_impact(article) if action == A.WITHDRAW and move.refusal is None else "",
    )


def _asked(article: Article, move: workflow.Possible) -> list[str]:
    """Return what a move asks for and what may be said with it: why, or a correction of what readers see now."""
    more = OPTIONAL.get(move.row.action)
    if more is None or (move.row.action == A.SCHEDULE and not article.live_id):
        return list(move.asks)
    return [*move.asks, more]


def _takers(article: Article, row: Transition) -> tuple[tuple[int, str], ...]:
    return tuple((person.pk, str(person)) for person in workflow.who_could_take(row, article))


def _impact(article: Article) -> str:
    """Return the page that tells what a withdrawal touches, and takes its reason."""
    try:
        return reverse("admin:articles_article_withdraw", args=[article.pk])
    except NoReverseMatch:
        return ""


def _steps(article: Article, entries: Iterable[AuditEntry]) -> Iterable[Step]:
    entered: dict[str, AuditEntry] = {}
    for entry in entries:
        if entry.to_state and entry.to_state != entry.from_state:
            entered.setdefault(entry.to_state, entry)
    state = State(article.state)
    way = [step for step in WAY if step != S.SCHEDULED or state == step or step in entered]
    if state not in way:
        way = [step for step in way if step in entered] + [state]
    here = way.index(state)
    for place, step in enumerate(way):
        entry = entered.get(step) if place <= here else None
        yield Step(
            label=step.label,
            colour=COLOURS[step],
            is_done=place < here,
            is_current=place == here,
            who=_who(entry) if entry else "",
            since=(entry.at if entry else article.state_changed_at if place == here else None),
        )


def _who(entry: AuditEntry) -> str:
    return str(entry.actor) if entry.actor else _("the system")
