"""The photo library's pages: what they show, what their buttons do, and to whom."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from articles.desk import ingest, library
from articles.models.photos import CreditLine, Photo
from articles.tests.factories import (
    FILE,
    boss,
    make_article,
    make_desk,
    make_document,
    make_photo,
    make_published,
    make_user,
)
from articles.tests.pictures import drawn, encoded, uploaded

pytestmark = pytest.mark.django_db

LIBRARY, ADD, UPLOAD = (reverse(f"admin:articles_photo_{name}") for name in ("changelist", "add", "upload"))
PAGE = {"HTTP_ACCEPT": "text/html,application/xhtml+xml"}


def with_file(**said: str) -> Photo:
    return ingest.upload(ContentFile(encoded(drawn(96, 64), format="PNG")), "a.png", actor=boss(), **said).photo


def page_of(photo: Photo, name: str = "change") -> str:
    return reverse(f"admin:articles_photo_{name}", args=[photo.pk])


def words(**changed: object) -> dict[str, object]:
    """Return what the form of a photo's words sends."""
    empty = dict.fromkeys(
        ("description", "headline", "alt", "printed_credit", "place", "copyright_notice", "usage_terms"), ""
    )
    lines = {"lines-TOTAL_FORMS": "3", "lines-INITIAL_FORMS": "0"}
    return {**empty, "taken_at": "", "rights_until": "", "source": "staff", **lines, "_words": "1", **changed}


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(make_user(Role.PHOTO_EDITOR))
    return client


# --- The library --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_library_asks_seven(editor: Client, count: int, django_assert_num_queries) -> None:
    for n in range(count):
        make_photo(f"Người {n}", **FILE)
    # Session, person, her permissions by group and by name; photos, their credit lines, their renditions.
    with django_assert_num_queries(7):
        answer = editor.get(LIBRARY)
    assert answer.content.decode().count('class="ph-card"') == count


def test_library_shows_what_is_missing_and_what_was_withdrawn(editor: Client) -> None:
    photo = with_file(description="<b>Chợ</b> phiên")
    library.withdraw(photo, reason="Hết quyền.", actor=boss())
    said = editor.get(LIBRARY).content.decode()
    for text in (
        "&lt;b&gt;Chợ&lt;/b&gt; phiên",
        "Thiếu tên người chụp",
        "Thiếu mô tả thay ảnh",
        "Đã gỡ",
    ):
        assert text in said
    assert "<b>Chợ" not in said


def test_library_leads_to_the_photos_that_await_their_files(editor: Client) -> None:
    photo, _awaiting = with_file(), make_photo()
    page = editor.get(LIBRARY)
    assert [one["id"] for one in page.context["photos"]] == [str(photo.pk)]
    said = editor.get(LIBRARY + page.context["awaiting"]).content.decode()
    assert said.count('class="ph-card"') == 1 and "Chưa có tệp" in said


def test_library_is_searched_and_filtered_by_its_form(editor: Client) -> None:
    one, two, awaiting = make_photo("Mai Hoa", **FILE), make_photo("Đức Anh", **FILE), make_photo()
    Photo.objects.filter(pk=two.pk).update(withdrawn_at=timezone.now())

    def found(**asked: str) -> set[str]:
        return {photo["id"] for photo in editor.get(LIBRARY, asked).context["photos"]}

    assert found(q="duc anh") == {str(two.pk)}
    assert found(withdrawn="no") == {str(one.pk)}
    assert found(lacks="file", source="unknown") == {str(awaiting.pk)}
    assert found(since=f"{timezone.localdate():%Y-%m-%d}", until="2000-01-01") == set()


def test_library_pages_by_place_and_keeps_the_search(editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.admin.photo_pages.PER_PAGE", 2)
    for n in range(3):
        make_photo(f"Người {n}")
    first = editor.get(LIBRARY, {"q": "nguoi"})
    second = editor.get(LIBRARY + first.context["older"])
    assert [len(page.context["photos"]) for page in (first, second)] == [2, 1]
    assert "q=nguoi" in first.context["older"]
    back = editor.get(LIBRARY + second.context["newer"])
    assert [p["id"] for p in back.context["photos"]] == [p["id"] for p in first.context["photos"]]


@pytest.mark.parametrize(
    "query",
    ["q=" + "a" * 5000, "lacks=x", "source=%0a", "since=31/12/2026", "until=9999-12-31", "since=0001-01-01", "truoc=x",
     "sau=1_2", "truoc=" + "9" * 40, "p=9e99", "e=1", "khong_co=1", "withdrawn=2&withdrawn=only"],
)  # fmt: skip
def test_library_survives_nonsense(editor: Client, query: str) -> None:
    make_photo()
    assert editor.get(f"{LIBRARY}?{query}").status_code == 200


# --- One photo ----------------------------------------------------------------------------------------------------


def test_words_and_lines_are_saved_in_order(editor: Client) -> None:
    photo = make_photo()
    sent = words(
        description="Chợ phiên",
        alt="Bà con đi chợ",
        taken_at="2026-11-20T08:30:00",
        rights_until="2027-01-31",
        may_distribute="on",
        **{"lines-0-kind": "agency", "lines-0-name": "TTXVN", "lines-0-ORDER": "2"},
        **{"lines-1-kind": "photographer", "lines-1-name": "Đức Anh", "lines-1-ORDER": "1"},
    )
    assert editor.post(page_of(photo), sent).status_code == 302
    saved = Photo.objects.get()
    assert (saved.description, saved.alt, saved.source, saved.may_distribute) == (
        "Chợ phiên",
        "Bà con đi chợ",
        "staff",
        True,
    )
    assert f"{timezone.localtime(saved.taken_at):%H:%M}" == "08:30"
    assert list(saved.credit_lines.values_list("name", flat=True)) == ["Đức Anh", "TTXVN"]


def test_page_that_is_saved_as_it_came_changes_nothing(editor: Client) -> None:
    photo = with_file(description="Chợ phiên", credit="Ảnh: Mai Hoa/TTXVN")
    Photo.objects.update(taken_at=timezone.now().replace(microsecond=0))
    kept, files = Photo.objects.values().get(), set(photo.renditions.values_list("file", flat=True))
    context = editor.get(page_of(photo)).context
    sent = {
        form.add_prefix(name): form[name].value()
        for form in (context["words"], *context["lines"])
        for name in form.fields
    }
    sent |= {f"lines-{name}": value for name, value in context["lines"].management_form.initial.items()}
    taken_at = f"{timezone.localtime(kept['taken_at']):%Y-%m-%dT%H:%M:%S}"
    sent = {name: "" if value in (None, False) else value for name, value in sent.items()} | {"taken_at": taken_at}
    assert editor.post(page_of(photo), sent | {"_words": "1"}).status_code == 302
    assert Photo.objects.values().get() == kept
    assert set(photo.renditions.values_list("file", flat=True)) == files
    assert CreditLine.objects.count() == 2


def test_words_that_do_not_fit_are_marked_and_nothing_is_saved(editor: Client) -> None:
    photo = make_photo()
    answer = editor.post(page_of(photo), words(alt="x" * 501, description="mới"))
    assert answer.status_code == 200 and "errorlist" in answer.content.decode()
    assert editor.post(page_of(photo), {"_words": "1"}).status_code == 200
    assert Photo.objects.get().description == "Một bức ảnh"


def test_S12_forged_fields_change_nothing(editor: Client) -> None:
    photo = make_photo()
    forged = {
        "withdrawn_at": "2026-01-01",
        "uploaded_by": "1",
        "content_hash": "x",
        "original": "../etc",
        "focal_x": "0",
    }
    before = {name: getattr(photo, name) for name in forged if name != "uploaded_by"}
    editor.post(page_of(photo), words(**forged))
    photo.refresh_from_db()
    assert {name: getattr(photo, name) for name in before} == before and photo.uploaded_by is None


def test_focal_point_is_moved_by_its_numbers(editor: Client) -> None:
    photo = with_file()
    assert editor.post(page_of(photo), {"_focus": "1", "across": "12.5", "down": "90"}).status_code == 302
    photo.refresh_from_db()
    assert (photo.focal_x, photo.focal_y) == (0.125, 0.9)
    for across in ("101", "-1", "x", "", "nan"):
        assert editor.post(page_of(photo), {"_focus": "1", "across": across, "down": "1"}).status_code == 200
    photo.refresh_from_db()
    assert photo.focal_x == 0.125


def test_photo_is_withdrawn_and_let_back_with_a_reason(editor: Client) -> None:
    photo = make_photo()
    editor.post(page_of(photo), {"_withdraw": "1", "reason": ""})
    assert Photo.objects.get().withdrawn_at is None
    editor.post(page_of(photo), {"_withdraw": "1", "reason": "Hết quyền."})
    assert Photo.objects.get().withdrawn_at
    assert "Đã gỡ ngày" in editor.get(page_of(photo)).content.decode()
    editor.post(page_of(photo), {"_let_back": "1", "reason": "Có quyền."})
    assert Photo.objects.get().withdrawn_at is None


def test_unused_photo_is_deleted_after_a_question(editor: Client) -> None:
    photo = make_photo()
    assert editor.get(page_of(photo, "delete")).status_code == 200
    assert Photo.objects.exists()
    assert editor.post(page_of(photo, "delete")).headers["Location"] == LIBRARY
    assert not Photo.objects.exists()


def test_used_photo_says_where_instead_of_being_deleted(editor: Client) -> None:
    photo = make_photo()
    make_published(title="Chợ phiên", document=make_document(photos=(photo,)))
    assert "Chợ phiên" in editor.get(page_of(photo, "delete")).content.decode()
    editor.post(page_of(photo, "delete"))
    assert Photo.objects.exists()


def test_S11_articles_of_other_desks_are_a_number_without_a_name(client: Client) -> None:
    desk = make_desk("Ban Một")
    client.force_login(make_user(Role.EDITOR, desk=desk))
    photo = make_photo()
    make_article(title="Bài của ban tôi", desk_id=desk.pk, document=make_document(photos=(photo,)))
    make_article(title="Bài mật ban khác", desk_id=make_desk("Ban Hai").pk, lead_photo_id=photo.pk)
    said = client.get(page_of(photo)).content.decode()
    assert "Bài của ban tôi" in said and "Bài mật" not in said and "1 bài của ban khác" in said


@pytest.mark.parametrize("key", ["x", "0", "00000000-0000-0000-0000-000000000000", "%0a"])
def test_page_of_no_photo_is_not_found(editor: Client, key: str) -> None:
    for name in ("change", "delete"):
        assert editor.get(f"{LIBRARY}{key}/{name}/").status_code == 404


# --- Uploading without a script -----------------------------------------------------------------------------------


def test_form_without_a_script_answers_with_a_page(editor: Client) -> None:
    assert editor.get(ADD).status_code == 200
    answer = editor.post(UPLOAD, {"files": [uploaded("a.jpg"), uploaded("b.jpg", b"<script>")]}, **PAGE)
    said = answer.content.decode()
    assert "Đã vào kho." in said and "Đây không phải loại ảnh" in said and "b.jpg" in said


def test_file_given_without_a_script_leads_back_to_the_photo(editor: Client) -> None:
    photo = make_photo()
    address = reverse("admin:articles_photo_file", args=[photo.pk])
    for content in (b"x", None):
        answer = editor.post(address, {"file": uploaded("a.jpg", content)}, **PAGE)
        assert answer.headers["Location"] == page_of(photo)
    assert not Photo.objects.get().awaits_file


# --- Who may ------------------------------------------------------------------------------------------------------

BUTTONS = {
    "words": words(place="Huế", **{"lines-0-kind": "photographer", "lines-0-name": "Mai Hoa"}),
    "focus": {"_focus": "1", "across": "1", "down": "1"},
    "withdraw": {"_withdraw": "1", "reason": "Lý do."},
    "let back": {"_let_back": "1", "reason": "Lý do."},
}


@pytest.mark.parametrize("button", BUTTONS)
@pytest.mark.parametrize("role", [Role.REPORTER, Role.ADMINISTRATOR])
def test_who_may_only_look_changes_nothing_by_any_button(client: Client, role: Role, button: str) -> None:
    client.force_login(make_user(role))
    photo = make_photo()
    kept = Photo.objects.values().get()
    shown = client.get(page_of(photo)).content.decode()
    assert not any(f'name="_{name}"' in shown for name in ("words", "focus", "withdraw"))
    assert client.post(page_of(photo), BUTTONS[button]).status_code == 200
    assert Photo.objects.values().get() == kept
    assert client.post(page_of(photo, "delete")).status_code == 403


def test_reporter_changes_her_own_photo(client: Client) -> None:
    reporter = make_user(Role.REPORTER)
    client.force_login(reporter)
    photo = make_photo()
    Photo.objects.update(uploaded_by=reporter)
    assert client.post(page_of(photo), BUTTONS["words"]).status_code == 302
    assert Photo.objects.get().place == "Huế"


def test_who_may_not_see_the_library_sees_none_of_its_pages(client: Client) -> None:
    client.force_login(make_user(None))
    photo = make_photo()
    for address in (LIBRARY, ADD, page_of(photo), page_of(photo, "delete")):
        assert client.get(address).status_code == 403


def test_administrator_looks_and_does_not_upload(client: Client) -> None:
    client.force_login(make_user(Role.ADMINISTRATOR))
    assert client.get(LIBRARY).status_code == 200
    assert client.get(ADD).status_code == 403


def test_photo_without_words_is_named_by_its_file() -> None:
    photo = make_photo()
    photo.description, photo.original_name = "", "ben-do.jpg"
    assert str(photo) == "ben-do.jpg"
