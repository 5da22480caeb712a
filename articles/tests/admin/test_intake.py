"""The page of an import batch: its counts, what of it waits, and who may look."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from articles.desk import doubts, intake
from articles.models.intake import ImportBatch, ImportRecord
from articles.tests.desk.test_doubts import CAPTION, TITLE, loaded
from articles.tests.desk.test_intake import story
from articles.tests.desk.test_intake_many import long_text
from articles.tests.factories import boss, make_desk, make_user

pytestmark = pytest.mark.django_db


def page(client: Client, query: str = "") -> str:
    batch = ImportBatch.objects.get()
    return client.get(reverse("admin:articles_importbatch_change", args=[batch.pk]) + query).content.decode()


def many(count: int, doubt: dict = TITLE) -> None:
    documents = [
        story(external_id=f"n{n}", raw=long_text(n), title=f"Bài số {n:02}", doubts=[doubt]) for n in range(count)
    ]
    intake.load_all(documents, batch_name="run-1")


def test_page_counts_outcomes_and_names_what_waits(client: Client) -> None:
    article = loaded(TITLE, CAPTION)
    intake.load(story(external_id="sure", raw=long_text(1)), batch_name="run-1")
    intake.finish_batch("run-1", {"published": 1, "waits": 1, "copy": 3})
    client.force_login(boss())
    shown = page(client)
    assert reverse("admin:articles_article_change", args=[article.pk]) + "#doubts" in shown
    assert shown.count('class="entries__head"') == 1
    assert "<dd>3</dd>" in shown
    assert "?loai=title" in shown and "?loai=caption" in shown


def test_what_is_settled_leaves_the_list(client: Client) -> None:
    article = loaded(TITLE)
    client.force_login(boss())
    assert 'class="entries__head"' in page(client)
    doubts.accept(article, "title", actor=boss(), revision=1)
    assert 'class="entries__head"' not in page(client)


def test_list_is_narrowed_and_paged_and_takes_any_address(client: Client) -> None:
    many(51)
    client.force_login(boss())
    shown = page(client)
    assert shown.count('class="entries__head"') == 50
    last = ImportRecord.objects.order_by("pk")[49].pk
    assert f"sau={last}" in shown
    assert page(client, f"?sau={last}").count('class="entries__head"') == 1
    assert 'class="entries__head"' not in page(client, "?loai=caption")
    for query in ("?sau=x", f"?sau={'9' * 30}", "?loai=%3Cscript%3E", "?sau=-1"):
        assert "<script>" not in page(client, query).partition("<main")[2]


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_as_much_whatever_waits(client: Client, count: int, django_assert_num_queries) -> None:
    many(count)
    client.force_login(boss())
    page(client)
    with django_assert_num_queries(8):
        page(client)


def test_S11_batch_is_for_those_who_keep_the_newsroom(client: Client) -> None:
    loaded(TITLE)
    url = reverse("admin:articles_importbatch_change", args=[ImportBatch.objects.get().pk])
    for role, status in ((Role.MANAGING_EDITOR, 200), (Role.ADMINISTRATOR, 200), (Role.EDITOR, 403), (None, 403)):
        client.force_login(make_user(role, username=f"person-{role}", desk=make_desk()))
        assert client.get(url).status_code == status, role
        assert client.post(url, {}).status_code == 403
    client.force_login(boss())
    assert client.get(url.replace("/change/", "9/change/")).status_code in (302, 404)
