"""`manage.py media_check`: what is missing, what nothing needs, and what it mends."""

import os
import time
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.management import CommandError, call_command

from articles.desk import ingest, library
from articles.models.photos import Photo
from articles.tests.factories import boss, make_document, make_published
from articles.tests.pictures import drawn, encoded

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def published_photo() -> Photo:
    content = ContentFile(encoded(drawn(96, 64), format="PNG"))
    photo = ingest.upload(content, "a.png", actor=boss()).photo
    make_published(document=make_document(photos=(photo,)))
    return photo


def check(*options: str) -> tuple[str, bool]:
    out = StringIO()
    try:
        call_command("media_check", *options, stdout=out)
    except CommandError:
        return out.getvalue(), False
    return out.getvalue(), True


def age() -> None:
    """Make every file two days old."""
    then = time.time() - 2 * 24 * 3600
    for folder in (settings.MEDIA_ROOT, settings.PRIVATE_MEDIA_ROOT):
        for path in Path(folder).rglob("*"):
            os.utime(path, (then, then))


def test_nothing_is_found_where_all_is_well() -> None:
    assert check() == ("Mọi tệp đều ở đúng chỗ.\n", True)
    photo = published_photo()
    library.move_focal_point(photo, 0.1, 0.1, actor=boss())
    age()
    assert check()[1]


def test_orphans_are_found_when_they_are_old_and_removed_when_asked() -> None:
    photo = published_photo()
    storages["private"].save("photos/lạc.jpeg", ContentFile(b"x"))
    default_storage.save("photos/lạc.jpeg", ContentFile(b"x"))
    assert check()[1]
    age()
    said, well = check()
    assert (said.count("lạc.jpeg"), well) == (2, False)
    assert check("--mend")[1]
    assert storages["private"].exists(photo.original.name)


def test_cut_that_no_version_printed_is_an_orphan_after_the_next() -> None:
    photo = published_photo()
    library.move_focal_point(photo, 0.1, 0.1, actor=boss())
    library.move_focal_point(photo, 0.9, 0.9, actor=boss())
    age()
    assert check()[0].count("Không ai cần") == photo.renditions.count()
    assert check("--mend")[1]


def test_what_readers_miss_is_copied_again() -> None:
    photo = published_photo()
    name = photo.renditions.first().file.name
    default_storage.delete(name)
    assert name in check()[0]
    assert check("--mend")[1] and default_storage.exists(name)


def test_what_readers_must_not_see_is_taken_away() -> None:
    photo = published_photo()
    Photo.objects.update(withdrawn_at=photo.created_at)  # a crash between the commit and the removal
    age()
    assert not check()[1]
    assert check("--mend")[1]
    assert not default_storage.exists(photo.renditions.first().file.name)


def test_what_is_missing_for_good_is_told_again() -> None:
    photo = published_photo()
    name = photo.original.name
    storages["private"].delete(name)
    for options in ((), ("--mend",)):
        said, well = check(*options)
        assert name in said and not well
