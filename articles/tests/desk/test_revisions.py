"""Old revisions come back whole, and a save takes back what was approved, scheduled or published."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from accounts.roles import Role
from articles.desk import editing, history, snapshot
from articles.desk.history import NoSuchText
from articles.desk.refusals import Conflict, NotAllowed, NotPossible
from articles.desk.transitions import Action
from articles.models.article import Article, ArticlePhoto, Byline, State
from articles.models.history import AuditEntry, Revision
from articles.models.photos import Photo
from articles.models.publication import Publication
from articles.models.story import AIUse, Kind
from articles.models.taxonomy import Category
from articles.public import queries
from articles.tests.desk.arrange import article_in, change, everything, later, make_tag
from articles.tests.factories import (
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

A, S = Action, State


# --- Restoring --------------------------------------------------------------------------------------------------


def test_restoring_any_revision_gives_exactly_its_state() -> None:
    photo, tag, author = make_photo(), make_tag("Đối ngoại"), make_contributor("Trần Lan")
    desk, other = make_desk(), make_category("Kinh tế")
    everything_set = editing.Change(
        {
            "kind": Kind.INTERVIEW,
            "kicker": "Phỏng vấn",
            "title": "Hai",
            "sapo": "Sapo hai.",
            "document": make_document("Thân hai.", photos=(photo,)),
            "lead_photo_id": photo.pk,
            "category_id": other.pk,
            "ai_use": AIUse.TRANSLATION,
            "ai_note": "Dịch máy.",
            "update_note": "Thêm phần hai.",
            "desk_id": desk.pk,
            "sources": "Ông X",
            "interviewee_approved": True,
            "needs_legal": True,
            "needs_photo": True,
            "is_sensitive": True,
            "related": [7],
        },
        bylines=[editing.BylineEntry(author.pk, Byline.Role.BOTH, "Lan Trần")],
        tags=[tag.pk],
    )
    assert set(everything_set.columns) == set(snapshot.TEXT_FIELDS)
    article = editing.save(make_article(title="Một"), everything_set, actor=boss())
    states = {revision.number: revision.state for revision in Revision.objects.all()}
    assert all(states[1][name] != states[2][name] for name in states[1])
    for number in (1, 2, 1):
        article = editing.restore_revision(article, number, actor=boss(), reason="Như cũ.")
        assert snapshot.state_of(Article.objects.get()) == states[number]
        newest = Revision.objects.latest("number")
        assert (newest.state, newest.reason) == (states[number], "Như cũ.")
        assert ArticlePhoto.objects.count() == number - 1
    assert article.revision_number == 5


def test_restoring_is_a_save_with_all_its_refusals() -> None:
    article = editing.save(make_article(title="Một"), change("Hai"), actor=boss())
    before = everything()
    with pytest.raises(NotAllowed):
        editing.restore_revision(article, 1, actor=make_user(Role.REPORTER))
    with pytest.raises(Conflict):
        editing.restore_revision(article, 1, actor=boss(), revision=1)
    with pytest.raises(NoSuchText):
        editing.restore_revision(article, 7, actor=boss())
    assert everything() == before


def test_restoring_leaves_out_what_was_deleted_since_and_says_so() -> None:
    photo, lead, tag, kept, author = make_photo(), make_photo(), make_tag("Lúa"), make_tag("Mưa"), make_contributor()
    columns = {
        "document": make_document("Thân.", photos=(photo,)),
        "lead_photo_id": lead.pk,
        "category_id": make_category("Kinh tế").pk,
    }
    full = editing.Change(columns, [editing.BylineEntry(author.pk)], [tag.pk, kept.pk])
    article = editing.save(make_article(), full, actor=boss())
    bare = editing.Change(
        {"document": make_document(), "lead_photo_id": None, "category_id": make_category().pk}, [], []
    )
    article = editing.save(article, bare, actor=boss())
    gone = article.revisions.get(number=2).state
    for row in (photo, lead):
        row.credit_lines.all().delete()
        row.delete()
    Category.objects.get(name="Kinh tế").delete()
    for row in (tag, author):
        row.delete()
    article = editing.restore_revision(article, 2, actor=boss(), reason="Như cũ.")
    state = snapshot.state_of(article)
    assert state["document"] == gone["document"]
    assert (state["lead_photo_id"], state["tags"], state["bylines"]) == (gone["lead_photo_id"], [kept.pk], [])
    assert state["category_id"] is None
    assert AuditEntry.objects.latest("pk").details == {
        "restored": "2",
        "gone": {
            "category_id": [gone["category_id"]],
            "tags": [gone["tags"][0]],
            "bylines": [gone["bylines"][0]["contributor"]],
            "photos": sorted([str(gone["lead_photo_id"]), gone["document"]["blocks"][0]["photo"]]),
        },
    }
    back = Photo.objects.get(pk=gone["document"]["blocks"][0]["photo"])
    assert (back.awaits_file, back.description) == (True, "Chú thích.")
    # The old revision is whole: nothing was lost.
    assert article.revisions.get(number=2).state == gone


def test_a_refused_restoring_brings_no_photo_back() -> None:
    photo = make_photo()
    article = make_article(document=make_document(photos=(photo,)))
    article = editing.save(article, change(document=make_document()), actor=boss())
    photo.credit_lines.all().delete()
    photo.delete()
    before = everything()
    with pytest.raises(Conflict):
        editing.restore_revision(article, 1, actor=boss(), revision=1)
    assert (everything(), Photo.objects.count()) == (before, 0)


def test_restoring_a_body_that_cannot_be_read_is_refused() -> None:
    article = make_article()
    state = snapshot.state_of(article) | {"document": {"version": 99}}
    Revision.objects.create(article=article, number=9, state=state, digest="x", created_at=timezone.now())
    before = everything()
    with pytest.raises(NotPossible):
        editing.restore_revision(article, 9, actor=boss())
    assert everything() == before


def test_a_text_set_aside_is_restored_like_any_other() -> None:
    article = editing.save(make_article(title="Một"), change("Hai"), actor=boss())
    aside = editing.set_aside(article, change("Ba"), actor=boss(), revision=1)
    article = editing.restore(article, history.of_revision(aside), actor=boss())
    assert (article.title, article.revision_number) == ("Ba", 3)
    assert Revision.objects.get(number=3).parent.number == 2


def test_a_printed_text_is_restored_and_keeps_what_is_never_printed() -> None:
    article = make_published(title="Một", sources="Ông X")
    article = editing.save(article, change("Hai", sources="Ông Y"), actor=boss())
    article = editing.restore(article, history.find(article, "v1"), actor=boss())
    assert (article.title, article.sources) == ("Một", "Ông Y")


def test_why_not_save_says_what_saving_would() -> None:
    article = make_article()
    assert editing.why_not_save(article, boss()) is None
    assert editing.why_not_save(article, make_user(Role.REPORTER)) is not None
    assert editing.why_not_save(article_in(S.SUBMITTED), boss()) is not None
    with time_machine.travel(later(hours=2)):
        assert editing.why_not_save(article_in(S.SCHEDULED), boss()) is None


# --- Reopening --------------------------------------------------------------------------------------------------


def test_save_of_an_approved_text_reopens_it() -> None:
    article = editing.save(article_in(S.APPROVED), change(), actor=boss())
    assert (article.state, article.holder) == (S.IN_EDITING, boss())
    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, entry.from_state, entry.to_state) == (A.REOPEN, S.APPROVED, S.IN_EDITING)


def test_save_of_a_scheduled_text_unschedules_it() -> None:
    article = editing.save(article_in(S.SCHEDULED), change("Hai"), actor=boss())
    assert (article.state, article.waiting) == (S.IN_EDITING, None)
    waiting = Publication.objects.get()
    assert waiting.ends_at == waiting.goes_live_at
    assert AuditEntry.objects.latest("pk").details == {"unscheduled": 1}


def test_save_of_a_scheduled_text_that_came_due_leaves_it_with_the_readers() -> None:
    article = article_in(S.SCHEDULED, title="Một")
    with time_machine.travel(later(hours=2)):
        article = editing.save(article, change("Hai"), actor=boss())
        assert (article.state, article.live.version) == (S.IN_EDITING, 1)
        assert queries.story(timezone.now(), article.number).title == "Một"


def test_save_of_a_published_text_leaves_readers_the_old_one() -> None:
    article = make_published(title="Một")
    printed = Publication.objects.values().get()
    article = editing.save(article, change("Hai"), actor=boss())
    assert (article.state, article.live.version) == (S.IN_EDITING, 1)
    assert Publication.objects.values().get() == printed
    assert queries.story(timezone.now() + datetime.timedelta(days=1), article.number).title == "Một"


# --- Set aside ----------------------------------------------------------------------------------------------------


def test_text_that_came_too_late_is_kept_beside_the_history() -> None:
    article = make_article(title="Bản đầu")
    editing.save(article, change("Bản của người nhanh hơn"), actor=boss())
    with pytest.raises(Conflict):
        editing.save(article, change("Bản đến muộn"), actor=boss(), revision=1)

    kept = editing.set_aside(article, change("Bản đến muộn", sapo="Sapo đến muộn."), actor=boss(), revision=1)

    stored = Article.objects.get()
    assert (stored.title, stored.revision_number) == ("Bản của người nhanh hơn", 2)
    assert (kept.number, kept.parent.number, kept.author) == (None, 1, boss())
    assert (kept.state["title"], kept.state["sapo"]) == ("Bản đến muộn", "Sapo đến muộn.")
    assert kept.state["category_id"] == article.category_id  # what it did not change is there, too
    assert kept.digest == snapshot.digest(kept.state)
    assert AuditEntry.objects.latest("pk").details == {"written_upon": 1}
    # Any number of them may wait.
    editing.set_aside(article, change("Một bản nữa"), actor=boss(), revision=1)


def test_text_is_not_set_aside_by_who_may_not_read_it_nor_upon_nothing() -> None:
    article = make_article()
    stranger = make_user(Role.REPORTER)
    with pytest.raises(NotAllowed):
        editing.set_aside(article, change(), actor=stranger, revision=1)
    with pytest.raises(NotPossible):
        editing.set_aside(article, change(), actor=boss(), revision=7)
    assert Revision.objects.count() == 1


# --- What lists show ----------------------------------------------------------------------------------------------


def test_save_derives_what_lists_search_and_show() -> None:
    photo = make_photo()
    entry = editing.BylineEntry(make_contributor("Đức Thịnh").pk)
    document = make_document("Ba chữ đây.", photos=(photo,))
    article = make_article(title="Đường Bờ Đê", kicker="Giao thông", document=document)
    article = editing.save(article, editing.Change({}, bylines=[entry]), actor=boss())
    assert article.search_text == "giao thong duong bo de duc thinh"
    assert article.pictures == 1
    assert article.words == 3 + 2 + 3  # the paragraph, the caption, the sapo
    article = editing.save(article, change("Nhan đề mới"), actor=boss())
    assert Article.objects.get().search_text == "giao thong nhan de moi duc thinh"
