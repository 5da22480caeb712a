"""Random histories of one story, against a model of what readers must see that knows nothing of intervals.

Hundreds of short histories from six beginnings, each rolled back; a failure tells its steps.
"""

import copy
import datetime
import random
from dataclasses import dataclass, replace

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from articles.desk import editing, workflow
from articles.desk.guards import another_holds, is_live, nobody_holds, not_live, own, to_a_writer
from articles.desk.refusals import Conflict, NotPossible
from articles.desk.transitions import BY_MOVE, TRANSITIONS, Action
from articles.models.article import Article, State, live_at, state_at
from articles.models.history import AuditEntry, Revision
from articles.models.publication import Publication
from articles.public import queries
from articles.tests.desk.arrange import change, colleague
from articles.tests.factories import TO_APPROVED, boss, make_article, other_eyes

pytestmark = pytest.mark.django_db

A, S = Action, State
START = datetime.datetime(2025, 10, 31, 8, tzinfo=timezone.get_default_timezone())
MINUTE = datetime.timedelta(minutes=1)
# Moments on a coarse grid collide: scheduling for the very moment of an earlier schedule is where mistakes hide.
GRID = 5 * MINUTE

HISTORIES, STEPS = 70, 4  # for each beginning
APPROVED_AGAIN = ("save", A.FORWARD, A.APPROVE)
BEGINNINGS: dict[str, tuple] = {
    "draft": (),
    "approved": TO_APPROVED,
    "published": (*TO_APPROVED, A.PUBLISH),
    "changes approved": (*TO_APPROVED, A.PUBLISH, "pass", *APPROVED_AGAIN),
    "back from withdrawal": (*TO_APPROVED, A.PUBLISH, "pass", A.WITHDRAW, A.RESTORE, A.FORWARD, A.APPROVE),
    "changes scheduled": (*TO_APPROVED, A.PUBLISH, "pass", *APPROVED_AGAIN, A.SCHEDULE),
}
BY_PERSONS = {row.action for row in TRANSITIONS if row.permission} - {A.SAVE, A.REOPEN, A.SETTLE}
PRINTING = {A.PUBLISH, A.PUBLISH_CHANGES, A.CORRECT, A.EMERGENCY_PUBLISH}
# Ways that lead away from readers are many; without weights few histories would come back.
WEIGHTS = {A.RETURN: 0.2, A.SPIKE: 0.1, A.RELEASE: 0.2, A.SCHEDULE: 4, A.UNSCHEDULE: 3, A.EMERGENCY_PUBLISH: 0.5}


@dataclass
class Version:
    """One version as the model knows it."""

    title: str
    due: datetime.datetime
    dropped: bool = False  # before it was due: unscheduled, overtaken or withdrawn
    withdrawn: bool = False
    last_row: tuple | None = None  # its interval when it was withdrawn: evidence from then on


class History:
    """Whatever the desk does in whatever order, the rules of docs/architecture.md hold after each step."""

    def __init__(self, clock: time_machine.Traveller) -> None:
        self.clock = clock
        self.actor = boss()
        self.approver = other_eyes()
        self.assignee = colleague()
        self.versions: list[Version] = []
        self.title = "Bản 1"
        self.article = make_article(title=self.title)
        self.seen: list[Article] = []

    def branch(self, clock: time_machine.Traveller) -> "History":
        """Return this history as a beginning of another; its article is never changed in place."""
        other = copy.copy(self)
        other.clock, other.seen = clock, [self.article]
        other.versions = [replace(version) for version in self.versions]
        return other

    # --- The model ------------------------------------------------------------------------------------------------

    @property
    def now(self) -> datetime.datetime:
        return timezone.now()

    @property
    def state(self) -> State:
        return state_at(self.article, self.now)

    def shown(self) -> Version | None:
        """Return the last version that was ever due."""
        due = [version for version in self.versions if not version.dropped and version.due <= self.now]
        return due[-1] if due else None

    def drop(self, *, also_of_this_instant: bool = False) -> None:
        """Forget what waits; what is overtaken in the instant it came due nobody can have read either."""
        for version in self.versions:
            if not version.withdrawn:
                version.dropped |= version.due > self.now or (also_of_this_instant and version.due == self.now)

    def may(self, action: Action) -> bool:
        row = BY_MOVE.get((action, self.state))
        if row is None:
            return False
        live = (shown := self.shown()) is not None and not shown.withdrawn
        if (is_live in row.guards and not live) or (not_live in row.guards and live):
            return False
        article = self.article
        if (nobody_holds in row.guards and article.holder_id is not None) or own in row.guards:
            return False  # the boss wrote no text of his own here: it came from nowhere
        if another_holds in row.guards and article.holder_id in (None, self.actor.pk):
            return False
        has_it = article.writer_id if to_a_writer in row.guards else article.holder_id
        return action != A.ASSIGN or has_it != self.assignee.pk

    # --- What may happen --------------------------------------------------------------------------------------------

    def step(self, dice: random.Random) -> str:
        what = dice.choices(["move", "save", "pass", "tick", "look", "old"], [10, 2, 4, 1, 1, 1])[0]
        if what == "move":
            possible = sorted(action for action in BY_PERSONS if self.may(action))
            if not possible or dice.random() < 0.1:
                what = dice.choice(sorted(BY_PERSONS))
            else:
                what = dice.choices(possible, [WEIGHTS.get(action, 1) for action in possible])[0]
        self.do(what, dice)
        return str(what)

    def do(self, what: str, dice: random.Random) -> None:
        if isinstance(what, Action):
            self.move(what, self.now - (self.now - START) % GRID + dice.choice([1, 1, 2, 3]) * GRID)
        elif what == "old":
            self.act_on_what_was_seen(dice.choice(list(Action)))
        else:
            {"save": self.save, "pass": self.time_passes, "tick": self.tick, "look": self.look}[what](dice)

    def move(self, action: Action, when: datetime.datetime) -> None:
        possible, before = self.may(action), self.article
        try:
            self.article = workflow.transition(
                self.article,
                action,
                actor=self.approver if action == A.APPROVE else self.actor,
                reason="Vì thế.",
                when=when,
                correction="Xin đính chính.",
                assignee=self.assignee,
            )
        except NotPossible:
            assert not possible, action
            return
        assert possible, (action, before.state)
        if action in PRINTING:
            self.drop(also_of_this_instant=True)
            self.versions.append(Version(self.title, self.now))
        elif action == A.SCHEDULE:
            self.versions.append(Version(self.title, when))
        elif action == A.UNSCHEDULE:
            self.drop()
        elif action == A.WITHDRAW:
            self.drop()
            self.shown().withdrawn = True

    def save(self, dice: random.Random) -> None:
        title, state = f"Bản {self.article.revision_number + 1}", self.state
        actor = self.approver if state == S.AWAITING_APPROVAL else self.actor
        try:
            self.article = editing.save(self.article, change(title), actor=actor)
        except NotPossible:
            assert (A.SAVE, state) not in BY_MOVE and (A.REOPEN, state) not in BY_MOVE
            return
        self.drop()
        self.title = title

    def time_passes(self, dice: random.Random) -> None:
        to_the_grid = GRID - (self.now - START) % GRID
        self.clock.shift(dice.choice([MINUTE, to_the_grid, to_the_grid, to_the_grid + GRID]))

    def tick(self, dice: random.Random) -> None:
        assert workflow.settle_due() == int(self.article.state != self.state)
        assert workflow.settle_due() == 0
        self.look(dice)
        self.article = self.seen[0]

    def look(self, dice: random.Random) -> None:
        self.seen = [Article.objects.get(pk=self.article.pk)]

    def act_on_what_was_seen(self, action: Action) -> None:
        """Who saw an older text, another state or another version in print changes nothing."""
        for old in self.seen:
            stands = [(a.revision_number, state_at(a, self.now), live_at(a, self.now)) for a in (old, self.article)]
            if stands[0] != stands[1]:
                with pytest.raises((Conflict, NotPossible)):
                    actor = self.approver if action == A.APPROVE else self.actor
                    workflow.transition(old, action, actor=actor, reason="Vì thế.", correction="Đính chính.")

    # --- What must hold ---------------------------------------------------------------------------------------------

    def check(self) -> None:
        rows = list(Publication.objects.order_by("version"))
        assert [row.version for row in rows] == list(range(1, len(self.versions) + 1))
        assert sum(row.ends_at is None and row.withdrawn_at is None for row in rows) <= 1
        for row, version in zip(rows, self.versions, strict=True):
            assert (row.title, row.goes_live_at) == (version.title, version.due)
            assert row.ends_at is None or row.ends_at >= row.goes_live_at
            never_or_no_more = row.ends_at == row.goes_live_at or row.withdrawn_at is not None
            assert never_or_no_more == (version.dropped or version.withdrawn)
            if row.withdrawn_at is not None:
                version.last_row = version.last_row or (row.ends_at, row.withdrawn_at)
                assert (row.ends_at, row.withdrawn_at) == version.last_row
        self.check_readers(list(Publication.objects.visible(self.now)))

    def check_readers(self, visible: list[Publication]) -> None:
        expected, number = self.shown(), self.article.number
        if expected is not None and not expected.withdrawn:
            assert [row.version for row in visible] == [self.versions.index(expected) + 1]
            assert queries.story(self.now, number) == visible[0] == live_at(self.article, self.now)
        else:
            assert visible == []
            with pytest.raises(queries.StoryNotFound if expected is None else queries.StoryWithdrawn):
                queries.story(self.now, number)

    def check_history(self) -> None:
        stored = Article.objects.get(pk=self.article.pk)
        revisions = list(Revision.objects.order_by("number").values_list("number", "state__title"))
        assert [number for number, _title in revisions] == list(range(1, stored.revision_number + 1))
        assert revisions[-1][1] == stored.title == self.title
        state = ""
        for from_state, to_state in AuditEntry.objects.order_by("pk").values_list("from_state", "to_state"):
            assert from_state == state
            state = to_state
        assert state == stored.state
        if stored.state == S.PUBLISHED:
            assert stored.frozen_revision_number == stored.revision_number


def tell(beginning: History, dice: random.Random, steps_to_go: int) -> None:
    """Live one history and roll it back; a failure carries its steps."""
    steps: list[str] = []
    with time_machine.travel(beginning.now, tick=False) as clock, transaction.atomic():
        history = beginning.branch(clock)
        try:
            for _ in range(steps_to_go):
                steps.append(history.step(dice))
                history.check()
            history.check_history()
        except BaseException as error:
            error.add_note(f"Steps: {', '.join(steps)}")
            raise
        finally:
            transaction.set_rollback(True)


def tell_many(beginning: str, histories: int, steps: int) -> None:
    with time_machine.travel(START, tick=False) as clock:
        history = History(clock)
        for what in BEGINNINGS[beginning]:
            history.do(what, random.Random(0))
        history.check()
        for seed in range(histories):
            tell(history, random.Random(f"{beginning} {seed}"), steps)


@pytest.mark.slow
@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_any_history_keeps_the_rules(beginning: str) -> None:
    tell_many(beginning, HISTORIES, STEPS)


@pytest.mark.drill
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_thousands_of_long_histories_keep_the_rules(beginning: str) -> None:
    tell_many(beginning, 1000, 12)
