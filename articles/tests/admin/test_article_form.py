"""Writing through HTTP: saves, refusals and what a form may ask, as the form sends them."""

import datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from articles.desk import editing
from articles.desk.taxonomy import save_tag
from articles.desk.transitions import Action
from articles.models.article import Article, State
from articles.models.history import Revision
from articles.models.people import Contributor
from articles.models.taxonomy import Desk, Tag
from articles.tests.admin.posting import buttons_of, change_url, fields_of, opened, said, send, signed_in
from articles.tests.desk.arrange import article_in, everything
from articles.tests.factories import (
    advance,
    boss,
    make_article,
    make_category,
    make_contributor,
    make_desk,
    make_document,
    make_photo,
    make_user,
    other_eyes,
)

pytestmark = pytest.mark.django_db
A, S = Action, State


# --- Saving -----------------------------------------------------------------------------------------------------


def test_new_article_is_saved_with_every_field(reporter: User) -> None:
    client = signed_in(reporter)
    make_contributor("Lê Văn Sông")
    save_tag(Tag(name="Biển đảo"))
    photo = make_photo()
    body = (
        f'<p>Một <strong>đoạn</strong>.</p><figure data-photo="{photo.pk}"><figcaption>Chú thích</figcaption></figure>'
    )
    response = send(
        client,
        None,
        opened(client),
        title="Nhan đề",
        kicker="Lũ",
        sapo="Một đoạn sapo.",
        body=body,
        kind="interview",
        category=make_category().pk,
        bylines_name=["le van song", ""],
        bylines_id=["", ""],
        bylines_printed=["Cỏ May", ""],
        bylines_role=["both", "text"],
        tags="bien dao",
        sources="Một\nHai",
        needs_legal="on",
        ai_use="translation",
        ai_note="Dịch máy, có sửa.",
        reason="Bản đầu",
        _continue="1",
    )
    article = Article.objects.get()
    assert response.status_code == 302 and response["Location"] == change_url(article)
    assert (article.title, article.kicker, article.kind, article.writer) == ("Nhan đề", "Lũ", "interview", reporter)
    assert article.lead_photo == photo and article.needs_legal and article.ai_use == "translation"
    assert article.sources == "Một\nHai" and article.desk == make_category().desk
    byline = article.bylines.get()
    assert (byline.contributor.name, byline.printed_name, byline.role) == ("Lê Văn Sông", "Cỏ May", "both")
    assert [tag.name for tag in article.tags.all()] == ["Biển đảo"]
    assert Revision.objects.get().reason == "Bản đầu"


def test_page_leads_to_what_readers_see_only_while_they_see_it() -> None:
    draft, live = article_in(S.DRAFT), article_in(S.PUBLISHED)
    assert live.live is not None
    address = f'href="{live.live.get_absolute_url()}"'
    assert address in said(signed_in(boss()).get(change_url(live)))
    assert "Xem trên trang báo" not in said(signed_in(boss()).get(change_url(draft)))


@pytest.mark.parametrize("is_sample", [True, False])
def test_form_says_of_a_sample_that_it_is_one(editor: User, is_sample: bool) -> None:
    article = article_in(State.IN_EDITING)
    Article.objects.filter(pk=article.pk).update(is_sample=is_sample)
    page = signed_in(boss()).get(change_url(article)).content.decode()
    assert ('<span class="note">Bài mẫu</span>' in page) == is_sample


def test_new_article_sent_twice_is_one(reporter: User) -> None:
    client = signed_in(reporter)
    fields = opened(client) | {"title": ["Nhan đề"]}
    for _click in range(2):
        assert send(client, None, fields, _move="submit").status_code == 302
    article = Article.objects.get()
    assert (article.state, article.revision_number) == (S.SUBMITTED, 1)


def test_new_article_whose_key_is_a_colleagues_becomes_one_of_its_own(reporter: User, editor: User) -> None:
    client, others = signed_in(reporter), make_article(writer=editor, title="Bài của đồng nghiệp")
    fields = opened(client) | {"story_id": str(others.story_id), "title": "Bài viết trên máy chung"}
    for _click in range(2):
        assert send(client, None, fields).status_code == 302
    others.refresh_from_db()
    assert others.title == "Bài của đồng nghiệp"
    assert Article.objects.get(writer=reporter).title == "Bài viết trên máy chung"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_new", [True, False])
def test_tag_that_is_deleted_while_a_text_is_saved_loses_no_word(reporter: User, is_new: bool) -> None:
    tag = save_tag(Tag(name="Biển đảo"))
    client, article = signed_in(reporter), None if is_new else make_article(writer=reporter)
    fields = opened(client, article)

    def delete_the_tag(execute: Any, sql: str, *others: Any) -> Any:
        if sql.startswith("INSERT") and "articles_article_tags" in sql:
            with connection.cursor() as cursor:
                cursor.cursor.execute(f"DELETE FROM articles_tag WHERE id = {tag.pk}")
        return execute(sql, *others)

    with connection.execute_wrapper(delete_the_tag):
        response = send(client, article, fields, title="Chữ không được mất", tags="Biển đảo")
    assert response.status_code == 409
    assert fields_of(response)["title"] == ["Chữ không được mất"]
    assert "vừa bị xóa" in said(response)
    assert not Article.objects.filter(title="Chữ không được mất").exists()


def test_save_makes_one_revision_and_keeps_what_was_not_touched(reporter: User) -> None:
    article = make_article(writer=reporter, document=make_document("Một.", "Hai.", photos=(make_photo(),)))
    before = article.document
    client = signed_in(reporter)
    response = send(client, article, opened(client, article), title="Nhan đề mới", _continue="1")
    assert response.status_code == 302
    article.refresh_from_db()
    assert (article.title, article.revision_number, article.document) == ("Nhan đề mới", 2, before)


def test_save_of_nothing_makes_no_revision_and_says_so(reporter: User) -> None:
    article = make_article(writer=reporter, document=make_document(photos=(make_photo(),)))
    client = signed_in(reporter)
    before = everything()
    response = client.post(change_url(article), opened(client, article) | {"_continue": ["1"]}, follow=True)
    assert everything() == before
    assert "Không có gì thay đổi" in said(response)


def test_save_sent_twice_makes_one_revision(reporter: User) -> None:
    article = make_article(writer=reporter)
    client = signed_in(reporter)
    fields = opened(client, article)
    for _click in range(2):
        assert send(client, article, fields, title="Nhan đề mới", _continue="1").status_code == 302
    assert article.revisions.count() == 2


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("title", "á" * 301, "300"),
        ("kicker", "á" * 101, "100"),
        ("category", "999", "Chuyên mục</a>:"),
        ("kind", "poem", "Thể loại</a>:"),
        ("tags", "Chưa ai biết", "Chưa ai biết"),
        ("bylines_name", "Chưa Ai Biết", "Chưa Ai Biết"),
        ("bylines_role", "king", "king"),
        ("body", '<figure data-photo="00000000-0000-4000-8000-000000000009"></figure>', "ảnh"),
    ],
)
def test_what_cannot_be_saved_is_said_and_no_word_is_lost(
    reporter: User, field: str, typed: str, sentence: str
) -> None:
    article = make_article(writer=reporter)
    client = signed_in(reporter)
    fields = opened(client, article)
    if field == "bylines_role":
        fields["bylines_name"] = ["Ai"]
    before = everything()
    response = send(client, article, fields, **{"sapo": "Đừng mất <câu> này.", field: typed}, _continue="1")
    assert response.status_code == 400
    assert everything() == before
    assert fields_of(response)["sapo"] == ["Đừng mất <câu> này."]
    assert sentence in said(response)
    assert "data-problems" in said(response)


def test_new_names_are_added_by_those_who_may_and_by_nobody_else(reporter: User, editor: User) -> None:
    for user, count in ((reporter, 0), (editor, 1)):
        article = (
            advance(make_article(writer=reporter), actor=reporter) if user is reporter else article_in(S.IN_EDITING)
        )
        client = signed_in(user)
        new = {
            "tags": "Đập thủy điện",
            "tags_new": "Đập thủy điện",
            "bylines_name": "Hồ Thị Mới",
            "bylines_new": "Hồ Thị Mới",
        }
        response = send(client, article, opened(client, article), **new, _continue="1")
        assert (response.status_code == 302) is bool(count)
        assert Tag.objects.count() == Contributor.objects.count() == count


# --- S12: what is no field of the form ---------------------------------------------------------------------------


def test_S12_forged_fields_change_nothing(reporter: User, editor: User) -> None:
    article = make_article(writer=reporter)
    client = signed_in(reporter)
    forged = {
        "state": "published",
        "writer": editor.pk,
        "writer_id": editor.pk,
        "holder": editor.pk,
        "live": 1,
        "waiting": 1,
        "revision_number": 99,
        "story_id": "00000000-0000-4000-8000-000000000000",
        "is_sample": "on",
        "dated_at": "2001-01-01",
        "number": 7,
        "words": 7,
    }
    columns = ("state", "writer_id", "holder_id", "live_id", "waiting_id", "story_id", "is_sample", "dated_at")
    before = Article.objects.values_list(*columns).get()
    assert send(client, article, opened(client, article), title="Mới", **forged, _continue="1").status_code == 302
    assert Article.objects.values_list(*columns).get() == before
    assert Article.objects.get().revision_number == 2


@pytest.mark.parametrize("name", ["go_live", "publish_import", "save_import", "save", "reopen", "hold_import"])
def test_move_that_is_nobodys_is_refused(name: str) -> None:
    article = article_in(S.AWAITING_APPROVAL)
    client, before = signed_in(boss()), everything()
    assert send(client, article, opened(client, article), _move=name).status_code == 400
    assert everything() == before


@pytest.mark.parametrize("name", ["publish_it", "../../", "PUBLISH", "__class__"])
def test_move_of_no_name_is_refused(name: str) -> None:
    article = article_in(S.APPROVED)
    client, before = signed_in(boss()), everything()
    assert send(client, article, opened(client, article), _move=name).status_code == 400
    assert everything() == before


@pytest.mark.parametrize("seen", ["", "1", "1.draft.0.0", "x.draft.0.0.0", "1.king.0.0.0", "-1.draft.0.0.0"])
def test_form_that_does_not_say_what_it_was_opened_upon_is_refused(reporter: User, seen: str) -> None:
    article = make_article(writer=reporter)
    client, before = signed_in(reporter), everything()
    response = send(client, article, opened(client, article), seen=seen, title="Mới", _continue="1")
    assert response.status_code == 400
    assert everything() == before


# --- Who may not ---------------------------------------------------------------------------------------------------


def test_article_of_another_desk_is_not_there(desk: Desk) -> None:
    other = make_category("Kinh tế", desk=make_desk("Ban Kinh tế"))
    article = make_article(writer=other_eyes(), title="Chuyện kín của ban khác", category_id=other.pk)
    for role in (Role.REPORTER, Role.EDITOR, Role.DESK_HEAD):
        client = signed_in(make_user(role, desk=desk))
        before = everything()
        for number in (article.pk, 10**6):
            answers = [
                client.get(reverse("admin:articles_article_change", args=[number])),
                client.get(reverse("admin:articles_article_preview", args=[number])),
                client.post(reverse("admin:articles_article_change", args=[number]), {"_move": "publish"}),
                client.post(reverse("admin:articles_article_preview", args=[number]), {"title": "x"}),
                client.post(reverse("admin:articles_article_change", args=[number]), {"title": "Chữ của tôi"}),
            ]
            assert [answer.status_code for answer in answers] == [404] * 5
            assert not any("Chuyện kín" in said(answer) for answer in answers)
            assert "Chữ của tôi" in said(answers[-1])
        assert everything() == before


@pytest.mark.parametrize("role", [None, Role.PHOTO_EDITOR, Role.ADMINISTRATOR])
def test_who_may_not_write_adds_nothing(role: Role | None) -> None:
    client = signed_in(make_user(role))
    url = reverse("admin:articles_article_add")
    assert client.get(url).status_code == 403
    assert client.post(url, {"title": "x", "story_id": "00000000-0000-4000-8000-000000000000"}).status_code == 403
    assert not Article.objects.exists()


def test_S18_role_that_was_taken_meanwhile_saves_nothing_and_gives_the_text_back(reporter: User, editor: User) -> None:
    mine, theirs = make_article(writer=reporter), article_in(S.IN_EDITING)
    for user, article, status in ((reporter, mine, 404), (editor, theirs, 404)):
        client = signed_in(user)
        fields = opened(client, article)
        user.groups.clear()
        before = everything()
        response = send(client, article, fields, sapo="Chữ tôi vừa viết", _continue="1")
        assert response.status_code == status
        assert everything() == before
        assert "Chữ tôi vừa viết" in said(response)


def test_who_only_reads_sees_the_text_and_no_fields(editor: User) -> None:
    article = article_in(S.SUBMITTED)
    client = signed_in(editor)
    page = client.get(change_url(article))
    assert "title" not in fields_of(page)
    assert "Một đoạn văn." in said(page)
    assert "claim" in buttons_of(page)


# --- Choosing names ------------------------------------------------------------------------------------------------


def test_names_are_found_without_accents_by_those_who_write(reporter: User) -> None:
    make_contributor("Nguyễn Đình Sông")
    save_tag(Tag(name="Biển đảo"))
    client = signed_in(reporter)
    contributors = reverse("admin:articles_article_contributors")
    assert [found["name"] for found in client.get(contributors, {"q": "dinh s"}).json()["found"]] == [
        "Nguyễn Đình Sông"
    ]
    assert client.get(contributors, {"q": "dinh s"}).json()["may_add"] is False
    tags = reverse("admin:articles_article_tags")
    assert [found["name"] for found in client.get(tags, {"q": "BIEN"}).json()["found"]] == ["Biển đảo"]
    assert client.get(tags, {"q": ""}).json()["found"] == []


@pytest.mark.parametrize("name", ["contributors", "tags"])
def test_names_are_not_shown_to_others(name: str) -> None:
    url = reverse(f"admin:articles_article_{name}")
    assert signed_in(make_user(Role.PHOTO_EDITOR)).get(url, {"q": "a"}).status_code == 403
    assert Client().get(url, {"q": "a"}).status_code == 302


# --- What it costs --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_form_asks_as_much_whatever_the_article_holds(
    editor: User, desk: Desk, count: int, django_assert_num_queries: Any
) -> None:
    photos = tuple(make_photo() for _photo in range(count))
    bylines = [editing.BylineEntry(make_contributor(f"Người {n}").pk) for n in range(count)]
    tags = [save_tag(Tag(name=f"Chủ đề {n}")).pk for n in range(count)]
    article = advance(make_article(document=make_document(photos=photos)), A.SUBMIT)
    article = advance(article, A.CLAIM, actor=editor)
    editing.save(article, editing.Change({}, bylines, tags), actor=editor)
    client = signed_in(editor)
    with django_assert_num_queries(26):
        page = client.get(change_url(article))
    assert len(fields_of(page)["bylines_id"]) == count + 1


def test_page_of_an_article_that_came_due_shows_it_as_published() -> None:
    article = article_in(S.SCHEDULED)
    later = timezone.now() + datetime.timedelta(hours=2)
    with time_machine.travel(later, tick=False):
        page = signed_in(boss()).get(change_url(article))
        assert "withdraw" in said(page)
        article.refresh_from_db()
        assert article.state == S.SCHEDULED  # looking writes nothing; the next deed, or `tick`, settles it
