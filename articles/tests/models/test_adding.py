"""Rows added together stand as if each had been saved by itself, whatever way they took into the database."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.utils import timezone

from articles.models.adding import add_all, add_keyless, add_rows, let_disk_follow
from articles.models.article import Article, ArticlePhoto, Byline
from articles.models.history import AuditEntry
from articles.models.people import Contributor
from articles.models.photos import Photo
from articles.tests.factories import make_article, make_contributor, make_photo

pytestmark = pytest.mark.django_db

# What COPY, arrays or JSON would each have to escape; and what stands for nothing.
TEXTS = ["", "\\N", "\\", "\\.", "{}", '"', "a\tb\nc\rd", "%s", "NULL", "Đường “mới” \U0001f600", "\\u1ea1"]


def article(title: str) -> Article:
    return Article(title=title, state_changed_at=timezone.now())


def columns_of(row: Model) -> dict[str, Any]:
    return type(row)._base_manager.filter(pk=row.pk).values().get()


@pytest.mark.parametrize("value", [*TEXTS, True, 0, 1.5, [], {}, {"a": {"b": ["ạ", None]}}])
def test_any_json_comes_back_as_it_was(value: object) -> None:
    entries = add_all(AuditEntry(at=timezone.now(), action="test", details=value) for _number in range(2))
    assert [entry.details for entry in AuditEntry.objects.filter(pk__in=[one.pk for one in entries])] == [value] * 2


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_comes_back_as_it_was(text: str) -> None:
    photos = add_all(Photo(description=text, alt=text) for _number in range(2))
    assert {(photo.description, photo.alt) for photo in Photo.objects.all()} == {(text, text)}
    assert {photo.pk for photo in photos} == set(Photo.objects.values_list("pk", flat=True))


def test_rows_added_together_are_those_that_are_saved_alone() -> None:
    now = timezone.now()

    def entries() -> list[AuditEntry]:
        return [
            AuditEntry(at=now, action="create", article=make_article(), revision_number=3, details={"số": [1]}),
            AuditEntry(at=now, action="move", subject="photo/1", reason="Vì\tthế\n", details={}),
        ]

    together, alone = add_all(entries()), entries()
    for entry in alone:
        entry.save()
    for one, other in zip(together, alone, strict=True):
        assert not one._state.adding
        assert columns_of(one) | {"id": 0, "article_id": 0} == columns_of(other) | {"id": 0, "article_id": 0}


def test_moments_that_a_save_sets_are_set() -> None:
    before = timezone.now()
    articles = add_all([article("Một"), article("Hai")])
    for one in Article.objects.filter(pk__in=[one.pk for one in articles]):
        assert before <= one.created_at <= one.updated_at <= timezone.now()
        assert one.story_id in {other.story_id for other in articles}


def test_keys_are_given_and_those_that_come_later_are_others() -> None:
    articles = add_all([article("Một"), article("Hai")])
    articles.append(Article.objects.create(title="Ba", state_changed_at=timezone.now()))
    assert [Article.objects.get(pk=one.pk).title for one in articles] == ["Một", "Hai", "Ba"]


def test_a_row_may_be_made_before_the_one_it_leads_to_has_a_key() -> None:
    author = make_contributor("Trần Lan")
    articles = [article("Một"), article("Hai")]
    bylines = [Byline(article=one, contributor=author) for one in articles]
    add_all(articles)
    add_all(bylines)
    assert [byline.article_id for byline in bylines] == [one.pk for one in articles]
    assert [one.bylines.get().contributor for one in articles] == [author, author]


def test_nothing_is_added_where_nothing_is_given() -> None:
    nothing: Iterator[Article] = iter([])
    assert add_all(nothing) == []


@pytest.mark.parametrize("count", [0, 1, 3])
def test_rows_whose_keys_nobody_needs_are_made_one_by_one(count: int) -> None:
    now = timezone.now()
    add_keyless(AuditEntry(at=now, action="test", details={"số": number}) for number in range(count))
    entries = AuditEntry.objects.filter(action="test").order_by("pk")
    assert [(entry.at, entry.details) for entry in entries] == [(now, {"số": number}) for number in range(count)]


def test_what_fails_while_rows_are_made_leaves_none_of_them() -> None:
    def entries() -> Iterator[AuditEntry]:
        for number in range(5):
            yield AuditEntry(at=timezone.now(), action="test", details={"number": number})
        raise RuntimeError

    with pytest.raises(RuntimeError), transaction.atomic():
        add_keyless(entries())
    assert not AuditEntry.objects.filter(action="test").exists()


def test_rows_whose_keys_nobody_needs_are_given_by_values() -> None:
    one, photo = make_article(), make_photo("Mai Hoa")
    add_rows(ArticlePhoto, ["article_id", "photo_id", "path"], ((one.pk, photo.pk, path) for path in ("a", "b\t")))
    assert list(one.photo_uses.values_list("photo_id", "path")) == [(photo.pk, "a"), (photo.pk, "b\t")]
    add_rows(ArticlePhoto, ["article_id", "photo_id", "path"], [])
    with pytest.raises(IntegrityError), transaction.atomic():
        add_rows(ArticlePhoto, ["article_id", "photo_id", "path"], [(one.pk, photo.pk, path) for path in "ca"])
    assert one.photo_uses.count() == 2


def test_all_or_none_are_added() -> None:
    make_contributor("Trần Lan")
    twins = [Contributor(name="Mai Hoa", slug="mai-hoa"), Contributor(name="Lan", slug="tran-lan")]
    with pytest.raises(IntegrityError), transaction.atomic():
        add_all(twins)
    assert not Contributor.objects.filter(slug="mai-hoa").exists()


@pytest.mark.django_db(transaction=True)
def test_only_the_transaction_at_hand_ends_before_the_disk_has_it() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite is so for all of them")

    def waits_for_the_disk() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SHOW synchronous_commit")
            return cursor.fetchone()[0]

    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = on")  # as outside the tests
    with transaction.atomic():
        let_disk_follow()
        assert waits_for_the_disk() == "off"
    assert waits_for_the_disk() == "on"
    connection.close()
