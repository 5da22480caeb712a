"""Photographs: known by their caption first, in two storages, withdrawn with their stories."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.files.storage import default_storage, storages
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from articles.desk import people
from articles.models.photos import CreditLine, Photo
from articles.models.publication import Publication, PublicationPhoto


@dataclass(frozen=True)
class Credit:
    """A credit as an importer or a form hands it over: its lines, and the form that was printed."""

    printed: str
    lines: Sequence[tuple[str, str]]  # (kind, name)


def await_photo(*, description: str, credit: Credit | None) -> Photo:
    """Save a photo that is known by its caption and credit only; its file may come later.

    Names are matched to contributors by folded comparison, else become contributors marked unconfirmed.
    """
    photo = Photo.objects.create(description=description, printed_credit=credit.printed if credit else "")
    for position, (kind, name) in enumerate(credit.lines if credit else ()):
        agency = kind == CreditLine.Kind.AGENCY
        named = kind in (CreditLine.Kind.PHOTOGRAPHER, CreditLine.Kind.AGENCY) and name
        CreditLine.objects.create(
            photo=photo,
            position=position,
            kind=kind,
            name=name,
            contributor=people.find_or_add(name, is_agency=agency) if named else None,
        )
    return photo


def copy_to_public(printed_photos: dict[str, Any]) -> None:
    """Copy what a version prints to the public storage; names carry a hash: a file that is there is the right one."""
    private = storages["private"]
    for name in rendition_files(printed_photos):
        if not default_storage.exists(name):
            with private.open(name) as source:
                default_storage.save(name, source)


def remove_from_public(story_id: Any) -> None:
    """Remove a story's files from the public storage, but those that a visible or waiting version prints."""
    photo_ids = PublicationPhoto.objects.filter(publication__story_id=story_id).values("photo_id")
    now = timezone.now()
    still_printed = PublicationPhoto.objects.filter(
        # What was unscheduled ends where it begins, perhaps in the future: it will never show.
        Q(publication__ends_at__isnull=True)
        | (Q(publication__ends_at__gt=now) & Q(publication__ends_at__gt=F("publication__goes_live_at"))),
        publication__withdrawn_at__isnull=True,
        photo_id__in=photo_ids,
    ).values("publication_id")
    keep = _printed_files(Publication.objects.filter(pk__in=still_printed))
    # From what was printed, not from Rendition: a photo may have been cut anew since.
    for name in sorted(_printed_files(Publication.objects.filter(story_id=story_id)) - keep):
        default_storage.delete(name)


def _printed_files(publications: QuerySet[Publication]) -> set[str]:
    printed = publications.values_list("printed__photos", flat=True)
    return {name for photos_of_one in printed for name in rendition_files(photos_of_one or {})}


def rendition_files(printed_photos: dict[str, Any]) -> Iterable[str]:
    """Return the file names of all renditions in a publication's `printed["photos"]`."""
    return [rendition["file"] for photo in printed_photos.values() for rendition in photo["renditions"]]
