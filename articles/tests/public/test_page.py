"""What page templates receive."""

import datetime

import pytest
from django.conf import settings as django_settings
from hypothesis import given
from hypothesis import strategies as st

from articles.document.blocks import Box, Document, Figure, Mark, Paragraph, Span, normalise, plain
from articles.document.codec import DocumentError, to_json
from articles.models.photos import Photo
from articles.models.publication import Correction, Publication
from articles.models.story import AIUse, Precision
from articles.models.taxonomy import Category
from articles.public import page
from articles.public.page import Link, Places
from articles.public.queries import LiveFacts
from articles.public.slices import Cursor, read_cursor, write_cursor
from articles.tests.factories import make_category, make_outlet, make_photo, make_publication

NOW = datetime.datetime(2026, 3, 1, 3, 0, tzinfo=datetime.UTC)
NO_FACTS = LiveFacts({}, {}, frozenset())
RENDITIONS = [
    {"shape": shape, "width": 480, "height": 320, "format": "jpeg", "file": f"{shape}.jpeg"}
    for shape in ("full", "3x2")
]

# --- Cursors ------------------------------------------------------------------------------------------------------

moments = st.datetimes(datetime.datetime(1865, 4, 15), datetime.datetime(5138, 1, 1), timezones=st.just(datetime.UTC))


@given(moments, st.integers(0, 10**18 - 1))
def test_cursor_survives_the_address(moment: datetime.datetime, number: int) -> None:
    cursor = Cursor(moment, number)
    assert read_cursor(write_cursor(cursor)) == cursor


def test_cursor_of_another_zone_names_the_same_moment() -> None:
    there = NOW.astimezone(datetime.timezone(datetime.timedelta(hours=7)))
    assert write_cursor(Cursor(there, 1)) == write_cursor(Cursor(NOW, 1))


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "-",
            "1",
            "1-",
            "-1",
            "1-2-3",
            "9e99",
            "1e3-1",
            "0x1-1",
            "1.5-2",
            "--1-1",
            "+1-1",
            " 1-1",
            "1-1 ",
            "1-1\n",
        ),
        *("١-١", "１-１", "²-1", "1-²", "\0", "1\0-1", "1-1\0", "nan-1", "None"),
        *("0" * 18 + "-1", "9" * 18 + "-1", "1-" + "9" * 19, "9" * 10_000),
        *("' OR 1=1 --", "../../etc/passwd", "<script>"),
    ],
    ids=lambda text: ascii(text[:20]),
)
def test_cursor_that_names_no_place_is_none(text: str) -> None:
    assert read_cursor(text) is None


@given(st.text())
def test_cursor_of_any_text_is_read_or_none(text: str) -> None:
    found = read_cursor(text)
    assert found is None or 0 <= found.number < 2**63


# --- Places -------------------------------------------------------------------------------------------------------


@pytest.fixture
def places(db) -> Places:
    section = make_category("Xã hội")
    make_category("Đời sống", parent=section)
    make_category("Thể thao")
    return Places(list(Category.objects.in_menu_order()))


def test_places_find_a_category_by_its_whole_address_only(places: Places) -> None:
    assert places.find("xa-hoi").name == "Xã hội"
    assert places.find("doi-song", "xa-hoi").name == "Đời sống"
    for wrong in [("doi-song", None), ("doi-song", "the-thao"), ("xa-hoi", "xa-hoi"), ("XA-HOI", None), ("", None)]:
        assert places.find(*wrong) is None


def test_places_lead_from_the_section_down(places: Places) -> None:
    below = places.find("doi-song", "xa-hoi")
    assert places.crumbs(below.pk) == (Link("Xã hội", "/xa-hoi/"), Link("Đời sống", "/xa-hoi/doi-song/"))
    assert places.crumbs(below.parent_id) == (Link("Xã hội", "/xa-hoi/"),)
    assert places.crumbs(10**9) == ()
    assert places.children(below.parent) == (Link("Đời sống", "/xa-hoi/doi-song/"),)


def test_places_ask_nothing_of_the_database_once_made(places: Places, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        found = Places(list(Category.objects.in_menu_order()))
        for category in found.by_key.values():
            assert found.crumbs(category.pk)[-1].url == category.get_absolute_url()


def test_frame_marks_the_section_of_the_page(places: Places) -> None:
    shown = page.frame(places, None, NOW, current=places.find("doi-song", "xa-hoi"))
    assert [(entry.name, entry.is_current) for entry in shown.menu] == [("Xã hội", True), ("Thể thao", False)]
    assert shown.site_name == django_settings.SITE_NAME
    assert shown.today.full == "Chủ Nhật, 01/03/2026"
    assert page.frame(places, make_outlet(name="Báo Bến Sông"), NOW).site_name == "Báo Bến Sông"


# --- Cards --------------------------------------------------------------------------------------------------------


def card_of(story: Publication, *, withdrawn: frozenset[str] = frozenset()) -> page.Card:
    return page.card(story, Places(list(Category.objects.in_menu_order())), NOW, withdrawn)


@pytest.mark.django_db
def test_card_shows_its_photo_until_that_is_withdrawn() -> None:
    story = make_publication(
        1, category=make_category(), at=NOW, card={"photo": {"id": "p1", "alt": "Cầu", "renditions": RENDITIONS}}
    )
    shown = card_of(story)
    assert (shown.picture.alt, shown.picture.srcset, shown.has_photo) == ("Cầu", "/media/3x2.jpeg 480w", True)
    hidden = card_of(story, withdrawn=frozenset({"p1"}))
    assert (hidden.picture, hidden.has_photo) == (None, False)


@pytest.mark.django_db
def test_card_of_a_photo_without_its_file_keeps_a_place_for_it() -> None:
    card = {"photo": {"id": "p1", "alt": "", "renditions": []}}
    shown = card_of(make_publication(1, category=make_category(), at=NOW, card=card))
    assert (shown.picture, shown.has_photo) == (None, True)


@pytest.mark.django_db
def test_card_falls_back_to_the_categorys_name_of_today() -> None:
    category = make_category("Thời sự")
    without, with_kicker = (
        make_publication(1, category=category, at=NOW),
        make_publication(2, category=category, at=NOW, kicker="Bão số 9"),
    )
    Category.objects.update(name="Chính trị")
    assert card_of(without).kicker == card_of(without).category.name == "Chính trị"
    assert card_of(with_kicker).kicker == "Bão số 9"


# --- A story ------------------------------------------------------------------------------------------------------


def page_of(story: Publication, facts: LiveFacts = NO_FACTS, corrections=()) -> page.StoryPage:
    return page.story_page(story, Places(list(Category.objects.in_menu_order())), facts, corrections, NOW)


def body(*blocks) -> dict:
    return to_json(normalise(Document(blocks)))


def printed_photo(photo: Photo) -> dict:
    return {"photos": {str(photo.pk): {"credit": "Ảnh: Mai Hoa", "renditions": RENDITIONS}}}


@pytest.mark.django_db
def test_story_page_lifts_a_figure_from_the_start_of_the_body() -> None:
    photo = make_photo()
    first, second = (Figure(photo=photo.pk, caption=plain(text)) for text in ("Mở đầu.", "Ở giữa."))
    blocks = body(first, Paragraph(plain("Đoạn một.")), second)
    shown = page_of(make_publication(1, category=make_category(), document=blocks, printed=printed_photo(photo)))
    assert "Mở đầu." in shown.lead and "Ảnh: Mai Hoa" in shown.lead and "/media/full.jpeg" in shown.lead
    assert "Đoạn một." in shown.body and "Ở giữa." in shown.body and "Mở đầu." not in shown.body


@pytest.mark.django_db
@pytest.mark.parametrize("place", ["lead", "body", "box"])
def test_story_page_hides_a_withdrawn_photo_wherever_it_stands(place: str) -> None:
    photo = make_photo()
    figure, text = Figure(photo=photo.pk, caption=plain("Chú thích.")), Paragraph(plain("Đoạn."))
    blocks = {"lead": body(figure, text), "body": body(text, figure), "box": body(text, Box("Hộp", (figure,)))}
    story = make_publication(1, category=make_category(), document=blocks[place], printed=printed_photo(photo))
    assert "full.jpeg" in (shown := page_of(story)).lead + shown.body
    hidden = page_of(story, LiveFacts({}, {}, frozenset({str(photo.pk)})))
    assert "full.jpeg" not in hidden.lead + hidden.body


@pytest.mark.django_db
def test_story_page_prints_names_of_today_but_pen_names_as_they_were() -> None:
    printed = {
        "bylines": [
            {"id": 1, "name": "Mai Hoa", "pen_name": False},
            {"id": 2, "name": "Cỏ May", "pen_name": True},
            {"id": 3, "name": "Đã xóa", "pen_name": False},
        ],
        "tags": [{"id": 5, "name": "Biển"}, {"id": 6, "name": "Đảo"}],
    }
    facts = LiveFacts({1: ("Nguyễn Mai Hoa", "x"), 2: ("Lê Thị Tư", "y")}, {5: ("Biển Đông", "z")}, frozenset())
    shown = page_of(make_publication(1, category=make_category(), printed=printed), facts)
    # A pen name leads nowhere, least of all to the page of who bears it.
    assert shown.bylines == (Link("Nguyễn Mai Hoa", "/tac-gia/x/"), Link("Cỏ May", ""), Link("Đã xóa", ""))
    assert shown.tags == (Link("Biển Đông", "/chu-de/z/"), Link("Đảo", ""))


@pytest.mark.django_db
def test_story_page_tells_of_an_update_and_of_a_machines_part() -> None:
    category = make_category()
    plain_one = page_of(make_publication(1, category=category, at=NOW))
    assert (plain_one.updated, plain_one.update_note, plain_one.ai_note) == (None, "", "")
    told = page_of(
        make_publication(
            2,
            category=category,
            at=NOW,
            first_published_at=NOW - datetime.timedelta(days=1),
            update_note="Thêm số liệu",
            ai_use=AIUse.TRANSLATION,
        )
    )
    assert told.updated.iso == "2026-03-01T10:00+07:00"
    assert told.moment.iso == "2026-02-28T10:00+07:00"
    assert told.ai_note == AIUse.TRANSLATION.label
    noted = make_publication(3, category=category, ai_use=AIUse.DRAFT, ai_note="Máy dịch, người sửa")
    assert page_of(noted).ai_note == "Máy dịch, người sửa"


@pytest.mark.django_db
def test_story_page_of_a_text_known_to_the_day_shows_no_hour() -> None:
    story = make_publication(1, category=make_category(), at=NOW, first_published_precision=Precision.DAY)
    shown = page_of(story, corrections=[Correction(text="Sửa tên", created_at=NOW)])
    assert shown.moment.full == "Chủ Nhật, 01/03/2026"
    assert [(note.text, note.moment.full) for note in shown.corrections] == [("Sửa tên", "Chủ Nhật, 01/03/2026, 10:00")]


@pytest.mark.django_db
def test_story_page_of_an_empty_and_of_a_broken_body() -> None:
    empty = page_of(make_publication(1, category=make_category(), document=body()))
    assert empty.lead == empty.body == ""
    with pytest.raises(DocumentError):
        page_of(make_publication(2, category=make_category(), document={"version": 99, "blocks": []}))


@pytest.mark.django_db
def test_questions_of_an_interview_are_set_apart() -> None:
    strong = Paragraph((Span("Ông nghĩ gì?", (Mark.STRONG,)), Span(" ")))
    mixed = Paragraph((Span("Thưa ông, ", (Mark.STRONG,)), Span("tôi nghĩ nhiều.")))
    category = make_category()
    for number, kind in ((1, "interview"), (2, "news")):
        story = make_publication(number, category=category, kind=kind, document=body(strong, mixed))
        assert page_of(story).body.count('class="ask"') == (kind == "interview")


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Lê Văn Sông", "LS"), ("Mai", "M"), ("Đặng Ái", "ĐÁ"), ("TTXVN", "T"), ("", ""), ("“–”", "")],
)
def test_a_person_has_the_letters_of_the_first_and_the_last_word(name: str, letters: str) -> None:
    assert page.initials(name) == letters
