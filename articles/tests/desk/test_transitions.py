"""The table of the workflow, each row walked for real and each refusal met."""

import datetime
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from articles.desk import editing, workflow
from articles.desk.guards import (
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
from articles.desk.refusals import NotAllowed, NotPossible
from articles.desk.transitions import BY_MOVE, SYSTEM, TRANSITIONS, Action, Transition
from articles.models.article import Article, State
from articles.models.history import AuditEntry
from articles.models.intake import ImportRecord
from articles.models.publication import Publication
from articles.tests.desk.arrange import (
    PERMISSIONS,
    arguments,
    article_in,
    change,
    colleague,
    everything,
    import_record,
    later,
    person,
)
from articles.tests.factories import advance, boss, make_document, other_eyes

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
    if another_holds in row.guards:
        article = workflow.transition(article, A.CLAIM, actor=boss())
    if without_doubts in row.guards:
        import_record(article)
    if has_open_doubts in row.guards:
        import_record(article, doubts=({"field": "title"},))
    if undone in row.guards:
        import_record(article)
        ImportRecord.objects.update(undone_at=timezone.now())
    return article


def walk(row: Transition, article: Article, actor: User | None, **others: Any) -> Article:
    """Make a row's move through the desk's own doors: a save where it is one, else the transition."""
    if row.action in (A.SAVE, A.REOPEN):
        return editing.save(article, change(), actor=actor, reason=arguments()["reason"])
    if row.action == A.SAVE_IMPORT:
        return editing.save_import(article, change(), reason=arguments()["reason"])
    if row.action == A.SETTLE:
        settling = editing.Settling(change(), {})
        return editing.settle_import(article, lambda current: settling, actor=actor, revision=article.revision_number)
    if row.action == A.GO_LIVE:
        with time_machine.travel(later(hours=2)):
            return workflow.settle(article)
    return workflow.transition(article, row.action, actor=actor, **arguments(**others))


def somebody_for(row: Transition, article: Article) -> User | None:
    if row.permission == SYSTEM:
        return None
    actor = person(row.permission, "work_all_desks")
    if own in row.guards:
        Article.objects.filter(pk=article.pk).update(writer=actor)
        article.writer = actor
    return actor


# --- What the table knows, and what it does not ---------------------------------------------------------------


def test_table_has_one_row_for_a_move_and_no_state_without_way_in_and_out() -> None:
    assert len(BY_MOVE) == len(TRANSITIONS)
    assert {row.source for row in TRANSITIONS} == set(State)
    assert {row.target for row in TRANSITIONS} == set(State)
    assert {row.action for row in TRANSITIONS} == set(Action)


def test_every_permission_of_the_desk_opens_a_move_or_widens_a_scope() -> None:
    beside_the_table = {"work_desk", "work_all_desks", "read_all_desks", "override_checklist", "void_correction"}
    assert {row.permission for row in TRANSITIONS} - {SYSTEM} == PERMISSIONS - beside_the_table


@pytest.mark.slow
@pytest.mark.any_database
@pytest.mark.parametrize("state", State)
def test_move_that_the_table_lacks_is_not_possible(state: State) -> None:
    article = article_in(state)
    import_record(article)
    arguments()  # makes whom a move may ask for
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
    article = source_of(row)
    actor = somebody_for(row, article)
    arguments()  # makes whom a move may ask for
    before = set(AuditEntry.objects.values_list("pk", flat=True))
    moved = walk(row, article, actor)

    stored = Article.objects.get(pk=article.pk)
    assert (stored.state, moved.state) == (row.target, row.target)
    assert (stored.state_changed_at == article.state_changed_at) == (row.source == row.target)
    (entry,) = AuditEntry.objects.exclude(pk__in=before)
    assert (entry.action, entry.from_state, entry.to_state) == (row.action, row.source, row.target)
    assert (entry.article_id, entry.actor) == (article.pk, actor)
    assert entry.revision_number == stored.revision_number
    assert entry.reason == ("" if row.action in (A.GO_LIVE, A.SETTLE) else "Có lý do.")
    if row.source != row.target:
        assert entry.at == stored.state_changed_at


# --- Who may --------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.any_database
@pytest.mark.parametrize("row", BY_PERSONS)
def test_row_refuses_who_lacks_only_its_permission(row: Transition) -> None:
    article = source_of(row)
    actor = person(*PERMISSIONS - {row.permission})
    before = everything()
    with pytest.raises(NotAllowed):
        walk(row, article, actor)
    assert everything() == before


@pytest.mark.slow
@pytest.mark.any_database
@pytest.mark.parametrize("row", BY_PERSONS)
def test_row_of_persons_refuses_the_system(row: Transition) -> None:
    article = source_of(row)
    before = everything()
    with pytest.raises(NotPossible if row.action in workflow.TEXT_ACTIONS else NotAllowed):
        workflow.transition(article, row.action, actor=None, **arguments())
    assert everything() == before


@pytest.mark.parametrize("row", [p for p in EVERY_ROW if p.values[0].permission == SYSTEM])
def test_row_of_the_system_refuses_every_person(row: Transition) -> None:
    article, actor = source_of(row), boss()
    before = everything()
    with pytest.raises(NotPossible if row.action in workflow.TEXT_ACTIONS else NotAllowed):
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


@pytest.mark.slow
@pytest.mark.any_database
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


@pytest.mark.slow
@pytest.mark.any_database
@pytest.mark.parametrize("missing", INCOMPLETE)
@pytest.mark.parametrize("row", [*rows_with(complete), *rows_with(checked), *rows_with(checked_or_emergency)])
def test_row_refuses_an_incomplete_text(row: Transition, missing: str) -> None:
    # No reason passes over this.
    refused(row, without(source_of(row), **INCOMPLETE[missing]), override="Vì gấp.")


@pytest.mark.parametrize("row", rows_with(checked))
def test_row_refuses_what_a_rule_of_the_checklist_blocks(row: Transition) -> None:
    article = without(source_of(row), sources="")
    refused(row, article)
    refused(row, article, override=" ")


@pytest.mark.parametrize("row", rows_with(checked))
def test_rule_is_passed_over_by_who_may_and_the_reason_is_kept(row: Transition) -> None:
    article = without(source_of(row), needs_legal=True, sources="")
    may_not = person(row.permission, "work_all_desks")
    with pytest.raises(NotPossible):
        workflow.transition(article, row.action, actor=may_not, **arguments(override="Luật sư đã xem."))

    may = person(row.permission, "work_all_desks", "override_checklist", username="may")
    workflow.transition(article, row.action, actor=may, **arguments(override="Luật sư đã xem."))

    entry = AuditEntry.objects.latest("pk")
    assert entry.details["passed_over"] == ["sources", "legal"]
    assert entry.details["override"] == "Luật sư đã xem."


def test_rule_passed_over_stays_so_for_this_text_only() -> None:
    article = without(article_in(S.AWAITING_APPROVAL), sources="")
    article = workflow.transition(article, A.APPROVE, actor=other_eyes(), override="Một nguồn là đủ.")
    article = workflow.transition(article, A.PUBLISH, actor=boss())  # not asked again
    article = editing.save(article, change("Sửa sau khi đăng"), actor=boss())
    article = workflow.transition(article, A.FORWARD, actor=boss())
    with pytest.raises(NotPossible):
        workflow.transition(article, A.APPROVE, actor=other_eyes())


def test_emergency_passes_over_the_checklist_with_its_reason() -> None:
    article = without(article_in(S.DRAFT), sources="", is_sensitive=True)
    workflow.transition(article, A.EMERGENCY_PUBLISH, actor=boss(), reason="Bão vào bờ.")
    assert AuditEntry.objects.latest("pk").details["passed_over"] == ["sources", "sensitive"]


def test_sapo_alone_is_a_text() -> None:
    article = without(article_in(S.APPROVED), document=EMPTY["document"])
    assert workflow.transition(article, A.PUBLISH, actor=boss()).state == S.PUBLISHED


@pytest.mark.slow
@pytest.mark.parametrize("row", [p for p in rows_with(is_live) if p.values[0].source != S.PUBLISHED])
def test_row_refuses_what_readers_do_not_see(row: Transition) -> None:
    refused(row, article_in(row.source))


@pytest.mark.slow
@pytest.mark.parametrize("row", rows_with(not_live))
def test_row_refuses_what_readers_see(row: Transition) -> None:
    refused(row, article_in(row.source, live=True))


@pytest.mark.parametrize("row", rows_with(nobody_holds))
def test_row_refuses_to_take_what_another_holds(row: Transition) -> None:
    holder = person("claim_article", "work_all_desks", username="holder")
    refused(row, workflow.transition(article_in(S.SUBMITTED), A.CLAIM, actor=holder))


@pytest.mark.parametrize("action", [A.CLAIM, A.TAKE_OVER])
def test_holder_is_told_that_she_holds_the_article_herself(action: Action) -> None:
    article = advance(article_in(S.IN_EDITING), A.CLAIM)
    (move,) = (move for move in workflow.moves_for(article, boss()) if move.row.action == action)
    assert str(move.refusal) == "Bạn đang giữ bài này rồi."


def test_take_over_refuses_when_nobody_else_holds() -> None:
    row = BY_MOVE[A.TAKE_OVER, S.IN_EDITING]
    refused(row, article_in(S.IN_EDITING))
    refused(row, advance(article_in(S.IN_EDITING), A.CLAIM))


@pytest.mark.parametrize("row", rows_with(own))
def test_row_refuses_another_persons_text(row: Transition) -> None:
    refused(row, source_of(row))


@pytest.mark.parametrize("row", [*rows_with(to_a_writer), *rows_with(to_an_editor)])
def test_row_refuses_who_cannot_take_the_article(row: Transition) -> None:
    article = source_of(row)
    refused(row, article, assignee=None)
    refused(row, article, assignee=person("work_all_desks", username="without the permission"))
    refused(row, article, assignee=person("write_article", "edit_article", username="of another desk"))
    gone = person("write_article", "edit_article", "work_all_desks", username="gone")
    gone.is_active = False
    refused(row, article, assignee=gone)


@pytest.mark.parametrize("row", [*rows_with(to_a_writer), *rows_with(to_an_editor)])
def test_row_hands_the_article_over_and_says_to_whom(row: Transition) -> None:
    article = workflow.transition(source_of(row), row.action, actor=boss(), **arguments())
    assert (article.writer if row.source == S.DRAFT else article.holder) == colleague()
    assert AuditEntry.objects.latest("pk").details == {"from": None, "to": colleague().pk}
    refused(BY_MOVE[row.action, State(article.state)], article)  # has it already


@pytest.mark.parametrize("row", rows_with(in_the_future))
@pytest.mark.parametrize("hours", [None, 0, -1])
def test_row_refuses_a_time_that_is_not_ahead(row: Transition, hours: int | None) -> None:
    article = source_of(row)
    with time_machine.travel(timezone.now(), tick=False):
        refused(row, article, when=None if hours is None else later(hours=hours))


@pytest.mark.parametrize("row", rows_with(in_the_future))
def test_row_refuses_a_time_without_its_zone_or_far_away(row: Transition) -> None:
    article = source_of(row)
    for when in (later().replace(tzinfo=None), later(days=400), datetime.datetime.max.replace(tzinfo=datetime.UTC)):
        refused(row, article, when=when)


def test_move_that_no_table_knows_is_refused() -> None:
    article = article_in(S.DRAFT)
    for action in ("blow_up", "", "__class__", None):
        with pytest.raises(NotPossible):
            workflow.transition(article, action, actor=boss())


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
