"""Photographs: known by their caption first, credited by lines, in two storages, withdrawn with their stories."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.core.files.storage import default_storage, storages
from django.utils import timezone

from articles.desk import people
from articles.desk.snapshot import Shown
from articles.document.blocks import Document
from articles.document.credits import credit_lines
from articles.document.text import fold, tidy
from articles.models.adding import add_all
from articles.models.photos import CreditLine, Photo
from articles.models.publication import Publication, PublicationPhoto

log = logging.getLogger(__name__)

# Each round acts on what the one before saw; two suffice for two that run at once, this many for any crowd.
_ROUNDS = 10
_NAMED = frozenset({CreditLine.Kind.PHOTOGRAPHER, CreditLine.Kind.AGENCY})


@dataclass(frozen=True)
class Credit:
    """A credit as an importer or a form hands it over: its lines, and the form that was printed."""

    printed: str
    lines: Sequence[tuple[str, str]]  # (kind, name)


# --- What is known of a photo -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Awaited:
    """A photo that is known by its caption and credit only; its file may come later. A deleted one keeps its `key`."""

    description: str
    credit: Credit | None
    key: UUID = field(default_factory=uuid4)


def await_photo(*, description: str, credit: Credit | None, key: UUID | None = None) -> Photo:
    """Save a photo that is known by its caption and credit only; its file may come later.

    Names are matched to contributors by folded comparison, else become contributors marked unconfirmed. A deleted photo
    comes back under its `key`.
    """
    return await_all([Awaited(description, credit, key or uuid4())])[0].photo


def await_all(awaited: Sequence[Awaited]) -> list[Shown]:
    """Save photos whose files may come later, as `await_photo` does."""
    made = [
        Photo(pk=one.key, description=one.description, printed_credit=one.credit.printed if one.credit else "")
        for one in awaited
    ]
    for photo, one in zip(made, awaited, strict=True):
        photo.folded_text = folded_text(photo, [name for _kind, name in one.credit.lines] if one.credit else [])
    add_all(made)
    shown = {photo.pk: Shown(photo, [], []) for photo in made}
    lines = [(photo, one.credit.lines) for photo, one in zip(made, awaited, strict=True) if one.credit]
    for line in _add_credit_lines(lines):
        shown[line.photo_id].lines.append(line)
    return list(shown.values())


def await_again(keys: Iterable[str], document: Document) -> None:
    """Bring deleted photos back under their own keys, known by what a document says of them; they await their files."""
    figures = {str(figure.photo): figure for _path, figure in reversed(list(document.figures()))}
    for key in keys:
        figure = figures.get(key)
        await_photo(
            description="".join(span.text for span in figure.caption) if figure else "",
            credit=read_credit(figure.credit) if figure and figure.credit else None,
            key=UUID(key),
        )


def write_credit_lines(photo: Photo, lines: Iterable[tuple[str, str]]) -> None:
    """Put credit lines in place of a photo's own; persons and agencies become contributors where they are not yet."""
    photo.credit_lines.all().delete()
    _add_credit_lines([(photo, list(lines))])


def _add_credit_lines(credits: Sequence[tuple[Photo, Sequence[tuple[str, str]]]]) -> list[CreditLine]:
    named = {
        name: kind == CreditLine.Kind.AGENCY for _photo, lines in credits for kind, name in lines if kind in _NAMED
    }
    known = people.find_or_add_all({name: is_agency for name, is_agency in named.items() if name})
    return add_all(
        CreditLine(
            photo=photo,
            position=position,
            kind=kind,
            name=name,
            contributor=known.get(name) if kind in _NAMED else None,
        )
        for photo, lines in credits
        for position, (kind, name) in enumerate(lines)
    )


def read_credit(typed: str) -> Credit:
    """Return a credit as a person types it ("Ảnh: Mai Hoa/TTXVN", or the name alone) with its lines."""
    typed = " ".join(tidy(typed).split())
    return Credit(typed, credit_lines(typed) or credit_lines(f"Ảnh: {typed}"))


def folded_text(photo: Photo, names: Iterable[str]) -> str:
    """Return all words of a photo as search sees them."""
    columns = (photo.headline, photo.description, photo.alt, photo.printed_credit, photo.place, photo.original_name)
    return fold(" ".join((*columns, *names)))


# --- What readers can load ----------------------------------------------------------------------------------------


def copy_to_public(printed_photos: dict[str, Any]) -> None:
    """Copy what a version prints to the public storage; names carry a hash: a file that is there is the right one.

    Its publication is not committed yet, so whoever removes files at this moment does not see it: let `align_public`
    follow the commit.
    """
    for name in rendition_files(printed_photos):
        if not default_storage.exists(name):
            _copy(name)


def remove_from_public(story_id: Any) -> None:
    """Remove a story's files from the public storage, but those that a visible or waiting version prints."""
    photos = PublicationPhoto.objects.filter(publication__story_id=story_id)
    align_public(set(photos.values_list("photo_id", flat=True)))


def align_public(photo_ids: Iterable[UUID]) -> None:
    """Make the public storage hold, of these photos, what visible and waiting versions print, and nothing else.

    Called after the commit that changed what is printed. Any number may run at once: each looks again after its last
    act, so what it did upon an older view it mends itself. A withdrawn photo is printed nowhere.
    """
    photo_ids = frozenset(photo_ids)
    for _round in range(_ROUNDS):
        printed, wanted = printed_files(photo_ids)
        wrong = [name for name in sorted(printed) if default_storage.exists(name) != (name in wanted)]
        acted = [_put_right(name, wanted=name in wanted) for name in wrong]
        if not any(acted):
            return


def rendition_files(printed_photos: dict[str, Any]) -> Iterable[str]:
    """Return the file names of all renditions in a publication's `printed["photos"]`."""
    return [rendition["file"] for photo in printed_photos.values() for rendition in photo["renditions"]]


def printed_files(photo_ids: frozenset[UUID]) -> tuple[set[str], set[str]]:
    """Return the files of photos that versions print: all that ever did, and those that readers may see or will.

    From what was printed, not from Rendition: a photo may have been cut anew since. Two queries.
    """
    withdrawn = set(Photo.objects.filter(pk__in=photo_ids, withdrawn_at__isnull=False).values_list("pk", flat=True))
    publications = Publication.objects.filter(photo_links__photo_id__in=photo_ids).distinct()
    now = timezone.now()
    printed: set[str] = set()
    wanted: set[str] = set()
    for photos_of_one, withdrawn_at, goes_live_at, ends_at in publications.order_by().values_list(
        "printed__photos", "withdrawn_at", "goes_live_at", "ends_at"
    ):
        # What was unscheduled ends where it begins, perhaps in the future: it will never show.
        in_force = withdrawn_at is None and (ends_at is None or ends_at > max(now, goes_live_at))
        for pk, photo in (photos_of_one or {}).items():
            if (key := UUID(pk)) in photo_ids:
                files = set(rendition_files({pk: photo}))
                printed |= files
                wanted |= files if in_force and key not in withdrawn else set()
    return printed, wanted


def _put_right(name: str, *, wanted: bool) -> bool:
    """Copy or remove one public file; False where that is impossible."""
    if not wanted:
        default_storage.delete(name)
        return True
    try:
        _copy(name)
    except FileNotFoundError:
        log.error("The private storage lacks %s, which a version in force prints.", name)
        return False
    return True


def _copy(name: str) -> None:
    with storages["private"].open(name) as source:
        default_storage.save(name, source)
