"""Voiding a correction: once, by who may, with a reason that readers see; and whose corrections the desk shows."""

import pytest

from accounts.roles import Role
from articles.admin import rail
from articles.desk import corrections, editing
from articles.desk.refusals import Conflict, NotAllowed, NotPossible
from articles.desk.transitions import Action
from articles.models.article import Article, State
from articles.models.history import AuditEntry
from articles.models.publication import Correction
from articles.tests.desk.arrange import arguments, change, everything, person
from articles.tests.desk.racing import RUNNERS, race
from articles.tests.factories import advance, boss, make_desk, make_published, make_user

pytestmark = pytest.mark.django_db


def corrected(**columns) -> Correction:
    article = advance(make_published(**columns), Action.CORRECT, correction="Tên đúng là Lan.")
    return Correction.objects.get(number=article.number)


def test_voiding_is_a_further_row_and_recorded() -> None:
    wrong = corrected()
    voiding = corrections.void(wrong, actor=boss(), reason="  Tên cũ\0 đã đúng. ")
    assert (voiding.voids, voiding.reason, voiding.text) == (wrong, "Tên cũ đã đúng.", "")
    assert (voiding.story_id, voiding.number, voiding.version) == (wrong.story_id, wrong.number, wrong.version)
    recorded = AuditEntry.objects.get(action="void_correction")
    assert (recorded.actor, recorded.article_id, recorded.version) == (boss(), wrong.number, wrong.version)
    assert (recorded.reason, recorded.details) == ("Tên cũ đã đúng.", {"correction": wrong.pk})
    assert (recorded.from_state, recorded.to_state) == ("", "")
    assert Correction.objects.get(pk=wrong.pk).text == "Tên đúng là Lan."


def test_correction_is_voided_once() -> None:
    wrong = corrected()
    voiding = corrections.void(wrong, actor=boss(), reason="Vì thế.")
    before = everything()
    for row in (wrong, voiding):
        with pytest.raises(NotPossible):
            corrections.void(row, actor=boss(), reason="Lần nữa.")
    assert everything() == before


@pytest.mark.parametrize("reason", ["", " \n", "\0", "x" * 501])
def test_voiding_needs_a_reason_that_fits(reason: str) -> None:
    wrong = corrected()
    with pytest.raises(NotPossible):
        corrections.void(wrong, actor=boss(), reason=reason)
    assert Correction.objects.count() == 1


def test_correction_that_waits_is_unscheduled_and_not_voided() -> None:
    article = advance(editing.save(make_published(), change(), actor=boss()), Action.FORWARD, Action.APPROVE)
    advance(article, Action.SCHEDULE, **arguments())
    with pytest.raises(NotPossible):
        corrections.void(Correction.objects.get(), actor=boss(), reason="Vì thế.")


@pytest.mark.parametrize("back", [Action.UNSCHEDULE, Action.REOPEN])
def test_correction_of_a_change_taken_back_is_offered_again_until_readers_are_told(back: Action) -> None:
    article = advance(editing.save(make_published(), change(), actor=boss()), Action.FORWARD, Action.APPROVE)
    assert corrections.dropped(article) == ""
    article = advance(article, Action.SCHEDULE, **arguments())
    assert corrections.dropped(article) == ""
    if back == Action.REOPEN:
        article = advance(
            editing.save(article, change("Nhan đề lại sửa"), actor=boss()), Action.FORWARD, Action.APPROVE
        )
    else:
        article = advance(article, back)
    assert corrections.dropped(article) == "Xin đính chính."
    offered = {q.value for b in rail.buttons_of(article, boss()) for q in b.questions if q.name == "correction"}
    assert offered == {"Xin đính chính."}
    article = advance(article, Action.CORRECT, **arguments())
    assert corrections.dropped(article) == ""


@pytest.mark.parametrize("who", ["everything else", Role.REPORTER, Role.EDITOR, Role.DESK_HEAD, Role.ADMINISTRATOR])
def test_who_may_not_void_is_refused(who: str) -> None:
    wrong = corrected(desk_id=make_desk().pk)
    actor = (
        make_user(who, desk=make_desk())
        if who in Role.values
        else person("correct_article", "withdraw_article", "work_all_desks")
    )
    with pytest.raises(NotAllowed):
        corrections.void(wrong, actor=actor, reason="Vì thế.")
    assert Correction.objects.count() == 1


def test_permission_to_void_reaches_as_far_as_ones_desks() -> None:
    here, elsewhere = make_desk(), make_desk("Ban Kinh tế")
    actor = person("void_correction", "work_desk")
    here.members.add(actor)
    with pytest.raises(NotAllowed):
        corrections.void(corrected(desk_id=elsewhere.pk), actor=actor, reason="Vì thế.")
    corrections.void(corrected(desk_id=here.pk, title="Bài khác"), actor=actor, reason="Vì thế.")


@pytest.mark.django_db(transaction=True)
def test_race_to_void_has_one_winner() -> None:
    wrong, actor = corrected(), boss()
    results = race(lambda: corrections.void(wrong, actor=actor, reason="Vì thế."))
    assert results["won"] == 1, results
    assert set(results) <= {"won", Conflict.__name__, NotPossible.__name__}, results
    assert results.total() == RUNNERS
    assert (Correction.objects.count(), AuditEntry.objects.filter(action="void_correction").count()) == (2, 1)


def test_entries_say_who_wrote_and_who_voided_newest_first() -> None:
    first, second = corrected(title="Một"), corrected(title="Hai")
    chief = make_user(Role.EDITOR_IN_CHIEF)
    corrections.void(first, actor=chief, reason="Vì thế.")
    found, older = corrections.entries(boss())
    assert older is None
    assert [(e.article.title, e.by, e.voided_by) for e in found] == [("Hai", boss(), None), ("Một", boss(), chief)]
    assert [e.correction for e in corrections.entries(boss(), number=first.number)[0]] == [first]
    assert corrections.entry(second).voiding is None


def test_entries_are_those_of_articles_a_person_may_read() -> None:
    here, elsewhere = make_desk(), make_desk("Ban Kinh tế")
    own = corrected(desk_id=here.pk)
    corrected(desk_id=elsewhere.pk, title="Bài khác")
    editor = make_user(Role.EDITOR, desk=here)
    assert [e.correction for e in corrections.entries(editor)[0]] == [own]
    assert len(corrections.entries(make_user(Role.MANAGING_EDITOR))[0]) == 2
    assert corrections.entries(make_user(Role.EDITOR, username="of_none"))[0] == []


def test_entries_go_on_by_their_place() -> None:
    article = make_published()
    for n in range(5):
        article = advance(article, Action.CORRECT, correction=f"Lần {n}")
    pages, before = [], None
    for _page in range(3):
        found, before = corrections.entries(boss(), before=before, size=2)
        pages.append([e.correction.text for e in found])
    assert pages == [["Lần 4", "Lần 3"], ["Lần 2", "Lần 1"], ["Lần 0"]]
    assert before is None


@pytest.mark.parametrize("count", [1, 3])
def test_entries_ask_three(count: int, django_assert_num_queries) -> None:
    for n in range(count):
        corrections.void(corrected(title=f"Bài {n}"), actor=boss(), reason="Vì thế.")
    user = boss()
    with django_assert_num_queries(3):  # corrections, their articles, who did it
        assert len([(str(e.by), str(e.voided_by)) for e in corrections.entries(user)[0]]) == count


def test_withdrawn_story_keeps_its_corrections_at_the_desk() -> None:
    wrong = corrected()
    advance(Article.objects.get(), Action.WITHDRAW, reason="Sai.")
    assert Article.objects.get().state == State.WITHDRAWN
    assert corrections.entry(wrong).correction == wrong
