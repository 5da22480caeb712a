"""Random histories of one story against a model of what readers must see that knows nothing of intervals."""

import datetime
from dataclasses import dataclass

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from articles.desk import editing, workflow
from articles.desk.refusals import Conflict, NotPossible
from articles.desk.transitions import BY_MOVE, Action, is_live, not_live
from articles.models.article import Article, State, live_at, state_at
from articles.models.history import AuditEntry, Revision
from articles.models.publication import Publication
from articles.public import queries
from articles.tests.desk.arrange import change
from articles.tests.factories import boss, make_article

A, S = Action, State
START = datetime.datetime(2025, 10, 31, 8, tzinfo=timezone.get_default_timezone())
# Minutes that collide often: scheduling for the very moment of an earlier schedule is where mistakes hide.
MINUTES = st.sampled_from([1, 5, 5, 10, 60])


@dataclass
class Frozen:
    """One version as the model knows it."""

    title: str
    due: datetime.datetime
    dropped: bool = False  # before it was due: unscheduled, overtaken or withdrawn
    withdrawn: bool = False


class History(RuleBasedStateMachine):
    """Whatever the desk does in whatever order, the rules of docs/architecture.md hold after each step."""

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.clock = time_machine.travel(START, tick=False)
        self.now = self.clock.start()
        self.versions: list[Frozen] = []
        self.stale: list[Article] = []

    def teardown(self) -> None:
        self.clock.stop()
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    # --- The model --------------------------------------------------------------------------------------------

    @property
    def instant(self) -> datetime.datetime:
        return timezone.now()

    def shown(self) -> Frozen | None:
        """Return the last version that was ever due."""
        due = [version for version in self.versions if not version.dropped and version.due <= self.instant]
        return due[-1] if due else None

    def drop_waiting(self) -> None:
        for version in self.versions:
            version.dropped |= version.due > self.instant

    def overtake(self) -> None:
        """Drop also what came due this very instant: nobody can have read it."""
        for version in self.versions:
            version.dropped |= version.due >= self.instant and not version.withdrawn

    def expected_state(self) -> State:
        """Return the state after the clock has been heard."""
        return state_at(self.article, self.instant)

    def do(self, action: Action, when: datetime.datetime | None = None) -> None:
        """Make a move, or check that it is refused exactly when the table says so."""
        state = self.expected_state()
        row = BY_MOVE.get((action, state))
        live = (shown := self.shown()) is not None and not shown.withdrawn
        possible = (
            row is not None and not (is_live in row.guards and not live) and not (not_live in row.guards and live)
        )
        try:
            self.article = workflow.transition(
                self.article, action, actor=self.actor, reason="Vì thế.", when=when, correction="Xin đính chính."
            )
        except NotPossible:
            assert not possible
            return
        assert possible
        self.moved(action, when)

    def moved(self, action: Action, when: datetime.datetime | None) -> None:
        if action in (A.PUBLISH, A.PUBLISH_CHANGES, A.CORRECT, A.EMERGENCY_PUBLISH):
            self.overtake()
            self.versions.append(Frozen(self.title, self.instant))
        elif action == A.SCHEDULE:
            self.versions.append(Frozen(self.title, when))
        elif action == A.UNSCHEDULE:
            self.drop_waiting()
        elif action == A.WITHDRAW:
            self.drop_waiting()
            self.shown().withdrawn = True

    # --- What may happen --------------------------------------------------------------------------------------

    @initialize(way=st.sampled_from([(), (A.SUBMIT, A.CLAIM, A.FORWARD, A.APPROVE)]))
    def begin(self, way: tuple[Action, ...]) -> None:
        self.actor = boss()
        self.title = "Bản 1"
        self.article = make_article(title=self.title)
        for action in way:
            self.do(action)

    @rule(
        action=st.sampled_from(
            [A.SUBMIT, A.CLAIM, A.RELEASE, A.RETURN, A.FORWARD, A.APPROVE, A.SPIKE, A.RESTORE, A.UNSCHEDULE, A.WITHDRAW]
        )
    )
    def move(self, action: Action) -> None:
        self.do(action)

    @rule(action=st.sampled_from([A.PUBLISH, A.PUBLISH_CHANGES, A.CORRECT, A.EMERGENCY_PUBLISH]))
    def print_it(self, action: Action) -> None:
        self.do(action)

    @rule(minutes=MINUTES)
    def schedule(self, minutes: int) -> None:
        self.do(A.SCHEDULE, when=self.instant + datetime.timedelta(minutes=minutes))

    @precondition(lambda self: self.expected_state() == S.IN_EDITING)
    @rule()
    def to_approval(self) -> None:
        """Without this shortcut few histories would ever reach readers a second time."""
        self.do(A.FORWARD)
        self.do(A.APPROVE)

    @rule()
    def save(self) -> None:
        state = self.expected_state()
        title = f"Bản {self.article.revision_number + 1}"
        try:
            self.article = editing.save(self.article, change(title), actor=self.actor)
        except NotPossible:
            assert (A.SAVE, state) not in BY_MOVE and (A.REOPEN, state) not in BY_MOVE
            return
        self.drop_waiting()
        self.title = title

    @rule()
    def keep_a_copy(self) -> None:
        self.stale = [Article.objects.get(pk=self.article.pk)]

    @precondition(lambda self: self.stale)
    @rule(action=st.sampled_from(Action))
    def act_on_an_old_copy(self, action: Action) -> None:
        """Who saw an older text, another state or another version in print changes nothing."""
        old = self.stale[0]
        seen = (old.revision_number, state_at(old, self.instant), live_at(old, self.instant))
        same = seen == (self.article.revision_number, self.expected_state(), live_at(self.article, self.instant))
        if same:
            return
        with pytest.raises((Conflict, NotPossible)):
            workflow.transition(old, action, actor=self.actor, reason="Vì thế.", when=None, correction="Đính chính.")

    @rule(minutes=MINUTES)
    def time_passes(self, minutes: int) -> None:
        self.now.shift(datetime.timedelta(minutes=minutes))

    @rule()
    def tick(self) -> None:
        due = self.article.state != self.expected_state()
        assert workflow.settle_due() == int(due)
        assert workflow.settle_due() == 0
        self.article = Article.objects.get(pk=self.article.pk)

    # --- What must hold ---------------------------------------------------------------------------------------

    @invariant()
    def readers_see_what_they_should(self) -> None:
        expected = self.shown()
        visible = list(Publication.objects.visible(self.instant))
        number = self.article.number
        if expected is None:
            assert visible == []
            with pytest.raises(queries.StoryNotFound):
                queries.story(self.instant, number)
        elif expected.withdrawn:
            assert visible == []
            with pytest.raises(queries.StoryWithdrawn):
                queries.story(self.instant, number)
        else:
            assert [(made.version, made.title) for made in visible] == [
                (self.versions.index(expected) + 1, expected.title)
            ]
            assert queries.story(self.instant, number) == visible[0] == live_at(self.article, self.instant)

    @invariant()
    def intervals_are_sound(self) -> None:
        rows = list(Publication.objects.order_by("version"))
        assert [row.version for row in rows] == list(range(1, len(self.versions) + 1))
        assert sum(row.ends_at is None and row.withdrawn_at is None for row in rows) <= 1
        for row, version in zip(rows, self.versions, strict=True):
            assert row.goes_live_at == version.due
            assert row.ends_at is None or row.ends_at >= row.goes_live_at
            never_or_no_more = row.ends_at == row.goes_live_at or row.withdrawn_at is not None
            assert never_or_no_more == (version.dropped or version.withdrawn)

    @invariant()
    def history_is_whole(self) -> None:
        stored = Article.objects.get(pk=self.article.pk)
        revisions = list(Revision.objects.order_by("number").values_list("number", "state__title"))
        assert [number for number, _title in revisions] == list(range(1, stored.revision_number + 1))
        assert revisions[-1][1] == stored.title == self.title
        state = ""
        for from_state, to_state in AuditEntry.objects.order_by("pk").values_list("from_state", "to_state"):
            assert from_state == state
            state = to_state
        assert state == stored.state


@pytest.mark.django_db
def test_any_history_keeps_the_rules() -> None:
    boss()
    run_state_machine_as_test(
        History,
        settings=settings(
            max_examples=60,
            stateful_step_count=20,
            deadline=None,
            phases=[Phase.generate],  # shrinking takes minutes, and twenty steps are read in one
            suppress_health_check=list(HealthCheck),
        ),
    )
