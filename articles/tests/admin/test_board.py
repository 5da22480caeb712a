"""The board: what stands on it for whom, true counts and ages, and what it costs."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from articles.desk import board
from articles.desk.transitions import Action
from articles.models.article import Article, State
from articles.tests.desk.arrange import article_in, import_record, later
from articles.tests.factories import (
    TO_APPROVED,
    advance,
    boss,
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

BOARD = "/admin/"


@pytest.fixture
def chief(client: Client) -> User:
    user = make_user(Role.MANAGING_EDITOR)
    client.force_login(user)
    return user


def text(client: Client) -> str:
    """Return the words of the board, without marks."""
    page = client.get(BOARD).content.decode().partition('<div id="content-main">')[2].partition("lists-of-all")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def lanes(client: Client) -> dict[str, tuple[int, list[str]]]:
    return {
        lane.name: (lane.count, [str(slip.article) for slip in lane.slips])
        for lane in client.get(BOARD).context["lanes"]
    }


def queue(client: Client, name: str) -> list[str]:
    queues = {entry[1]: entry[3] for entry in client.get(BOARD).context["queues"]}
    return [str(slip.article) for slip in queues[name]]


def age(article: Article, **by: float) -> None:
    Article.objects.filter(pk=article.pk).update(state_changed_at=later(**by))


def fill(count: int) -> None:
    for n in range(count):
        columns = {"document": make_document(photos=(make_photo(f"Người chụp {n}"),))}
        for state in (*board.OPEN, State.PUBLISHED):
            category = make_category(f"Mục {n}", desk=make_desk(f"Ban {n}"))
            article_in(state, title=f"{state} {n}", category_id=category.pk, **columns)
        doubted = advance(make_article(title=f"Ngờ {n}"), Action.SUBMIT)
        import_record(doubted, doubts=({"field": "title"},))


# --- What it costs ------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("role", "queries"), [(Role.MANAGING_EDITOR, 11), (Role.REPORTER, 9)])
def test_board_asks_eleven_at_most(
    client: Client, role: Role, queries: int, count: int, django_assert_num_queries
) -> None:
    user = make_user(role)
    fill(count)
    advance(make_article(title="Của tôi", writer=user), Action.SUBMIT, actor=user)
    client.force_login(user)
    # Session, person, permissions by group and by name; lanes, today's, hands, doubts, captions, deeds, the articles.
    with django_assert_num_queries(queries):
        client.get(BOARD)


# --- Lanes --------------------------------------------------------------------------------------------------------


def test_lanes_count_truly_and_show_three(client: Client, chief: User) -> None:
    for n in range(5):
        age(article_in(State.SUBMITTED, title=f"Bài {n}"), minutes=-10 - n)
    assert lanes(client)["submitted"] == (5, ["Bài 4", "Bài 3", "Bài 2"]), "who waits longest first"
    page = client.get(BOARD).content.decode()
    assert "Xem thêm 2 bài" in page and "state=submitted" in page


def test_lane_says_how_many_wait_too_long(client: Client, chief: User) -> None:
    age(article_in(State.SUBMITTED), hours=-3)
    article_in(State.SUBMITTED)
    age(article_in(State.AWAITING_APPROVAL), minutes=-50)
    words = text(client)
    assert "1 bài quá 2 giờ" in words and "Lâu nhất: 50 phút" in words and "3 giờ" in words


def test_empty_board_says_so(client: Client, chief: User) -> None:
    assert "Không có bài nào" in text(client)
    assert {count for count, _slips in lanes(client).values()} == {0}


def test_scheduled_article_moves_to_the_published_when_its_time_comes(client: Client, chief: User) -> None:
    waits = advance(make_article(title="Chờ"), *TO_APPROVED, Action.SCHEDULE, when=later(seconds=30))
    assert (lanes(client)["going_out"], lanes(client)["published"]) == ((1, ["Chờ"]), (0, []))
    now = later(seconds=31)
    found = board.read(chief, now)
    assert (found.lanes[State.SCHEDULED].count, found.lanes[State.PUBLISHED].count) == (0, 1) or (
        timezone.localdate(now) != timezone.localdate()
    )
    assert Article.objects.get(pk=waits.pk).state == State.SCHEDULED


def test_published_lane_holds_what_readers_saw_first_today(client: Client, chief: User) -> None:
    make_published(title="Hôm nay")
    article_in(State.WITHDRAWN, title="Gỡ")
    old = make_article(title="Cũ")
    Article.objects.filter(pk=old.pk).update(dated_at=later(days=-3))
    advance(Article.objects.get(pk=old.pk), *TO_APPROVED, Action.PUBLISH)
    assert lanes(client)["published"] == (1, ["Hôm nay"])


# --- Queues -------------------------------------------------------------------------------------------------------


def test_my_work_is_what_i_hold_and_my_drafts(client: Client, chief: User) -> None:
    make_article(title="Nháp", writer=chief)
    held = article_in(State.SUBMITTED, title="Giữ")
    advance(held, Action.CLAIM, actor=chief)
    article_in(State.IN_EDITING, title="Không ai giữ")
    assert sorted(queue(client, "mine")) == ["Giữ", "Nháp"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("role", "waiting"),
    [
        (Role.REPORTER, set()),
        (Role.EDITOR, {"submitted"}),
        (Role.DESK_HEAD, {"submitted", "awaiting_approval"}),
        (Role.MANAGING_EDITOR, {"submitted", "awaiting_approval", "approved"}),
        (Role.PHOTO_EDITOR, set()),
        (Role.ADMINISTRATOR, set()),
    ],
)
def test_what_waits_is_what_the_role_may_do(client: Client, role: Role, waiting: set[str]) -> None:
    desk = make_desk()
    client.force_login(make_user(role, desk=desk))
    category = make_category("Thời sự", desk=desk)
    for state in State:
        article_in(state, title=state, category_id=category.pk)
    assert set(queue(client, "waiting")) == waiting


def test_own_text_does_not_wait_for_own_approval(client: Client, chief: User) -> None:
    written = advance(make_article(title="Tôi viết", writer=chief), Action.SUBMIT, Action.CLAIM, Action.FORWARD)
    named = article_in(State.AWAITING_APPROVAL, title="Tôi đứng tên")
    named.bylines.create(contributor=make_contributor("Thư ký", user=chief))
    article_in(State.AWAITING_APPROVAL, title="Người khác")
    assert queue(client, "waiting") == ["Người khác"]
    assert written.pk


def test_captions_without_a_file_lead_to_where_it_is_given(client: Client, chief: User) -> None:
    photo = make_photo()
    make_article(title="Thiếu", document=make_document(photos=(photo, photo)))
    page = client.get(BOARD).content.decode()
    assert f"/admin/articles/photo/{photo.pk}/change/" in page and "1 chú thích chờ tệp" in text(client)
    article_in(State.SPIKED, document=make_document(photos=(make_photo("Khác"),)))
    assert "1 chú thích chờ tệp" in text(client)


def test_doubtful_imports_are_named(client: Client, chief: User) -> None:
    import_record(advance(make_article(title="Ngờ"), Action.SUBMIT), doubts=({"field": "title"},))
    assert [str(slip.article) for slip in client.get(BOARD).context["doubtful"][1]] == ["Ngờ"]


def test_deeds_are_ones_own(client: Client, chief: User) -> None:
    advance(article_in(State.SUBMITTED, title="Nhận"), Action.CLAIM, actor=chief)
    article_in(State.SUBMITTED, title="Của người khác")
    assert [str(deed.article) for deed, _name, _age in client.get(BOARD).context["deeds"]] == ["Nhận"]


# --- Who sees what ------------------------------------------------------------------------------------------------


def test_nothing_of_another_desk_shows_not_even_in_a_count(client: Client) -> None:
    near, far = make_desk("Ban Gần"), make_desk("Ban Xa")
    editor = make_user(Role.DESK_HEAD, desk=near)
    foreign = make_category("Mục Xa", desk=far)
    for state in State:
        article_in(state, title="Bài xa", category_id=foreign.pk, document=make_document(photos=(make_photo("Xa"),)))
    import_record(Article.objects.filter(state=State.SUBMITTED).get(), doubts=({"field": "title"},))
    client.force_login(editor)
    assert {count for count, _slips in lanes(client).values()} == {0}
    words = text(client)
    assert "Bài xa" not in words and "Mục Xa" not in words and "0 chú thích chờ tệp" in words


def test_reporter_sees_own_work_only(client: Client) -> None:
    desk = make_desk()
    reporter = make_user(Role.REPORTER, desk=desk)
    category = make_category("Thời sự", desk=desk).pk
    make_article(title="Của tôi", writer=reporter, category_id=category)
    make_article(title="Của bạn", writer=make_user(Role.REPORTER, username="bạn", desk=desk), category_id=category)
    client.force_login(reporter)
    assert lanes(client)["draft"] == (1, ["Của tôi"])
    assert "Của bạn" not in text(client)


def test_person_without_a_role_sees_no_lanes(client: Client) -> None:
    make_published()
    client.force_login(make_user(None))
    response = client.get(BOARD)
    assert response.context["lanes"] == [] and "chưa có vai trò" in response.content.decode()


def test_lists_of_the_site_stand_below_for_administrators(client: Client) -> None:
    for user in (make_user(Role.ADMINISTRATOR), boss()):
        client.force_login(user)
        page = client.get(BOARD).content.decode()
        assert "/admin/articles/desk/" in page and "lists-of-all" in page


def test_buttons_are_of_what_one_may_do(client: Client) -> None:
    client.force_login(make_user(Role.PHOTO_EDITOR))
    page = text(client)
    assert "/admin/articles/article/add/" not in client.get(BOARD).content.decode() and "Viết bài mới" not in page


def test_board_escapes_what_people_typed(client: Client, chief: User) -> None:
    make_article(title="<script>alert(1)</script>", writer=chief)
    assert "<script>alert" not in client.get(BOARD).content.decode()
