"""The index of search: written with the publication, made anew, held against what was printed."""

import time
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from articles.desk import editing
from articles.desk.transitions import Action
from articles.document.query import parse
from articles.models.publication import Publication
from articles.models.search import SearchEntry
from articles.public import search, search_index
from articles.tests.factories import (
    TO_APPROVED,
    advance,
    boss,
    make_article,
    make_category,
    make_document,
    make_photo,
    make_publication,
    make_published,
)

pytestmark = pytest.mark.django_db


def titles(question: str) -> list[str]:
    found = search.find(Publication.objects.visible(timezone.now()), parse(question))
    by_key = Publication.objects.in_bulk(found.keys)
    return [by_key[key].title for key in found.keys]


def run(command: str, **options) -> str:
    out = StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue()


def forget(publication: Publication) -> None:
    """Take a publication out of the index, as if it had been printed before there was one."""
    SearchEntry.objects.filter(pk=publication.pk).delete()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO articles_searchindex (articles_searchindex) VALUES ('delete-all')")


# --- Written with the publication ---------------------------------------------------------------------------------


def test_a_published_story_is_found_by_all_that_it_prints() -> None:
    photo = make_photo("Lê Nắng")
    make_published(title="Chợ nổi họp lại", document=make_document("Ghe xuồng tấp nập.", photos=(photo,)))
    for question in ("chợ nổi", "đoạn sapo", "ghe xuồng", "chú thích", "Lê Nắng"):
        assert titles(question) == ["Chợ nổi họp lại"], question
    assert titles("văn phòng xã") == []  # a source, which is nobody's but the desk's


def test_a_draft_is_not_found_and_a_withdrawn_story_no_longer() -> None:
    article = advance(make_article(title="Chợ nổi họp lại"), *TO_APPROVED)
    assert titles("chợ nổi") == []
    article = advance(article, Action.PUBLISH)
    assert titles("chợ nổi") == ["Chợ nổi họp lại"]
    advance(article, Action.WITHDRAW, reason="Sai")
    assert titles("chợ nổi") == []


def test_a_publication_that_is_rolled_back_leaves_nothing_in_the_index() -> None:
    category = make_category()
    with pytest.raises(RuntimeError), transaction.atomic():
        search_index.write([make_publication(1, category=category, title="Chợ nổi")])
        raise RuntimeError
    assert not SearchEntry.objects.exists()
    search_index.write([make_publication(1, category=category, title="Một tin khác")])
    assert titles("chợ nổi") == []


def test_a_publication_that_stands_in_the_index_is_no_new_one() -> None:
    publication = make_publication(1, category=make_category(), title="Chợ nổi")
    search_index.write([publication])
    with pytest.raises(IntegrityError), transaction.atomic():
        search_index.write([publication])
    assert titles("chợ nổi") == ["Chợ nổi"]


def test_a_very_long_text_is_indexed_as_far_as_anybody_searches(monkeypatch) -> None:
    monkeypatch.setattr(search_index, "LONGEST_TEXT", 100)
    publication = make_publication(
        1, category=make_category(), document=make_document("đầu tiên " + "x " * 60, "sau cùng")
    )
    search_index.write([publication])
    assert titles("đầu tiên") == [publication.title]
    assert titles("sau cùng") == []


def test_words_of_every_script_stand_in_both_indexes() -> None:
    text = (
        "北京 Москва Ελλάδα ไทย हिन्दी 100% x² ½ ﬁn İzmir ß "
        + "字" * 3000
        + " "
        + " ".join(map(chr, range(0x4E00, 0x5800)))
    )
    publication = make_publication(1, category=make_category(), document=make_document(text))
    search_index.write([publication])
    for question in ("北京", "москва", "ελλαδα", "izmir", "北京 Москва", "x²"):
        assert titles(question) == [publication.title], question
    assert list(search_index.check()) == []


# --- Sorted aside while many are written --------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_terms_are_sorted_by_another_connection_while_many_are_written(monkeypatch) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite sorts as it writes")
    monkeypatch.setattr(search_index, "SORTED_EVERY", 0.05)
    usual, category = ask("SHOW gin_pending_list_limit"), make_category()
    search_index.write([make_publication(1, category=category, title="Chợ nổi")])
    assert sort() > 0  # pages that waited
    with search_index.sorted_aside():
        assert ask("SHOW gin_pending_list_limit") != usual
        search_index.write([make_publication(2, category=category, title="Chợ phiên")])
        wait_for_the_other_to_sort()
        assert sort() == 0
        assert titles("chợ phiên") == ["Chợ phiên"]
    assert ask("SHOW gin_pending_list_limit") == usual


@pytest.mark.django_db(transaction=True)
def test_who_may_not_sort_the_index_writes_as_ever() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite sorts as it writes")
    usual = ask("SHOW gin_pending_list_limit")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE pg_monitor")  # a role that every server has
        with search_index.sorted_aside():
            assert ask("SHOW gin_pending_list_limit") == usual


def ask(statement: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def sort() -> int:
    return ask("SELECT gin_clean_pending_list('articles_searchentry_terms')")


def wait_for_the_other_to_sort() -> None:
    now, until = ask("SELECT clock_timestamp()"), time.monotonic() + 20
    done = f"""SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND state = 'idle'
               AND query LIKE '%gin_clean_pending_list%' AND query_start > '{now.isoformat()}'"""
    while not ask(done):
        assert time.monotonic() < until
        time.sleep(0.02)


# --- Made anew and held against what was printed ----------------------------------------------------------------


def test_search_rebuild_finds_everything_again_and_twice_is_once() -> None:
    for number in (1, 2, 3):
        publication = make_publication(number, category=make_category(), title=f"Chợ nổi {number}")
        search_index.write([publication])
    forget(publication)
    for _time in range(2):
        assert "3" in run("search_rebuild")
        assert titles("chợ nổi") == ["Chợ nổi 1", "Chợ nổi 2", "Chợ nổi 3"]
    search_index.write([make_publication(4, category=make_category(), title="Chợ nổi 4")])
    assert titles('"nổi 4"') == ["Chợ nổi 4"]
    run("search_check")


def test_search_rebuild_of_what_is_missing_adds_only_that() -> None:
    known = make_publication(1, category=make_category(), title="Chợ nổi")
    search_index.write([known])
    make_publication(2, category=known.category, title="Chợ phiên")
    assert "1" in run("search_rebuild", missing=True)
    assert sorted(titles("chợ")) == ["Chợ nổi", "Chợ phiên"]
    assert "0" in run("search_rebuild", missing=True)


def test_search_check_names_what_is_missing_and_what_differs() -> None:
    made = [make_publication(number, category=make_category(), title=f"Chợ nổi {number}") for number in (1, 2, 3)]
    search_index.write(made[:2])
    SearchEntry.objects.filter(pk=made[1].pk).update(folded=" cho \n phien ")
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("search_check", stdout=out)
    assert [line.split(":")[0] for line in out.getvalue().splitlines()] == ["3 v1", "2 v1"]
    run("search_rebuild")
    run("search_check")


def test_search_check_sees_terms_that_are_not_in_the_index() -> None:
    publication = make_publication(1, category=make_category(), title="Chợ nổi")
    search_index.write([publication])
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("INSERT INTO articles_searchindex (articles_searchindex) VALUES ('delete-all')")
        else:
            cursor.execute("UPDATE articles_searchentry SET terms = NULL")
    assert list(search_index.check()) == [publication]


def test_what_was_changed_is_still_one_story_to_search() -> None:
    article = make_published(title="Chợ nổi cũ")
    article = editing.save(article, editing.Change({"title": "Chợ nổi mới"}), actor=boss())
    assert titles("chợ nổi") == ["Chợ nổi cũ"]
    advance(article, Action.FORWARD, Action.APPROVE, Action.PUBLISH_CHANGES)
    assert titles("chợ nổi") == ["Chợ nổi mới"]
