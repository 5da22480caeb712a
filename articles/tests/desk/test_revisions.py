"""Old revisions come back whole, and a save takes back what was approved, scheduled or published."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from accounts.roles import Role
from articles.desk import editing, snapshot
from articles.desk.refusals import Conflict, NotAllowed
from articles.desk.transitions import Action
from articles.models.article import Article, ArticlePhoto, Byline, State
from articles.models.history import AuditEntry, Revision
from articles.models.publication import Publication
from articles.models.story import AIUse, Kind
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
    with pytest.raises(Revision.DoesNotExist):
        editing.restore_revision(article, 7, actor=boss())
    assert everything() == before


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
