"""The photo library: found without marks, changed by who may, withdrawn everywhere, deleted only when unused."""

import datetime
import threading
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.db import connection, connections, transaction
from django.utils import timezone

from accounts.roles import Role
from articles.desk import editing, ingest, library, photos
from articles.desk.refusals import NotAllowed, NotPossible
from articles.desk.transitions import Action
from articles.models.history import AuditEntry
from articles.models.photos import CreditLine, Photo
from articles.tests.desk.arrange import change
from articles.tests.factories import (
    FILE,
    TO_APPROVED,
    advance,
    boss,
    make_article,
    make_document,
    make_photo,
    make_published,
    make_user,
)
from articles.tests.pictures import drawn, encoded

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
committed = pytest.mark.django_db(transaction=True)


def with_file(description: str = "Chợ phiên", credit: str = "Ảnh: Mai Hoa") -> Photo:
    content = ContentFile(encoded(drawn(96, 64), format="PNG"))
    return ingest.upload(content, "a.png", actor=boss(), description=description, credit=credit).photo


def public_files() -> set[str]:
    root = Path(settings.MEDIA_ROOT)
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}


def files_of(photo: Photo) -> set[str]:
    return set(photo.renditions.values_list("file", flat=True))


def publish(photo: Photo, title: str = "Một nhan đề"):
    return make_published(title=title, document=make_document(photos=(photo,)), lead_photo_id=photo.pk)


# --- Finding ------------------------------------------------------------------------------------------------------


def test_words_are_found_without_marks_in_any_order_in_every_text() -> None:
    photo = photos.await_photo(description="Chợ phiên Đồng Văn", credit=photos.read_credit("Ảnh: Mai Hoa"))
    make_photo("Người khác")
    for words in ("dong van", "VAN cho", "mai hoa cho"):
        assert photo in library.find(words)
    for words in ("dong hoi", "%", "_", "' OR 1=1 --"):
        assert not library.find(words).exists()


def test_what_is_missing_is_found() -> None:
    whole = with_file()
    Photo.objects.filter(pk=whole.pk).update(alt="Bà con đi chợ")
    bare = photos.await_photo(description="Không người chụp", credit=None)
    by_lines = make_photo()
    Photo.objects.filter(pk=by_lines.pk).update(printed_credit="")
    assert set(library.find("", lacks="file")) == {bare, by_lines}
    assert set(library.find("", lacks="credit")) == {bare}
    assert set(library.find("", lacks="alt")) == {bare, by_lines}


def test_photo_that_awaits_its_file_is_left_out_until_it_is_searched_for() -> None:
    awaiting, there = photos.await_photo(description="Chợ phiên", credit=None), make_photo(**FILE)
    for words in ("", "  "):
        assert list(library.find(words)) == [there]
    assert list(library.find("", source=awaiting.source)) == [there]
    assert list(library.find("cho phien")) == list(library.find("", lacks="file")) == [awaiting]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="Of few rows PostgreSQL reads all.")
def test_photos_with_files_are_listed_by_an_index_of_their_own() -> None:
    plan = library.find("").order_by("-created_at", "pk")[:25].explain()
    assert "photo_with_file_newest" in plan and "TEMP B-TREE" not in plan


def test_source_withdrawal_and_days_narrow_the_list() -> None:
    one, two = make_photo("Một", **FILE), make_photo("Hai", **FILE)
    today = timezone.localdate()
    Photo.objects.filter(pk=one.pk).update(source="agency", withdrawn_at=timezone.now())
    Photo.objects.filter(pk=two.pk).update(created_at=timezone.now() - datetime.timedelta(days=3))
    assert set(library.find("", source="agency")) == {one}
    assert (set(library.find("", withdrawn=True)), set(library.find("", withdrawn=False))) == ({one}, {two})
    assert set(library.find("", since=today)) == {one}
    assert set(library.find("", until=today - datetime.timedelta(days=1))) == {two}
    assert set(library.find("", since=today - datetime.timedelta(days=3), until=today)) == {one, two}


def test_pages_lead_there_and_back() -> None:
    made = [make_photo(f"Người {n}") for n in range(7)][::-1]
    Photo.objects.filter(pk__in=[made[2].pk, made[3].pk, made[4].pk]).update(created_at=made[3].created_at)
    made = list(Photo.objects.all())
    first = library.page(Photo.objects.all(), size=3)
    second = library.page(Photo.objects.all(), older=first.older, size=3)
    third = library.page(Photo.objects.all(), older=second.older, size=3)
    assert [*first.photos, *second.photos, *third.photos] == made
    assert (first.newer, third.older) == ("", "")
    assert library.page(Photo.objects.all(), newer=third.newer, size=3).photos == second.photos
    back = library.page(Photo.objects.all(), newer=second.newer, size=3)
    assert (back.photos, back.newer) == (first.photos, "")


# --- Changing -----------------------------------------------------------------------------------------------------


def test_edit_changes_words_and_search_and_is_audited() -> None:
    photo = make_photo()
    library.edit(photo, {"description": " Chợ\u0301 phiên ", "place": "Đồng Văn"}, actor=boss())
    edited = Photo.objects.get()
    assert (edited.place, edited in library.find("dong van")) == ("Đồng Văn", True)
    assert AuditEntry.objects.get(action="photo_edit").details == {"changed": ["description", "place"]}


def test_changed_lines_decide_the_printed_credit() -> None:
    photo = make_photo()
    library.edit(photo, {}, lines=[("photographer", "Đức Anh"), ("agency", "TTXVN"), ("video", " ")], actor=boss())
    edited = Photo.objects.get()
    assert edited.printed_credit == ""
    assert list(edited.credit_lines.values_list("kind", "name")) == [("photographer", "Đức Anh"), ("agency", "TTXVN")]
    assert edited in library.find("duc anh")


def test_changed_printed_credit_decides_the_lines() -> None:
    photo = make_photo()
    library.edit(photo, {"printed_credit": "Ảnh tư liệu: Hồng Bàng"}, actor=boss())
    line = CreditLine.objects.get()
    assert (line.kind, line.name) == ("archive", "Hồng Bàng")
    assert Photo.objects.get().printed_credit == "Ảnh tư liệu: Hồng Bàng"


def test_both_changed_stand_as_they_were_entered() -> None:
    photo = make_photo()
    library.edit(photo, {"printed_credit": "Ảnh: M.H"}, lines=[("photographer", "Mai Hoa Lê")], actor=boss())
    assert (Photo.objects.get().printed_credit, CreditLine.objects.get().name) == ("Ảnh: M.H", "Mai Hoa Lê")


def test_changed_words_are_written_into_the_files_under_new_names() -> None:
    photo = with_file()
    before = files_of(photo)
    library.edit(photo, {"alt": "Không vào tệp"}, actor=boss())
    assert files_of(photo) == before
    library.edit(photo, {"description": "Chợ Đồng Văn"}, actor=boss())
    assert not files_of(photo) & before
    for name in files_of(photo):
        assert "Chợ Đồng Văn".encode() in (Path(settings.PRIVATE_MEDIA_ROOT) / name).read_bytes()


@pytest.mark.parametrize(
    "columns",
    [{"alt": "x" * 501}, {"source": "x"}, {"printed_credit": "x" * 301}],
    ids=["too long", "no choice", "too long credit"],
)
def test_what_does_not_fit_is_refused(columns: dict[str, str]) -> None:
    photo = make_photo()
    with pytest.raises(NotPossible):
        library.edit(photo, columns, actor=boss())


@pytest.mark.parametrize("lines", [[("photographer", "x" * 151)], [("x", "Mai")], [("photographer", "Mai")] * 13])
def test_lines_that_do_not_fit_are_refused(lines: list[tuple[str, str]]) -> None:
    photo = make_photo()
    with pytest.raises(NotPossible):
        library.edit(photo, {}, lines=lines, actor=boss())


@pytest.mark.parametrize("column", ["withdrawn_at", "original", "content_hash", "uploaded_by_id", "focal_x"])
def test_no_other_column_is_edited(column: str) -> None:
    with pytest.raises(TypeError):
        library.edit(make_photo(), {column: "x"}, actor=boss())


@pytest.mark.parametrize(("across", "down"), [(1.1, 0.5), (-0.1, 0.5), (0.5, 2), (float("nan"), 0.5)])
def test_point_outside_the_picture_is_refused(across: float, down: float) -> None:
    with pytest.raises(NotPossible):
        library.move_focal_point(make_photo(), across, down, actor=boss())


@committed
def test_moved_point_leaves_what_is_published_until_it_is_published_again() -> None:
    photo = with_file()
    article = publish(photo)
    old = files_of(photo)
    library.move_focal_point(photo, 0.1, 0.9, actor=boss())
    assert public_files() == old and files_of(photo) != old
    article = editing.save(article, change(title="Sửa"), actor=boss())
    advance(article, Action.FORWARD, Action.APPROVE, Action.PUBLISH_CHANGES)
    assert public_files() == files_of(photo)


# --- Who may ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "changes", "removes"),
    [
        (Role.REPORTER, False, False),
        (Role.EDITOR, True, False),
        (Role.DESK_HEAD, True, False),
        (Role.MANAGING_EDITOR, True, True),
        (Role.EDITOR_IN_CHIEF, True, True),
        (Role.PHOTO_EDITOR, True, True),
        (Role.ADMINISTRATOR, False, False),
        (None, False, False),
    ],
)
def test_verbs_ask_the_policy(role: Role | None, changes: bool, removes: bool) -> None:
    person, photo = make_user(role), make_photo()
    verbs = (
        (changes, lambda: library.edit(photo, {"place": "Huế"}, actor=person)),
        (changes, lambda: library.move_focal_point(photo, 0.2, 0.2, actor=person)),
        (removes, lambda: library.withdraw(photo, reason="Hết quyền.", actor=person)),
        (removes, lambda: library.let_back(photo, reason="Có quyền.", actor=person)),
        (removes, lambda: library.delete(photo, actor=person)),
    )
    for may, verb in verbs:
        if may:
            verb()
        else:
            before = list(Photo.objects.values())
            with pytest.raises(NotAllowed):
                verb()
            assert list(Photo.objects.values()) == before


# --- Withdrawing --------------------------------------------------------------------------------------------------


@committed
def test_S36_withdrawn_photo_loses_its_public_files_at_once_and_gets_them_back() -> None:
    photo = with_file()
    publish(photo)
    files = files_of(photo)
    assert public_files() == files
    library.withdraw(photo, reason="Hết quyền.", actor=boss())
    assert public_files() == set() and Photo.objects.get().withdrawn_at
    library.let_back(photo, reason="Đã mua lại.", actor=boss())
    assert public_files() == files
    entries = AuditEntry.objects.filter(action__startswith="photo_").order_by("pk").values_list("action", "reason")
    assert list(entries)[1:] == [("photo_withdraw", "Hết quyền."), ("photo_let_back", "Đã mua lại.")]


@committed
def test_S36_withdrawn_photo_is_not_made_public_by_publishing() -> None:
    photo = with_file()
    library.withdraw(photo, reason="Hết quyền.", actor=boss())
    publish(photo)
    assert public_files() == set()


def test_withdrawing_wants_a_reason() -> None:
    with pytest.raises(NotPossible):
        library.withdraw(make_photo(), reason=" ", actor=boss())


# --- Deleting -----------------------------------------------------------------------------------------------------


@committed
def test_unused_photo_is_deleted_with_its_files() -> None:
    photo = with_file()
    library.delete(photo, actor=boss())
    root = Path(settings.PRIVATE_MEDIA_ROOT)
    assert not [path for path in root.rglob("*") if path.is_file()]
    assert not Photo.objects.exists() and AuditEntry.objects.filter(action="photo_delete").exists()


def test_used_photo_is_not_deleted_wherever_it_is_used() -> None:
    in_text, lead, earlier, published = (make_photo(f"Người {n}") for n in range(4))
    make_article(document=make_document(photos=(in_text,)))
    make_article(lead_photo_id=lead.pk)
    article = make_article(document=make_document(photos=(earlier,)), writer=boss())
    editing.save(article, change(document=make_document("Không ảnh.")), actor=boss())
    publish(published)
    for photo in (in_text, lead, earlier, published):
        with pytest.raises(NotPossible, match="Không xóa được"):
            library.delete(photo, actor=boss())
        assert library.uses(photo)
    assert Photo.objects.count() == 4


def test_uses_name_articles_earlier_texts_and_publications() -> None:
    photo = make_photo()
    article = publish(photo)
    other = make_article(title="Đã bỏ ảnh", document=make_document(photos=(photo,)), writer=boss())
    editing.save(other, change(document=make_document("Không ảnh.")), actor=boss())
    used = library.uses(photo)
    assert [a.pk for a in used.articles] == [article.pk]
    assert [a.pk for a in used.earlier_texts] == [other.pk]
    assert [p.version for p in used.publications] == [1]


# --- Two at once --------------------------------------------------------------------------------------------------


@committed
def test_file_removed_while_another_story_is_being_published_is_there_when_it_is_out() -> None:
    photo = with_file()
    first = publish(photo)
    second = advance(make_article(document=make_document(photos=(photo,))), *TO_APPROVED)
    files = files_of(photo)
    with transaction.atomic():
        advance(second, Action.PUBLISH)  # found every file there and copied none
        # What a withdrawal does after its own commit, on a view without the second story.
        for name in files:
            default_storage.delete(name)
    assert public_files() == files
    advance(first, Action.WITHDRAW, reason="Sai.")
    assert public_files() == files


@committed
def test_whoever_removes_files_looks_again_and_puts_back_what_came_into_force_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    photo = with_file()
    first = publish(photo)
    files = files_of(photo)
    second = advance(make_article(document=make_document(photos=(photo,))), *TO_APPROVED)
    delete, published = default_storage.delete, threading.Event()

    def publish_second() -> None:
        try:
            advance(second, Action.PUBLISH)
            published.set()
        finally:
            connections.close_all()

    def delete_late(name: str) -> None:
        """Delete only after another process published, and looked after its commit, too."""
        if not published.is_set():
            thread = threading.Thread(target=publish_second)
            thread.start()
            thread.join()
        delete(name)

    monkeypatch.setattr(default_storage._wrapped, "delete", delete_late)
    advance(first, Action.WITHDRAW, reason="Sai.")
    assert published.is_set() and public_files() == files


@committed
def test_file_put_back_too_late_is_taken_away_again(monkeypatch: pytest.MonkeyPatch) -> None:
    photo = with_file()
    article = publish(photo)
    for name in public_files():
        default_storage.delete(name)
    save, withdrawn = default_storage.save, []

    def save_late(name: str, content: object, max_length: int | None = None) -> str:
        if not withdrawn:
            withdrawn.append(True)
            advance(article, Action.WITHDRAW, reason="Sai.")
        return save(name, content, max_length)

    monkeypatch.setattr(default_storage._wrapped, "save", save_late)
    photos.align_public([photo.pk])
    assert withdrawn and public_files() == set()


@committed
def test_photo_whose_private_file_is_gone_does_not_stop_the_others(caplog: pytest.LogCaptureFixture) -> None:
    photo = with_file()
    publish(photo)
    lost = sorted(files_of(photo))[0]
    for name in files_of(photo):
        default_storage.delete(name)
    storages["private"].delete(lost)
    photos.align_public([photo.pk])
    assert public_files() == files_of(photo) - {lost}
    assert lost in caplog.text
