"""Which stories readers see, and where."""

import datetime
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.document.text import slugify
from articles.models.pins import Pin
from articles.models.publication import Publication, PublicationTag
from articles.models.taxonomy import Category, Tag
from articles.public import queries
from articles.public.slices import Cursor
from articles.tests.factories import make_category, make_publication

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 3, 1, 3, 0, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)
INSTANT = datetime.timedelta(microseconds=1)


def visible(now: datetime.datetime = NOW) -> list[tuple[int, int]]:
    return sorted(Publication.objects.visible(now).values_list("number", "version"))


# --- What is visible ----------------------------------------------------------------------------------------------


def test_a_publication_shows_from_its_moment_on_and_not_before() -> None:
    make_publication(1, category=make_category(), at=NOW)
    assert visible(NOW - INSTANT) == []
    assert visible(NOW) == visible(NOW + 1000 * MINUTE) == [(1, 1)]


def test_a_superseded_version_gives_way_at_the_very_moment() -> None:
    category, story = make_category(), uuid.uuid4()
    make_publication(1, category=category, at=NOW - MINUTE, ends_at=NOW, story_id=story)
    make_publication(1, category=category, at=NOW, version=2, story_id=story)
    assert visible(NOW - INSTANT) == [(1, 1)]
    assert visible(NOW) == [(1, 2)]


def test_a_withdrawn_publication_does_not_show() -> None:
    make_publication(1, category=make_category(), at=NOW - MINUTE, withdrawn_at=NOW)
    assert visible() == []


def test_an_empty_interval_never_shows() -> None:
    make_publication(1, category=make_category(), at=NOW, ends_at=NOW)
    assert visible(NOW - INSTANT) == visible(NOW) == visible(NOW + INSTANT) == []


def test_the_condition_in_sql_says_what_the_query_set_says() -> None:
    """`_blocks` repeats visible() in SQL; over every mixture of the three columns both must agree."""
    category, near = make_category(), [NOW - MINUTE, NOW - INSTANT, NOW, NOW + INSTANT, NOW + MINUTE]
    number = 0
    for begins in near:
        for ends in [None, *(moment for moment in near if moment >= begins)]:
            for withdrawn in (None, NOW - INSTANT):
                number += 1
                make_publication(number, category=category, at=begins, ends_at=ends, withdrawn_at=withdrawn)
    with connection.cursor() as cursor:
        moment = connection.ops.adapt_datetimefield_value(NOW)
        cursor.execute(f"SELECT number FROM articles_publication WHERE {queries._VISIBLE}", [moment, moment])
        found = sorted(row[0] for row in cursor.fetchall())
    assert found == [number for number, _version in visible()]
    assert 0 < len(found) < number


# --- The front page -----------------------------------------------------------------------------------------------


WITH_PICTURE = {"photo": {"id": str(uuid.uuid4()), "alt": "", "renditions": [{"shape": "3x2"}]}}


def numbers(stories: list[Publication]) -> list[int]:
    return [story.number for story in stories]


def test_front_page_shows_no_story_twice_and_each_section_its_own() -> None:
    politics, sport = make_category("Thời sự"), make_category("Thể thao")
    football = make_category("Bóng đá", parent=sport)
    for number in range(1, 31):
        category = (politics, sport, football)[number % 3]
        make_publication(number, category=category, at=NOW - number * MINUTE)
    found = queries.front_page(NOW, [politics.pk, sport.pk])
    assert numbers(found.top) == list(range(1, 13))
    assert numbers(found.blocks[politics.pk]) == [15, 18, 21, 24, 27]
    # Stories of the sub-category stand in their section's block.
    assert numbers(found.blocks[sport.pk]) == [13, 14, 16, 17, 19]
    assert {story.category_id for story in found.blocks[sport.pk]} == {sport.pk, football.pk}
    shown = numbers(found.top) + [n for block in found.blocks.values() for n in numbers(block)]
    assert len(shown) == len(set(shown))


def test_front_page_orders_by_first_publication_then_number() -> None:
    category = make_category()
    make_publication(1, category=category, at=NOW - 3 * MINUTE)
    make_publication(2, category=category, at=NOW - 2 * MINUTE)
    make_publication(3, category=category, at=NOW - 2 * MINUTE)
    # Corrected a moment ago, first published long since: it does not jump to the top.
    make_publication(4, category=category, at=NOW - INSTANT, first_published_at=NOW - 60 * MINUTE)
    assert numbers(queries.front_page(NOW, [category.pk]).top) == [3, 2, 1, 4]


def test_front_page_leaves_out_what_readers_may_not_see() -> None:
    category = make_category()
    for number in range(1, 40):
        columns = [
            {"at": NOW + MINUTE},
            {"at": NOW - MINUTE, "withdrawn_at": NOW},
            {"at": NOW - 2 * MINUTE, "ends_at": NOW},
        ]
        make_publication(number, category=category, **columns[number % 3])
    assert queries.front_page(NOW, [category.pk]) == queries.FrontPage([], [], [], {category.pk: []})
    for number in range(40, 60):
        make_publication(number, category=category, at=NOW)
    found = queries.front_page(NOW, [category.pk])
    assert numbers(found.top) + numbers(found.blocks[category.pk]) == list(range(59, 42, -1))


def test_front_page_of_an_empty_paper() -> None:
    assert queries.front_page(NOW, []) == queries.FrontPage([], [], [], {})


def test_front_page_asks_three_questions_and_none_for_a_card(django_assert_num_queries) -> None:
    sections = [make_category(f"Mục {n}") for n in range(40)]
    for number in range(1, 201):
        make_publication(number, category=sections[number % 40], at=NOW - number * MINUTE)
    with django_assert_num_queries(3):  # pins, what stands on top, the sections
        found = queries.front_page(NOW, [section.pk for section in sections])
        cards = [*found.top, *(story for block in found.blocks.values() for story in block)]
        assert (
            len({(s.title, s.sapo, s.kicker, s.category_id, str(s.card), s.first_published_at) for s in cards}) == 200
        )


def test_front_page_sets_opinion_and_photo_stories_apart() -> None:
    section = make_category("Thời sự")
    for number in range(1, 13):
        make_publication(number, category=section, at=NOW - number * MINUTE)
    for number in range(13, 19):
        make_publication(number, category=section, at=NOW - number * MINUTE, kind="opinion")
    for number in range(19, 22):
        columns = {"kind": "photo_story", "card": WITH_PICTURE}
        make_publication(number, category=section, at=NOW - number * MINUTE, **columns)
    found = queries.front_page(NOW, [section.pk])
    assert (numbers(found.opinion), numbers(found.strip)) == ([13, 14, 15, 16], [19, 20, 21])
    assert numbers(found.blocks[section.pk]) == [17, 18]


def test_front_page_keeps_its_opinion_full_when_some_of_it_stands_at_the_top() -> None:
    section = make_category()
    for number in range(1, 25):
        kind = "opinion" if number <= 4 or number > 20 else "news"
        make_publication(number, category=section, at=NOW - number * MINUTE, kind=kind)
    assert numbers(queries.front_page(NOW, [section.pk]).opinion) == [21, 22, 23, 24]


def test_front_page_makes_no_strip_of_two_pictures() -> None:
    section = make_category("Thời sự")
    for number in range(1, 15):
        make_publication(number, category=section, at=NOW - number * MINUTE)
    for number, card in ((15, WITH_PICTURE), (16, WITH_PICTURE), (17, {})):
        make_publication(number, category=section, at=NOW - number * MINUTE, kind="photo_story", card=card)
    found = queries.front_page(NOW, [section.pk])
    assert (found.strip, numbers(found.blocks[section.pk])) == ([], [13, 14, 15, 16, 17])


def test_front_page_leads_with_the_newest_of_the_first_that_has_a_picture() -> None:
    section = make_category("Thời sự")
    for number in range(1, 8):
        card = WITH_PICTURE if number in (3, 4) else {}
        make_publication(number, category=section, at=NOW - number * MINUTE, card=card)
    assert numbers(queries.front_page(NOW, []).top) == [3, 1, 2, 4, 5, 6, 7]


def test_pinned_stories_stand_in_their_places_while_they_hold() -> None:
    section = make_category("Thời sự")
    for number in range(1, 30):
        make_publication(number, category=section, at=NOW - number * MINUTE)
    for number, position, hours in ((25, 1, 1), (2, 3, 1), (7, 2, -1)):
        Pin.objects.create(number=number, position=position, ends_at=NOW + hours * 60 * MINUTE)
    found = queries.front_page(NOW, [section.pk])
    assert numbers(found.top) == [25, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
    assert 25 not in numbers(found.blocks[section.pk])
    # At the very moment of its end a pin no longer holds.
    assert numbers(queries.front_page(NOW + 60 * MINUTE, [section.pk]).top)[:3] == [1, 2, 3]


def test_a_pin_shows_nothing_that_readers_may_not_see() -> None:
    section = make_category("Thời sự")
    make_publication(1, category=section, at=NOW - MINUTE)
    hidden = ({"at": NOW + MINUTE}, {"withdrawn_at": NOW}, {"ends_at": NOW})
    for number, columns in enumerate(hidden, start=2):
        make_publication(number, category=section, **{"at": NOW - MINUTE} | columns)
        Pin.objects.create(number=number, position=number - 1, ends_at=NOW + MINUTE)
        Pin.objects.create(number=number, position=number - 1, ends_at=NOW + MINUTE, category=section)
    assert numbers(queries.front_page(NOW, [section.pk]).top) == [1]
    assert numbers(queries.category_page(NOW, section).rows) == [1]


def test_a_pin_of_a_category_stands_on_its_first_page_only() -> None:
    section = make_category("Thời sự")
    for number in range(1, 31):
        make_publication(number, category=section, at=NOW - number * MINUTE)
    make_publication(99, category=make_category("Khác"), at=NOW - 99 * MINUTE)
    Pin.objects.create(number=28, position=2, category=section, ends_at=NOW + MINUTE)
    Pin.objects.create(number=99, position=1, category=section, ends_at=NOW + MINUTE)  # moved elsewhere since
    first = queries.category_page(NOW, section)
    assert numbers(first.rows) == [1, 28, *range(2, 21)]
    # The list goes on where it stopped, pin or no pin; behind the first page a story stands in its own place.
    assert numbers(queries.category_page(NOW, section, before=first.older).rows) == list(range(21, 31))
    assert numbers(queries.front_page(NOW, [section.pk]).top)[:2] == [1, 2]


def test_the_end_of_a_pin_is_a_change_by_the_clock() -> None:
    Pin.objects.create(number=1, position=1, ends_at=NOW + 2 * MINUTE)
    assert queries.next_change(NOW, NOW + 3 * MINUTE) == NOW + 2 * MINUTE
    assert queries.next_change(NOW, NOW + MINUTE) is None
    make_publication(1, category=make_category(), at=NOW + MINUTE)
    assert queries.next_change(NOW, NOW + 3 * MINUTE) == NOW + MINUTE


# --- Lists --------------------------------------------------------------------------------------------------------


@pytest.fixture
def forty_five() -> Category:
    """A section whose 45 stories came at three moments only."""
    section = make_category("Xã hội")
    below = make_category("Đời sống", parent=section)
    for number in range(1, 46):
        category = below if number % 2 else section
        make_publication(number, category=category, at=NOW - (number % 3) * MINUTE)
    make_publication(99, category=make_category("Khác"), at=NOW)
    return section


def test_category_page_goes_to_the_end_and_back_over_equal_moments(forty_five: Category) -> None:
    in_order = numbers(list(Publication.objects.exclude(number=99).order_by("-first_published_at", "-number")))
    pages = [queries.category_page(NOW, forty_five)]
    while pages[-1].older:
        pages.append(queries.category_page(NOW, forty_five, before=pages[-1].older))
    assert [numbers(page.rows) for page in pages] == [in_order[:20], in_order[20:40], in_order[40:]]
    assert pages[0].newer is None

    back = queries.category_page(NOW, forty_five, after=pages[-1].newer)
    assert numbers(back.rows) == in_order[20:40]
    assert back.older is not None
    first = queries.category_page(NOW, forty_five, after=back.newer)
    assert numbers(first.rows) == in_order[:20]
    assert first.newer is None
    assert numbers(queries.category_page(NOW, forty_five, before=first.older).rows) == in_order[20:40]


def test_category_page_of_a_full_last_page_offers_nothing_older(forty_five: Category) -> None:
    make_publication(90, category=make_category("Đủ"), at=NOW)
    for number in range(100, 139):
        make_publication(number, category=make_category("Đủ"), at=NOW)
    first = queries.category_page(NOW, make_category("Đủ"))
    second = queries.category_page(NOW, make_category("Đủ"), before=first.older)
    assert len(first.rows) == len(second.rows) == 20
    assert second.older is None


def test_category_page_of_a_sub_category_holds_only_its_own(forty_five: Category) -> None:
    below = Category.objects.get(name="Đời sống")
    found = queries.category_page(NOW, below)
    assert {story.category_id for story in found.rows} == {below.pk}


def test_category_page_beyond_either_end_is_empty(forty_five: Category) -> None:
    ancient = Cursor(datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC), 0)
    future = Cursor(datetime.datetime(5138, 1, 1, tzinfo=datetime.UTC), 10**18 - 1)
    assert queries.category_page(NOW, forty_five, before=ancient).rows == []
    assert queries.category_page(NOW, forty_five, after=future).rows == []


def test_category_page_is_not_moved_by_a_story_that_arrives_meanwhile(forty_five: Category) -> None:
    first = queries.category_page(NOW, forty_five)
    second = numbers(queries.category_page(NOW, forty_five, before=first.older).rows)
    make_publication(200, category=forty_five, at=NOW)
    assert numbers(queries.category_page(NOW, forty_five, before=first.older).rows) == second


# --- A story's address --------------------------------------------------------------------------------------------


def test_story_of_an_unknown_number_is_not_found() -> None:
    with pytest.raises(queries.StoryNotFound):
        queries.story(NOW, 1)


@pytest.mark.parametrize(
    "columns",
    [{"at": NOW + INSTANT}, {"at": NOW, "ends_at": NOW}, {"at": NOW + MINUTE, "withdrawn_at": NOW}],
    ids=["scheduled", "unscheduled", "withdrawn before its time"],
)
def test_story_that_was_never_shown_is_not_found(columns: dict) -> None:
    make_publication(1, category=make_category(), **columns)
    for moment in (NOW, NOW + 2 * MINUTE):
        if columns["at"] == NOW + INSTANT and moment > NOW:
            assert queries.story(moment, 1).number == 1
        else:
            with pytest.raises(queries.StoryNotFound):
                queries.story(moment, 1)


def test_story_whose_last_due_version_is_withdrawn_is_gone() -> None:
    category, story = make_category(), uuid.uuid4()
    make_publication(1, category=category, at=NOW - 3 * MINUTE, ends_at=NOW - 2 * MINUTE, story_id=story)
    make_publication(1, category=category, at=NOW - 2 * MINUTE, withdrawn_at=NOW, version=2, story_id=story)
    # Waited when the story was withdrawn; a later one waits now.
    make_publication(1, category=category, at=NOW + MINUTE, withdrawn_at=NOW, version=3, story_id=story)
    make_publication(1, category=category, at=NOW + 5 * MINUTE, version=4, story_id=story)
    for moment in (NOW, NOW + 4 * MINUTE):
        with pytest.raises(queries.StoryWithdrawn):
            queries.story(moment, 1)
    assert queries.story(NOW + 5 * MINUTE, 1).version == 4


def test_story_that_ended_without_a_successor_is_not_found() -> None:
    make_publication(1, category=make_category(), at=NOW - MINUTE, ends_at=NOW)
    assert queries.story(NOW - INSTANT, 1).version == 1
    with pytest.raises(queries.StoryNotFound):
        queries.story(NOW, 1)


# --- Beside a story -----------------------------------------------------------------------------------------------


def slugs(category: Category, *titles: str, **columns) -> list[Publication]:
    """Stories of such titles, the first the newest."""
    first = Publication.objects.count() + 1
    return [
        make_publication(
            number, category=category, slug=slugify(title), title=title, at=NOW - number * MINUTE, **columns
        )
        for number, title in enumerate(titles, start=first)
    ]


def test_beside_a_story_stand_what_the_desk_chose_then_the_likest_then_its_neighbours() -> None:
    section, elsewhere = make_category("Thời sự"), make_category("Thể thao")
    titles = ["Tin một", "Cầu Bến Thủy thông xe", "Tin ba", "Tin bốn", "Thử tải cầu Bến Thủy", "Tin sáu", "Tin bảy"]
    made = slugs(section, *titles)
    (far,) = slugs(elsewhere, "Giải chạy đêm")
    made[4].related = [999, far.number, 7, made[4].number, "x"]
    found = queries.beside(made[4], NOW)
    # The desk's own order; what nobody sees and the story itself are left out.
    assert numbers(found.related) == [far.number, 7, 2]
    assert numbers(found.near) == [1, 3, 4, 6]
    assert (found.newer.number, found.older.number) == (4, 6)
    ends = queries.beside(made[0], NOW), queries.beside(made[6], NOW)
    assert (ends[0].newer, ends[1].older) == (None, None)
    assert (ends[0].older.number, ends[1].newer.number) == (2, 6)


def test_a_shared_topic_is_likeness_and_crosses_categories() -> None:
    tag = Tag.objects.create(name="Cầu", slug="cau", folded_name="cau")
    (story,) = slugs(make_category("Thời sự"), "Một chuyện", printed={"tags": [{"id": tag.pk}]})
    others = slugs(make_category("Thể thao"), "Chuyện khác", "Chuyện nữa")
    PublicationTag.objects.create(publication=others[1], tag=tag)
    PublicationTag.objects.create(publication=story, tag=tag)
    found = queries.beside(story, NOW)
    assert (numbers(found.related), found.near) == ([others[1].number], [])


def test_beside_a_story_stands_nothing_that_readers_may_not_see(django_assert_num_queries) -> None:
    section = make_category("Thời sự")
    (story,) = slugs(section, "Cầu Bến Thủy")
    story.related = [2, 3, 4]
    hidden = ({"at": NOW + MINUTE}, {"at": NOW - MINUTE, "withdrawn_at": NOW}, {"at": NOW - MINUTE, "ends_at": NOW})
    for number, columns in enumerate(hidden, start=2):
        make_publication(number, category=section, slug="cau-ben-thuy", **columns)
    with django_assert_num_queries(1):
        assert queries.beside(story, NOW) == queries.Beside([], [], None, None)


def test_neighbours_of_one_moment_are_told_apart_by_number() -> None:
    section = make_category("Thời sự")
    made = [make_publication(number, category=section, at=NOW - MINUTE) for number in range(1, 6)]
    found = queries.beside(made[2], NOW)
    assert (found.newer.number, found.older.number) == (4, 2)


def test_beside_a_story_of_a_section_stand_those_of_its_sub_categories() -> None:
    section = make_category("Thời sự")
    below, elsewhere = make_category("Đối ngoại", parent=section), make_category("Thể thao")
    filed = [section, below, below, section, below, elsewhere, below]
    made = [make_publication(number, category=one, at=NOW - number * MINUTE) for number, one in enumerate(filed, 1)]
    found = queries.beside(made[3], NOW)
    assert (found.newer.number, found.older.number, numbers(found.near)) == (3, 5, [1, 2, 3, 5, 7])
    # A sub-category keeps to its own.
    found = queries.beside(made[4], NOW)
    assert (found.newer.number, found.older.number, numbers(found.near)) == (3, 7, [2, 3, 7])


def test_the_next_stories_stand_once_below_a_story_where_there_are_enough_others() -> None:
    section = make_category("Thời sự")
    made = [make_publication(number, category=section, at=NOW - number * MINUTE) for number in range(1, 9)]
    found = queries.beside(made[3], NOW)
    assert (found.newer.number, found.older.number, numbers(found.near)) == (3, 5, [1, 2, 6, 7, 8])
    found = queries.beside(made[0], NOW)
    assert (found.newer, found.older.number, numbers(found.near)) == (None, 2, [3, 4, 5, 6, 7])


@pytest.mark.skipif(connection.vendor != "sqlite", reason="Of few rows PostgreSQL reads all.")
def test_neighbours_are_found_by_an_index_and_not_by_reading_every_story() -> None:
    section = make_category("Thời sự")
    filed = {"section": section, "category": make_category("Đối ngoại", parent=section)}
    for number, (name, category) in enumerate(filed.items(), 1):
        story = make_publication(number, category=category, at=NOW - MINUTE)
        with CaptureQueriesContext(connection) as asked:
            queries.beside(story, NOW)
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {asked[0]['sql']}")
            plan = [step for *_place, step in cursor]
        index = f"USING INDEX publication_{name}_newest ({name}_id=? AND first_published_at"
        assert sum(index in step for step in plan) == 2, plan
        assert not any("TEMP B-TREE" in step for step in plan), plan
