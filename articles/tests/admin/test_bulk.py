"""One act upon many articles: asked about, done for each by its own rules, and reported by name."""

import re

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from articles.admin import bulk
from articles.desk import editing
from articles.desk.transitions import Action
from articles.models.article import Article, State
from articles.models.history import AuditEntry
from articles.tests.desk.arrange import article_in, change, everything
from articles.tests.factories import advance, boss, make_article, make_category, make_desk, make_user

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/article/"


def sign_in(client: Client, role: Role, **columns: object) -> User:
    user = make_user(role, **columns)
    client.force_login(user)
    return user


def ask(client: Client, act: str, *articles: Article, path: str = LIST, **data: object) -> str:
    ticked = {"_selected_action": [article.pk for article in articles]}
    return client.post(path, {"action": act, **ticked, **data}, follow=True).content.decode()


def confirm(client: Client, page: str, **told: object) -> str:
    """Send what the question asks to be sent, as a browser does."""
    hidden = re.findall(r'<input type="hidden" name="(action|confirmed|_selected_action|seen)" value="([^"]*)"', page)
    data: dict[str, list] = {}
    for name, value in hidden:
        data.setdefault(name, []).append(value)
    return client.post(LIST, {**data, **told}).content.decode()


def states(*articles: Article) -> list[str]:
    return [Article.objects.get(pk=article.pk).state for article in articles]


# --- Mixed selections ---------------------------------------------------------------------------------------------


def test_S15_claim_does_what_it_may_and_reports_the_rest(client: Client) -> None:
    near, far = make_desk("Ban Gần"), make_desk("Ban Xa")
    editor = sign_in(client, Role.EDITOR, desk=near)
    columns = {"category_id": make_category("Gần", desk=near).pk}
    free = article_in(State.SUBMITTED, title="Bài tự do", **columns)
    draft = make_article(title="Bài nháp", writer=make_user(Role.REPORTER), **columns)
    foreign = article_in(State.SUBMITTED, title="Bài xa", category_id=make_category("Xa", desk=far).pk)
    page = ask(client, "claim", free, draft, foreign)
    assert "Bài tự do" in page and "Bài nháp" in page and "1 bài không làm được" in page
    assert "Bài xa" not in page and "Không tìm thấy 1 bài" in page
    assert states(free, draft, foreign) == [State.SUBMITTED, State.DRAFT, State.SUBMITTED], "asked, not done"
    report = confirm(client, page)
    assert "Bài tự do" in report
    assert states(free, draft, foreign) == [State.IN_EDITING, State.DRAFT, State.SUBMITTED]
    assert Article.objects.get(pk=free.pk).holder == editor
    assert not AuditEntry.objects.filter(article__in=[draft, foreign], actor=editor).exists()


def test_S15_forged_confirmation_of_refused_and_foreign_articles_changes_nothing(client: Client) -> None:
    sign_in(client, Role.EDITOR, desk=make_desk("Ban Gần"))
    foreign = article_in(State.SUBMITTED, title="Bài xa", category_id=make_category("Xa", desk=make_desk("Xa")).pk)
    before = everything()
    data = {"action": "claim", "confirmed": "1", "_selected_action": [foreign.pk], "seen": [bulk._mark(foreign)]}
    report = client.post(LIST, data).content.decode()
    assert "Bài xa" not in report and "Không tìm thấy 1 bài" in report
    assert everything() == before


def test_S14_S15_writer_cannot_approve_own_text_among_others(client: Client) -> None:
    chief = sign_in(client, Role.MANAGING_EDITOR)
    own = advance(make_article(title="Bài tôi viết", writer=chief), Action.SUBMIT, Action.CLAIM, Action.FORWARD)
    other = article_in(State.AWAITING_APPROVAL, title="Bài người khác")
    report = confirm(client, ask(client, "approve", own, other))
    assert states(own, other) == [State.AWAITING_APPROVAL, State.APPROVED]
    # What the question left out, forged into the answer.
    marks = [bulk._mark(Article.objects.get(pk=own.pk))]
    data = {"action": "approve", "confirmed": "1", "_selected_action": [own.pk], "seen": marks}
    report = client.post(LIST, data).content.decode()
    assert "Bài tôi viết" in report and "Không làm được với 1 bài" in report
    assert states(own) == [State.AWAITING_APPROVAL]


def test_article_that_changed_since_it_was_shown_is_refused(client: Client) -> None:
    sign_in(client, Role.MANAGING_EDITOR)
    first, second = (article_in(State.AWAITING_APPROVAL, title=title) for title in ("Bài một", "Bài hai"))
    page = ask(client, "approve", first, second)
    editing.save(first, change("Bài một đã khác"), actor=boss())
    report = confirm(client, page)
    assert states(first, second) == [State.AWAITING_APPROVAL, State.APPROVED]
    assert "Có người nhanh hơn" in report or "Bài một đã khác" in report


def test_unseen_article_is_never_acted_upon(client: Client) -> None:
    sign_in(client, Role.MANAGING_EDITOR)
    article = article_in(State.SUBMITTED)
    client.post(LIST, {"action": "claim", "confirmed": "1", "_selected_action": [article.pk]})
    assert states(article) == [State.SUBMITTED]


# --- What each act is told -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("act", "state", "after"),
    [("return", State.SUBMITTED, State.DRAFT), ("spike", State.SUBMITTED, State.SPIKED)],
)
def test_act_with_a_reason_asks_for_it_and_writes_it_for_each(
    client: Client, act: str, state: State, after: State
) -> None:
    sign_in(client, Role.MANAGING_EDITOR)
    articles = [article_in(state, title=f"Bài {n}") for n in range(2)]
    page = ask(client, act, *articles)
    assert 'name="reason"' in page
    assert "errorlist" in confirm(client, page, reason="   ")
    assert states(*articles) == [state, state]
    confirm(client, page, reason="Thiếu nguồn tin.")
    assert states(*articles) == [after, after]
    assert list(AuditEntry.objects.filter(action=act).values_list("reason", flat=True)) == ["Thiếu nguồn tin."] * 2


def test_articles_are_handed_to_who_can_take_them(client: Client) -> None:
    desk = make_desk("Ban Gần")
    sign_in(client, Role.DESK_HEAD, desk=desk)
    taker = make_user(Role.EDITOR, username="nhận", desk=desk)
    stranger = make_user(Role.EDITOR, username="lạ", desk=make_desk("Ban Xa"))
    columns = {"category_id": make_category("Gần", desk=desk).pk}
    articles = [article_in(State.SUBMITTED, title=f"Bài {n}", **columns) for n in range(2)]
    page = ask(client, "assign", *articles)
    assert "Người nhận" in page and "Người lạ" not in page, "people of another desk are no choice"
    assert "errorlist" in confirm(client, page, reason="Nghỉ phép.", assignee=stranger.pk)
    confirm(client, page, reason="Nghỉ phép.", assignee=taker.pk)
    assert {article.holder for article in Article.objects.all()} == {taker}


# --- Bounds --------------------------------------------------------------------------------------------------------


def test_S15_all_that_the_filters_leave_is_chosen_and_no_more(client: Client) -> None:
    sign_in(client, Role.MANAGING_EDITOR)
    wanted = [article_in(State.SUBMITTED, title=f"Bão {n}") for n in range(2)]
    other = article_in(State.SUBMITTED, title="Khác")
    page = ask(client, "claim", path=f"{LIST}?q=bao", select_across="1")
    assert page.count('name="seen"') == 2 and "Khác" not in page
    confirm(client, page)
    assert states(*wanted, other) == [State.IN_EDITING, State.IN_EDITING, State.SUBMITTED]


def test_too_many_at_once_are_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "MOST", 2)
    sign_in(client, Role.MANAGING_EDITOR)
    articles = [article_in(State.SUBMITTED, title=f"Bài {n}") for n in range(3)]
    for page in (ask(client, "claim", *articles), ask(client, "claim", select_across="1")):
        assert "tối đa 2 bài" in page and "confirmed" not in page


@pytest.mark.slow
@pytest.mark.parametrize(
    "data",
    [
        {},
        {"action": ""},
        {"action": "claim"},
        {"action": "publish", "_selected_action": ["1"]},
        {"action": "delete_selected", "_selected_action": ["1"]},
        {"action": "go_live", "_selected_action": ["1"]},
        {"action": "claim", "_selected_action": ["x", "-1", "9" * 40, "١", "1e3", ""]},
        {"action": "claim", "select_across": "x"},
    ],
)
def test_nonsense_changes_nothing(client: Client, data: dict) -> None:
    sign_in(client, Role.MANAGING_EDITOR)
    article_in(State.SUBMITTED)
    before = everything()
    assert client.post(LIST, data, follow=True).status_code == 200
    assert everything() == before


def test_acts_are_those_of_the_role(client: Client) -> None:
    assert bulk.acts_of(make_user(Role.REPORTER)) == [Action.SUBMIT, Action.SPIKE]
    assert bulk.acts_of(make_user(Role.PHOTO_EDITOR)) == bulk.acts_of(make_user(Role.ADMINISTRATOR)) == []
    assert Action.APPROVE not in bulk.acts_of(make_user(Role.EDITOR))
    assert set(bulk.acts_of(make_user(Role.MANAGING_EDITOR))) == set(bulk.ACTS)
    reporter = sign_in(client, Role.REPORTER, username="khác")
    article = advance(make_article(title="Của tôi", writer=reporter), Action.SUBMIT, Action.CLAIM, Action.FORWARD)
    ask(client, "approve", article)
    assert states(article) == [State.AWAITING_APPROVAL]


@pytest.mark.parametrize("count", [1, 3])
def test_question_asks_a_known_number(client: Client, count: int, django_assert_num_queries) -> None:
    sign_in(client, Role.MANAGING_EDITOR)
    articles = [article_in(State.SUBMITTED, title=f"Bài {n}") for n in range(count)]
    # Session, person, permissions by group and by name, the articles: no more for each.
    with django_assert_num_queries(5):
        client.post(LIST, {"action": "claim", "_selected_action": [article.pk for article in articles]})
