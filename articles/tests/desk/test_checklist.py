"""What a text is asked for before readers may see it, by kind; how strictly is the managing editor's to say."""

import datetime
from collections.abc import Callable

import pytest
from django.utils import timezone

from articles.desk import checklist, editing
from articles.desk.checklist import checks, default_levels, levels
from articles.document.blocks import Document, Figure, Paragraph, plain
from articles.document.codec import to_json
from articles.models.article import Article
from articles.models.checklist import ChecklistRule, Level, Rule
from articles.models.photos import Photo
from articles.models.story import Kind
from articles.tests.desk.arrange import import_record
from articles.tests.factories import FILE, boss, make_article, make_category, make_photo, make_publication

pytestmark = pytest.mark.django_db


def missing(article: Article) -> dict[Rule, Level]:
    return {check.rule: check.level for check in checks(article) if check.missing is not None}


def with_figure(photo: Photo | None = None, **figure: object) -> Article:
    photo = photo or make_photo(**FILE)
    columns = {"photo": photo.pk, "caption": plain("Chú thích."), "alt": "Một cây cầu."} | figure
    document = to_json(Document((Figure(**columns), Paragraph(plain("Một đoạn.")))))
    return make_article(document=document, lead_photo_id=photo.pk, title="Một nhan đề đủ dài")


def test_complete_text_misses_nothing() -> None:
    assert missing(with_figure()) == {}


@pytest.mark.parametrize(
    ("columns", "rule", "level"),
    [
        ({"sapo": " "}, Rule.SAPO, Level.BLOCK),
        ({"title": "Ngắn"}, Rule.HEADLINE, Level.WARN),
        ({"title": "Dài " * 30}, Rule.HEADLINE, Level.WARN),
        ({"lead_photo_id": None}, Rule.LEAD_PHOTO, Level.WARN),
        ({"sources": "Chỉ một nguồn\n \n"}, Rule.SOURCES, Level.BLOCK),
        ({"needs_legal": True}, Rule.LEGAL, Level.BLOCK),
        ({"is_sensitive": True}, Rule.SENSITIVE, Level.BLOCK),
        ({"needs_photo": True}, Rule.PHOTOS_ORDERED, Level.WARN),
    ],
)
def test_news_is_asked_for(columns: dict, rule: Rule, level: Level) -> None:
    article = editing.save(with_figure(), editing.Change(columns), actor=boss())
    assert missing(article) == {rule: level}


@pytest.mark.parametrize(
    ("figure", "photo", "rule"),
    [
        ({"caption": ()}, FILE, Rule.CAPTIONS),
        ({"alt": ""}, FILE, Rule.ALTS),
        ({}, {}, Rule.FILES),
    ],
)
def test_every_photo_is_asked_for(figure: dict, photo: dict, rule: Rule) -> None:
    article = with_figure(make_photo(**photo), **figure)
    assert missing(article) == {rule: Level.BLOCK}


def day(days: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=days)


@pytest.mark.parametrize(
    ("photo", "is_kept"),
    [
        (lambda: {"withdrawn_at": timezone.now()}, False),
        (lambda: {"rights_until": day(-1)}, False),
        (lambda: {"rights_until": day(0)}, True),
    ],
)
@pytest.mark.parametrize("place", ["body", "lead"])
def test_photo_that_may_not_be_printed_any_more_blocks(place: str, photo: Callable[[], dict], is_kept: bool) -> None:
    spoilt = make_photo(**FILE, **photo())
    if place == "body":
        article = with_figure(spoilt)
    else:
        article = editing.save(with_figure(), editing.Change({"lead_photo_id": spoilt.pk}), actor=boss())
    assert missing(article) == ({} if is_kept else {Rule.RIGHTS: Level.BLOCK})
    import_record(article)  # what readers must not see is no small fault of an import
    assert missing(article) == ({} if is_kept else {Rule.RIGHTS: Level.BLOCK})


@pytest.mark.parametrize(("days", "blocks"), [(3, False), (4, True)])
def test_rights_are_asked_for_the_day_on_which_readers_would_see_the_photo(days: int, blocks: bool) -> None:
    article = with_figure(make_photo(**FILE, rights_until=day(3)))
    moment = timezone.make_aware(datetime.datetime.combine(day(days), datetime.time(23, 59)))
    assert [check.rule for check in checklist.open_blocks(article, when=moment)] == [Rule.RIGHTS] * blocks


def test_photo_without_any_credit_blocks_and_one_in_the_figure_is_enough() -> None:
    bare = Photo.objects.create(**FILE)
    assert missing(with_figure(bare)) == {Rule.CREDITS: Level.BLOCK}
    assert missing(with_figure(bare, credit="Ảnh: Mai Hoa")) == {}


def test_photos_of_an_import_only_warn() -> None:
    article = with_figure(Photo.objects.create(), alt="", caption=())
    assert set(missing(article).values()) == {Level.BLOCK}
    import_record(article)
    photo_rules = {Rule.CAPTIONS, Rule.CREDITS, Rule.ALTS, Rule.FILES}
    assert missing(article) == dict.fromkeys(photo_rules, Level.WARN)


def test_import_is_not_asked_for_noted_sources() -> None:
    article = editing.save(with_figure(), editing.Change({"sources": ""}), actor=boss())
    assert missing(article) == {Rule.SOURCES: Level.BLOCK}
    import_record(article)
    assert Rule.SOURCES not in {check.rule for check in checks(article)}


def test_interview_blocks_until_its_guest_agrees() -> None:
    article = editing.save(with_figure(), editing.Change({"kind": Kind.INTERVIEW}), actor=boss())
    assert missing(article) == {Rule.INTERVIEWEE: Level.BLOCK}
    article = editing.save(article, editing.Change({"interviewee_approved": True}), actor=boss())
    assert missing(article) == {}


@pytest.mark.parametrize("kind", Kind)
def test_every_rule_has_a_level_for_every_kind(kind: Kind) -> None:
    assert set(default_levels(kind)) == set(Rule)


def test_managing_editor_sets_levels_of_one_kind() -> None:
    ChecklistRule.objects.create(kind=Kind.NEWS, rule=Rule.SOURCES, level=Level.OFF)
    assert levels(Kind.NEWS)[Rule.SOURCES] == Level.OFF
    assert levels(Kind.FEATURE) == default_levels(Kind.FEATURE)
    article = editing.save(with_figure(), editing.Change({"sources": ""}), actor=boss())
    assert missing(article) == {}


# --- Titles alike -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Nước sông lên nhanh, ba xã chạy lũ", "NUOC SONG LEN NHANH, BA XA CHAY LU", True),
        ("Nước sông lên nhanh, ba xã chạy lũ", "Nước sông lên nhanh, bốn xã chạy lũ", True),
        ("Nước sông lên nhanh, ba xã chạy lũ", "Giá lúa hè thu tăng trở lại", False),
        ("", "Giá lúa", False),
    ],
)
def test_titles_alike(one: str, other: str, same: bool) -> None:
    assert checklist.alike(one, other) == checklist.alike(other, one) == same


@pytest.mark.parametrize(("hours", "found"), [(0, True), (47, True), (49, False)])
def test_similar_title_warns_within_48_hours_of_its_first_publication(hours: int, found: bool) -> None:
    at = timezone.now() - datetime.timedelta(hours=hours)
    make_publication(900, category=make_category(), title="MOT NHAN DE ĐU DAI", at=at)
    assert (missing(with_figure()) == {Rule.DUPLICATE: Level.WARN}) == found


def test_waiting_title_counts_and_the_storys_own_does_not() -> None:
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    article = with_figure()
    waiting = make_publication(900, category=make_category(), title="Một nhan đề đủ dài", at=tomorrow)
    assert Rule.DUPLICATE in missing(article)
    Article.objects.filter(pk=article.pk).update(story_id=waiting.story_id)
    assert missing(Article.objects.get()) == {}


def test_checks_ask_six_questions_whatever_the_number_of_photos(django_assert_num_queries) -> None:
    figures = [Figure(photo=make_photo().pk) for _ in range(5)]
    article = make_article(document=to_json(Document(tuple(figures))))
    # Photos, their credit lines, the levels, the import, titles in print, titles that wait.
    with django_assert_num_queries(6):
        checks(article)
