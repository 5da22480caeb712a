"""What a text may hold is checked at the entrance, not by the database, and not when readers ask for it."""

import pytest
from django.utils import timezone

from articles.desk import editing
from articles.desk.refusals import NotPossible
from articles.desk.transitions import Action
from articles.models.publication import Correction, Publication
from articles.public import queries
from articles.tests.factories import advance, boss, make_article, make_contributor, make_published

pytestmark = pytest.mark.django_db
A = Action


@pytest.mark.parametrize("columns", [{"ai_use": "robot"}, {"kind": "poem"}, {"kicker": "k" * 101}])
def test_value_that_is_no_choice_is_refused(columns) -> None:
    with pytest.raises(NotPossible):
        editing.save(make_article(), editing.Change(columns), actor=boss())


@pytest.mark.parametrize("entry", [{"role": "king"}, {"printed_name": "n" * 151}])
def test_byline_that_cannot_be_printed_is_refused(entry) -> None:
    change = editing.Change({}, bylines=[editing.BylineEntry(make_contributor().pk, **entry)])

    with pytest.raises(NotPossible):
        editing.save(make_article(), change, actor=boss())


def test_long_byline_is_cut_and_published() -> None:
    names = [make_contributor(f"{n} " + "tên dài " * 17) for n in range(5)]
    article = make_article()
    change = editing.Change({}, bylines=[editing.BylineEntry(c.pk) for c in names])

    advance(editing.save(article, change, actor=boss()), A.SUBMIT, A.CLAIM, A.FORWARD, A.APPROVE, A.PUBLISH)

    assert len(Publication.objects.get().byline_text) <= 500


def test_correction_is_tidied() -> None:
    advance(make_published(), A.CORRECT, correction="  Đúng là\u202e ba\0 xã. ")

    assert Correction.objects.get().text == "Đúng là ba xã."


def test_corrections_of_a_withdrawn_version_do_not_come_back() -> None:
    article = advance(make_published(), A.CORRECT, correction="Một câu cải chính.")
    article = advance(article, A.WITHDRAW, reason="theo yêu cầu")

    advance(article, A.RESTORE, A.FORWARD, A.APPROVE, A.PUBLISH)

    now = timezone.now()
    assert queries.corrections(queries.story(now, article.number), now) == []
