"""Every text an article ever had, by its key, and the line of saves and deeds."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from articles.desk import editing, history, snapshot
from articles.desk.history import NoSuchText
from articles.desk.transitions import Action
from articles.models.article import Article
from articles.models.history import AuditEntry, Revision
from articles.models.publication import Publication
from articles.tests.desk.arrange import change, make_tag
from articles.tests.factories import (
    TO_APPROVED,
    advance,
    boss,
    make_article,
    make_contributor,
    make_document,
    make_photo,
    make_published,
)

pytestmark = pytest.mark.django_db

A = Action


def set_aside(article: Article, title: str) -> Revision:
    """Keep a text beside the history, written upon the first revision."""
    return editing.set_aside(article, change(title), actor=boss(), revision=1)


# --- Texts by their keys --------------------------------------------------------------------------------------------


def test_find_gives_each_text_of_an_article() -> None:
    article = editing.save(make_published(title="Một"), change("Hai"), actor=boss())
    aside = set_aside(article, "Để riêng")
    article = Article.objects.get()
    for key, title in (("1", "Một"), ("2", "Hai"), (f"r{aside.pk}", "Để riêng"), ("v1", "Một"), ("now", "Hai")):
        found = history.find(article, key)
        assert (found.key, found.state["title"]) == (key, title)
    assert (history.find(article, "live").key, history.find(article, "live").state["title"]) == ("v1", "Một")
    assert history.find(article, "2").by == boss()


@pytest.mark.parametrize(
    "key", ["", "0", "3", "01", "v2", "r1", "r0", "x1", "live", "1 ", "-1", "١", "9" * 40, "v9999999"]
)
def test_find_knows_no_other_text(key: str) -> None:
    article = editing.save(make_article(), change(), actor=boss())
    with pytest.raises(NoSuchText):
        history.find(article, key)


def test_find_never_gives_another_articles_text() -> None:
    other = make_published()
    aside = set_aside(other, "Bài khác")
    article = make_article()
    for key in (f"r{aside.pk}", "v1", "live"):
        with pytest.raises(NoSuchText):
            history.find(article, key)


def test_a_saved_revision_is_not_found_as_set_aside() -> None:
    article = make_article()
    with pytest.raises(NoSuchText):
        history.find(article, f"r{Revision.objects.get().pk}")
    assert history.find(article, "1")


def test_a_scheduled_text_whose_time_has_come_is_the_live_one() -> None:
    soon = timezone.now() + datetime.timedelta(hours=1)
    article = advance(make_article(), *TO_APPROVED)
    article = advance(article, A.SCHEDULE, when=soon)
    with pytest.raises(NoSuchText):
        history.find(article, "live")
    with time_machine.travel(soon + datetime.timedelta(seconds=1)):
        assert history.find(article, "live").key == "v1"


def test_state_of_a_publication_has_the_shape_of_a_revision() -> None:
    photo, contributor, other = make_photo(), make_contributor("Trần Lan"), make_contributor("Lê Sông")
    bylines = [editing.BylineEntry(contributor.pk, "both", "Cỏ May"), editing.BylineEntry(other.pk, "photos")]
    article = make_published(document=make_document("Thân.", photos=(photo,)), lead_photo_id=photo.pk)
    article = editing.save(
        article, editing.Change({"kicker": "Lúa"}, bylines, [make_tag("B").pk, make_tag("A").pk]), actor=boss()
    )
    article = advance(article, A.FORWARD, A.APPROVE, A.PUBLISH_CHANGES)
    printed = history.of_publication(Publication.objects.get(version=2)).state
    saved = snapshot.state_of(article)
    assert printed == {name: saved[name] for name in printed}
    assert set(saved) - set(printed) == {
        *("desk_id", "sources", "interviewee_approved", "needs_legal", "needs_photo", "is_sensitive"),
    } & set(saved)


# --- The line of saves and deeds ------------------------------------------------------------------------------------


def test_timeline_tells_saves_and_deeds_newest_first() -> None:
    article = make_published(title="Một", document=make_document("một hai ba"))
    article = editing.save(article, change(document=make_document("một hai")), actor=boss(), reason="Bớt một chữ.")
    lines = history.timeline(article).entries
    assert [(line.action, line.key) for line in lines] == [
        ("reopen", "2"),
        ("publish", "v1"),
        ("approve", ""),
        ("forward", ""),
        ("claim", ""),
        ("submit", ""),
        ("create", "1"),
    ]
    newest, publish, *_, first = lines
    assert (newest.who, newest.reason, newest.from_state, newest.to_state) == (
        boss(),
        "Bớt một chữ.",
        "published",
        "in_editing",
    )
    assert (newest.words_more, first.words_more) == (-1, None)
    assert newest.words == first.words - 1
    assert (first.frozen_as, newest.frozen_as, publish.version) == ((1,), (), 1)


def test_timeline_tells_what_was_set_aside() -> None:
    article = editing.save(make_article(title="Một"), change("Hai"), actor=boss())
    set_aside(article, "Ba")
    lines = history.timeline(article).entries
    assert [line.action for line in lines] == ["set_aside", "save", "create"]
    assert (lines[0].revision.number, lines[0].revision.parent.number, lines[0].words_more) == (None, 1, 0)


def test_timeline_tells_which_text_was_printed_again() -> None:
    article = make_published()
    article = advance(article, A.CORRECT, correction="Sửa.")
    assert history.frozen_as(article) == {1: (1, 2)}
    article = editing.save(article, change(), actor=boss())
    advance(article, A.FORWARD, A.APPROVE, A.PUBLISH_CHANGES)
    assert history.frozen_as(article) == {1: (1, 2), 2: (3,)}


def test_standing_is_what_the_readers_queries_say() -> None:
    soon = timezone.now() + datetime.timedelta(hours=1)
    article = advance(make_article(), *TO_APPROVED)
    article = advance(article, A.SCHEDULE, when=soon)
    article = advance(article, A.UNSCHEDULE)
    article = advance(article, A.SCHEDULE, when=soon)
    assert history.standings(article, timezone.now()) == {1: "unseen", 2: "waiting"}
    with time_machine.travel(soon + datetime.timedelta(minutes=1)):
        article = editing.save(Article.objects.get(), change(), actor=boss())
        article = advance(article, A.FORWARD, A.APPROVE, A.PUBLISH_CHANGES)
        assert history.standings(article, timezone.now()) == {1: "unseen", 2: "shown", 3: "live"}
        article = advance(article, A.WITHDRAW, reason="Sai.")
        found = history.standings(article, now := timezone.now())
        assert found == {1: "unseen", 2: "shown", 3: "shown"}
        every = Publication.objects.filter(story_id=article.story_id)
        assert {p.version for p in every.shown_by(now)} == {v for v, stands in found.items() if stands == "shown"}
        assert not every.visible(now).exists()


def test_timeline_pages_without_a_gap_or_a_double() -> None:
    article = make_article()
    with time_machine.travel(timezone.now(), tick=False):  # all of one moment, as an import's are
        for number in range(7):
            article = editing.save(article, change(f"Bài {number}"), actor=boss())
            article = advance(article, A.SUBMIT, A.RETURN, reason="Viết lại.")
    whole = [(line.action, line.key) for line in history.timeline(article, size=1_000).entries]
    assert len(whole) == 22
    paged, before = [], ""
    for _turn in range(12):
        page = history.timeline(article, before=before, size=2)
        paged += [(line.action, line.key) for line in page.entries]
        before = page.older
        if not before:
            break
    assert paged == whole


@pytest.mark.parametrize("before", ["x", "1", "1-1", "1-x1", "9" * 30 + "-r1", "1-r0"])
def test_timeline_refuses_a_place_that_is_none(before: str) -> None:
    with pytest.raises(NoSuchText):
        history.timeline(make_article(), before=before)


def test_timeline_says_nothing_of_another_article() -> None:
    article, other = make_article(), make_published()
    assert {line.revision.article_id for line in history.timeline(article).entries} == {article.pk}
    assert len(history.timeline(other).entries) == AuditEntry.objects.filter(article=other).count()


def test_timeline_of_a_body_that_cannot_be_read_counts_nothing() -> None:
    article = make_article()
    state = snapshot.state_of(article) | {"document": {"version": 99, "blocks": []}}
    Revision.objects.create(article=article, number=9, state=state, digest="x", created_at=timezone.now())
    [line, _first] = history.timeline(article).entries
    assert (line.words, line.words_more) == (None, None)


@pytest.mark.parametrize("count", [1, 3])
def test_timeline_asks_six(count: int, django_assert_num_queries) -> None:
    article = make_published()
    for number in range(count):
        article = editing.save(article, change(f"Bài {number}"), actor=boss())
    # saves, deeds, deeds of the saves, publications of texts, parents beyond the page
    with django_assert_num_queries(4):
        history.timeline(article)
    with django_assert_num_queries(5):
        history.timeline(article, size=1)
