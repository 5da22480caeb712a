"""The table of the workflow, each row walked for real and each refusal met."""

from typing import Any

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from articles.desk import editing, workflow
from articles.desk.refusals import NotAllowed, NotPossible
from articles.desk.transitions import (
    BY_MOVE,
    SYSTEM,
    TRANSITIONS,
    Action,
    Move,
    Transition,
    complete,
    correction_given,
    due,
    has_title,
    in_the_future,
    is_live,
    not_due,
    not_live,
    reason_given,
    without_doubts,
)
from articles.models.article import Article, State
from articles.models.history import AuditEntry
from articles.models.publication import Publication
from articles.tests.desk.arrange import (
    PERMISSIONS,
    arguments,
    article_in,
    change,
    everything,
    import_record,
    later,
    person,
)
from articles.tests.factories import boss, make_document

pytestmark = pytest.mark.django_db

A, S = Action, State


def name_of(row: Transition) -> str:
    return f"{row.action}-{row.source}"


def rows_with(guard: object) -> list:
    return [pytest.param(row, id=name_of(row)) for row in TRANSITIONS if guard in row.guards]


BY_PERSONS = [pytest.param(row, id=name_of(row)) for row in TRANSITIONS if row.permission != SYSTEM]
EVERY_ROW = [pytest.param(row, id=name_of(row)) for row in TRANSITIONS]


def source_of(row: Transition) -> Article:
    """Return an article from which nothing but what a test takes away hinders a row's move."""
    article = article_in(row.source, live=is_live in row.guards or row.action == A.HOLD_IMPORT)
    if without_doubts in row.guards:
        import_record(article)
    return article


def walk(row: Transition, article: Article, actor: User | None, **others: Any) -> Article:
    """Make a row's move through the desk's own doors: a save where it is one, else the transition."""
    if row.action in (A.SAVE, A.REOPEN):
        return editing.save(article, change(), actor=actor, reason=arguments()["reason"])
    if row.action == A.SAVE_IMPORT:
        return editing.save_import(article, change(), reason=arguments()["reason"])
    if row.action == A.GO_LIVE:
        with time_machine.travel(later(hours=2)):
            return workflow.settle(article)
    return workflow.transition(article, row.action, actor=actor, **arguments(**others))


def somebody_for(row: Transition) -> User | None:
    return None if row.permission == SYSTEM else person(row.permission, "work_all_desks")


# --- What the table knows, and what it does not ---------------------------------------------------------------


def test_table_has_one_row_for_a_move_and_no_state_without_way_in_and_out() -> None:
    assert len(BY_MOVE) == len(TRANSITIONS)
    assert {row.source for row in TRANSITIONS} == set(State)
    assert {row.target for row in TRANSITIONS} == set(State)
    assert {row.action for row in TRANSITIONS} == set(Action)


def test_every_permission_of_the_desk_opens_a_move_or_widens_a_scope() -> None:
    beside_the_table = {"take_over_article", "work_desk", "work_all_desks"}
    assert {row.permission for row in TRANSITIONS} - {SYSTEM} == PERMISSIONS - beside_the_table


@pytest.mark.parametrize("state", State)
def test_move_that_the_table_lacks_is_not_possible(state: State) -> None:
    article = article_in(state)
    import_record(article)
    actor, before = boss(), everything()
    missing = [action for action in Action if (action, state) not in BY_MOVE]
    assert missing
    for action in missing:
        for who in (actor, None):
            with pytest.raises(NotPossible):
                workflow.transition(article, action, actor=who, **arguments())
    assert everything() == before


@pytest.mark.parametrize("row", EVERY_ROW)
def test_row_leads_from_its_source_to_its_target(row: Transition) -> None:
    article, actor = source_of(row), somebody_for(row)
    before = set(AuditEntry.objects.values_list("pk", flat=True))
    moved = walk(row, article, actor)

    stored = Article.objects.get(pk=article.pk)
    assert (stored.state, moved.state) == (row.target, row.target)
    assert (stored.state_changed_at == article.state_changed_at) == (row.source == row.target)
    (entry,) = AuditEntry.objects.exclude(pk__in=before)
    assert (entry.action, entry.from_state, entry.to_state) == (row.action, row.source, row.target)
    assert (entry.article_id, entry.actor) == (article.pk, actor)
    assert entry.revision_number == stored.revision_number
    assert entry.reason == ("" if row.action == A.GO_LIVE else "Có lý do.")
    if row.source != row.target:
        assert entry.at == stored.state_changed_at


# --- Who may --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", BY_PERSONS)
def test_row_refuses_who_lacks_only_its_permission(row: Transition) -> None:
    article = source_of(row)
    actor = person(*PERMISSIONS - {row.permission})
    before = everything()
    with pytest.raises(NotAllowed):
        walk(row, article, actor)
    assert everything() == before


@pytest.mark.parametrize("row", BY_PERSONS)
def test_row_of_persons_refuses_the_system(row: Transition) -> None:
    article = source_of(row)
    before = everything()
    with pytest.raises(NotAllowed):
        workflow.transition(article, row.action, actor=None, **arguments())
    assert everything() == before


@pytest.mark.parametrize("row", [p for p in EVERY_ROW if p.values[0].permission == SYSTEM])
def test_row_of_the_system_refuses_every_person(row: Transition) -> None:
    article, actor = source_of(row), boss()
    before = everything()
    with pytest.raises(NotAllowed):
        workflow.transition(article, row.action, actor=actor, **arguments())
    assert everything() == before


# --- Guards ---------------------------------------------------------------------------------------------------


def refused(row: Transition, article: Article, **others: Any) -> None:
    """Check that somebody with every right is refused by a guard, and that nothing was written."""
    actor = None if row.permission == SYSTEM else boss()
    before = everything()
    with pytest.raises(NotPossible):
        workflow.transition(article, row.action, actor=actor, **arguments(**others))
    assert everything() == before


def without(article: Article, **columns: Any) -> Article:
    """Take from a text what its state promises; no verb would, so this goes round them."""
    Article.objects.filter(pk=article.pk).update(**columns)
    return Article.objects.get(pk=article.pk)


@pytest.mark.parametrize("row", rows_with(reason_given))
def test_row_refuses_without_a_reason(row: Transition) -> None:
    refused(row, source_of(row), reason=" \n")


@pytest.mark.parametrize("row", rows_with(correction_given))
def test_row_refuses_without_the_text_of_a_correction(row: Transition) -> None:
    refused(row, source_of(row), correction=" \n")


@pytest.mark.parametrize("row", rows_with(has_title))
def test_row_refuses_without_a_title(row: Transition) -> None:
    refused(row, without(source_of(row), title="  "))


EMPTY = {"document": make_document("") | {"blocks": []}, "sapo": " "}
INCOMPLETE = {
    "no title": {"title": " "},
    "no category": {"category": None},
    "empty body": EMPTY,
    "unreadable body": {"document": {"version": 99}},
}


@pytest.mark.parametrize("missing", INCOMPLETE)
@pytest.mark.parametrize("row", rows_with(complete))
def test_row_refuses_an_incomplete_text(row: Transition, missing: str) -> None:
    refused(row, without(source_of(row), **INCOMPLETE[missing]))


def test_sapo_alone_is_a_text() -> None:
    article = without(article_in(S.APPROVED), document=EMPTY["document"])
    assert workflow.transition(article, A.PUBLISH, actor=boss()).state == S.PUBLISHED


@pytest.mark.parametrize("row", [p for p in rows_with(is_live) if p.values[0].source != S.PUBLISHED])
def test_row_refuses_what_readers_do_not_see(row: Transition) -> None:
    refused(row, article_in(row.source))


@pytest.mark.parametrize("row", rows_with(not_live))
def test_row_refuses_what_readers_see(row: Transition) -> None:
    refused(row, article_in(row.source, live=True))


@pytest.mark.parametrize("row", rows_with(in_the_future))
@pytest.mark.parametrize("hours", [None, 0, -1])
def test_row_refuses_a_time_that_is_not_ahead(row: Transition, hours: int | None) -> None:
    article = source_of(row)
    with time_machine.travel(timezone.now(), tick=False):
        refused(row, article, when=None if hours is None else later(hours=hours))


@pytest.mark.parametrize("row", rows_with(due))
def test_row_refuses_what_is_not_due(row: Transition) -> None:
    refused(row, source_of(row))


@pytest.mark.parametrize("row", rows_with(not_due))
def test_row_refuses_what_came_due_since_it_was_settled(row: Transition) -> None:
    # `transition` settles first, by the same clock; between a save's two looks at the clock it can still come due.
    article = Article.objects.select_related("waiting").get(pk=article_in(S.SCHEDULED).pk)
    due_by_now = Move(boss(), later(hours=2))
    assert workflow.why_not(row, article, due_by_now) is not None
    assert workflow.why_not(row, article, Move(boss(), timezone.now())) is None


@pytest.mark.parametrize("row", rows_with(without_doubts))
def test_row_refuses_an_import_with_open_doubts(row: Transition) -> None:
    article = article_in(row.source)
    refused(row, article)  # not an import at all
    import_record(article, doubts=({"field": "title"},))
    refused(row, article)


# --- After the clock ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", [A.CORRECT, A.WITHDRAW])
def test_move_on_a_due_article_settles_it_first(action: Action) -> None:
    article = article_in(S.SCHEDULED)
    with time_machine.travel(later(hours=2)):
        moved = workflow.transition(article, action, actor=boss(), **arguments())
    assert moved.state == BY_MOVE[action, S.PUBLISHED].target
    actions = list(AuditEntry.objects.filter(article=article).order_by("pk").values_list("action", flat=True))
    assert actions[-2:] == [A.GO_LIVE, action]


def test_move_of_a_scheduled_article_is_not_possible_once_due() -> None:
    article = article_in(S.SCHEDULED)
    before = everything()
    with time_machine.travel(later(hours=2)), pytest.raises(NotPossible):
        workflow.transition(article, A.UNSCHEDULE, actor=boss())
    assert everything() == before
    assert Publication.objects.get().ends_at is None
