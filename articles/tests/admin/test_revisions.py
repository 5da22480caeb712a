"""The pages of an article's history over HTTP: what they show, to whom, and that a forged address opens nothing."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from articles.desk import editing
from articles.desk.transitions import Action
from articles.document.blocks import (
    Box,
    Cell,
    Document,
    Embed,
    Figure,
    Gallery,
    Heading,
    List,
    ListItem,
    Mark,
    Paragraph,
    Quote,
    Row,
    Rule,
    Span,
    Table,
    plain,
)
from articles.document.codec import to_json
from articles.models.article import Article, State
from articles.models.history import Revision
from articles.models.photos import Rendition
from articles.tests.desk.arrange import change, everything, later, make_tag
from articles.tests.factories import (
    TO_APPROVED,
    advance,
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
SECRET = "Nhan đề không ai được thấy"


def address(page: str, article: Article, *args: object, **query: str) -> str:
    path = reverse(f"admin:articles_article_{page}", args=[article.pk, *args])
    return path + ("?" + "&".join(f"{key}={value}" for key, value in query.items()) if query else "")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def two_texts() -> Article:
    """An article of two revisions, the first of which readers see."""
    article = make_published(title="Giá lúa tăng", document=make_document("Trời mưa to.", "Đoạn giữ nguyên."))
    document = make_document("Trời nắng to.", "Đoạn giữ nguyên.")
    return editing.save(article, change("Giá lúa giảm", document=document), actor=boss(), reason="Theo số liệu mới.")


# --- What they show -------------------------------------------------------------------------------------------------


def test_history_tells_who_did_what_and_which_text_is_live(two_texts: Article) -> None:
    body = signed_in(boss()).get(address("history", two_texts)).content.decode()
    for text in ("Theo số liệu mới.", "bản 2", "bản đang đăng v1", "đã xuất bản → đang biên tập", "Người có mọi quyền"):
        assert text in body
    assert address("saved", two_texts, "2") in body
    assert address("compare", two_texts) + "?old=live&amp;new=now" in body


def test_a_version_that_was_never_shown_is_not_called_published() -> None:
    article = advance(make_article(), *TO_APPROVED)
    article = advance(article, A.SCHEDULE, when=later())
    client = signed_in(boss())
    assert "bản hẹn giờ v1" in client.get(address("history", article)).content.decode()
    assert "Bản hẹn giờ v1" in client.get(address("saved", article, "v1")).content.decode()
    article = advance(article, A.UNSCHEDULE)
    assert "bản đã đăng" not in client.get(address("history", article)).content.decode()
    assert "Bản v1, chưa từng đăng" in client.get(address("saved", article, "v1")).content.decode()


def chosen(article: Article) -> list[tuple[str, str]]:
    """Return the radio buttons that the history sets before anybody chose."""
    body = signed_in(boss()).get(address("history", article)).content.decode()
    return re.findall(r'name="(old|new)" value="(\w+)" checked', body)


def test_history_proposes_the_newest_text_against_the_one_before(two_texts: Article) -> None:
    assert sorted(chosen(two_texts)) == [("new", "2"), ("old", "v1")]
    article = advance(two_texts, A.FORWARD, A.APPROVE, A.PUBLISH_CHANGES)
    assert sorted(chosen(article)) == [("new", "v2"), ("old", "v1")]
    article = advance(article, A.CORRECT, correction="Giá lúa giảm, không tăng.")
    article = advance(article, A.WITHDRAW, reason="Nguồn tin rút lời.")
    assert sorted(chosen(article)) == [("new", "v3"), ("old", "v1")]


def test_history_of_one_text_proposes_its_earlier_save() -> None:
    article = advance(make_published(), A.WITHDRAW, reason="Nguồn tin rút lời.")
    assert sorted(chosen(article)) == [("new", "v1"), ("old", "1")]


def test_history_shows_what_was_set_aside() -> None:
    article = editing.save(make_article(title="Một"), change("Hai"), actor=boss())
    aside = editing.set_aside(article, change("Ba"), actor=boss(), revision=1)
    client = signed_in(boss())
    assert "để riêng khi trùng sửa" in client.get(address("history", article)).content.decode()
    page = client.get(address("saved", article, f"r{aside.pk}")).content.decode()
    assert "Để riêng khi trùng sửa" in page
    assert "viết trên bản 1" in client.get(address("compare", article, old="2", new=f"r{aside.pk}")).content.decode()


def test_history_pages_back(two_texts: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.admin.revisions.PAGE", 3)
    client = signed_in(boss())
    seen, here = 0, address("history", two_texts)
    for _page in range(5):
        response = client.get(here)
        seen += response.content.decode().count('class="trail__row')
        older = response.context["older"]
        if not older:
            break
        here = address("history", two_texts, truoc=older)
    assert seen == 7
    assert client.get(address("history", two_texts, truoc="x")).status_code == 404


def test_saved_shows_the_text_of_that_time(two_texts: Article) -> None:
    client = signed_in(boss())
    old, printed, new = (client.get(address("saved", two_texts, key)).content.decode() for key in ("1", "v1", "now"))
    assert "Trời mưa to." in old and "Trời nắng to." not in old
    assert "Trời mưa to." in printed and "đang thấy đúng bản này" in printed
    assert "Trời nắng to." in new and 'name="reason"' not in new


def test_pictures_come_from_the_address_that_asks_who_looks() -> None:
    photo = make_photo()
    article = make_article(document=make_document(photos=(photo,)))
    size = {"photo": photo, "content_hash": "a", "width": 240, "height": 160, "size": 9}
    for shape in ("full", "3x2"):
        for ending in ("jpeg", "webp"):
            Rendition.objects.create(**size, shape=shape, format=ending, file=f"{shape}.{ending}")
    editing.save(article, change(document=make_document()), actor=boss())
    client = signed_in(boss())
    page = client.get(address("saved", article, "1")).content.decode()
    assert f'src="/admin/articles/photo/{photo.pk}/picture/full/240.jpeg"' in page
    assert "/media/" not in page
    page = client.get(address("compare", article, old="1", new="2")).content.decode()
    assert f'src="/admin/articles/photo/{photo.pk}/picture/3x2/240.webp' in page


def test_compare_marks_what_changed(two_texts: Article) -> None:
    body = signed_in(boss()).get(address("compare", two_texts, old="live", new="now")).content.decode()
    assert "giảm</ins>" in body and "tăng</del>" in body
    assert "nắng</ins>" in body and "mưa</del>" in body
    assert "1 mục khác nhau, 1 khối của thân bài khác nhau" in body


def test_compare_of_equal_texts_says_so(two_texts: Article) -> None:
    body = signed_in(boss()).get(address("compare", two_texts, old="1", new="v1")).content.decode()
    assert "Hai bản giống hệt nhau." in body


def test_compare_folds_long_unchanged_stretches() -> None:
    same = [f"Đoạn số {n}." for n in range(9)]
    article = make_article(document=make_document(*same, "Trời mưa to."))
    article = editing.save(article, change(document=make_document(*same, "Trời nắng to.")), actor=boss())
    body = signed_in(boss()).get(address("compare", article, old="1", new="2")).content.decode()
    assert "<summary>8 khối không đổi</summary>" in body


def test_compare_shows_what_became_of_every_kind_of_block() -> None:

    photo = make_photo()
    old = Document(
        (
            Heading(plain("Bối cảnh chung")),
            Quote((plain("Tôi nói rồi."),), "Ông An"),
            List((ListItem(plain("một con gà")),)),
            Table((Row((Cell(plain("Năm"), True),)), Row((Cell(plain("2024")),))), "Bảng"),
            Figure(photo.pk, plain("Cảnh sáng nay."), "tả", "Ảnh: A"),
            Gallery((Figure(photo.pk),), "Chùm ảnh"),
            Box("Hộp", (Paragraph(plain("Trong hộp.")),)),
            Embed("youtube", "dQw4w9WgXcQ", "Phim cũ"),
            Paragraph(plain("Một từ đậm.")),
            Rule(),
        )
    )
    new = Document(
        (
            Heading(plain("Bối cảnh chung"), 3),
            Quote((plain("Tôi đã nói rồi."),), "Bà An"),
            List((ListItem(plain("một con vịt")), ListItem(plain("hai"))), True),
            Table((Row((Cell(plain("Năm")),)), Row((Cell(plain("2025")),))), "Bảng số"),
            Figure(photo.pk, plain("Cảnh chiều nay."), "tả khác", "Ảnh: B"),
            Gallery((Figure(photo.pk, plain("Thêm.")),), "Chùm ảnh đẹp"),
            Box("Hộp tin", (Paragraph(plain("Ở trong hộp.")),)),
            Embed("youtube", "dQw4w9WgXcQ", "Phim mới"),
            Paragraph((Span("Một từ "), Span("đậm", (Mark.STRONG,)), Span("."))),
        )
    )
    article = make_article(document=to_json(old))
    article = editing.save(article, change(document=to_json(new)), actor=boss())
    body = signed_in(boss()).get(address("compare", article, old="1", new="2")).content.decode()
    for text in (
        *("cấp 2 → 3", "đã </ins>", "Bà</ins>", "vịt</ins>", "hai</ins>", "đổi cấp hoặc cách đánh số", "2025</ins>"),
        *("đổi ô tiêu đề", "chiều</ins>", "khác</ins>", "B</ins>", "đẹp</ins>", "Thêm.</ins>", "tin</ins>"),
        *("mới</ins>", "thường → đậm", "vạch ngăn"),
    ):
        assert text in body


@pytest.mark.parametrize("query", [{}, {"old": "1"}, {"old": "1", "new": "9"}, {"old": "x", "new": "1"}])
def test_compare_of_what_is_not_there_is_not_found(two_texts: Article, query: dict[str, str]) -> None:
    assert signed_in(boss()).get(address("compare", two_texts, **query)).status_code == 404


def test_a_body_that_cannot_be_read_does_not_break_the_pages(two_texts: Article) -> None:
    state = Revision.objects.get(number=1).state | {"document": {"version": 99}}
    Revision.objects.create(article=two_texts, state=state, digest="x", created_at=two_texts.updated_at, number=7)
    client = signed_in(boss())
    assert "Không còn đọc được thân bài" in client.get(address("saved", two_texts, "7")).content.decode()
    assert "Không còn đọc được thân bài" in client.get(address("compare", two_texts, old="7", new="1")).content.decode()
    assert client.get(address("history", two_texts)).status_code == 200


# --- Restoring ------------------------------------------------------------------------------------------------------


def test_restore_saves_the_old_text_as_a_new_revision(two_texts: Article) -> None:
    client = signed_in(boss())
    response = client.post(address("restore", two_texts, "1"), {"seen": 2, "reason": "Bản trước đúng."})
    assert response.url == address("history", two_texts)
    article = Article.objects.get()
    assert (article.title, article.revision_number) == ("Giá lúa tăng", 3)
    newest = Revision.objects.get(number=3)
    assert (newest.author, newest.reason) == (boss(), "Bản trước đúng.")
    assert "khôi phục từ bản 1" in client.get(address("history", two_texts)).content.decode()


@pytest.mark.parametrize(
    ("sent", "status", "sentence"),
    [
        ({"seen": "2", "reason": " "}, 400, "Hãy ghi lý do."),
        ({"seen": "1", "reason": "Vì thế."}, 409, "Vì thế."),
        ({"seen": "x", "reason": "Vì thế."}, 400, "Vì thế."),
        ({"reason": "Vì thế."}, 400, "Vì thế."),
        ({"seen": "9" * 30, "reason": "Vì thế."}, 400, "Vì thế."),
    ],
)
def test_restore_refuses_and_keeps_what_was_typed(
    two_texts: Article, sent: dict[str, str], status: int, sentence: str
) -> None:
    client, before = signed_in(boss()), everything()
    response = client.post(address("restore", two_texts, "1"), sent)
    assert (response.status_code, sentence in response.content.decode()) == (status, True)
    assert everything() == before


def test_restore_is_asked_of_the_policy_again(two_texts: Article) -> None:
    desk = make_desk()
    Article.objects.update(desk=desk, holder=boss())
    editor = make_user(Role.EDITOR, desk=desk)
    client, before = signed_in(editor), everything()
    page = client.get(address("saved", two_texts, "1")).content.decode()
    assert "Người khác đang giữ bài này." in page and 'name="reason"' not in page
    response = client.post(address("restore", two_texts, "1"), {"seen": 2, "reason": "Vì thế."})
    assert response.status_code == 403
    assert everything() == before


def test_restore_and_looking_take_only_their_own_methods(two_texts: Article) -> None:
    client = signed_in(boss())
    assert client.get(address("restore", two_texts, "1")).status_code == 405
    for page, args in (("history", ()), ("compare", ()), ("saved", ("1",))):
        assert client.post(address(page, two_texts, *args)).status_code == 405


def test_restore_needs_the_token_of_a_form(two_texts: Article) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(boss())
    assert client.post(address("restore", two_texts, "1"), {"seen": 2, "reason": "Vì thế."}).status_code == 403
    assert Article.objects.get().revision_number == 2


# --- To whom (S11; the doors of CVE-2026-44197, -44198, -25517 and -44199) --------------------------------------------


def every_address(article: Article) -> list[tuple[str, str]]:
    """Return every page of an article's history, in every spelling that might open it."""
    return [
        ("get", address("history", article)),
        ("get", address("saved", article, "1")),
        ("get", address("saved", article, "now")),
        ("get", address("saved", article, "live")),
        ("get", address("saved", article, "v1")),
        ("get", address("compare", article, old="1", new="now")),
        ("post", address("restore", article, "1")),
        # Other spellings of the number, and Django's own history.
        ("get", f"/admin/articles/article/0{article.pk}/history/"),
        ("get", f"/admin/articles/article/+{article.pk}/history/"),
        ("get", f"/admin/articles/article/%20{article.pk}/history/"),
        ("get", f"/admin/articles/article/{article.pk}/history/history/"),
    ]


@pytest.fixture
def of_another_desk() -> Article:
    """A published text of another desk that was changed and set aside, too."""
    article = make_published(title="Ai cũng đọc", desk_id=make_desk("Ban Kinh tế").pk)
    article = editing.save(article, change(SECRET), actor=boss())
    editing.set_aside(article, change(SECRET), actor=boss(), revision=1)
    return Article.objects.get()


@pytest.mark.parametrize("role", [Role.REPORTER, Role.EDITOR, Role.DESK_HEAD])
def test_another_desks_history_is_not_found_and_says_nothing(of_another_desk: Article, role: Role) -> None:
    client = signed_in(make_user(role, desk=make_desk()))
    before = everything()
    for method, path in every_address(of_another_desk):
        response = getattr(client, method)(path, {"seen": 2, "reason": "Vì thế."} if method == "post" else {})
        assert response.status_code == 404, path
        assert SECRET not in response.content.decode(), path
    assert everything() == before


def test_another_desks_history_is_not_found_without_a_role(of_another_desk: Article) -> None:
    client = signed_in(make_user(None))
    for method, path in every_address(of_another_desk):
        assert getattr(client, method)(path).status_code == 404, path


def test_nobody_reads_a_history_without_signing_in(of_another_desk: Article) -> None:
    for method, path in every_address(of_another_desk):
        response = getattr(Client(), method)(path)
        assert response.status_code in (302, 404), path
        assert SECRET not in response.content.decode(), path


def test_a_reporter_reads_own_history_and_no_other_of_the_desk() -> None:
    desk = make_desk()
    reporter = make_user(Role.REPORTER, desk=desk)
    category = make_category(desk=desk)
    own = make_article(writer=reporter, category_id=category.pk)
    others = make_article(
        title=SECRET, category_id=category.pk, writer=make_user(Role.REPORTER, username="x", desk=desk)
    )
    client = signed_in(reporter)
    assert client.get(address("history", own)).status_code == 200
    for method, path in every_address(others):
        response = getattr(client, method)(path)
        assert (response.status_code, SECRET in response.content.decode()) == (404, False), path


def test_a_text_of_another_article_is_not_found_under_ones_own(of_another_desk: Article) -> None:
    desk = make_desk()
    own = make_article(category_id=make_category("Xã hội", desk=desk).pk)
    client = signed_in(make_user(Role.EDITOR, desk=desk))
    aside = Revision.objects.get(number=None)
    for key in (f"r{aside.pk}", "2", "v1", "live", *(f"r{pk}" for pk in Revision.objects.values_list("pk", flat=True))):
        assert client.get(address("saved", own, key)).status_code == 404, key
        assert client.get(address("compare", own, old=key, new="1")).status_code == 404, key
        response = client.post(address("restore", own, key), {"seen": 1, "reason": "Vì thế."})
        assert response.status_code == 404, key
    assert Article.objects.get(pk=own.pk).revision_number == 1


@pytest.mark.parametrize("number", ["0", "99999", str(2**63), "9" * 60])
def test_a_number_that_is_none_is_not_found(number: str) -> None:
    client = signed_in(boss())
    for page in ("history/", "history/1/", "history/compare/?old=1&new=1"):
        assert client.get(f"/admin/articles/article/{number}/{page}").status_code == 404


def test_an_administrator_reads_and_restores_nothing(two_texts: Article) -> None:
    client = signed_in(make_user(Role.ADMINISTRATOR))
    assert client.get(address("history", two_texts)).status_code == 200
    response = client.post(address("restore", two_texts, "1"), {"seen": 2, "reason": "Vì thế."})
    assert (response.status_code, Article.objects.get().revision_number) == (403, 2)


# --- How many questions ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_history_and_compare_ask_the_same_whatever_their_length(count: int, django_assert_num_queries) -> None:
    article = make_published(document=make_document(photos=(make_photo(),)))
    for number in range(count):
        bylines = [editing.BylineEntry(make_contributor(f"Người viết {number}").pk)]
        tags = [make_tag(f"Chủ đề {number}").pk]
        document = make_document(photos=tuple(make_photo(f"Người {n}") for n in range(number + 1)))
        columns = {"title": f"Bài {number}", "document": document}
        article = editing.save(article, editing.Change(columns, bylines, tags), actor=boss())
    client = signed_in(boss())
    client.get(address("history", article))
    # session, person, article; then saves, deeds, deeds of the saves, publications of texts, how these stand
    with django_assert_num_queries(8):
        client.get(address("history", article))
    # session, person, article, both texts; then categories, tags, contributors, photos and their sizes
    with django_assert_num_queries(10):
        client.get(address("compare", article, old="1", new="2"))
