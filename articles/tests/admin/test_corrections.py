"""Corrections at the desk, over HTTP: the list, the page of one, and voiding it."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from articles.desk import corrections
from articles.desk.transitions import Action
from articles.models.publication import Correction
from articles.tests.factories import advance, boss, make_desk, make_published, make_user

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/correction/"


def corrected(title: str = "Cầu mới thông xe", **columns) -> Correction:
    article = advance(make_published(title=title, **columns), Action.CORRECT, correction=f"Đính chính <{title}>.")
    return Correction.objects.get(number=article.number)


def address(correction: Correction, page: str = "change") -> str:
    return reverse(f"admin:articles_correction_{page}", args=[correction.pk])


@pytest.fixture
def chief(client: Client) -> Client:
    client.force_login(make_user(Role.MANAGING_EDITOR))
    return client


def test_list_says_which_story_which_version_when_and_by_whom(chief: Client) -> None:
    correction = corrected()
    html = chief.get(LIST).content.decode()
    for shown in (
        "Cầu mới thông xe",
        "bản 2",
        "Đính chính &lt;Cầu mới thông xe&gt;.",
        str(boss()),
        address(correction),
    ):
        assert shown in html


def test_list_of_one_article(chief: Client) -> None:
    one = corrected()
    corrected("Bài khác")
    found = chief.get(LIST, {"bai": one.number}).context["entries"]
    assert [entry.correction for entry in found] == [one]
    assert len(chief.get(LIST, {"bai": "x"}).context["entries"]) == 2


def test_voiding_shows_readers_the_reason(chief: Client) -> None:
    wrong = corrected()
    assert 'name="reason"' in chief.get(address(wrong)).content.decode()
    response = chief.post(address(wrong, "void"), {"reason": "Bản đầu đã đúng."})
    assert response.headers["Location"] == address(wrong)
    html = chief.get(address(wrong)).content.decode()
    assert "Bản đầu đã đúng." in html
    assert 'name="reason"' not in html
    assert "Bản đầu đã đúng." in chief.get("/dinh-chinh/").content.decode()
    assert chief.get(LIST).context["entries"][0].voided_by.username == Role.MANAGING_EDITOR
    # The row that voids leads to what it voids.
    assert chief.get(address(Correction.objects.get(voids=wrong))).context["entry"].correction == wrong


def test_voiding_without_a_reason_or_twice_is_refused(chief: Client) -> None:
    wrong = corrected()
    assert chief.post(address(wrong, "void"), {"reason": " "}).status_code == 400
    assert chief.get(address(wrong, "void")).status_code == 405
    corrections.void(wrong, actor=boss(), reason="Vì thế.")
    response = chief.post(address(wrong, "void"), {"reason": "Lần nữa."})
    assert response.status_code == 400
    assert Correction.objects.count() == 2


def test_editor_sees_her_desks_corrections_and_voids_none(client: Client) -> None:
    here = corrected(desk_id=make_desk().pk)
    elsewhere = corrected("Bài khác", desk_id=make_desk("Ban Kinh tế").pk)
    client.force_login(make_user(Role.EDITOR, desk=make_desk()))
    assert [entry.correction for entry in client.get(LIST).context["entries"]] == [here]
    html = client.get(address(here)).content.decode()
    assert "Vai trò của bạn không cho phép" in html
    assert 'name="reason"' not in html
    assert client.post(address(here, "void"), {"reason": "Vì thế."}).status_code == 403
    assert client.get(address(elsewhere)).status_code == 404
    assert client.post(address(elsewhere, "void"), {"reason": "Vì thế."}).status_code == 404
    assert Correction.objects.count() == 2


def test_reporter_sees_no_corrections_here(client: Client) -> None:
    correction = corrected()
    client.force_login(make_user(Role.REPORTER))
    assert client.get(LIST).status_code == 403
    assert client.get(address(correction)).status_code == 403
    assert client.post(address(correction, "void"), {"reason": "Vì thế."}).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_seven(chief: Client, count: int, django_assert_num_queries) -> None:
    for n in range(count):
        corrected(f"Bài {n}")
    with django_assert_num_queries(7):  # session, person, her permissions twice; corrections, articles, who did it
        assert len(chief.get(LIST).context["entries"]) == count
