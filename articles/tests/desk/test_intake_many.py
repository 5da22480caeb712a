"""Documents loaded side by side: the same rows as one by one, each whole or absent, and no story twice."""

import random
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction

from articles.desk import editing, intake, undoing, workflow
from articles.desk.imported import ImportedBlock, ImportedStory, Outcome
from articles.desk.photos import Credit
from articles.desk.refusals import NotPossible
from articles.desk.transitions import Action
from articles.desk.undoing import Undone
from articles.models.article import Article, State
from articles.models.history import AuditEntry
from articles.models.intake import ImportRecord, ImportTrace
from articles.models.publication import Publication
from articles.tests.desk.arrange import everything
from articles.tests.desk.test_intake import DOUBT, story
from articles.tests.factories import boss, make_category, make_contributor, make_desk

pytestmark = pytest.mark.django_db

S = State
WORDS = "gió mùa thổi qua cánh đồng bà con gặt lúa sớm chợ phiên đông người mua rau cá tươi thuyền về bến đò ngang sông"
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
MOMENTS = re.compile(r"datetime\.datetime\([^()]*(?:\([^()]*\))?[^()]*\)")
HASHES = re.compile(r"\b[0-9a-f]{64}\b")


def long_text(seed: int, words: int = 120) -> str:
    """Return a text of its own for each seed."""
    return " ".join(random.Random(seed).choices(WORDS.split(), k=words))


def stories() -> list[ImportedStory]:
    """Return documents of every sort: with and without photos, names known and new, doubts."""
    make_contributor("Mai Hoa")
    near = make_category("Kinh tế", desk=make_desk())
    agency = Credit("Ảnh: Lê Thử/TTXVN", [("photographer", "Lê Thử"), ("agency", "TTXVN")])
    return [
        story(external_id="a", raw=long_text(1)),
        story(external_id="b", raw=long_text(2), title="Hai", category_id=near.pk, bylines=[("Mai  HOA", "both")]),
        story(external_id="c", raw=long_text(3), doubts=[DOUBT], title="Ba", dated_at=None),
        story(external_id="d", raw=long_text(4), blocks=[ImportedBlock("figure", "Ảnh một.", agency)] * 2, bylines=()),
        story(external_id="e", raw=long_text(5), blocks=[ImportedBlock("paragraph", "Không ảnh.")]),
    ]


def rows() -> dict[str, list[str]]:
    """Return all rows of the newsroom in the order of their keys, but for keys, moments and what hangs on them."""
    found: dict[str, list[str]] = {}
    ranks: dict[str, dict[Any, int]] = {}
    for model in apps.get_app_config("articles").get_models(include_auto_created=True):
        name = model._meta.label
        made = []
        for row in model._default_manager.order_by("pk").values():
            for column, value in row.items():
                key = column.removesuffix("_id")
                if (column.endswith("_id") or column in ("id", "number")) and value is not None:
                    known = ranks.setdefault(f"{name}.{key}", {})
                    row[column] = known.setdefault(value, len(known))
            text = MOMENTS.sub("moment", UUID.sub("uuid", HASHES.sub("hash", repr(row))))
            made.append(re.sub(r"'contributor': \d+|'id': \d+|UUID\('uuid'\)", "key", text))
        found[name] = sorted(made)
    return found


def undone(do: Callable[[], Any]) -> dict[str, list[str]]:
    with transaction.atomic():
        do()
        made = rows()
        transaction.set_rollback(True)
    return made


def test_rows_are_those_of_the_ordinary_way() -> None:
    documents = stories()
    one_by_one = undone(lambda: [intake.load(document, batch_name="run") for document in documents])
    side_by_side = undone(lambda: intake.load_all(documents, batch_name="run"))
    for table, found in one_by_one.items():
        assert side_by_side[table] == found, table
    assert len(side_by_side["articles.Publication"]) == 4


def test_several_documents_cost_as_many_queries_as_two(django_assert_max_num_queries) -> None:
    make_category()
    names = [("Trần Lan", "text")]
    intake.load(story(external_id="first", raw=long_text(90), bylines=names), batch_name="run")
    documents = [story(external_id=f"n{n}", raw=long_text(n), bylines=names) for n in range(12)]
    with django_assert_max_num_queries(75):
        results = intake.load_all(documents, batch_name="run")
    assert [result.outcome for result in results] == [Outcome.PUBLISHED] * 12


def test_document_that_fails_leaves_the_others_whole() -> None:
    documents = stories()
    documents[1] = replace(documents[1], title="x" * 301)
    results = intake.load_all(documents, batch_name="run")
    assert isinstance(results[1], NotPossible)
    assert [r.outcome for r in results if not isinstance(r, Exception)] == [
        "published",
        "waits",
        "published",
        "published",
    ]
    assert set(ImportRecord.objects.values_list("external_id", flat=True)) == {"a", "c", "d", "e"}


def test_second_run_changes_nothing() -> None:
    documents = stories()
    intake.load_all(documents, batch_name="run")
    before = everything()
    assert {r.outcome for r in intake.load_all(documents, batch_name="again")} == {Outcome.UNCHANGED}
    assert everything() == before


def test_without_publishing_everything_waits() -> None:
    results = intake.load_all(stories(), batch_name="run", publish=False)
    assert {r.outcome for r in results} == {Outcome.WAITS}
    assert set(Article.objects.values_list("state", flat=True)) == {S.SUBMITTED}


# --- The same story in two files ------------------------------------------------------------------------------------


def test_same_story_under_another_id_is_not_loaded_twice() -> None:
    first = story(external_id="a", raw=long_text(1))
    intake.load_all([first], batch_name="run")
    edited = first.raw.replace("gió", "bão", 1)
    results = intake.load_all([replace(first, external_id="b", raw=edited)], batch_name="run")
    assert [(r.outcome, r.copy_of) for r in results] == [(Outcome.COPY, "a")]
    assert Article.objects.count() == 1


def test_same_story_twice_in_one_chunk_is_loaded_once() -> None:
    first = story(external_id="a", raw=long_text(1))
    results = intake.load_all(
        [first, replace(first, external_id="b"), replace(first, external_id="c")], batch_name="run"
    )
    assert [(r.outcome, r.copy_of) for r in results] == [("published", ""), ("copy", "a"), ("copy", "a")]


def test_traces_follow_the_text_in_force() -> None:
    first = story(external_id="a", raw=long_text(1))
    intake.load_all([first], batch_name="run")
    intake.load_all([replace(first, raw=long_text(2))], batch_name="run")
    assert set(ImportTrace.objects.values_list("record__sequence", flat=True)) == {2}
    results = intake.load_all([replace(first, external_id="b")], batch_name="run")
    assert results[0].outcome == Outcome.PUBLISHED


# --- Undoing --------------------------------------------------------------------------------------------------------


def test_undone_batch_leaves_readers_and_comes_back_when_it_is_loaded_again() -> None:
    documents = stories()
    intake.load_all(documents, batch_name="run")
    found = {document.external_id: document.outcome for document in undoing.undo_batch("run")}
    assert found == dict.fromkeys("abde", Undone.WITHDRAWN) | {"c": Undone.DROPPED}
    assert set(Article.objects.values_list("state", flat=True)) == {S.WITHDRAWN, S.SPIKED}
    assert {document.outcome for document in undoing.undo_batch("run")} == {Undone.ALREADY}
    numbers = set(Article.objects.values_list("pk", flat=True))
    results = intake.load_all(documents, batch_name="again")
    assert [r.outcome for r in results] == ["updated", "updated", "waits", "updated", "updated"]
    assert set(Article.objects.values_list("pk", flat=True)) == numbers
    assert {r.outcome for r in intake.load_all(documents, batch_name="again")} == {Outcome.UNCHANGED}


def test_undoing_leaves_alone_what_a_person_touched() -> None:
    intake.load_all(stories(), batch_name="run")
    article = ImportRecord.objects.get(external_id="a").article
    editing.save(article, editing.Change({"title": "Của tôi"}), actor=boss())
    before = Article.objects.filter(pk=article.pk).values().get()
    found = {document.external_id: document.outcome for document in undoing.undo_batch("run")}
    assert found["a"] == Undone.KEPT
    assert Article.objects.filter(pk=article.pk).values().get() == before


def test_undone_update_gives_back_the_earlier_text() -> None:
    first = story(external_id="a", raw=long_text(1))
    intake.load_all([first], batch_name="run-1")
    intake.load_all([replace(first, raw=long_text(2), title="Hai")], batch_name="run-2")
    assert [document.outcome for document in undoing.undo_batch("run-2")] == [Undone.RESTORED]
    article = Article.objects.get()
    assert (article.title, article.state, article.live.title, article.live.version) == ("Một", S.PUBLISHED, "Một", 3)
    assert intake.load_all([first], batch_name="run-3")[0].outcome == Outcome.UNCHANGED
    assert [document.outcome for document in undoing.undo_batch("run-2")] == [Undone.ALREADY]


def test_undone_story_is_told_of_in_the_audit_by_the_system() -> None:
    intake.load_all([story(raw=long_text(1))], batch_name="run")
    list(undoing.undo_batch("run"))
    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, entry.actor, entry.details["batch"]) == (Action.UNDO_IMPORT, None, "run")
    assert Publication.objects.get().withdrawn_at is not None


def test_batch_that_nobody_knows_is_refused() -> None:
    with pytest.raises(NotPossible):
        list(undoing.undo_batch("khong-co"))


def test_nobody_redoes_what_was_not_undone() -> None:
    intake.load_all([story(raw=long_text(1))], batch_name="run")
    article = workflow.transition(Article.objects.get(), Action.WITHDRAW, actor=boss(), reason="Sai.")
    with pytest.raises(NotPossible):
        workflow.transition(article, Action.REDO_IMPORT, actor=None)
