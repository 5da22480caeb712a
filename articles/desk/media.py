"""Files and rows of photos held against each other: what is missing, what nothing needs, and putting it right."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.files.storage import Storage, default_storage, storages
from django.utils import timezone

from articles.desk import photos
from articles.models.photos import Photo, Rendition
from articles.models.publication import PublicationPhoto

# An upload writes its files before its row: what is younger than this may be about to have one.
GRACE = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Findings:
    """Names of files: in the private storage missing or needed by nobody, in the public one missing or too many."""

    private_missing: list[str] = field(default_factory=list)
    private_orphans: list[str] = field(default_factory=list)
    public_missing: list[str] = field(default_factory=list)
    public_orphans: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.private_missing or self.private_orphans or self.public_missing or self.public_orphans)


def look() -> Findings:
    """Compare both storages with the database. Reads every publication's list of photos: minutes for a large paper."""
    needed = set(Photo.objects.exclude(original="").values_list("original", flat=True))
    needed |= set(Rendition.objects.values_list("file", flat=True))
    printed, wanted = photos.printed_files(frozenset(PublicationPhoto.objects.values_list("photo_id", flat=True)))
    private, public = set(_files(storages["private"])), set(_files(default_storage))
    # What was once printed stays in the private storage: it is the evidence, and what a photo let back is copied from.
    return Findings(
        private_missing=sorted((needed | printed) - private),
        private_orphans=sorted(name for name in private - needed - printed if _is_old(storages["private"], name)),
        public_missing=sorted(wanted - public),
        public_orphans=sorted(name for name in public - wanted if _is_old(default_storage, name)),
    )


def put_right(findings: Findings) -> None:
    """Remove the orphans that were found and copy what readers miss; what is missing for good stays missing."""
    for name in findings.private_orphans:
        storages["private"].delete(name)
    photo_ids = frozenset(PublicationPhoto.objects.values_list("photo_id", flat=True))
    _printed, wanted = photos.printed_files(photo_ids)
    for name in set(findings.public_orphans) - wanted:
        default_storage.delete(name)
    photos.align_public(photo_ids)


def _files(storage: Storage, folder: str = "") -> Iterator[str]:
    if folder and not storage.exists(folder):
        return
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    prefix = f"{folder}/" if folder else ""
    yield from (prefix + name for name in files)
    for name in folders:
        yield from _files(storage, prefix + name)


def _is_old(storage: Storage, name: str) -> bool:
    try:
        return storage.get_modified_time(name) < timezone.now() - GRACE
    except FileNotFoundError:
        return False
