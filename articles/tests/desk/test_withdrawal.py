"""What a withdrawal would take from readers, and that it takes exactly this."""

import datetime

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.test import Client
from django.utils import timezone

from articles.desk import editing, withdrawal
from articles.desk.taxonomy import save_tag
from articles.desk.transitions import Action
from articles.models.article import Article, State
from articles.models.photos import Photo, Rendition
from articles.models.redirect import Redirect
from articles.models.taxonomy import Tag
from articles.tests.desk.arrange import article_in, change, later
from articles.tests.factories import (
    TO_APPROVED,
    advance,
    boss,
    make_category,
    make_contributor,
    make_document,
    make_photo,
    make_published,
)

pytestmark = pytest.mark.django_db

A = Action


def impact(article: Article) -> withdrawal.Impact:
    return withdrawal.impact(Article.objects.get(pk=article.pk), now=timezone.now())


def with_file(photo: Photo, name: str) -> Photo:
    storages["private"].save(name, ContentFile(b"jpeg"))
    Rendition.objects.create(
        photo=photo, content_hash=name, shape="full", width=8, height=6, format="jpeg", file=name, size=4
    )
    return photo


def test_impact_names_all_that_readers_lose() -> None:
    section = make_category("Thời sự")
    below = make_category("Đối ngoại", parent=section)
    contributor, tag = make_contributor("Lê Văn Sông"), save_tag(Tag(name="Cầu đường"))
    article = advance(
        editing.create(
            editing.Change(
                {"title": "Nhan đề cũ", "sapo": "Sapo.", "category_id": below.pk, "document": make_document()},
                [editing.BylineEntry(contributor.pk, printed_name="Cỏ May")],
                [tag.pk],
            ),
            actor=None,
        ),
        *TO_APPROVED,
        A.PUBLISH,
    )
    article = editing.save(article, change("Nhan đề mới"), actor=boss())
    article = advance(article, A.FORWARD, A.APPROVE, A.CORRECT, correction="Sửa nhan đề.")
    article = editing.save(article, change("Nhan đề chờ"), actor=boss())
    article = advance(article, A.FORWARD, A.APPROVE, A.SCHEDULE, when=later())
    old, new = f"/nhan-de-cu-{article.number}.html", f"/nhan-de-moi-{article.number}.html"
    Redirect.objects.create(old_path="/muc/bai-cu", story_number=article.number)
    Redirect.objects.create(old_path="/truoc-nua/", new_path="/muc/bai-cu/")
    Redirect.objects.create(old_path="/thang-toi", new_path=old)
    Redirect.objects.create(old_path="/khac", new_path="/thoi-su/")
    found = impact(article)
    assert (found.live.version, found.waiting.version) == (2, 3)
    assert found.addresses == (new, old)
    assert found.on_front
    assert found.categories == (section, below)
    assert (found.contributors, found.tags) == (("Cỏ May",), ("Cầu đường",))
    assert [correction.text for correction in found.corrections] == ["Sửa nhan đề."]
    assert found.redirects == ("/muc/bai-cu", "/thang-toi", "/truoc-nua/")
    assert found.pictures == ()


@pytest.mark.parametrize("state", [State.DRAFT, State.SCHEDULED, State.WITHDRAWN])
def test_impact_of_what_readers_do_not_see_is_empty(state: State) -> None:
    found = impact(article_in(state))
    assert found == withdrawal.Impact(None, None, (), False, (), (), (), (), (), ())


def test_story_that_came_due_and_was_not_settled_counts_as_live() -> None:
    article = article_in(State.SCHEDULED)
    found = withdrawal.impact(Article.objects.get(), now=later(hours=2))
    assert (found.live, found.waiting) == (article.waiting, None)
    assert found.on_front


def test_old_story_does_not_stand_on_the_front() -> None:
    old = make_published(title="Cũ")
    for n in range(20):
        make_published(title=f"Mới {n}")
    assert not impact(old).on_front


def test_pictures_go_but_those_that_another_story_prints() -> None:
    shared, own = with_file(make_photo("Mai Hoa"), "chung.jpeg"), with_file(make_photo("Lê Sông"), "rieng.jpeg")
    article = make_published(document=make_document(photos=(shared, own)))
    other = make_published(title="Bài kia", document=make_document(photos=(shared,)))
    fate = {p.photo: (p.leaving, p.staying, [s.number for s in p.kept_by]) for p in impact(article).pictures}
    assert fate == {shared: (0, 1, [other.number]), own: (1, 0, [])}


@pytest.mark.django_db(transaction=True)
def test_withdrawal_takes_what_its_impact_said(client: Client) -> None:
    shared, own = with_file(make_photo("Mai Hoa"), "chung-2.jpeg"), with_file(make_photo("Lê Sông"), "rieng-2.jpeg")
    article = make_published(document=make_document(photos=(shared, own)))
    make_published(title="Bài kia", document=make_document(photos=(shared,)))
    article = advance(article, A.CORRECT, correction="Sửa tên.")
    Redirect.objects.create(old_path="/muc/bai-cu", story_number=article.number)
    found = impact(article)
    lists = ["/", "/dinh-chinh/", *(category.get_absolute_url() for category in found.categories)]
    assert all(article.live.get_absolute_url() in client.get(path).content.decode() for path in lists)
    address = article.live.get_absolute_url()
    advance(article, A.WITHDRAW, reason="Sai.")
    assert [client.get(path).status_code for path in (*found.addresses, *found.redirects)] == [410, 410]
    assert not any(address in client.get(path).content.decode() for path in lists)
    assert (default_storage.exists("chung-2.jpeg"), default_storage.exists("rieng-2.jpeg")) == (True, False)
    assert storages["private"].exists("rieng-2.jpeg")


def test_impact_asks_as_much_for_a_large_story_as_for_a_small_one(django_assert_max_num_queries) -> None:
    photos = tuple(with_file(make_photo(f"Người {n}"), f"{n}.jpeg") for n in range(3))
    article = make_published(document=make_document(photos=photos))
    for n in range(3):
        make_published(title=f"Bài {n}", document=make_document(photos=photos))
        article = advance(article, A.CORRECT, correction=f"Sửa {n}.")
        Redirect.objects.create(old_path=f"/cu-{n}", story_number=article.number)
    article = Article.objects.select_related("live", "waiting").get(pk=article.pk)
    now = timezone.now() + datetime.timedelta(seconds=1)
    with django_assert_max_num_queries(13):
        withdrawal.impact(article, now=now)
