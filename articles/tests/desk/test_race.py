"""Fifty at once for one move: exactly one makes it, the others are told, and it is recorded once."""

import threading
from collections import Counter

import pytest
import time_machine

from articles.desk import editing, workflow
from articles.desk.refusals import Conflict, NotPossible
from articles.desk.transitions import Action
from articles.models.article import Article, State
from articles.models.history import AuditEntry, Revision
from articles.models.publication import Correction, Publication
from articles.tests.desk.arrange import FROM_START, arguments, article_in, change, everything, later
from articles.tests.desk.racing import RUNNERS, race
from articles.tests.factories import boss, other_eyes

pytestmark = pytest.mark.slow

# Threads see only what is committed; the tests at the end need no threads and roll back.
for_threads = pytest.mark.django_db(transaction=True)

A, S = Action, State


def only_refusals(results: Counter[str]) -> None:
    assert results["won"] == 1, results
    assert set(results) <= {"won", Conflict.__name__, NotPossible.__name__}, results
    assert results.total() == RUNNERS


@for_threads
@pytest.mark.parametrize(
    ("action", "source", "publications"),
    [
        (A.CLAIM, S.SUBMITTED, 0),
        (A.APPROVE, S.AWAITING_APPROVAL, 0),
        (A.PUBLISH, S.APPROVED, 1),
        (A.SCHEDULE, S.APPROVED, 1),
        (A.UNSCHEDULE, S.SCHEDULED, 1),
        (A.WITHDRAW, S.PUBLISHED, 1),
        (A.CORRECT, S.PUBLISHED, 2),
    ],
)
def test_S16_race_for_a_move_has_one_winner(action: Action, source: State, publications: int) -> None:
    article, actor = article_in(source), boss()
    entries = AuditEntry.objects.count()
    only_refusals(race(lambda: workflow.transition(article, action, actor=actor, **arguments())))
    assert AuditEntry.objects.filter(action=action, article=article, from_state=source).count() == 1
    assert AuditEntry.objects.count() == entries + 1
    assert Publication.objects.count() == publications
    assert Correction.objects.count() == (action == A.CORRECT)


@for_threads
def test_race_to_settle_a_due_article_has_one_winner() -> None:
    article_in(S.SCHEDULED)
    settled: list[int] = []
    moment = later(hours=2)
    results = race(lambda: settled.append(workflow.settle_due(now=moment)))
    assert results == {"won": RUNNERS}
    assert sum(settled) == 1
    assert AuditEntry.objects.filter(action=A.GO_LIVE).count() == 1
    assert Article.objects.get().state == S.PUBLISHED


@for_threads
def test_race_between_the_clock_and_people_makes_each_move_once() -> None:
    article, actor = article_in(S.SCHEDULED), boss()
    turns = iter(range(RUNNERS))
    with time_machine.travel(later(hours=2)):
        results = race(
            lambda: (
                workflow.settle(article)
                if next(turns) % 2
                else workflow.transition(article, A.WITHDRAW, actor=actor, **arguments())
            )
        )
    assert set(results) <= {"won", "Conflict", "NotPossible"}, results
    actions = list(AuditEntry.objects.filter(article=article).order_by("pk").values_list("action", flat=True))
    # Where the clock was faster than every person, they are told so, and look again.
    made = actions[len(FROM_START[S.SCHEDULED]) + 1 :]
    assert made in ([A.GO_LIVE], [A.GO_LIVE, A.WITHDRAW])
    assert Article.objects.get().state == (S.WITHDRAWN if A.WITHDRAW in made else S.PUBLISHED)


@for_threads
@pytest.mark.parametrize("state", [S.DRAFT, S.PUBLISHED])
def test_S16_race_to_save_one_revision_has_one_winner(state: State) -> None:
    article, actor = article_in(state), boss()
    results = race(lambda: editing.save(article, change(threading.current_thread().name), actor=actor))
    only_refusals(results)
    assert results == {"won": 1, "Conflict": RUNNERS - 1}
    assert list(Revision.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
    assert Article.objects.get().title == Revision.objects.get(number=2).state["title"]
    assert AuditEntry.objects.filter(article=article, action__in=(A.SAVE, A.REOPEN)).count() == 1


@for_threads
def test_S16_save_and_publication_of_one_text_exclude_each_other() -> None:
    article, actor = article_in(S.APPROVED), boss()
    turns = iter(range(RUNNERS))
    results = race(
        lambda: (
            editing.save(article, change("Sửa"), actor=actor)
            if next(turns) % 2
            else workflow.transition(article, A.PUBLISH, actor=actor)
        )
    )
    # A save that comes second reopens what was published; a publication after a save finds another text.
    assert results["won"] in (1, 2), results
    for made in Publication.objects.all():
        assert made.title == "Một nhan đề"


# --- The same without threads: who saw something else is told so ------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("action", [A.CORRECT, A.WITHDRAW])
def test_move_on_another_version_than_was_seen_is_a_conflict(action: Action) -> None:
    seen = article_in(S.PUBLISHED)
    workflow.transition(seen, A.CORRECT, actor=boss(), correction="Lần một.")
    before = everything()
    with pytest.raises(Conflict):
        workflow.transition(seen, action, actor=boss(), **arguments())
    assert everything() == before


@pytest.mark.django_db
def test_move_on_another_schedule_than_was_seen_is_a_conflict() -> None:
    seen = article_in(S.SCHEDULED)
    article = workflow.transition(seen, A.UNSCHEDULE, actor=boss())
    workflow.transition(article, A.SCHEDULE, actor=boss(), when=later(hours=5))
    before = everything()
    with pytest.raises(Conflict):
        workflow.transition(seen, A.UNSCHEDULE, actor=boss())
    assert everything() == before


@pytest.mark.django_db
def test_move_on_another_revision_than_was_seen_is_a_conflict() -> None:
    seen = article_in(S.AWAITING_APPROVAL)
    saved = editing.save(seen, change(), actor=boss())
    for article, revision in ((seen, None), (saved, seen.revision_number)):
        with pytest.raises(Conflict):
            workflow.transition(article, A.APPROVE, actor=other_eyes(), revision=revision)
    assert workflow.transition(seen, A.APPROVE, actor=other_eyes(), revision=saved.revision_number).state == S.APPROVED


@pytest.mark.django_db
def test_move_on_a_schedule_that_came_due_since_is_no_conflict() -> None:
    seen = article_in(S.SCHEDULED)
    with time_machine.travel(later(hours=2)):
        workflow.settle_due()
        assert workflow.transition(seen, A.WITHDRAW, actor=boss(), reason="Sai.").state == S.WITHDRAWN
