"""Two people at one text: the late one loses no word, and overwrites none (S17)."""

import re

import pytest

from accounts.models import User
from articles.desk import editing
from articles.desk.transitions import Action
from articles.models.article import Article, State
from articles.models.history import Revision
from articles.tests.admin.posting import fields_of, opened, said, send, signed_in
from articles.tests.desk.arrange import article_in, everything
from articles.tests.factories import (
    advance,
    boss,
    make_article,
)

pytestmark = pytest.mark.django_db
A, S = Action, State


# --- Two at once (S17) --------------------------------------------------------------------------------------------


def held_by(editor: User) -> Article:
    return advance(article_in(S.IN_EDITING), A.CLAIM, actor=editor)


def test_S17_late_save_is_set_aside_and_both_texts_are_shown(editor: User) -> None:
    article = held_by(editor)
    client = signed_in(editor)
    fields = opened(client, article)
    editing.save(article, editing.Change({"title": "Bản của người khác"}), actor=boss())

    response = send(client, article, fields, title="Bản của tôi", _continue="1")
    assert response.status_code == 409
    article.refresh_from_db()
    assert article.title == "Bản của người khác"
    aside = Revision.objects.get(number=None)
    assert (aside.state["title"], aside.author) == ("Bản của tôi", editor)
    assert fields_of(response)["title"] == ["Bản của tôi"]
    assert "Bản của người khác" in said(response) and "Người có mọi quyền" in said(response)

    # Once more is no other text, and still overwrites nothing.
    assert send(client, article, fields, title="Bản của tôi", _continue="1").status_code == 409
    assert Revision.objects.filter(number=None).count() == 1


def test_late_text_is_kept_upon_the_newer_one_by_an_explicit_choice(editor: User) -> None:
    article = held_by(editor)
    client = signed_in(editor)
    fields = opened(client, article)
    theirs = editing.save(article, editing.Change({"title": "Bản của người khác"}), actor=boss())
    page = send(client, article, fields, title="Bản của tôi", _continue="1")
    keep = re.search(r'name="_keep" value="([^"]+)"', said(page))
    assert keep is not None
    assert send(client, article, fields_of(page), _keep=keep[1]).status_code == 302
    article.refresh_from_db()
    assert (article.title, article.revision_number) == ("Bản của tôi", theirs.revision_number + 1)


def test_choice_does_not_overwrite_what_came_after_it(editor: User) -> None:
    article = held_by(editor)
    client = signed_in(editor)
    fields = opened(client, article)
    article = editing.save(article, editing.Change({"title": "Bản khác"}), actor=boss())
    page = send(client, article, fields, title="Bản của tôi", _continue="1")
    keep = re.search(r'name="_keep" value="([^"]+)"', said(page))
    assert keep is not None
    editing.save(article, editing.Change({"title": "Bản khác nữa"}), actor=boss())
    assert send(client, article, fields_of(page), _keep=keep[1]).status_code == 409
    article.refresh_from_db()
    assert article.title == "Bản khác nữa"


def test_late_form_without_changes_loses_nothing_and_saves_nothing(editor: User) -> None:
    article = held_by(editor)
    client = signed_in(editor)
    fields = opened(client, article)
    editing.save(article, editing.Change({"title": "Bản của người khác"}), actor=boss())
    before = everything()
    for button in ({"_continue": "1"}, {"_move": "forward"}):
        response = send(client, article, fields, **button)
        assert response.status_code == 302
        assert everything() == before


def test_S17_article_that_moved_meanwhile_keeps_the_late_text_aside(reporter: User) -> None:
    article = make_article(writer=reporter)
    client = signed_in(reporter)
    fields = opened(client, article)
    advance(article, A.SUBMIT, actor=reporter)
    response = send(client, article, fields, title="Viết thêm", _continue="1")
    assert response.status_code == 409
    assert "_keep" not in said(response)
    assert Revision.objects.get(number=None).state["title"] == "Viết thêm"
    article.refresh_from_db()
    assert (article.title, article.state) == ("Một nhan đề", S.SUBMITTED)


def test_withdrawn_meanwhile_keeps_the_late_text_aside(editor: User) -> None:
    article = article_in(S.IN_EDITING, live=True)
    client = signed_in(editor)
    fields = opened(client, article)
    advance(article, A.WITHDRAW, reason="Sai sự thật.")
    response = send(client, article, fields, title="Viết thêm", _continue="1")
    assert response.status_code == 409
    assert Revision.objects.get(number=None).state["title"] == "Viết thêm"
