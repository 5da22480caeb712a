"""Files that become photos: what is filled, who may, and that what fails leaves nothing."""

import datetime
import errno
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile, File
from django.test import override_settings
from PIL import Image

from accounts.models import User
from accounts.roles import Role
from articles.desk import ingest, library, photos
from articles.desk.refusals import Conflict, NotAllowed, NotPossible
from articles.desk.transitions import Action
from articles.imaging.labels import Label, iptc_segment
from articles.models.article import Article
from articles.models.history import AuditEntry
from articles.models.people import Contributor
from articles.models.photos import CreditLine, Photo, Rendition
from articles.models.publication import Publication
from articles.tests.factories import (
    TO_APPROVED,
    advance,
    boss,
    make_article,
    make_contributor,
    make_document,
    make_photo,
    make_user,
    other_eyes,
)
from articles.tests.pictures import drawn, encoded
from newsroom.storage import WholeFileStorage

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

BAD = Path(__file__).resolve().parents[4] / "shared" / "badinput"
# All of them go through the child in articles/tests/imaging; these through the desk.
BAD_FILES = sorted(path for name in ("images/generated", "uploads") for path in (BAD / name).glob("*"))


def file(content: bytes | None = None) -> ContentFile:
    return ContentFile(encoded() if content is None else content)


def upload(content: bytes | None = None, name: str = "chợ.jpg", *, actor: User | None = None, **said: str) -> Photo:
    return ingest.upload(file(content), name, actor=actor or boss(), **said).photo


def private_files() -> set[str]:
    root = Path(settings.PRIVATE_MEDIA_ROOT)
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}


def lines_of(photo: Photo) -> list[tuple[str, str]]:
    return list(photo.credit_lines.values_list("kind", "name"))


# --- What an upload makes -----------------------------------------------------------------------------------------


def test_upload_stores_original_and_sizes_in_the_private_storage_only() -> None:
    photo = upload(name="Chợ phiên.JPG")
    assert private_files() == {photo.original.name, *photo.renditions.values_list("file", flat=True)}
    assert photo.original.name.startswith("originals/") and photo.original.name.endswith(f"-{photo.pk}.jpg")
    assert (photo.width, photo.height, photo.original_name) == (640, 480, "Chợ phiên.JPG")
    assert not Path(settings.MEDIA_ROOT).exists()
    entry = AuditEntry.objects.get(action="photo_upload")
    assert (entry.actor, entry.subject, entry.details["name"]) == (boss(), f"photo/{photo.pk}", "Chợ phiên.JPG")


def test_S36_names_of_files_are_160_bits_that_the_picture_does_not_tell() -> None:
    photo = upload()
    version = photo.renditions.first().content_hash
    assert len(version) == 40 and int(version, 16)
    names = set(photo.renditions.values_list("file", flat=True))
    assert all(name.startswith(f"photos/{version[:2]}/{version}/") for name in names)
    Photo.objects.all().delete()
    assert upload().renditions.first().content_hash != version  # the same picture, another name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.jpg", "passwd.jpg"),
        ("..\\..\\con.jpg", "con.jpg"),
        ("a\0b\u202e.jpg", "ab.jpg"),
        ("x" * 300 + ".jpg", "x" * 247 + "….jpg"),
        ("<script>.jpg", "<script>.jpg"),
    ],
)
def test_S31_name_of_the_sender_is_a_label_only(name: str, shown: str) -> None:
    photo = upload(name=name)
    assert photo.original_name == shown and len(photo.original_name) <= 255
    for stored in private_files():
        assert all(part not in stored for part in ("..", "passwd", "con.", "script", "xxx"))


def test_same_file_is_the_same_photo() -> None:
    first = upload(name="một.jpg")
    again = ingest.upload(file(), "hai.jpg", actor=boss())
    assert (again.photo, again.known, Photo.objects.count()) == (first, True, 1)


# --- What the file says -------------------------------------------------------------------------------------------


def labelled(label: Label, **how: object) -> bytes:
    return encoded(extra=iptc_segment(label), **how)


def test_empty_columns_are_filled_from_the_file() -> None:
    content = labelled(Label("Chợ phiên Đồng Văn", "Mai Hoa", "Mai Hoa/TTXVN", "© Báo"))
    photo = upload(content)
    assert (photo.description, photo.copyright_notice) == ("Chợ phiên Đồng Văn", "© Báo")
    assert lines_of(photo) == [("photographer", "Mai Hoa"), ("agency", "TTXVN")]
    assert photo.printed_credit == ""
    assert "cho phien dong van" in photo.folded_text and "mai hoa" in photo.folded_text


def test_what_a_person_says_counts_before_the_file() -> None:
    content = labelled(Label("Chú thích của tệp", "Người khác"))
    photo = upload(content, description="Chợ phiên", credit="Ảnh: Mai Hoa - Đức Anh")
    assert (photo.description, photo.printed_credit) == ("Chợ phiên", "Ảnh: Mai Hoa - Đức Anh")
    assert lines_of(photo) == [("photographer", "Mai Hoa"), ("photographer", "Đức Anh")]


def test_credit_at_the_end_of_a_caption_becomes_lines() -> None:
    photo = upload(labelled(Label("Chợ phiên. Ảnh: Thu Cúc")))
    assert (photo.description, photo.printed_credit) == ("Chợ phiên.", "Ảnh: Thu Cúc")
    assert lines_of(photo) == [("photographer", "Thu Cúc")]


def test_names_match_contributors_without_marks_and_new_ones_wait_for_a_yes() -> None:
    known = make_contributor("Mai Hoa")
    photo = upload(credit="ảnh: MAI HOA - Lê Mới")
    assert photo.credit_lines.get(position=0).contributor == known
    assert not Contributor.objects.get(name="Lê Mới").is_confirmed


def test_junk_of_cameras_is_no_caption_and_no_contributor() -> None:
    exif = Image.Exif()
    exif[0x010E], exif[0x013B] = "OLYMPUS DIGITAL CAMERA         ", "<script>alert(1)</script>"
    photo = upload(encoded(exif=exif))
    assert (photo.description, lines_of(photo)) == ("", [])
    assert not Contributor.objects.exists()


def test_place_where_the_photographer_stood_stays_with_the_desk() -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (18.0, 40.0, 30.0), 3: "E", 4: (105.0, 41.0, 0.0)})
    exif.get_ifd(0x8769)[0x9003] = "2026:11:20 08:30:00"
    photo = upload(encoded(exif=exif))
    photo.refresh_from_db()
    assert photo.file_says["gps"] == [18.675, 105.683333]
    assert photo.taken_at == datetime.datetime(2026, 11, 20, 1, 30, tzinfo=datetime.UTC)
    for rendition in photo.renditions.all():
        with Image.open(rendition.file) as image:
            assert 0x8825 not in image.getexif()


# --- A photo takes a file -----------------------------------------------------------------------------------------


def test_awaiting_photo_keeps_its_words_when_its_file_comes() -> None:
    photo = photos.await_photo(description="Chợ phiên", credit=photos.read_credit("Ảnh: Mai Hoa"))
    taken = ingest.give_file(
        photo, file(labelled(Label("Khác", "Người khác", copyright="© Báo"))), "a.jpg", actor=boss()
    )
    assert (taken.pk, taken.description, taken.printed_credit) == (photo.pk, "Chợ phiên", "Ảnh: Mai Hoa")
    assert (lines_of(taken), taken.copyright_notice) == ([("photographer", "Mai Hoa")], "© Báo")
    assert Photo.objects.get().renditions.exists()


def test_another_file_replaces_rows_and_centres_the_point_but_keeps_old_files() -> None:
    photo = upload()
    Photo.objects.update(focal_x=0.9)
    before = private_files()
    taken = ingest.give_file(photo, file(encoded(drawn(300, 300))), "b.jpg", actor=boss())
    assert (taken.width, taken.focal_x) == (300, 0.5)
    assert before < private_files()
    versions = set(Rendition.objects.values_list("content_hash", flat=True))
    assert len(versions) == 1 and AuditEntry.objects.filter(action="photo_file").count() == 1


def test_two_who_give_a_file_to_the_same_photo_do_not_overwrite_each_other() -> None:
    photo = make_photo()

    class SlowFile(ContentFile):
        """While it is read, somebody else is faster."""

        def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
            ingest.give_file(Photo.objects.get(), file(), "a.jpg", actor=boss())
            return super().chunks(chunk_size)

    with pytest.raises(Conflict):
        ingest.give_file(photo, SlowFile(encoded(drawn(50, 50))), "b.jpg", actor=boss())
    taken = Photo.objects.get()
    assert taken.width == 640
    assert private_files() == {taken.original.name, *taken.renditions.values_list("file", flat=True)}


# --- Noes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, None])
def test_who_may_not_upload_is_refused(role: Role | None) -> None:
    with pytest.raises(NotAllowed):
        upload(actor=make_user(role))
    assert not Photo.objects.exists() and not private_files()


def test_reporter_changes_only_the_photos_she_uploaded() -> None:
    reporter, other = make_user(Role.REPORTER, username="a"), make_user(Role.REPORTER, username="b")
    photo = upload(actor=reporter)
    ingest.give_file(photo, file(encoded(drawn(50, 50))), "b.jpg", actor=reporter)
    with pytest.raises(NotAllowed):
        ingest.give_file(photo, file(encoded(drawn(60, 60))), "c.jpg", actor=other)


def in_a_text(photo: Photo, *actions: Action, writer: User | None = None) -> Article:
    """Return a text that shows a photo, taken through moves by others."""
    article = make_article(writer=writer, document=make_document(photos=(photo,)), lead_photo_id=photo.pk)
    return advance(article, *actions)


def test_reporter_changes_her_photo_no_more_once_it_left_her_drafts() -> None:
    reporter = make_user(Role.REPORTER)
    photo = upload(actor=reporter)
    own = in_a_text(photo, writer=reporter)
    library.edit(photo, {"place": "Huế"}, actor=reporter)
    ingest.give_file(photo, file(encoded(drawn(50, 50))), "b.jpg", actor=reporter)
    advance(own, Action.SUBMIT)
    photo.refresh_from_db()
    for change in (
        lambda: ingest.give_file(photo, file(encoded(drawn(60, 60))), "c.jpg", actor=reporter),
        lambda: library.edit(photo, {"place": "Vinh"}, actor=reporter),
        lambda: library.move_focal_point(photo, 0.1, 0.1, actor=reporter),
    ):
        with pytest.raises(NotAllowed):
            change()


def test_photo_of_an_approved_text_keeps_its_file_until_that_is_returned_or_frozen() -> None:
    photo = upload()
    article = in_a_text(photo, *TO_APPROVED)
    with pytest.raises(NotPossible, match=str(article.pk)):
        ingest.give_file(photo, file(encoded(drawn(50, 50))), "b.jpg", actor=other_eyes())
    # Frozen, it prints what was approved, whatever comes to the library.
    article = advance(article, Action.PUBLISH)
    printed = article.live.printed["photos"]
    ingest.give_file(photo, file(encoded(drawn(50, 50))), "b.jpg", actor=other_eyes())
    assert Publication.objects.get().printed["photos"] == printed
    # A photo that was approved without its file takes it: that is no other picture.
    awaiting = make_photo()
    in_a_text(awaiting, *TO_APPROVED)
    assert not ingest.give_file(awaiting, file(encoded(drawn(70, 70))), "d.jpg", actor=boss()).awaits_file


@pytest.mark.skipif(not BAD_FILES, reason=f"No files of bad input in {BAD}.")
def test_S34_refused_file_leaves_neither_file_nor_row_and_says_nothing_of_decoders() -> None:
    said: set[str] = set()
    for path in BAD_FILES:
        before, rows = private_files(), Photo.objects.count()
        try:
            upload(path.read_bytes(), path.name)
        except NotPossible as refusal:
            said.add(str(refusal))
            assert (private_files(), Photo.objects.count()) == (before, rows), path.name
    assert said == {sentence for sentence in map(ingest.sentence, ingest._SENTENCES) if sentence in said}
    assert len(said) >= 4


def test_S34_row_that_cannot_be_written_leaves_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photos, "write_credit_lines", lambda photo, lines: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        upload()
    assert not private_files() and not Photo.objects.exists() and not AuditEntry.objects.exists()


def test_S33_quota_of_a_day_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest, "DAILY_BYTES", len(encoded()) + 100)
    upload()
    with pytest.raises(NotPossible, match="2 GB"):
        upload(encoded(drawn(64, 64), format="PNG"), "b.png")
    assert upload(encoded(drawn(64, 64), format="PNG"), "b.png", actor=make_user(Role.REPORTER))


def test_S33_quota_begins_anew_each_day_and_outlives_deletion(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest, "DAILY_BYTES", len(encoded()) + 100)
    photo = upload()
    Photo.objects.filter(pk=photo.pk).delete()
    with pytest.raises(NotPossible):
        upload()


def test_S33_nothing_is_taken_in_when_the_disk_is_almost_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest, "FREE_BYTES", 2**60)
    with pytest.raises(NotPossible, match="Ổ đĩa đã đầy"):
        upload()
    assert not private_files()


class FullStorage(WholeFileStorage):
    """A disk that has room for some sizes only."""

    def _save(self, name: str, content: File) -> str:
        if "1x1" in name:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super()._save(name, content)


def test_R03_disk_that_fills_up_meanwhile_is_a_sentence_and_leaves_nothing() -> None:
    full = settings.STORAGES["private"] | {"BACKEND": f"{__name__}.FullStorage"}
    with (
        override_settings(STORAGES=settings.STORAGES | {"private": full}),
        pytest.raises(NotPossible, match="Ổ đĩa đã đầy"),
    ):
        upload()
    assert not private_files() and not Photo.objects.exists()


# --- Cutting anew -------------------------------------------------------------------------------------------------


def test_photo_whose_words_did_not_change_is_not_cut_again() -> None:
    photo = upload()
    before = set(photo.renditions.values_list("pk", flat=True))
    ingest.cut_anew(photo)
    assert set(photo.renditions.values_list("pk", flat=True)) == before


def test_moved_point_gives_new_names_and_another_crop() -> None:
    photo = upload(encoded(drawn(800, 400), format="PNG"), "a.png")
    square = Image.open(io.BytesIO(photo.renditions.get(shape="1x1", width=240, format="jpeg").file.read()))
    assert square.getpixel((20, 20))[0] > 200 > square.getpixel((20, 20))[2]  # red at the left
    Photo.objects.update(focal_x=1.0)
    ingest.cut_anew(photo)
    square = Image.open(io.BytesIO(photo.renditions.get(shape="1x1", width=240, format="jpeg").file.read()))
    assert square.getpixel((20, 20))[1] > 100 > square.getpixel((20, 20))[0]  # the green half alone


def test_photo_without_its_original_cannot_be_cut() -> None:
    photo = upload()
    photo.original.delete(save=False)
    Photo.objects.update(focal_x=0.1)
    with pytest.raises(NotPossible):
        ingest.cut_anew(photo)


def test_credit_lines_of_an_upload_have_their_kinds() -> None:
    photo = upload(credit="Ảnh: Công an cung cấp")
    assert lines_of(photo) == [(CreditLine.Kind.SUPPLIED, "Công an cung cấp")]
