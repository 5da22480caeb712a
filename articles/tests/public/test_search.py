"""Which stories a question finds, and in which order; every test runs on the database it is given, with one answer."""

import datetime
import unicodedata

import pytest
import time_machine
from django.utils import timezone

from articles.document.query import parse
from articles.models.publication import Publication
from articles.models.taxonomy import Category
from articles.public import search, search_index
from articles.tests.factories import make_category, make_document, make_publication

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 3, 1, 3, 0, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def category() -> Category:
    return make_category()


def printed(number: int, title: str, *texts: str, at: datetime.datetime | None = None, **columns) -> Publication:
    """Return a publication as readers see it, indexed; a smaller number is newer."""
    publication = make_publication(
        number,
        category=make_category(),
        title=title,
        document=make_document(*texts),
        at=at or NOW - number * MINUTE,
        **columns,
    )
    search_index.write([publication])
    return publication


def numbers(question: str, now: datetime.datetime = NOW, **how) -> list[int]:
    found = search.find(Publication.objects.visible(now), parse(question), **how)
    by_key = dict(Publication.objects.values_list("pk", "number"))
    return [by_key[key] for key in found.keys]


# --- Vietnamese ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "question",
    [
        "Đường về Nghệ An",
        "duong ve nghe an",
        "DUONG VE NGHE AN",
        unicodedata.normalize("NFD", "đường về nghệ an"),
        "nghệ an",
        "nghe an",
        "ðường",  # as old encodings have it
        "đường",
    ],
)
def test_marks_case_and_composition_make_no_difference(category: Category, question: str) -> None:
    printed(1, "Tin khác", "Một việc khác hẳn.")
    printed(2, "Đường về Nghệ An", "Mưa đã tạnh.")
    assert numbers(question) == [2]


def test_old_and_new_places_of_the_tone_are_the_same(category: Category) -> None:
    printed(1, "Chuyện ở Khánh Hòa", "Bà Thúy kể.")
    printed(2, "Chuyện ở Khánh Hoà", "Bà Thuý kể.")
    for question in ("Khánh Hòa", "Khánh Hoà", "bà Thúy", "bà Thuý"):
        assert sorted(numbers(question)) == [1, 2]
        assert search.find(Publication.objects.visible(NOW), parse(question)).whole == 2


@pytest.mark.parametrize("question, first", [("má", 1), ("mà", 2), ("ma", None)])
def test_what_bears_the_marks_that_were_typed_comes_first(category: Category, question: str, first: int) -> None:
    printed(1, "Nhớ má", "Một câu.")
    printed(2, "Nhưng mà", "Một câu.")
    printed(3, "Ngôi nhà ma", "Một câu.")
    found = numbers(question)
    assert found[0] == first if first else sorted(found) == [1, 2, 3]


def test_words_with_their_marks_go_before_the_same_without(category: Category) -> None:
    printed(1, "Ban do", "Mot cau.")
    printed(2, "Bán đồ", "Một câu.")
    printed(3, "Bản đồ", "Một câu.")
    assert numbers("bản đồ") == [3, 2, 1]  # of the second one word bears the marks
    assert sorted(numbers("ban do")) == [1, 2, 3]
    assert search.find(Publication.objects.visible(NOW), parse("bản đồ")).whole == 1


# --- Order --------------------------------------------------------------------------------------------------------


def test_the_title_weighs_more_than_the_text(category: Category) -> None:
    printed(1, "Tin trong ngày", "Cây cầu mới thông xe. Cây cầu mới đẹp.")
    printed(2, "Cây cầu mới thông xe", "Tin trong ngày.")
    assert numbers("cây cầu mới") == [2, 1]


def test_neighbours_weigh_more_than_words_apart(category: Category) -> None:
    printed(1, "Một tin", "Bến đò đông người, xe thì vắng.")
    printed(2, "Hai tin", "Bến xe đông người.")
    assert numbers("bến xe") == [2, 1]


def test_equal_answers_stand_newest_first_and_so_do_all_when_asked(category: Category) -> None:
    printed(3, "Lễ hội đình làng", "Một câu.")
    printed(1, "Lễ hội đình làng", "Một câu.")
    printed(2, "Tin vắn", "Lễ hội đình làng.")
    assert numbers("lễ hội") == [1, 3, 2]
    assert numbers("lễ hội", newest_first=True) == [1, 2, 3]


def test_a_blank_question_finds_the_newest(category: Category) -> None:
    for number in (2, 1, 3):
        printed(number, "Một tin", "Một câu.")
    assert numbers("") == numbers("...") == [1, 2, 3]


# --- Phrases and exclusions ---------------------------------------------------------------------------------------


def test_a_phrase_stands_as_it_was_typed(category: Category) -> None:
    printed(1, "Một tin", "Ủy ban nhân dân xã họp.")
    printed(2, "Hai tin", "Ban nhân dân họp, ủy ban họp.")
    printed(3, "Ba tin", "Uỷ ban", "Nhân dân")
    assert numbers('"ủy ban nhân dân"') == numbers('"uy ban nhan dan"') == [1]
    assert numbers('"ủy ban nhân dân" xã') == [1]
    assert sorted(numbers("ủy ban nhân dân"))[:2] == [1, 2]


def test_a_phrase_with_marks_asks_for_them(category: Category) -> None:
    printed(1, "Một tin", "Anh bán đồ cũ.")
    printed(2, "Hai tin", "Anh xem bản đồ cũ.")
    assert numbers('"bán đồ"') == [1]
    assert numbers('"bản đồ"') == [2]
    assert sorted(numbers('"ban do"')) == [1, 2]


def test_minus_excludes_a_word_a_phrase_and_nothing_within_a_word(category: Category) -> None:
    printed(1, "Lũ về", "Mưa lớn ở miền núi.")
    printed(2, "Lũ rút", "Nắng lên ở miền xuôi.")
    assert numbers("lũ -mưa") == [2]
    assert numbers('lũ -"miền xuôi"') == [1]
    assert numbers("lũ -mua") == [2]
    assert sorted(numbers("lũ-mưa")) == [1]
    assert numbers("lũ -nắng -mưa") == []


# --- Visible now --------------------------------------------------------------------------------------------------


def test_scheduled_ended_and_withdrawn_versions_follow_the_clock(category: Category) -> None:
    printed(1, "Sắp đăng bài này", at=NOW + MINUTE)
    printed(2, "Hết hạn bài này", ends_at=NOW)
    printed(3, "Đã rút bài này", withdrawn_at=NOW)
    assert numbers("bài này") == []
    assert numbers("bài này", NOW + MINUTE) == [1]
    assert numbers("hết hạn", NOW - MINUTE) == [2]


def test_what_readers_may_not_see_takes_no_place_from_what_they_may(category: Category, monkeypatch) -> None:
    monkeypatch.setattr(search, "MOST_FOUND", 2)
    monkeypatch.setattr(search, "MOST_LISTED", 3)
    for number in range(1, 9):
        printed(number, "Bài này hay", withdrawn_at=NOW)
    printed(20, "Bài này", "Một câu.")
    printed(21, "Bài này", "Một câu.")
    assert numbers("bài này") == [20, 21]
    assert numbers("bài") == [20, 21]


def test_filters_come_before_the_cap(category: Category, monkeypatch) -> None:
    monkeypatch.setattr(search, "MOST_FOUND", 2)
    for number in range(1, 6):
        printed(number, "Bài này", "Một câu.")
    shown = Publication.objects.visible(NOW).filter(number__gte=4)
    found = search.find(shown, parse("bài này"))
    assert set(found.keys) == set(shown.values_list("pk", flat=True))
    assert (found.whole, found.is_capped) == (2, True)


def test_a_common_pair_names_the_newest_and_says_so(category: Category, monkeypatch) -> None:
    monkeypatch.setattr(search, "MOST_FOUND", 3)
    monkeypatch.setattr(search, "MOST_LISTED", 4)
    for number in range(1, 9):
        printed(number, "Bài này", "Một câu.")
    printed(9, "Chuyện lạ", "Bài này.")
    found = search.find(Publication.objects.visible(NOW), parse("bài này"))
    assert numbers("bài này") == [1, 2, 3]
    assert found.is_capped
    assert not search.find(Publication.objects.visible(NOW), parse("chuyện lạ")).is_capped


def test_a_long_question_of_common_pairs_names_the_newest_of_one(category: Category, monkeypatch) -> None:
    monkeypatch.setattr(search, "MOST_LISTED", 2)
    for number in range(1, 6):
        printed(number, "Mưa to gió lớn", "Một câu.")
    for number in range(6, 10):
        printed(number, "Trời quang mây tạnh", "Một câu.")
    # Nobody holds all of it, and each of its pairs is too common to list.
    assert numbers("trời quang mây tạnh mưa to gió lớn") == [1, 2, 3, 4, 5]


def test_whoever_bears_the_marks_is_found_among_many_who_do_not(category: Category, monkeypatch) -> None:
    monkeypatch.setattr(search, "MOST_LISTED", 2)
    monkeypatch.setattr(search, "NEWEST", 2)
    for number in range(1, 9):
        printed(number, "Ma mi", "Một câu.")
    printed(20, "Chuyện cũ", "Má mì.")
    assert numbers("má mì")[0] == 20


def test_each_occurrence_counts_in_the_title_and_side_by_side(category: Category) -> None:
    printed(1, "Chuyện xưa", "Xanh xanh xanh một màu.")
    printed(2, "Chuyện xưa", "Xanh một lần.", "Màu xanh.")
    printed(3, "Màu xanh", "Một câu.")
    assert numbers("xanh") == [3, 1, 2]
    assert numbers("xanh xanh")[0] == 1


# --- What the desk prints is indexed --------------------------------------------------------------------------------


def test_two_questions_are_asked_of_the_database_at_most(category, django_assert_num_queries) -> None:
    printed(1, "Bài này", "Một câu.")
    for question in ("bài", "bài này hay lắm", '"bài này" -mưa'):
        with django_assert_num_queries(2):
            search.find(Publication.objects.visible(timezone.now()), parse(question))
    with django_assert_num_queries(1):
        search.find(Publication.objects.visible(timezone.now()), parse("không ở đâu"))


@pytest.mark.parametrize("question", ["bài này", "bai nay", "x", '"'])
def test_an_empty_index_finds_nothing(category: Category, question: str) -> None:
    with time_machine.travel(NOW, tick=False):
        assert numbers(question) == []
