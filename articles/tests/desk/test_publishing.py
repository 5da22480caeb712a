"""Freezing, and the intervals in which readers see what was frozen; by example. test_histories.py goes on at random."""

import datetime
from collections.abc import Iterator

import pytest
import time_machine
from django.utils import timezone

from articles.desk import editing, workflow
from articles.desk.refusals import NotPossible
from articles.desk.transitions import Action
from articles.models.article import Article, State, live_at, state_at
from articles.models.publication import Correction, Publication
from articles.models.story import Precision
from articles.public import lists, queries
from articles.tests.desk.arrange import arguments, article_in, change, person
from articles.tests.factories import (
    TO_APPROVED,
    advance,
    boss,
    make_article,
    make_category,
    make_document,
    make_photo,
    make_published,
)

pytestmark = pytest.mark.django_db

A, S = Action, State
DAY = datetime.datetime(2025, 10, 31, tzinfo=timezone.get_default_timezone())


def at(hour: int, minute: int = 0) -> datetime.datetime:
    return DAY + datetime.timedelta(hours=hour, minutes=minute)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(at(8), tick=False) as clock:
        yield clock


def read(number: int, moment: datetime.datetime) -> str:
    """Return what answers a reader: a title, or the number of an error page."""
    try:
        return queries.story(moment, number).title
    except queries.StoryWithdrawn:
        return "410"
    except queries.StoryNotFound:
        return "404"


def approved(title: str, **columns: object) -> Article:
    return advance(make_article(title=title, **columns), *TO_APPROVED)


def approved_again(article: Article, title: str) -> Article:
    """Change the text of an article and take it through approval once more."""
    return advance(editing.save(article, change(title), actor=boss()), A.FORWARD, A.APPROVE)


def intervals() -> list[tuple]:
    return list(Publication.objects.order_by("version").values_list("goes_live_at", "ends_at", "withdrawn_at"))


# --- Intervals ------------------------------------------------------------------------------------------------


def test_published_story_shows_from_that_moment(clock: time_machine.Traveller) -> None:
    article = make_published(title="Một")
    assert intervals() == [(at(8), None, None)]
    assert read(article.number, at(7, 59)) == "404"
    assert read(article.number, at(8)) == "Một"


def test_publishing_changes_ends_the_version_before(clock: time_machine.Traveller) -> None:
    article = make_published(title="Một")
    clock.move_to(at(9))
    article = approved_again(article, "Hai")
    assert read(article.number, at(9)) == "Một"
    article = advance(article, A.PUBLISH_CHANGES)
    assert intervals() == [(at(8), at(9), None), (at(9), None, None)]
    assert [read(article.number, at(hour)) for hour in (9, 10)] == ["Hai", "Hai"]
    assert article.live.version == 2
    assert article.frozen_revision_number == article.revision_number == 2


def test_scheduled_changes_show_when_due_without_anybody_settling(clock: time_machine.Traveller) -> None:
    article = approved_again(make_published(title="Một"), "Hai")
    article = advance(article, A.SCHEDULE, when=at(10))
    assert intervals() == [(at(8), at(10), None), (at(10), None, None)]
    assert [read(article.number, moment) for moment in (at(8), at(9, 59), at(10))] == ["Một", "Một", "Hai"]
    assert (state_at(article, at(9, 59)), state_at(article, at(10))) == (S.SCHEDULED, S.PUBLISHED)
    assert [live_at(article, moment).version for moment in (at(9, 59), at(10))] == [1, 2]


def test_settling_catches_up_once(clock: time_machine.Traveller) -> None:
    article = advance(approved("Một"), A.SCHEDULE, when=at(10))
    advance(approved("Hai"), A.SCHEDULE, when=at(12))
    assert workflow.settle_due() == 0
    clock.move_to(at(10))
    assert workflow.settle_due() == 1
    assert workflow.settle_due() == 0
    article.refresh_from_db()
    assert (article.state, article.waiting, article.live.version) == (S.PUBLISHED, None, 1)
    assert article.audit_entries.filter(action=A.GO_LIVE, actor=None).count() == 1


def test_unscheduling_reopens_the_version_that_was_cut_short(clock: time_machine.Traveller) -> None:
    article = approved_again(make_published(title="Một"), "Hai")
    article = advance(article, A.SCHEDULE, when=at(10))
    article = advance(article, A.UNSCHEDULE)
    assert intervals() == [(at(8), None, None), (at(10), at(10), None)]
    assert [read(article.number, at(hour)) for hour in (8, 10, 11)] == ["Một"] * 3
    assert (article.state, article.waiting, article.live.version) == (S.APPROVED, None, 1)


def test_unscheduled_story_was_never_there(clock: time_machine.Traveller) -> None:
    article = advance(approved("Một"), A.SCHEDULE, when=at(10))
    article = advance(article, A.UNSCHEDULE)
    assert [read(article.number, at(hour)) for hour in (9, 10, 11)] == ["404"] * 3
    clock.move_to(at(12))
    advance(article, A.PUBLISH)
    assert Publication.objects.get(version=2).first_published_at == at(12)  # not the time that came to nothing


def test_scheduling_again_for_the_same_moment_and_back(clock: time_machine.Traveller) -> None:
    article = approved_again(make_published(title="Một"), "Hai")
    article = advance(article, A.SCHEDULE, A.UNSCHEDULE, when=at(10))
    article = advance(article, A.SCHEDULE, when=at(10))
    assert intervals() == [(at(8), at(10), None), (at(10), at(10), None), (at(10), None, None)]
    assert read(article.number, at(10)) == "Hai"
    advance(article, A.UNSCHEDULE)
    assert read(article.number, at(10)) == "Một"


def test_frozen_revision_is_that_of_the_live_version(clock: time_machine.Traveller) -> None:
    article = approved_again(make_published(title="Một"), "Hai")
    article = advance(article, A.SCHEDULE, A.UNSCHEDULE, A.SCHEDULE, when=at(10))
    assert (article.revision_number, article.frozen_revision_number) == (2, 1)
    clock.move_to(at(10))
    article = workflow.settle(article)
    assert article.frozen_revision_number == 2
    article = editing.save(article, change("Ba"), actor=boss())
    assert (article.revision_number, article.frozen_revision_number) == (3, 2)
    assert advance(article, A.WITHDRAW, reason="Sai.").frozen_revision_number is None


def test_publishing_at_once_while_a_version_waits_cuts_it_to_nothing(clock: time_machine.Traveller) -> None:
    article = approved_again(make_published(title="Một"), "Hai")
    article = advance(article, A.SCHEDULE, when=at(10))
    clock.move_to(at(9))
    article = advance(article, A.EMERGENCY_PUBLISH, reason="Tin khẩn.")
    assert intervals() == [(at(8), at(9), None), (at(10), at(10), None), (at(9), None, None)]
    assert (article.state, article.waiting, article.live.version) == (S.PUBLISHED, None, 3)
    assert [read(article.number, at(hour)) for hour in (8, 9, 10, 11)] == ["Một", "Hai", "Hai", "Hai"]


def test_withdrawing_takes_open_and_waiting_versions(clock: time_machine.Traveller) -> None:
    article = approved_again(make_published(title="Một"), "Hai")
    article = advance(article, A.SCHEDULE, when=at(10))
    clock.move_to(at(9))
    article = advance(article, A.WITHDRAW, reason="Sai sự thật.")
    assert intervals() == [(at(8), at(10), at(9)), (at(10), None, at(9))]
    assert [read(article.number, moment) for moment in (at(9), at(10), at(11))] == ["410"] * 3
    assert (article.live, article.waiting, article.state) == (None, None, S.WITHDRAWN)
    assert article.audit_entries.get(action=A.WITHDRAW).details["versions"] == [1, 2]


def test_withdrawing_leaves_versions_that_had_ended_as_they_were(clock: time_machine.Traveller) -> None:
    article = approved_again(make_published(title="Một"), "Hai")
    clock.move_to(at(9))
    article = advance(article, A.PUBLISH_CHANGES)
    clock.move_to(at(10))
    advance(article, A.WITHDRAW, reason="Sai sự thật.")
    assert intervals() == [(at(8), at(9), None), (at(9), None, at(10))]
    assert read(article.number, at(10)) == "410"


def test_publishing_after_withdrawal_freezes_anew_and_withdraws_nothing_less(clock: time_machine.Traveller) -> None:
    article = make_published(title="Một")
    clock.move_to(at(9))
    article = advance(article, A.WITHDRAW, A.RESTORE, A.FORWARD, A.APPROVE, reason="Sai sự thật.")
    assert read(article.number, at(9)) == "410"
    article = advance(article, A.SCHEDULE, when=at(10))
    assert [read(article.number, moment) for moment in (at(9, 59), at(10))] == ["410", "Một"]
    first, second = Publication.objects.order_by("version")
    assert (first.withdrawn_at, second.withdrawn_at) == (at(9), None)
    assert second.first_published_at == at(8)


def test_interval_of_a_withdrawn_version_is_evidence_and_stays(clock: time_machine.Traveller) -> None:
    article = approved_again(make_published(title="Một"), "Hai")
    article = advance(article, A.SCHEDULE, when=at(10))
    article = advance(article, A.WITHDRAW, A.RESTORE, A.FORWARD, A.APPROVE, reason="Sai sự thật.")
    evidence = [(at(8), at(10), at(8)), (at(10), None, at(8))]
    assert intervals() == evidence
    article = advance(article, A.SCHEDULE, when=at(10))  # the very moment that had cut version 1 short
    assert intervals()[:2] == evidence
    advance(article, A.UNSCHEDULE)
    assert intervals()[:2] == evidence
    assert read(article.number, at(10)) == "410"


def test_clock_that_runs_behind_never_leaves_two_visible(clock: time_machine.Traveller) -> None:
    article = approved_again(make_published(title="Một"), "Hai")
    clock.move_to(at(7, 59))  # another worker's clock
    advance(article, A.PUBLISH_CHANGES)
    assert intervals() == [(at(8), at(8), None), (at(7, 59), None, None)]
    assert read(article.number, at(8)) == "Hai"


# --- The date that orders lists ---------------------------------------------------------------------------------


def test_first_publication_dates_every_version(clock: time_machine.Traveller) -> None:
    article = approved_again(make_published(title="Một"), "Hai")
    clock.move_to(at(20))
    advance(article, A.PUBLISH_CHANGES)
    assert set(Publication.objects.values_list("first_published_at", flat=True)) == {at(8)}


@pytest.mark.parametrize("actions", [(A.PUBLISH,), (A.SCHEDULE,), (A.EMERGENCY_PUBLISH,)])
def test_imported_text_keeps_its_own_date(clock: time_machine.Traveller, actions: tuple[Action, ...]) -> None:
    article = editing.create(
        editing.Change({"title": "Cũ", "category_id": make_category().pk, "document": make_document()}),
        actor=None,
        dated_at=at(0) - datetime.timedelta(days=400),
        dated_precision=Precision.DAY,
    )
    advance(article, *TO_APPROVED)
    advance(Article.objects.get(), *actions, **arguments(when=at(10)))
    made = Publication.objects.get()
    assert made.first_published_at == at(0) - datetime.timedelta(days=400)
    assert made.first_published_precision == Precision.DAY
    assert made.goes_live_at >= at(8)


# --- Corrections ------------------------------------------------------------------------------------------------


def test_correction_freezes_a_version_and_shows_with_it(clock: time_machine.Traveller) -> None:
    article = make_published(title="Một")
    clock.move_to(at(9))
    article = advance(article, A.CORRECT, correction="  Tên đúng là Lan.  ")
    correction = Correction.objects.get()
    assert (correction.text, correction.version, correction.created_at) == ("Tên đúng là Lan.", 2, at(9))
    shown = queries.story(at(9), article.number)
    assert queries.corrections(shown, at(9)) == [correction]
    assert queries.corrections(shown, at(8, 30)) == []
    assert article.audit_entries.get(action=A.CORRECT).details == {"correction": correction.pk}


def test_correction_goes_with_an_approved_change(clock: time_machine.Traveller) -> None:
    article = approved_again(make_published(title="Một"), "Hai")
    advance(article, A.CORRECT, correction="Sửa nhan đề.")
    assert read(article.number, at(8)) == "Hai"
    assert Correction.objects.get().version == 2


def test_correction_of_scheduled_changes_shows_when_they_do(clock: time_machine.Traveller) -> None:
    article = approved_again(make_published(title="Một"), "Hai")
    article = advance(article, A.SCHEDULE, when=at(10), correction="Sửa nhan đề.")
    correction = Correction.objects.get()
    assert (correction.version, correction.created_at) == (2, at(10))
    assert article.audit_entries.get(action=A.SCHEDULE).details["correction"] == correction.pk
    second = datetime.timedelta(seconds=1)
    for now, expected in ((at(10) - second, []), (at(10), [correction]), (at(10) + second, [correction])):
        assert queries.corrections(queries.story(now, article.number), now) == expected
        assert lists.corrections_page(now)[0].rows == expected


def test_correction_of_unscheduled_changes_never_shows(clock: time_machine.Traveller) -> None:
    article = approved_again(make_published(title="Một"), "Hai")
    article = advance(article, A.SCHEDULE, when=at(10), correction="Sửa nhan đề.")
    advance(article, A.UNSCHEDULE)
    assert lists.corrections_page(at(11))[0].rows == []
    advance(Article.objects.get(), A.SCHEDULE, when=at(10), correction="Sửa nhan đề hơn.")
    assert [c.text for c in lists.corrections_page(at(11))[0].rows] == ["Sửa nhan đề hơn."]


def test_correction_of_scheduled_changes_comes_along_when_an_emergency_overtakes_them(
    clock: time_machine.Traveller,
) -> None:
    article = approved_again(make_published(title="Một"), "Hai")
    article = advance(article, A.SCHEDULE, when=at(10), correction="Sửa nhan đề.")
    clock.move_to(at(9))
    article = advance(article, A.EMERGENCY_PUBLISH, reason="Bạn đọc đang hiểu sai.")
    (note,) = queries.corrections(queries.story(at(9), article.number), at(9))
    assert (note.text, note.version, note.created_at) == ("Sửa nhan đề.", 3, at(9))
    assert article.audit_entries.get(action=A.EMERGENCY_PUBLISH).details["correction"] == note.pk
    for now in (at(9), at(11)):
        assert lists.corrections_page(now)[0].rows == [note]


def test_correction_is_scheduled_only_by_who_may_correct_and_only_of_what_readers_see(
    clock: time_machine.Traveller,
) -> None:
    scheduler = person("schedule_article", "work_all_desks")
    article = approved_again(make_published(title="Một"), "Hai")
    with pytest.raises(NotPossible):
        advance(article, A.SCHEDULE, actor=scheduler, when=at(10), correction="Sửa nhan đề.")
    advance(article, A.SCHEDULE, actor=scheduler, when=at(10))
    advance(article_in(S.APPROVED), A.SCHEDULE, when=at(10), correction="Không có gì để sửa.")
    assert not Correction.objects.exists()


# --- What later edits do not change -----------------------------------------------------------------------------


def test_readers_keep_the_old_text_while_a_published_one_is_edited(clock: time_machine.Traveller) -> None:
    article = make_published(title="Một", sapo="Sapo cũ.")
    frozen = Publication.objects.values().get()
    edit = change("Hai", sapo="Sapo mới.", document=make_document("Thân bài mới."))
    article = editing.save(article, edit, actor=boss())
    assert article.state == S.IN_EDITING
    article = advance(article, A.FORWARD, A.APPROVE)
    assert Publication.objects.values().get() == frozen
    advance(article, A.PUBLISH_CHANGES)
    shown = queries.story(at(8), article.number)
    assert (shown.title, shown.sapo, shown.document) == ("Hai", "Sapo mới.", make_document("Thân bài mới."))


def test_refused_publication_leaves_nothing(clock: time_machine.Traveller) -> None:
    article = article_in(S.APPROVED, lead_photo_id=make_photo().pk)
    article.lead_photo.renditions.create(shape="full", width=1, height=1, format="jpeg", file="không-có.jpg", size=1)
    for action in (A.PUBLISH, A.SCHEDULE, A.EMERGENCY_PUBLISH):
        with pytest.raises(NotPossible, match="Kho ảnh thiếu tệp"):
            advance(article, action, **arguments(when=at(10)))
    assert not Publication.objects.exists()
    assert Article.objects.get().state == S.APPROVED
