"""The library for scripts: the contract of the editor's photo chooser, and who may ask."""

import datetime
import io
import json
from uuid import UUID, uuid4

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts import throttle
from accounts.roles import Role
from articles.desk import ingest, photos
from articles.models.photos import Photo
from articles.tests.factories import FILE, boss, make_photo, make_user
from articles.tests.pictures import drawn, encoded, uploaded

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

CHOOSE, UPLOAD = reverse("admin:articles_photo_choose"), reverse("admin:articles_photo_upload")
DESCRIBED = {"id", "description", "alt", "credit", "awaits_file", "width", "height", "small_thumb", "thumb"}
DESCRIBED |= {"picture", "withdrawn"}


def file_address(photo: Photo) -> str:
    return reverse("admin:articles_photo_file", args=[photo.pk])


def library_photo(**how: object) -> Photo:
    return ingest.upload(uploaded(**how), "chợ.jpg", actor=boss()).photo


@pytest.fixture
def reporter(client: Client) -> Client:
    client.force_login(make_user(Role.REPORTER))
    return client


# --- Uploading ----------------------------------------------------------------------------------------------------


def test_upload_takes_what_is_a_picture_and_says_why_not_the_rest(reporter: Client) -> None:
    files = [
        uploaded("a.jpg"),
        uploaded("b.png", format="PNG"),
        uploaded("<b>.jpg", b"<script>"),
        uploaded("c.jpg", b""),
    ]
    answer = reporter.post(UPLOAD, {"files": files, "description": "Chợ phiên", "credit": "Mai Hoa"})
    assert answer.status_code == 200
    said = answer.json()
    assert [photo.keys() - {"name", "known"} for photo in said["photos"]] == [DESCRIBED, DESCRIBED]
    assert {(p["description"], p["credit"], p["awaits_file"]) for p in said["photos"]} == {
        ("Chợ phiên", "Mai Hoa", False)
    }
    assert [refused["name"] for refused in said["refused"]] == ["<b>.jpg", "c.jpg"]
    assert all(refused["reason"].endswith(".") for refused in said["refused"])
    assert Photo.objects.count() == 2


def test_upload_of_the_same_file_offers_the_photo_that_is_there(reporter: Client) -> None:
    first = reporter.post(UPLOAD, {"files": [uploaded("a.jpg")]}).json()["photos"][0]
    again = reporter.post(UPLOAD, {"files": [uploaded("khác.jpg")]}).json()["photos"][0]
    assert (first["known"], again["known"], again["id"]) == (False, True, first["id"])
    assert Photo.objects.count() == 1


def test_awaiting_photo_takes_its_file_by_upload(client: Client) -> None:
    client.force_login(make_user(Role.EDITOR))
    photo = make_photo()
    said = client.post(file_address(photo), {"file": uploaded()}).json()["photo"]
    assert said.keys() == DESCRIBED
    assert (said["id"], said["awaits_file"], said["width"], said["height"]) == (str(photo.pk), False, 640, 480)
    assert said["credit"] == "Ảnh: Mai Hoa"
    assert client.get(said["thumb"]).status_code == 200


def test_file_that_is_no_picture_is_refused_with_a_sentence(client: Client) -> None:
    client.force_login(make_user(Role.EDITOR))
    photo = make_photo()
    answer = client.post(file_address(photo), {"file": uploaded("a.jpg", b"%PDF-1.4")})
    assert answer.status_code == 400
    assert [refused["name"] for refused in answer.json()["refused"]] == ["a.jpg"]
    assert client.post(file_address(photo)).status_code == 400
    assert Photo.objects.get().awaits_file


def test_reporter_gives_no_file_to_another_persons_photo(reporter: Client) -> None:
    photo = make_photo()
    assert reporter.post(file_address(photo), {"file": uploaded()}).status_code == 403
    assert Photo.objects.get().awaits_file


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, None])
def test_who_may_not_upload_is_refused(client: Client, role: Role | None) -> None:
    client.force_login(make_user(role))
    photo = make_photo()
    for address, field in ((UPLOAD, "files"), (file_address(photo), "file")):
        answer = client.post(address, {field: uploaded()})
        assert (answer.status_code, answer.json()["photos"]) == (403, [])
    assert Photo.objects.get().awaits_file


def test_upload_without_the_forms_token_is_refused() -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_user(Role.REPORTER))
    assert strict.post(UPLOAD, {"files": [uploaded()]}).status_code == 403
    assert not Photo.objects.exists()


def test_upload_with_the_token_in_its_header_is_taken() -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_user(Role.REPORTER))
    strict.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    answer = strict.post(UPLOAD, {"files": [uploaded()]}, headers={"X-CSRFToken": "a" * 32})
    assert len(answer.json()["photos"]) == 1


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_uploading_is_posting(reporter: Client, method: str) -> None:
    assert getattr(reporter, method)(UPLOAD).status_code == 405


def test_anonymous_is_sent_to_sign_in(client: Client) -> None:
    photo = make_photo()
    for address in (CHOOSE, UPLOAD, file_address(photo), f"/admin/articles/photo/{photo.pk}/picture/full/480.webp"):
        assert client.get(address).status_code == 302
        assert client.post(address, {"files": [uploaded()]}).status_code == 302


# --- S29: sizes before bytes --------------------------------------------------------------------------------------


def test_S29_body_that_is_too_large_is_refused_unread(reporter: Client) -> None:
    answer = reporter.generic("POST", UPLOAD, b"", "multipart/form-data; boundary=x", CONTENT_LENGTH=str(500 * 2**20))
    assert answer.status_code == 413
    answer = Client().generic("POST", UPLOAD, b"", "multipart/form-data; boundary=x", CONTENT_LENGTH=str(500 * 2**20))
    assert answer.status_code == 302


def test_S29_file_that_is_too_large_is_refused_and_not_kept(reporter: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("articles.admin.photo_upload", "articles.imaging.opening"):
        monkeypatch.setattr(f"{module}.MAX_BYTES", 2000)
    answer = reporter.post(UPLOAD, {"files": [uploaded("lớn.jpg")]}).json()
    assert answer["photos"] == []
    assert answer["refused"] == [{"name": "lớn.jpg", "reason": "Tệp lớn hơn 40 MB."}]


def test_S29_too_many_files_at_once_are_refused(reporter: Client) -> None:
    files = [uploaded(f"{n}.jpg", b"x") for n in range(31)]
    assert reporter.post(UPLOAD, {"files": files}).status_code == 413


def test_S29_other_views_read_no_files(client: Client) -> None:
    client.force_login(boss())
    answer = client.post(reverse("admin:articles_photo_changelist"), {"file": uploaded()})
    assert not answer.wsgi_request.FILES


# --- S46: how many in how short a time -----------------------------------------------------------------------------


@pytest.fixture
def _three_photos(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(throttle.LIMITS, "photos", throttle.Limit(3, datetime.timedelta(seconds=90)))


@pytest.mark.usefixtures("_three_photos")
def test_S46_flood_of_uploads_is_refused_unread_and_told_when_to_go_on(reporter: Client) -> None:
    files = [uploaded(f"{n}.jpg", b"x") for n in range(4)]  # no pictures at all: to look costs, too
    reasons = [refused["reason"] for refused in reporter.post(UPLOAD, {"files": files}).json()["refused"]]
    assert reasons[:3] == reasons[:1] * 3
    assert reasons[3] == "Bạn vừa gửi quá nhiều ảnh. Xin gửi tiếp sau 2 phút."
    # Whatever the client claims of itself.
    answer = reporter.post(UPLOAD, {"files": [uploaded()]}, HTTP_X_FORWARDED_FOR="10.9.8.7")
    assert (answer.status_code, answer.json()["refused"][0]["reason"]) == (429, reasons[3])
    assert 0 < int(answer.headers["Retry-After"]) <= 90
    assert answer.wsgi_request._read_started is False
    assert not Photo.objects.exists()
    with time_machine.travel(timezone.now() + datetime.timedelta(seconds=91)):
        assert reporter.post(UPLOAD, {"files": [uploaded()]}).status_code == 200


@pytest.mark.usefixtures("_three_photos")
def test_S46_files_for_awaiting_photos_count_and_each_person_for_herself(client: Client) -> None:
    editor = make_user(Role.EDITOR)
    client.force_login(editor)
    photo = make_photo()
    for expected in (400, 400, 400, 429):
        assert client.post(file_address(photo), {"file": uploaded("a.jpg", b"x")}).status_code == expected
    client.force_login(make_user(Role.PHOTO_EDITOR))
    assert client.post(file_address(photo), {"file": uploaded()}).status_code == 200


# --- Choosing -----------------------------------------------------------------------------------------------------


def test_chooser_lists_the_newest_first_page_by_page(reporter: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.admin.photo_views.PER_PAGE", 2)
    made = [str(make_photo(f"Người {n}", **FILE).pk) for n in range(5)]
    make_photo("Chờ tệp")
    seen, older = [], ""
    while older is not None:
        said = reporter.get(CHOOSE, {"older": older}).json()
        seen += [photo["id"] for photo in said["photos"]]
        older = said["older"]
    assert seen == made[::-1]


def test_chooser_finds_without_marks(reporter: Client) -> None:
    photo = photos.await_photo(description="Chợ phiên Đồng Văn", credit=None)
    make_photo()
    for words in ("cho phien dong", "ĐỒNG VĂN", "van cho"):
        assert [p["id"] for p in reporter.get(CHOOSE, {"q": words}).json()["photos"]] == [str(photo.pk)]
    assert reporter.get(CHOOSE, {"q": "không có"}).json() == {"photos": [], "older": None}


def test_chooser_answers_the_photos_that_are_named(reporter: Client) -> None:
    one, two, _three = make_photo("Một"), make_photo("Hai"), make_photo("Ba")
    said = reporter.get(CHOOSE, {"id": [str(one.pk), str(two.pk), str(uuid4()), "x'; DROP"]}).json()
    assert {photo["id"] for photo in said["photos"]} == {str(one.pk), str(two.pk)}


@pytest.mark.parametrize("older", ["x", "1_x", f"{'9' * 30}_{UUID(int=1)}", f"-1_{UUID(int=1)}", "%00"])
def test_chooser_takes_a_place_that_is_none_for_the_beginning(reporter: Client, older: str) -> None:
    make_photo(**FILE)
    assert len(reporter.get(CHOOSE, {"older": older}).json()["photos"]) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_chooser_asks_seven(reporter: Client, count: int, django_assert_num_queries) -> None:
    for n in range(count):
        make_photo(f"Người {n}", **FILE)
    # Session, person, her permissions by group and by name; photos, their credit lines, their renditions.
    with django_assert_num_queries(7):
        assert len(reporter.get(CHOOSE).json()["photos"]) == count


def test_chooser_says_how_many_photos_it_shows_and_not_how_many_there_are(reporter: Client) -> None:
    script = reporter.get(reverse("admin:jsi18n")).content.decode()
    assert json.dumps("Đang hiện {count} ảnh") in script


def test_who_may_not_see_the_library_chooses_nothing(client: Client) -> None:
    client.force_login(make_user(None))
    make_photo()
    answer = client.get(CHOOSE)
    assert (answer.status_code, answer.json()["photos"]) == (403, [])


# --- S36: the pictures themselves ---------------------------------------------------------------------------------


def test_S36_private_picture_is_answered_to_the_desk_only(client: Client, reporter: Client) -> None:
    photo = library_photo()
    address = reporter.get(CHOOSE).json()["photos"][0]["picture"]
    answer = reporter.get(address)
    assert Image.open(io.BytesIO(b"".join(answer.streaming_content))).size == (640, 480)
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["Cache-Control"].startswith("private")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert reporter.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    client.force_login(make_user(None))
    assert client.get(address).status_code == 403
    client.logout()
    assert client.get(address).status_code == 302
    assert str(photo.pk) in address


@pytest.mark.parametrize(
    "rest",
    [
        "full/481.webp",
        "full/640.exe",
        "original/640.webp",
        "full/99999999999999999999.webp",
    ],
)
def test_S36_no_address_leads_to_anything_else(reporter: Client, rest: str) -> None:
    photo = library_photo()
    assert reporter.get(f"/admin/articles/photo/{photo.pk}/picture/{rest}").status_code == 404


def test_S36_no_address_leads_to_an_original(reporter: Client) -> None:
    photo = library_photo()
    for address in (f"/media/{photo.original.name}", f"/private/{photo.original.name}", f"/{photo.original.name}"):
        assert reporter.get(address).status_code == 404


def test_picture_whose_file_is_gone_is_not_found(reporter: Client) -> None:
    photo = library_photo()
    rendition = photo.renditions.get(shape="full", width=640, format="webp")
    rendition.file.delete(save=False)
    assert reporter.get(f"/admin/articles/photo/{photo.pk}/picture/full/640.webp").status_code == 404


def test_small_picture_is_answered_in_its_own_size(reporter: Client) -> None:
    content = encoded(drawn(90, 60), format="PNG")
    said = reporter.post(UPLOAD, {"files": [uploaded("a.png", content)]}).json()["photos"][0]
    assert "/3x2/90.webp" in said["thumb"] and "/full/90.webp" in said["picture"]
