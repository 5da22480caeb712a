"""The list of articles: what stands in a line, what narrows it, what it costs, and that nothing foreign shows."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from articles.admin import article_list
from articles.desk import editing
from articles.desk.transitions import Action
from articles.models.article import Article, State
from articles.tests.desk.arrange import article_in, import_record
from articles.tests.factories import (
    advance,
    boss,
    make_article,
    make_category,
    make_contributor,
    make_desk,
    make_document,
    make_photo,
    make_user,
)

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/article/"
QUERIES = Path(settings.BASE_DIR).parent / "shared/badinput/lists/search_queries.jsonl"


@pytest.fixture
def chief(client: Client) -> Client:
    client.force_login(make_user(Role.MANAGING_EDITOR))
    return client


def shown(client: Client, **query: object) -> list[str]:
    response = client.get(LIST, query)
    assert response.status_code == 200
    return [row.article.title for row in response.context["cl"].rows]


def make_articles(count: int) -> None:
    for n in range(count):
        desk = make_desk(f"Ban {n}")
        category = make_category(f"Mục {n}", desk=desk)
        writer = make_user(Role.REPORTER, username=f"r{n}")
        entry = editing.BylineEntry(make_contributor(f"Tác giả {n}").pk)
        columns = {"title": f"Bài {n}", "category_id": category.pk, "document": make_document(photos=(make_photo(),))}
        advance(editing.create(editing.Change(columns, [entry]), actor=writer), Action.SUBMIT, Action.CLAIM)


# --- Lines --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_eleven(chief: Client, count: int, django_assert_num_queries) -> None:
    make_articles(count)
    # Session, person, permissions by group and by name; categories, people and desks to choose from; keys, rows,
    # bylines, doubts.
    with django_assert_num_queries(11):
        assert len(shown(chief)) == count


def test_line_says_what_an_editor_asks(chief: Client) -> None:
    make_articles(1)
    article = Article.objects.get()
    import_record(article, doubts=({"field": "title"},))
    page = chief.get(LIST).content.decode()
    for words in ("Bài 0", "Mục 0", "Tác giả 0", "Đang biên tập", "Người có mọi quyền", "thiếu 1 tệp", "Nghi vấn"):
        assert words in page, words
    assert reverse("admin:articles_article_change", args=[article.pk]) in page


def test_line_escapes_what_people_typed(chief: Client) -> None:
    make_article(title="<script>alert(1)</script>", kicker="<b>x</b>")
    page = chief.get(LIST, {"q": '"><script>alert(2)</script>'}).content.decode()
    assert "<script>alert" not in page
    page = chief.get(LIST).content.decode()
    assert "<script>alert" not in page and "<b>x" not in page


def test_empty_list_helps(chief: Client) -> None:
    assert "Chưa có bài nào" in chief.get(LIST).content.decode()
    make_article()
    page = chief.get(LIST, {"q": "không có từ này"}).content.decode()
    assert "Không có bài nào phù hợp" in page and "Chưa có bài nào" not in page


# --- Narrowing ----------------------------------------------------------------------------------------------------


def test_filters_narrow_alone_and_together(chief: Client) -> None:
    section = make_category("Thời sự", desk=make_desk("Ban Thời sự"))
    below = make_category("Đối ngoại", parent=section)
    person = make_user(Role.REPORTER)
    make_article(title="Một", category_id=below.pk, writer=person, kind="interview")
    make_article(title="Hai", category_id=make_category("Kinh tế").pk, document=make_document(photos=(make_photo(),)))
    doubted = advance(make_article(title="Ba", category_id=section.pk), Action.SUBMIT)
    import_record(doubted, doubts=({"field": "title"},))
    Article.objects.filter(title="Hai").update(is_sample=True)
    for query, found in (
        ({"q": "mot"}, {"Một"}),
        ({"state": "draft"}, {"Một", "Hai"}),
        ({"category": section.pk}, {"Một", "Ba"}),
        ({"category": below.pk}, {"Một"}),
        ({"desk": section.desk_id}, {"Một", "Ba"}),
        ({"kind": "interview"}, {"Một"}),
        ({"writer": person.pk}, {"Một"}),
        ({"holder": "me"}, set()),
        ({"missing": "on"}, {"Hai"}),
        ({"doubtful": "on"}, {"Ba"}),
        ({"sample": "on"}, {"Hai"}),
        ({"since": "2020-01-01"}, {"Một", "Hai", "Ba"}),
        ({"until": "2020-01-01"}, set()),
        ({"period": "published", "since": "2020-01-01"}, set()),
        ({"category": section.pk, "state": "submitted", "doubtful": "on", "q": "ba"}, {"Ba"}),
        ({"category": section.pk, "missing": "on"}, set()),
    ):
        assert set(shown(chief, **query)) == found, query


def test_tab_is_marked_when_its_filters_are_chosen(chief: Client) -> None:
    def current(**query: object) -> list[str]:
        return [str(tab.label) for tab, chosen in chief.get(LIST, query).context["cl"].tabs if chosen]

    make_article()
    assert current() == current(order="saved") == ["Tất cả"]
    assert current(mine="on") == ["Việc của tôi"]
    assert current(state="submitted", order="since") == ["chờ biên tập"]
    assert current(state="submitted", q="x") == []


def test_order_is_one_of_those_an_index_gives(chief: Client) -> None:
    first, second = make_article(title="Đầu"), make_article(title="Sau")
    advance(first, Action.SUBMIT)
    assert shown(chief) == ["Đầu", "Sau"]
    assert shown(chief, order="saved") == ["Sau", "Đầu"]
    assert shown(chief, order="since") == ["Sau", "Đầu"]
    assert shown(chief, order="-since") == ["Đầu", "Sau"]
    for order in ("title", "writer__password", "-", "o", "?", "saved,title"):
        assert shown(chief, order=order) == shown(chief, o=order) == ["Đầu", "Sau"], order
    assert second.pk


@pytest.mark.slow
@pytest.mark.parametrize(
    "query",
    [
        *("q=%0a", "q=" + "a" * 5000, "q=" + "a+" * 300, "q=%22", "p=0", "p=-1", "p=9e99", "p=99999999999", "p=2"),
        *("o=x", "order=999", "e=1", "_facets=x", "all=", "_popup=1", "state=x", "state=draft&state=spiked"),
        *("category=x", "category=" + "9" * 30, "desk=0", "writer=-1", "holder=1e3", "kind=%27", "mine=x"),
        *("since=0001-01-01", "until=9999-12-31", "since=2026-02-30", "since=x&until=y", "period=x", "khong_co=1"),
        *("writer__password__startswith=a", "state__exact=draft", "pk__in=1,2", "search_text=a"),
    ],
    ids=lambda query: query[:30],
)
def test_list_survives_nonsense(chief: Client, query: str) -> None:
    make_article()
    assert chief.get(f"{LIST}?{query}", follow=True).status_code == 200
    assert chief.get(f"{LIST}?q=%00", follow=True).status_code in (200, 400)


def test_list_survives_hostile_searches(chief: Client) -> None:
    if not QUERIES.exists():
        pytest.skip("../shared/badinput is not beside this checkout")
    make_article()
    for line in QUERIES.read_text().splitlines():
        assert chief.get(LIST, {"q": json.loads(line)}).status_code in (200, 400), line[:60]


def test_what_is_no_choice_is_said(chief: Client) -> None:
    make_article()
    assert "errorlist" in chief.get(LIST, {"since": "2026-02-30"}).content.decode()


# --- Pages --------------------------------------------------------------------------------------------------------


def test_pages_are_counted_to_a_cap_and_go_on_behind_it(chief: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(article_list, "COUNTED", 4)
    monkeypatch.setattr(article_list.ArticleList, "list_per_page", 2)
    for n in range(7):
        make_article(title=f"Bài {n}")
    pages = [shown(chief, p=n) for n in (1, 2, 3, 4)]
    assert pages == [["Bài 6", "Bài 5"], ["Bài 4", "Bài 3"], ["Bài 2", "Bài 1"], ["Bài 0"]]
    first, last = chief.get(LIST), chief.get(LIST, {"p": 4})
    assert "1–2 trong hơn 4 bài" in first.content.decode()
    assert 'rel="prev"' not in first.content.decode() and "?p=2" in first.content.decode()
    assert "7–7" in last.content.decode() and 'rel="next"' not in last.content.decode()
    assert chief.get(LIST, {"p": 5}).status_code == 302


def test_pages_keep_the_filters(chief: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(article_list.ArticleList, "list_per_page", 1)
    for n in range(3):
        make_article(title=f"Bài {n}")
    page = chief.get(LIST, {"q": "bai", "order": "saved"}).content.decode()
    assert "?order=saved&amp;p=2&amp;q=bai" in page
    assert "1–1 trong 3 bài" in page


# --- Who sees what ------------------------------------------------------------------------------------------------


@pytest.fixture
def two_desks() -> dict[str, User]:
    """Own desk and a foreign one, each with an article and its reporter; return an editor and the reporters."""
    people = {}
    for name in ("Gần", "Xa"):
        desk = make_desk(f"Ban {name}")
        people[name] = make_user(Role.REPORTER, username=f"viết-{name}", desk=desk)
        make_article(title=f"Bài {name}", category_id=make_category(name, desk=desk).pk, writer=people[name])
    return people | {"editor": make_user(Role.EDITOR, desk=make_desk("Ban Gần"))}


def test_foreign_article_shows_neither_in_list_nor_search_nor_count(client: Client, two_desks: dict[str, User]) -> None:
    client.force_login(two_desks["editor"])
    foreign = Article.objects.get(title="Bài Xa")
    assert shown(client) == ["Bài Gần"]
    for query in ({"q": "xa"}, {"q": foreign.pk}, {"desk": foreign.desk_id}, {"writer": foreign.writer_id}):
        page = client.get(LIST, query).content.decode()
        assert "Bài Xa" not in page, query
    assert shown(client, q="bai") == ["Bài Gần"]
    page = client.get(LIST).content.decode()
    assert "1–1 trong 1 bài" in page
    assert "Ban Xa" not in page and "viết-Xa" not in page, "neither among the choices"


def test_reporter_sees_own_articles_and_where_she_stands_in_the_byline(
    client: Client, two_desks: dict[str, User]
) -> None:
    reporter = two_desks["Gần"]
    contributor = make_contributor("Phóng viên Gần", user=reporter)
    editing.create(editing.Change({"title": "Viết chung"}, [editing.BylineEntry(contributor.pk)]), actor=None)
    make_article(title="Cùng ban", category_id=Article.objects.get(title="Bài Gần").category_id)
    client.force_login(reporter)
    assert sorted(shown(client)) == ["Bài Gần", "Viết chung"]
    page = client.get(LIST).content.decode()
    assert 'name="writer"' not in page and "Cùng ban" not in page and "viết-Xa" not in page


def test_who_may_not_list_sees_no_list(client: Client) -> None:
    make_article()
    client.force_login(make_user(None))
    assert client.get(LIST).status_code == 403
    assert client.post(LIST, {"action": "claim"}).status_code == 403


def test_superuser_sees_everything(client: Client) -> None:
    article_in(State.SPIKED, title="Bỏ")
    client.force_login(boss())
    assert shown(client) == ["Bỏ"]
