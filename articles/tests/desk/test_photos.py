"""Photographs in two storages: what is printed is copied out, what is withdrawn is taken back."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.utils import timezone

from articles.desk import editing, photos
from articles.desk.photos import Credit
from articles.desk.refusals import NotPossible
from articles.desk.transitions import Action
from articles.models.article import Article
from articles.models.people import Contributor
from articles.models.photos import CreditLine, Photo, Rendition
from articles.models.publication import Publication
from articles.tests.desk.arrange import change, later
from articles.tests.factories import TO_APPROVED, advance, boss, make_article, make_document, make_published

pytestmark = pytest.mark.slow

A = Action
TINY = b"\xff\xd8\xff\xe0 only its bytes matter here"


def photo_with_files(name: str, *, version: str = "v1") -> Photo:
    """Return a photo with two small files in the private storage, as ingest leaves them."""
    photo = Photo.objects.create(description=name)
    add_files(photo, name, version)
    return photo


def add_files(photo: Photo, name: str, version: str) -> list[str]:
    """Put the files of one version of a photo in place of the earlier one's rows; the files of that one stay."""
    photo.renditions.all().delete()
    for shape in ("full", "3x2"):
        file = storages["private"].save(f"{name}-{version}-{shape}.jpg", ContentFile(TINY + shape.encode()))
        Rendition.objects.create(
            photo=photo,
            content_hash=version * 32,
            shape=shape,
            width=240,
            height=160,
            format="jpeg",
            file=file,
            size=len(TINY),
        )
    return files_of(name, version)


def files_of(name: str, version: str = "v1") -> list[str]:
    return [f"{name}-{version}-3x2.jpg", f"{name}-{version}-full.jpg"]


def public_files() -> list[str]:
    return sorted(default_storage.listdir("")[1]) if default_storage.exists("") else []


def publish(photo: Photo, title: str = "Một nhan đề") -> Article:
    return make_published(title=title, document=make_document(photos=(photo,)), lead_photo_id=photo.pk)


def withdraw(article: Article) -> Article:
    return advance(article, A.WITHDRAW, reason="Sai.")


# Files are removed when the withdrawal is committed: these tests need real commits.
committed = pytest.mark.django_db(transaction=True)


# --- Copied out ---------------------------------------------------------------------------------------------------


@committed
def test_files_are_public_from_their_publication_on() -> None:
    photo = photo_with_files("a")
    article = advance(make_article(document=make_document(photos=(photo,))), *TO_APPROVED)
    assert public_files() == []
    advance(article, A.PUBLISH)
    assert public_files() == files_of("a")
    with default_storage.open("a-v1-full.jpg") as file:
        assert file.read() == TINY + b"full"
    printed = Publication.objects.get().printed["photos"][str(photo.pk)]["renditions"]
    assert sorted(rendition["file"] for rendition in printed) == files_of("a")


@committed
def test_files_that_are_public_already_are_not_copied_again() -> None:
    photo = photo_with_files("a")
    publish(photo)
    publish(photo, "Hai")
    assert public_files() == files_of("a")


@committed
def test_photo_that_awaits_its_file_is_printed_without() -> None:
    publish(photos.await_photo(description="Chú thích.", credit=None))
    assert public_files() == []


# --- Taken back ---------------------------------------------------------------------------------------------------


@committed
def test_withdrawing_takes_the_files_back_and_keeps_the_originals() -> None:
    withdraw(publish(photo_with_files("a")))
    assert public_files() == []
    assert sorted(storages["private"].listdir("")[1]) == files_of("a")


@committed
def test_files_that_another_visible_story_prints_are_kept() -> None:
    photo = photo_with_files("a")
    first, second = publish(photo), publish(photo, "Hai")
    withdraw(first)
    assert public_files() == files_of("a")
    withdraw(second)
    assert public_files() == []


@committed
def test_files_that_a_waiting_story_will_print_are_kept() -> None:
    photo = photo_with_files("a")
    first = publish(photo)
    second = advance(make_article(document=make_document(photos=(photo,))), *TO_APPROVED)
    second = advance(second, A.SCHEDULE, when=later())
    withdraw(first)
    assert public_files() == files_of("a")


@committed
def test_files_that_only_an_ended_version_of_another_story_printed_are_taken() -> None:
    photo = photo_with_files("a")
    first, second = publish(photo), publish(photo, "Hai")
    second = editing.save(second, change(document=make_document("Không ảnh."), lead_photo_id=None), actor=boss())
    advance(second, A.FORWARD, A.APPROVE, A.PUBLISH_CHANGES)
    withdraw(first)
    assert public_files() == []


@committed
def test_files_of_every_version_of_the_story_are_taken() -> None:
    first, second = photo_with_files("a"), photo_with_files("b")
    article = publish(first)
    edit = change(document=make_document(photos=(second,)), lead_photo_id=second.pk)
    article = advance(editing.save(article, edit, actor=boss()), A.FORWARD, A.APPROVE, A.PUBLISH_CHANGES)
    assert public_files() == files_of("a") + files_of("b")
    withdraw(article)
    assert public_files() == []


@committed
def test_files_of_an_earlier_cut_of_the_photo_are_taken_too() -> None:
    photo = photo_with_files("a")
    article = publish(photo)
    add_files(photo, "a", "v2")  # somebody moved the focal point after publication
    withdraw(article)
    assert public_files() == []


@committed
def test_files_that_another_story_prints_in_an_earlier_cut_are_kept() -> None:
    photo = photo_with_files("a")
    first = publish(photo)
    add_files(photo, "a", "v2")
    second = publish(photo, "Hai")
    assert public_files() == files_of("a") + files_of("a", "v2")
    withdraw(second)
    assert public_files() == files_of("a")
    withdraw(first)
    assert public_files() == []


@committed
def test_republished_story_has_its_files_again() -> None:
    article = withdraw(publish(photo_with_files("a")))
    advance(article, A.RESTORE, A.FORWARD, A.APPROVE, A.PUBLISH)
    assert public_files() == files_of("a")


@committed
def test_refused_publication_leaves_the_row_unwritten() -> None:
    photo = photo_with_files("a")
    storages["private"].delete("a-v1-full.jpg")
    article = advance(make_article(document=make_document(photos=(photo,))), *TO_APPROVED)
    with pytest.raises(NotPossible):
        advance(article, A.PUBLISH)
    assert not Publication.objects.exists()


# --- Known by caption only ----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_awaited_photo_has_its_credit_as_data() -> None:
    credit = Credit("Ảnh: Mai Hoa/TTXVN, tư liệu", [("photographer", "Mai Hoa"), ("agency", "TTXVN"), ("archive", "")])
    photo = photos.await_photo(description="Chú thích.", credit=credit)
    assert (photo.printed_credit, photo.awaits_file) == (credit.printed, True)
    lines = [(line.position, line.kind, line.name) for line in photo.credit_lines.all()]
    assert lines == [(0, "photographer", "Mai Hoa"), (1, "agency", "TTXVN"), (2, "archive", "")]
    linked = CreditLine.objects.exclude(contributor=None).values_list("contributor__name", "contributor__kind")
    assert set(linked) == {("Mai Hoa", "person"), ("TTXVN", "agency")}
    assert Contributor.objects.filter(is_confirmed=False).count() == 2
    assert photo.created_at <= timezone.now()


@committed
@pytest.mark.parametrize("back", ["unschedule", "reopen"])
def test_files_of_a_version_that_will_not_show_are_taken_back(back: str) -> None:
    article = advance(make_article(document=make_document(photos=(photo_with_files("a"),))), *TO_APPROVED)
    article = advance(article, A.SCHEDULE, when=later())
    assert public_files() == files_of("a")
    if back == "unschedule":
        advance(article, A.UNSCHEDULE)
    else:
        editing.save(article, change(title="Khác"), actor=boss())
    assert public_files() == []


@committed
def test_files_that_the_live_version_prints_stay_when_its_changes_are_unscheduled() -> None:
    article = publish(photo_with_files("a"))
    article = editing.save(article, change(title="Khác"), actor=boss())
    article = advance(article, A.FORWARD, A.APPROVE)
    advance(advance(article, A.SCHEDULE, when=later()), A.UNSCHEDULE)
    assert public_files() == files_of("a")
