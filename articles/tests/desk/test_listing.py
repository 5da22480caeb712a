"""What the lists of the desk find: words without marks, states by the clock, and nothing of another desk."""

import pytest
from django.utils import timezone

from accounts.roles import Role
from articles.desk import editing, listing
from articles.desk.transitions import Action
from articles.models.article import Article, State
from articles.models.photos import Photo
from articles.tests.desk.arrange import article_in, import_record, later
from articles.tests.factories import (
    TO_APPROVED,
    advance,
    make_article,
    make_category,
    make_contributor,
    make_desk,
    make_document,
    make_photo,
    make_published,
    make_user,
)

pytestmark = pytest.mark.django_db


def titles(condition) -> list[str]:
    return sorted(Article.objects.where(condition).values_list("title", flat=True))


# --- Search -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("doi moi", ["Đổi mới tư duy"]),
        ("ĐỔI MỚI", ["Đổi mới tư duy"]),
        ("Đô\u0309i mới", ["Đổi mới tư duy"]),
        ("duy doi", ["Đổi mới tư duy"]),
        ("“tư duy”", ["Đổi mới tư duy"]),
        ('"duy tư"', []),
        ("doi chieu", []),
        ("mai hoa", ["Đổi mới tư duy"]),
        ("nhan dinh", ["Giảm 50% phí"]),
        ("50%", ["Giảm 50% phí"]),
        ("_", []),
        ("\\", []),
        ("' OR 1=1 --", []),
        ("", ["Giảm 50% phí", "Đổi mới tư duy"]),
        ("“”", ["Giảm 50% phí", "Đổi mới tư duy"]),
    ],
)
def test_search_looks_for_every_word_without_its_marks(query: str, found: list[str]) -> None:
    change = editing.Change({"title": "Đổi mới tư duy"}, [editing.BylineEntry(make_contributor("Mai Hoa").pk)])
    editing.create(change, actor=None)
    make_article(title="Giảm 50% phí", kicker="Nhận định")
    assert titles(listing.matching(query)) == found


def test_search_finds_the_number_of_a_story() -> None:
    wanted = make_article(title="Một")
    make_article(title="Hai")
    assert titles(listing.matching(str(wanted.pk))) == ["Một"]
    assert titles(listing.matching(f"#{wanted.pk}")) == ["Một"]
    assert titles(listing.matching("9" * 40)) == []


def test_search_text_is_cut_to_what_an_index_holds() -> None:
    entries = [editing.BylineEntry(make_contributor(f"{n} {'𠀀' * 140}").pk) for n in range(9)]
    article = editing.create(editing.Change({"title": "𠀀" * 300}, entries), actor=None)
    assert len(article.search_text) == Article.LONGEST_SEARCH_TEXT


# --- Conditions ----------------------------------------------------------------------------------------------------


def test_scheduled_article_whose_time_has_come_is_listed_as_published() -> None:
    waits = advance(make_article(title="Chờ"), *TO_APPROVED, Action.SCHEDULE, when=later(minutes=5))
    make_published(title="Đăng")
    before, after = timezone.now(), later(minutes=6)
    assert titles(listing.in_state(State.SCHEDULED, before)) == ["Chờ"]
    assert titles(listing.in_state(State.PUBLISHED, before)) == ["Đăng"]
    assert titles(listing.in_state(State.SCHEDULED, after)) == []
    assert titles(listing.in_state(State.PUBLISHED, after)) == ["Chờ", "Đăng"]
    assert Article.objects.get(pk=waits.pk).state == State.SCHEDULED


def test_section_includes_what_is_below_it() -> None:
    section = make_category("Thời sự")
    below = make_category("Đối ngoại", parent=section)
    make_article(title="Trên", category_id=section.pk)
    make_article(title="Dưới", category_id=below.pk)
    make_article(title="Khác", category_id=make_category("Kinh tế").pk)
    assert titles(listing.in_category(section)) == ["Dưới", "Trên"]
    assert titles(listing.in_category(below)) == ["Dưới"]


def test_what_is_in_hand_is_held_or_an_own_draft() -> None:
    editor = make_user(Role.MANAGING_EDITOR)
    make_article(title="Nháp", writer=editor)
    advance(make_article(title="Gửi rồi", writer=editor), Action.SUBMIT, actor=editor)
    held = advance(make_article(title="Giữ"), Action.SUBMIT)
    advance(held, Action.CLAIM, actor=editor)
    make_article(title="Của người khác")
    assert titles(listing.mine(editor)) == ["Giữ", "Nháp"]


def test_article_counts_the_files_its_photos_await() -> None:
    here = make_photo(original="originals/a.jpeg", content_hash="a", width=3, height=2)
    awaited = make_photo()
    article = make_article(title="Thiếu", document=make_document(photos=(here, awaited, awaited)))
    make_article(title="Đủ", document=make_document(photos=(here,)))
    assert (article.pictures, article.awaited_files) == (3, 1)
    assert titles(listing.awaiting_files()) == ["Thiếu"]
    Photo.objects.filter(pk=awaited.pk).update(original="originals/b.jpeg", content_hash="b", width=3, height=2)
    listing.recount_awaited(awaited)
    assert titles(listing.awaiting_files()) == []


def test_import_is_doubtful_until_a_newer_one_has_no_doubts_or_readers_see_it() -> None:
    doubted, published = advance(make_article(title="Ngờ"), Action.SUBMIT), make_published(title="Đăng")
    make_article(title="Không nhập")
    for article in (doubted, published):
        record = import_record(article, doubts=({"field": "title"},))
    assert titles(listing.doubtful()) == ["Ngờ"]
    newer = import_record(make_article(title="x"))
    type(newer).objects.filter(pk=newer.pk).update(article=doubted, sequence=record.sequence + 1)
    assert titles(listing.doubtful()) == []


def test_period_is_of_the_last_save_or_of_the_first_publication() -> None:
    own_date = later(days=-400)
    imported = make_article(title="Cũ")
    Article.objects.filter(pk=imported.pk).update(dated_at=own_date)
    advance(Article.objects.get(pk=imported.pk), *TO_APPROVED, Action.PUBLISH)
    now, hour_ago = timezone.now(), later(hours=-1)
    assert titles(listing.saved_within(hour_ago, None)) == ["Cũ"]
    assert titles(listing.saved_within(None, hour_ago)) == []
    assert titles(listing.published_within(hour_ago, None, now)) == []
    assert titles(listing.published_within(own_date, hour_ago, now)) == ["Cũ"]
    assert titles(listing.published_within(None, own_date, now)) == []


def test_period_of_publication_leaves_out_what_readers_do_not_see() -> None:
    article_in(State.WITHDRAWN, title="Gỡ")
    article_in(State.SCHEDULED, title="Chờ")
    make_article(title="Nháp")
    now = timezone.now()
    assert titles(listing.published_within(None, None, now)) == []
    assert titles(listing.published_within(None, None, later(days=1))) == ["Chờ"]


# --- Who sees what -------------------------------------------------------------------------------------------------


def test_person_sees_the_articles_of_own_desks_only() -> None:
    own, foreign = make_desk("Ban A"), make_desk("Ban B")
    for name, desk in (("Gần", own), ("Xa", foreign)):
        make_article(title=name, category_id=make_category(name, desk=desk).pk)
    seen = {
        role: sorted(listing.visible_to(make_user(role, desk=own)).values_list("title", flat=True)) for role in Role
    }
    near, both = ["Gần"], ["Gần", "Xa"]
    assert seen == {
        Role.REPORTER: [],
        Role.EDITOR: near,
        Role.DESK_HEAD: near,
        Role.MANAGING_EDITOR: both,
        Role.EDITOR_IN_CHIEF: both,
        Role.PHOTO_EDITOR: both,
        Role.ADMINISTRATOR: both,
    }
    assert not listing.visible_to(make_user(None)).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_rows_cost_two_queries(count: int, django_assert_num_queries) -> None:
    keys = [make_article(writer=make_user(Role.REPORTER, username=f"r{n}")).pk for n in range(count)]
    with django_assert_num_queries(2):
        for article in listing.rows(keys[::-1]):
            str(article), article.category.name, article.writer.get_full_name(), list(article.bylines.all())
