"""Every save of a text is a revision, and none overwrites what its writer did not see."""

import unicodedata

import pytest
from django.db import IntegrityError

from accounts.roles import Role
from articles.desk import editing, snapshot, workflow
from articles.desk.refusals import Conflict, NotAllowed, NotPossible
from articles.desk.transitions import Action
from articles.document.blocks import Document, Figure, Gallery, Paragraph, plain
from articles.document.codec import DocumentError, to_json
from articles.models.article import Article, ArticlePhoto, Byline, State
from articles.models.history import AuditEntry, Revision
from articles.tests.desk.arrange import PERMISSIONS, article_in, change, everything, make_tag, person
from articles.tests.factories import (
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

A, S = Action, State


# --- Creating ---------------------------------------------------------------------------------------------------


def test_created_article_is_a_draft_with_its_first_revision() -> None:
    reporter = make_user(Role.REPORTER)
    article = make_article(writer=reporter, title="Một")
    assert (article.state, article.writer, article.revision_number) == (S.DRAFT, reporter, 1)
    revision = Revision.objects.get()
    assert (revision.number, revision.parent, revision.author) == (1, None, reporter)
    assert revision.state == snapshot.state_of(Article.objects.get())
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.from_state, entry.to_state) == ("create", reporter, "", S.DRAFT)


@pytest.mark.parametrize("active", [True, False])
def test_creating_needs_the_permission_to_write(active: bool) -> None:
    user = person(*(PERMISSIONS - {"write_article"} if active else PERMISSIONS))
    user.is_active = active
    with pytest.raises(NotAllowed):
        make_article(writer=user)
    assert not Article.objects.exists()


def test_article_goes_to_the_desk_of_its_category_or_of_the_section() -> None:
    desk = make_desk()
    section = make_category("Thời sự", desk=desk)
    below = make_category("Chính trị", parent=section)
    assert make_article(category_id=section.pk).desk == desk
    assert make_article(category_id=below.pk).desk == desk
    other = make_desk("Ban Kinh tế")
    assert make_article(category_id=below.pk, desk_id=other.pk).desk == other
    later_on = editing.save(make_article(category_id=None), editing.Change({"category_id": below.pk}), actor=boss())
    assert later_on.desk == desk


# --- Saving ---------------------------------------------------------------------------------------------------


def test_save_writes_a_revision_upon_the_one_before() -> None:
    article = editing.save(make_article(title="Một"), change("Hai"), actor=boss(), reason="  Rõ hơn. ")
    assert (article.title, article.revision_number) == ("Hai", 2)
    first, second = Revision.objects.order_by("number")
    assert (second.parent, second.author, second.reason) == (first, boss(), "Rõ hơn.")
    assert (first.state["title"], second.state["title"]) == ("Một", "Hai")
    assert second.digest == snapshot.digest(second.state) != first.digest
    assert AuditEntry.objects.get(action=A.SAVE).revision_number == 2


def test_save_changes_only_what_it_names() -> None:
    photo, tag, author = make_photo(), make_tag("Đối ngoại"), make_contributor("Trần Lan")
    article = make_article(document=make_document("Thân bài.", photos=(photo,)), sapo="Sapo.")
    entry = editing.BylineEntry(author.pk)
    article = editing.save(article, editing.Change({}, bylines=[entry], tags=[tag.pk]), actor=boss())
    before = snapshot.state_of(article)
    article = editing.save(article, change("Hai"), actor=boss())
    assert snapshot.state_of(Article.objects.get()) == before | {"title": "Hai"}
    assert ArticlePhoto.objects.count() == 1


def test_save_upon_an_older_revision_is_a_conflict() -> None:
    seen = make_article(title="Một")
    editing.save(seen, change("Hai"), actor=boss())
    before = everything()
    with pytest.raises(Conflict):
        editing.save(seen, change("Ba"), actor=boss())
    with pytest.raises(Conflict):
        editing.save(Article.objects.get(), change("Ba"), actor=boss(), revision=1)
    assert everything() == before
    assert editing.save(seen, change("Ba"), actor=boss(), revision=2).title == "Ba"


@pytest.mark.parametrize(
    "column", ["state", "number", "live_id", "writer_id", "revision_number", "dated_at", "nonsense"]
)
def test_save_of_a_column_that_is_no_text_is_refused(column: str) -> None:
    article = make_article()
    before = everything()
    with pytest.raises(TypeError):
        editing.save(article, editing.Change({"title": "Hai", column: 1}), actor=boss())
    assert everything() == before


@pytest.mark.parametrize("state", [S.SUBMITTED, S.WITHDRAWN, S.SPIKED])
def test_text_that_nobody_works_on_cannot_be_saved(state: State) -> None:
    article = article_in(state)
    before = everything()
    with pytest.raises(NotPossible):
        editing.save(article, change(), actor=boss())
    assert everything() == before


def test_editor_of_another_desk_may_not_save() -> None:
    article = article_in(S.IN_EDITING, desk_id=make_desk().pk)
    stranger = make_user(Role.EDITOR, desk=make_desk("Ban Kinh tế"))
    before = everything()
    with pytest.raises(NotAllowed):
        editing.save(article, change(), actor=stranger)
    assert everything() == before


def test_reporter_may_not_save_what_she_has_handed_in_and_was_taken_up() -> None:
    reporter = make_user(Role.REPORTER)
    article = workflow.transition(make_article(writer=reporter), A.SUBMIT, actor=reporter)
    article = workflow.transition(article, A.CLAIM, actor=boss())
    with pytest.raises(NotAllowed):
        editing.save(article, change(), actor=reporter)
    assert Revision.objects.count() == 1


# --- What is stored ---------------------------------------------------------------------------------------------


def test_text_is_tidied_at_the_entrance() -> None:
    typed = " \u202e\u200b" + unicodedata.normalize("NFD", "Đối ngoại — thế kỷ") + "\x07 "
    names = ("kicker", "title", "sapo", "ai_note", "update_note", "sources")
    article = editing.save(make_article(), editing.Change(dict.fromkeys(names, typed)), actor=boss())
    assert {getattr(article, name) for name in names} == {"Đối ngoại — thế kỷ"}
    assert {Revision.objects.get(number=2).state[name] for name in names} == {"Đối ngoại — thế kỷ"}


def test_document_is_stored_in_normal_form() -> None:
    loose = {
        "version": 1,
        "blocks": [
            {"type": "paragraph", "content": [{"text": "Một "}, {"text": "đoạn."}]},
            {"type": "paragraph", "content": [{"text": " "}]},
        ],
    }
    article = editing.save(make_article(), editing.Change({"document": loose}), actor=boss())
    assert article.document == Revision.objects.get(number=2).state["document"] == make_document("Một đoạn.")


@pytest.mark.parametrize(
    "document", [None, {}, {"version": 2, "blocks": []}, {"version": 1, "blocks": [{"type": "x"}]}]
)
def test_what_is_no_document_is_refused(document: object) -> None:
    article = make_article()
    before = everything()
    with pytest.raises(DocumentError):
        editing.save(article, editing.Change({"title": "Hai", "document": document}), actor=boss())
    assert everything() == before


@pytest.mark.parametrize(
    ("column", "length"), [("title", 300), ("kicker", 100), ("ai_note", 300), ("update_note", 300)]
)
def test_text_that_is_too_long_is_refused_by_name(column: str, length: int) -> None:
    article = make_article()
    article = editing.save(article, editing.Change({column: "x" * length}), actor=boss())
    before = everything()
    with pytest.raises(NotPossible):
        editing.save(article, editing.Change({column: "x" * (length + 1)}), actor=boss())
    assert everything() == before


def test_rows_of_photos_follow_the_document() -> None:
    first, second, third = make_photo("A"), make_photo("B"), make_photo("C")
    body = (Figure(first.pk), Paragraph(plain("Giữa.")), Gallery((Figure(second.pk), Figure(third.pk))))
    article = make_article(document=to_json(Document(body)))
    places = ArticlePhoto.objects.order_by("path").values_list("path", "photo")
    assert list(places) == [
        ("blocks[0]", first.pk),
        ("blocks[2].figures[0]", second.pk),
        ("blocks[2].figures[1]", third.pk),
    ]
    editing.save(article, editing.Change({"document": make_document(photos=(third,))}), actor=boss())
    assert list(places.all()) == [("blocks[0]", third.pk)]


def test_bylines_keep_their_order_and_tags_are_replaced() -> None:
    people = [make_contributor(name) for name in ("Ông Ba", "Bà Hai", "Cô Một")]
    tags = [make_tag(name) for name in ("Một", "Hai", "Ba")]
    bylines = [editing.BylineEntry(p.pk, role=r) for p, r in zip(people, Byline.Role.values, strict=True)]
    article = make_article()
    edit = editing.Change({}, bylines=bylines, tags=[tag.pk for tag in tags])
    article = editing.save(article, edit, actor=boss())
    assert [(b.contributor, b.role) for b in article.bylines.all()] == list(
        zip(people, Byline.Role.values, strict=True)
    )
    assert set(article.tags.all()) == set(tags)
    edit = editing.Change({}, bylines=bylines[::-1], tags=[tags[1].pk])
    article = editing.save(article, edit, actor=boss())
    assert [b.contributor for b in article.bylines.all()] == people[::-1]
    assert list(article.tags.all()) == [tags[1]]


def test_save_refused_by_the_database_leaves_nothing() -> None:
    article = make_article()
    twice = editing.BylineEntry(make_contributor().pk)
    before = everything()
    with pytest.raises(IntegrityError):
        editing.save(article, editing.Change({"title": "Hai"}, bylines=[twice, twice]), actor=boss())
    assert everything() == before


def test_reason_longer_than_a_revision_holds_stands_whole_in_the_audit() -> None:
    editing.save(make_article(), change(), actor=boss(), reason="lý do " * 200)
    assert len(Revision.objects.get(number=2).reason) == 500
    assert AuditEntry.objects.get(action=A.SAVE).reason == ("lý do " * 200).strip()
