"""One story in the hands of a whole desk, driven by hypothesis; readers look over HTTP after each step.

The machine knows neither intervals nor effects: it keeps its own account of what was printed, and explains the stored
state from the audit trail alone. Whatever is refused must have written nothing.
"""

import datetime
import re
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from accounts.models import User
from accounts.roles import Role
from articles.desk import corrections, editing, workflow
from articles.desk.guards import Move
from articles.desk.refusals import Refusal
from articles.desk.transitions import TRANSITIONS, Action
from articles.models.article import Article, State, live_at, state_at
from articles.models.history import AuditEntry, Revision
from articles.models.publication import Correction, Publication
from articles.tests.desk.arrange import change
from articles.tests.desk.trail import PRINTING, Stored, replayed
from articles.tests.factories import boss, make_article, make_category, make_desk, make_outlet, make_user, other_eyes

pytestmark = pytest.mark.django_db

A, S = Action, State
START = datetime.datetime(2025, 10, 31, 8, tzinfo=timezone.get_default_timezone())
GRID = datetime.timedelta(minutes=5)
SECOND = datetime.timedelta(seconds=1)

MOVES = sorted({row.action for row in TRANSITIONS if row.permission} - workflow.TEXT_ACTIONS - {A.SETTLE})
# Ways that lead away from readers are many; without weights few examples would come to intervals.
WEIGHTS = {A.SPIKE: 1, A.RETURN: 1, A.RELEASE: 1, A.RECALL: 1, A.ASSIGN: 1, A.TAKE_OVER: 1, A.EMERGENCY_PUBLISH: 1}
WEIGHTS |= {A.SCHEDULE: 6, A.UNSCHEDULE: 6, A.WITHDRAW: 6}
PRINTED_TITLE, PRINTED_NOTE = r"Nhan đề số (\d+) ", r"((?:Đính chính|Rút lại) lần \d+\.)"
# What the page shows once, it tells search engines again.
FOR_MACHINES = re.compile(r"<script type=.application/ld.json.*?</script>", re.DOTALL)

TO_APPROVED = (A.SUBMIT, A.CLAIM, A.FORWARD, A.APPROVE)
APPROVED_AGAIN = ("save", A.FORWARD, A.APPROVE)
BEGINNINGS: tuple[tuple[str, ...], ...] = (
    (),
    (*TO_APPROVED, A.PUBLISH),
    (*TO_APPROVED, A.PUBLISH, A.CORRECT),
    (*TO_APPROVED, A.PUBLISH, "pass", *APPROVED_AGAIN),
    (*TO_APPROVED, A.PUBLISH, "pass", *APPROVED_AGAIN, A.SCHEDULE),
    (*TO_APPROVED, A.PUBLISH, *APPROVED_AGAIN, A.SCHEDULE, "pass", *APPROVED_AGAIN, A.SCHEDULE),
    (*TO_APPROVED, A.SCHEDULE),
)

Draw = Callable[[st.SearchStrategy], Any]
DEEDS = [*["move"] * 10, *["edit", "edit_what_was_seen", "restore", "move_what_was_seen", "void"] * 2]
DEEDS += ["time_passes"] * 4 + ["tick", "look"]
# To how many seconds from the next moment of the grid, on which everything is scheduled; None: no time passes.
WAIT = st.sampled_from([None, None, -1, 0, 1])


@dataclass
class Version:
    """One version as the machine knows it; `note` is what readers find in its correction's place."""

    title: str
    due: datetime.datetime
    note: str = ""
    correction: int | None = None
    dropped: bool = False  # before it was due: unscheduled, overtaken or withdrawn
    withdrawn: bool = False


@dataclass
class Saved:
    """The texts that were handed over: those that became revisions, in order, and those that came too late."""

    titles: list[str] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)


class Desk(RuleBasedStateMachine):
    """What may happen to a story, and what must hold whatever happened."""

    persons: list[User]  # set by the test, outside of the examples' transactions

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.clock = self.stack.enter_context(time_machine.travel(START, tick=False))
        self.stack.enter_context(transaction.atomic())
        self.stack.callback(transaction.set_rollback, True)
        self.client = Client()
        self.anybody = st.sampled_from(self.persons)
        self.versions: list[Version] = []
        self.saved = Saved()
        self.count = 0
        title = self.new_title()
        article = make_article(title=title, writer=self.persons[0], desk_id=make_desk().pk)
        self.number = article.pk
        self.saved.titles.append(title)
        self.copies = [article]

    def teardown(self) -> None:
        self.stack.close()

    # --- What happens ---------------------------------------------------------------------------------------------

    @rule(data=st.data(), what=st.sampled_from(DEEDS))
    def step(self, data: st.DataObject, what: str) -> None:
        """Do one thing; one rule for all, because hypothesis leaves out half of many rules in each example."""
        getattr(self, what)(data.draw)

    def edit(self, draw: Draw) -> None:
        person = draw(self.anybody)
        title, article = self.new_title(), self.article()
        if self.unless_refused(lambda: editing.save(article, change(title), actor=person)):
            self.was_saved(title)

    def edit_what_was_seen(self, draw: Draw) -> None:
        """A text on an older revision never overwrites; set aside, it is in the history all the same."""
        title, seen, person = self.new_title(), draw(st.sampled_from(self.copies)), draw(self.anybody)
        is_stale = seen.revision_number != self.article().revision_number
        if self.unless_refused(lambda: editing.save(seen, change(title), actor=person)):
            assert not is_stale
            self.was_saved(title)
        elif is_stale:
            aside = lambda: editing.set_aside(seen, change(title), actor=person, revision=seen.revision_number)  # noqa: E731
            if self.unless_refused(aside):
                self.saved.aside.append(title)

    def restore(self, draw: Draw) -> None:
        number, person = draw(st.integers(1, len(self.saved.titles))), draw(self.anybody)
        article = self.article()
        if self.unless_refused(lambda: editing.restore_revision(article, number, actor=person)):
            self.was_saved(self.saved.titles[number - 1])

    @initialize(beginning=st.sampled_from(BEGINNINGS))
    def begin(self, beginning: tuple[str, ...]) -> None:
        """Come to where the interesting things happen; from a draft hardly an example would."""
        for what in beginning:
            if what == "save":
                title = self.new_title()
                assert self.unless_refused(
                    lambda title=title: editing.save(self.article(), change(title), actor=boss())
                )
                self.was_saved(title)
            elif what == "pass":
                self.shift(0)
            else:
                person = other_eyes() if what == A.APPROVE else boss()
                assert self.act(self.article(), Action(what), person, self.arguments(self.persons[1], 1, True)), what
            self.copies.append(self.article())

    def move(self, draw: Draw) -> None:
        """Make one of the moves that somebody may make, as their buttons offer them, then let time pass or not."""
        article, now = workflow.settle(self.article()), timezone.now()
        arguments = self.arguments(draw(self.anybody), draw(st.integers(1, 3)), draw(st.booleans()))
        offered: dict[Action, list[User]] = {}
        for row in TRANSITIONS:
            if row.permission and row.action in MOVES and row.source == article.state:
                may = [p for p in self.persons if workflow.why_not(row, article, Move(p, now, **arguments)) is None]
                if may:
                    offered[row.action] = may
        choices = sorted(offered)
        if choices:
            action = draw(st.sampled_from([a for a in choices for _ in range(WEIGHTS.get(a, 2))]))
            assert self.act(article, action, draw(st.sampled_from(offered[action])), arguments), action
            if (wait := draw(WAIT)) is not None:
                self.readers_see_the_last_version_that_is_due()
                self.shift(wait)

    def move_what_was_seen(self, draw: Draw) -> None:
        """Try any move, by anybody, upon what may be an old sight of the article."""
        seen, current, now = draw(st.sampled_from(self.copies)), self.article(), timezone.now()
        action, person = draw(st.sampled_from(MOVES)), draw(self.anybody)
        stands = [(a.revision_number, state_at(a, now), live_at(a, now)) for a in (seen, current)]
        made = self.act(seen, action, person, self.arguments(draw(self.anybody), 1, True))
        assert not made or stands[0] == stands[1], (action, stands)

    def time_passes(self, draw: Draw) -> None:
        self.shift(draw(st.sampled_from([-1, 0, 1, 60, 300, 301])))

    def shift(self, steps: int) -> None:
        """Go to the next moment of the grid and so many seconds more or less."""
        to_the_grid = GRID - (timezone.now() - START) % GRID
        self.clock.shift(max(to_the_grid + steps * SECOND, SECOND))

    def tick(self, draw: Draw) -> None:
        late = int(self.article().state != state_at(self.article(), timezone.now()))
        assert (workflow.settle_due(), workflow.settle_due()) == (late, 0)

    def look(self, draw: Draw) -> None:
        self.copies.append(self.article())

    def void(self, draw: Draw) -> None:
        noted = [version for version in self.versions if version.correction]
        if not noted:
            return
        version, person = draw(st.sampled_from(noted)), draw(self.anybody)
        correction, reason = Correction.objects.get(pk=version.correction), f"Rút lại lần {self.next()}."
        if self.unless_refused(lambda: corrections.void(correction, actor=person, reason=reason)):
            assert version.due <= timezone.now()
            version.note = reason

    # --- How it is done -------------------------------------------------------------------------------------------

    def next(self) -> int:
        self.count += 1
        return self.count

    def new_title(self) -> str:
        return f"Nhan đề số {self.next()} về một cây cầu mới của xã"

    def article(self) -> Article:
        return Article.objects.select_related("live", "waiting", "category").get(pk=self.number)

    def arguments(self, assignee: User, later: int, with_note: bool) -> dict[str, Any]:
        now = timezone.now()
        return {
            "reason": "Vì thế.",
            "when": now - (now - START) % GRID + later * GRID,
            "correction": f"Đính chính lần {self.next()}." if with_note else "",
            "assignee": assignee,
        }

    def unless_refused(self, deed: Callable[[], object]) -> bool:
        """Do something and tell whether it was done; refused, it must have written nothing."""
        before = written()
        try:
            with transaction.atomic():
                deed()
        except Refusal as refusal:
            assert str(refusal)
            assert written() == before, refusal
            return False
        return True

    def was_saved(self, title: str) -> None:
        if self.saved.titles:
            self.drop()
        self.saved.titles.append(title)

    def act(self, article: Article, action: Action, person: User, arguments: dict[str, Any]) -> bool:
        live = self.shown() is not None and not self.shown().withdrawn
        if not self.unless_refused(lambda: workflow.transition(article, action, actor=person, **arguments)):
            return False
        now, note = timezone.now(), arguments["correction"]
        if action in PRINTING:
            # What comes sooner than it was scheduled brings its correction along.
            overtaken = [version.note for version in self.versions if version.due > now and not version.dropped]
            self.drop(also_of_this_instant=True)
            note = note if action == A.CORRECT else next(iter(overtaken), "")
            self.versions.append(Version(self.saved.titles[-1], now, note))
        elif action == A.SCHEDULE:
            self.versions.append(Version(self.saved.titles[-1], arguments["when"], note if live else ""))
        elif action == A.UNSCHEDULE:
            self.drop()
        elif action == A.WITHDRAW:
            self.drop()
            self.shown().withdrawn = True
        if action in PRINTING | {A.SCHEDULE} and self.versions[-1].note:
            self.versions[-1].correction = Correction.objects.latest("pk").pk
        return True

    def shown(self) -> Version | None:
        """Return the last version that was ever due."""
        due = [version for version in self.versions if not version.dropped and version.due <= timezone.now()]
        return due[-1] if due else None

    def drop(self, *, also_of_this_instant: bool = False) -> None:
        """Forget what waits; what is overtaken in the instant it came due nobody can have read either."""
        now = timezone.now()
        for version in self.versions:
            if not version.withdrawn:
                version.dropped |= version.due > now or (also_of_this_instant and version.due == now)

    # --- What must hold -------------------------------------------------------------------------------------------

    @invariant()
    def every_text_is_in_the_history(self) -> None:
        article = Article.objects.get(pk=self.number)
        assert article.revision_number == len(self.saved.titles)
        assert article.title == self.saved.titles[-1]
        kept = Revision.objects.filter(article=article).order_by("number", "pk").values_list("number", "state__title")
        numbered = [(number, title) for number, title in kept if number is not None]
        assert numbered == list(enumerate(self.saved.titles, start=1))
        assert sorted(title for number, title in kept if number is None) == sorted(self.saved.aside)

    @invariant()
    def audit_trail_explains_the_state(self) -> None:
        article, told = self.article(), replayed(self.number)
        assert told == Stored(
            article.state,
            article.writer_id,
            article.holder_id,
            article.live and article.live.version,
            article.waiting and article.waiting.version,
        )

    @invariant()
    def readers_see_the_last_version_that_is_due(self) -> None:
        now, shown = timezone.now(), self.shown()
        visible = shown is not None and not shown.withdrawn
        assert Publication.objects.visible(now).count() == int(visible)
        titles = set(re.findall(PRINTED_TITLE, shown.title)) if visible else set()
        notes = [v.note for v in self.versions if v.note and not (v.dropped or v.withdrawn) and v.due <= now]
        expected_notes = sorted(notes) if visible else []
        story = self.client.get(f"/x-{self.number}.html", follow=True)
        assert story.status_code == (404 if shown is None else 200 if visible else 410)
        for page in (story, *(self.client.get(path) for path in ("/", "/thoi-su/"))):
            assert set(re.findall(PRINTED_TITLE, page.content.decode())) == titles, page.request["PATH_INFO"]
        list_of_all = self.client.get("/dinh-chinh/").content.decode()
        for html in (re.sub(FOR_MACHINES, "", story.content.decode()), list_of_all):
            assert sorted(re.findall(PRINTED_NOTE, html)) == expected_notes
        assert set(re.findall(PRINTED_TITLE, list_of_all)) == (titles if expected_notes else set())


def written() -> list[list[Any]]:
    """Return enough of every table that the desk's verbs write to see whether one wrote."""
    intervals = Publication.objects.order_by("pk").values_list("pk", "ends_at", "withdrawn_at")
    counts = [model.objects.count() for model in (AuditEntry, Revision, Correction)]
    return [list(Article.objects.values()), list(intervals), counts]


def run(*, examples: int, steps: int) -> None:
    desk = make_desk()
    make_outlet()
    make_category()
    roles = [Role.REPORTER, Role.EDITOR, Role.DESK_HEAD, Role.MANAGING_EDITOR]
    Desk.persons = [make_user(role, desk=desk) for role in roles] + [boss(), other_eyes()]
    run_state_machine_as_test(
        Desk,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.slow
def test_any_day_at_the_desk_keeps_the_rules() -> None:
    run(examples=10, steps=15)


@pytest.mark.drill
@pytest.mark.timeout(3600)
def test_many_days_at_the_desk_keep_the_rules() -> None:
    run(examples=300, steps=40)
