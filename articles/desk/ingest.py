"""Files of photos: checked and decoded in a child process, cut into the stored sizes, then a row. Files first, row
after: what fails in between leaves neither.
"""

import datetime
import errno
import hashlib
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.files.base import File
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.desk import audit, listing, photos, policy, snapshot
from articles.desk.photos import Credit
from articles.desk.refusals import Conflict, NotAllowed, NotPossible
from articles.document.credits import credit_lines, split_credit
from articles.document.text import fold, tidy
from articles.imaging import opening
from articles.imaging.bench import Bench, bench
from articles.imaging.labels import Label
from articles.imaging.metadata import Metadata
from articles.imaging.refusals import Reason, Refused
from articles.imaging.renditions import RECIPE
from articles.models.article import Article, State
from articles.models.history import AuditEntry
from articles.models.photos import CreditLine, Photo, Rendition

if TYPE_CHECKING:
    from accounts.models import User

DAILY_BYTES = 2 * 2**30  # what one person may bring in a day
FREE_BYTES = 2**30  # below this the disk is left to what runs already
_BROUGHT = ("photo_upload", "photo_file")

_SENTENCES: dict[Reason, str | Promise] = {
    Reason.EMPTY: _("The file is empty."),
    Reason.TOO_LARGE: _("The file is larger than 40 MB."),
    Reason.NO_PICTURE: _("This is no picture that the desk takes: JPEG, PNG, WebP, AVIF or GIF."),
    Reason.HEIC: _("HEIC pictures cannot be shown on the web: save it as JPEG, or set the telephone to JPEG."),
    Reason.OTHER_NAME: _("The name's ending does not fit what is in the file."),
    Reason.TOO_MANY_PIXELS: _("The picture has more than 60 million pixels or a side of more than 12,000."),
    Reason.DAMAGED: _("The picture is damaged and cannot be read."),
    Reason.NO_ROOM: _("The disk is full: no photo can be taken in. Tell the administrator."),
    Reason.TOO_HEAVY: _("The picture needs too much memory or time to be read."),
}
# What cameras and programs write where a caption would stand.
_NO_CAPTION = re.compile(r"(?:olympus|sony|kodak|minolta|samsung|default|untitled|dav|sdr|hdrpl|dcim)[\w .-]*", re.I)
_NAME = re.compile(r"[^<>{}\\@|]{2,100}")
_MOST_NAMES = 8

_OF_THE_FILE = (
    "original",
    "original_name",
    "content_hash",
    "width",
    "height",
    "focal_x",
    "focal_y",
    "file_says",
    "folded_text",
)
_FILLED = ("description", "headline", "printed_credit", "copyright_notice", "usage_terms", "place", "taken_at")


@dataclass(frozen=True)
class Arrival:
    """A photo that an upload led to; `known`: its very file was in the library before."""

    photo: Photo
    known: bool


def sentence(reason: Reason) -> str:
    """Return why a file was not taken, for the person who brought it."""
    return str(_SENTENCES[reason])


def upload(
    file: File, name: str, *, actor: "User | None", description: str = "", credit: str = "", alt: str = ""
) -> Arrival:
    """Take a file into the library; what the person did not say is filled from what the file says.

    `actor` is None for the system itself (an import that brings its pictures). Raises `NotAllowed`, or `NotPossible`
    with a sentence about the file. Takes seconds: one child process decodes it.
    """
    if actor is not None and not policy.may_upload_photos(actor):
        raise NotAllowed(_("Your role does not allow this."))
    with _on_disk(file, name, actor) as (path, digest):
        known = Photo.objects.filter(content_hash=digest).exclude(original="").order_by("created_at").first()
        if known is not None:
            return Arrival(known, known=True)
        photo = Photo(uploaded_by=actor, description=tidy(description).strip(), alt=tidy(alt).strip())
        said = photos.read_credit(credit) if credit.strip() else None
        with _taken(photo, path, digest, name, said) as (made, lines):
            photo.save(force_insert=True)
            photos.write_credit_lines(photo, lines)
            Rendition.objects.bulk_create(made)
            audit.record(
                "photo_upload",
                actor=actor,
                subject=f"photo/{photo.pk}",
                details={"name": photo.original_name, "bytes": path.stat().st_size},
            )
    return Arrival(photo, known=False)


def give_file(photo: Photo, file: File, name: str, *, actor: "User | None") -> Photo:
    """Give a photo its file, or another in place of the one it has; its own words stay, empty ones are filled.

    What is published keeps the old picture until it is published again. `actor` is None for the system itself. Raises
    as `upload` does, and `Conflict` when somebody else gave it a file meanwhile.
    """
    if actor is not None and not policy.may_change_photo(actor, photo):
        raise NotAllowed(_("Your role does not allow this."))
    if not photo.awaits_file:
        _refuse_when_approved(photo)
    with _on_disk(file, name, actor) as (path, digest):
        before = photo.content_hash
        current = Photo.objects.get(pk=photo.pk)
        own = [(line.kind, line.name) for line in current.credit_lines.all()]
        said = Credit(current.printed_credit, own) if own or current.printed_credit else None
        if before:  # another picture: the point that mattered in the old one means nothing in it
            current.focal_x = current.focal_y = 0.5
        with _taken(current, path, digest, name, said) as (made, lines):
            fresh = Photo.objects.select_for_update().get(pk=photo.pk)
            if fresh.content_hash != before:
                raise Conflict(_("Somebody else gave this photo a file meanwhile. Look at it again."))
            if before:
                _refuse_when_approved(fresh)
            # What a colleague wrote while the file was read is hers.
            current.save(update_fields=[*_OF_THE_FILE, *(column for column in _FILLED if not getattr(fresh, column))])
            if said is None:
                photos.write_credit_lines(current, lines)
            _replace_renditions(current, made)
            listing.recount_awaited(current)
            audit.record(
                "photo_file",
                actor=actor,
                subject=f"photo/{current.pk}",
                details={"name": current.original_name, "bytes": path.stat().st_size, "before": before},
            )
    return current


def cut_anew(photo: Photo) -> Photo:
    """Cut a photo's sizes again where its focal point or its words changed since; nothing to do else.

    Old files stay as long as a version prints them; `media_check` removes the others. Raises `NotPossible`.
    """
    current = Photo.objects.prefetch_related("credit_lines").get(pk=photo.pk)
    label = _label(current, snapshot.printed_credit(current), [(c.kind, c.name) for c in current.credit_lines.all()])
    version = _version(current, label)
    if current.awaits_file or current.renditions.filter(content_hash=version).exists():
        return current
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "original"
        try:
            with current.original.open("rb") as source, path.open("wb") as target:
                shutil.copyfileobj(source, target)
        except FileNotFoundError as error:
            raise NotPossible(_("The original file is missing.")) from error
        with _written() as names, _sentences(), bench() as child:
            child.open(path, str(current.original.name))
            made = _cut(current, child, label, version, Path(folder), names)
            with transaction.atomic():
                now = Photo.objects.select_for_update().get(pk=photo.pk)
                if (now.content_hash, now.focal_x, now.focal_y) != (
                    current.content_hash,
                    current.focal_x,
                    current.focal_y,
                ):
                    raise Conflict(_("Somebody else changed this photo meanwhile. Look at it again."))
                _replace_renditions(current, made)
    return current


# --- From the upload to the disk ------------------------------------------------------------------------------------


@contextmanager
def _on_disk(file: File, name: str, actor: "User | None") -> Iterator[tuple[Path, str]]:
    """Yield an uploaded file's place on the disk and its SHA-256; refuses what is too large before reading it."""
    if file.size is None or file.size > opening.MAX_BYTES:
        raise NotPossible(sentence(Reason.TOO_LARGE))
    if actor is not None:
        _refuse_beyond_quota(actor, file.size)
    _refuse_on_a_full_disk(file.size)
    with tempfile.TemporaryDirectory() as folder:
        path, digest = Path(folder) / "upload", hashlib.sha256()
        with _sentences(), path.open("w+b") as copy:
            for chunk in file.chunks():
                digest.update(chunk)
                copy.write(chunk)
            opening.checked_format(copy, name)  # no child is started for what is no picture at all
        yield path, digest.hexdigest()


def _refuse_when_approved(photo: Photo) -> None:
    """Refuse another picture where somebody approved a text with this one and it is not frozen yet."""
    uses = Article.objects.filter(Q(photo_uses__photo=photo) | Q(lead_photo=photo), state=State.APPROVED)
    if (article := uses.first()) is not None:
        raise NotPossible(
            _("This photo stands in an approved text, number %(number)d: return that one to editing first.")
            % {"number": article.pk}
        )


def _refuse_beyond_quota(actor: "User", size: int) -> None:
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    entries = AuditEntry.objects.filter(actor=actor, at__gte=today, action__in=_BROUGHT).values_list(
        "details", flat=True
    )
    if sum(details.get("bytes", 0) for details in entries) + size > DAILY_BYTES:
        raise NotPossible(_("You have brought 2 GB of photos today. Go on tomorrow, or ask a colleague."))


def _refuse_on_a_full_disk(size: int) -> None:
    try:
        place = Path(storages["private"].path(""))
    except NotImplementedError:  # a storage that is no disk of this machine
        return
    while not place.exists():
        place = place.parent
    if shutil.disk_usage(place).free - size < FREE_BYTES:
        raise NotPossible(sentence(Reason.NO_ROOM))


# --- From the disk to the library -----------------------------------------------------------------------------------


@contextmanager
def _taken(
    photo: Photo, path: Path, digest: str, name: str, said: Credit | None
) -> Iterator[tuple[list[Rendition], Sequence[tuple[str, str]]]]:
    """Put a file and its sizes into the private storage, fill the photo's columns, then yield inside a transaction.

    Whatever fails, in here or in the caller's block, leaves none of the files.
    """
    with tempfile.TemporaryDirectory() as folder, _written() as names, _sentences():
        with bench() as child:
            picture = child.open(path, name)
            credit = said or _credit_from(picture.metadata)
            _fill(photo, picture.metadata, credit)
            photo.width, photo.height, photo.content_hash = picture.width, picture.height, digest
            photo.original_name = _shown_name(name)
            photo.folded_text = photos.folded_text(photo, [line for _kind, line in credit.lines])
            printed = photo.printed_credit or " - ".join(line for _kind, line in credit.lines)
            label = _label(photo, printed, credit.lines)
            made = _cut(photo, child, label, _version(photo, label), Path(folder), names)
        ending = Path(name.replace("\\", "/")).suffix.lower()
        photo.original.name = f"originals/{digest[:2]}/{digest}-{photo.pk}{ending}"
        _put(path, photo.original.name, names)
        with transaction.atomic():
            yield made, credit.lines


def _cut(photo: Photo, child: Bench, label: Label, version: str, folder: Path, names: list[str]) -> list[Rendition]:
    """Cut the opened file and put the sizes into the private storage; returns their rows, not saved."""
    made = []
    for one in child.cut((photo.focal_x, photo.focal_y), label, folder):
        place = f"photos/{version[:2]}/{version}/{one.file}"
        _put(folder / one.file, place, names)
        made.append(
            Rendition(
                photo=photo,
                content_hash=version,
                shape=one.shape,
                width=one.width,
                height=one.height,
                format=one.format,
                file=place,
                size=one.size,
            )
        )
    return made


def _version(photo: Photo, label: Label) -> str:
    """Return what names the files of a photo's version: 160 bits that nobody guesses who has the picture itself."""
    parts = (photo.pk, photo.content_hash, photo.focal_x, photo.focal_y, label.tidied(), RECIPE)
    return salted_hmac("articles.photos", repr(parts), algorithm="sha256").hexdigest()[:40]


def _label(photo: Photo, printed_credit: str, lines: Sequence[tuple[str, str]]) -> Label:
    return Label(
        caption=photo.description or photo.headline,
        creator="; ".join(name for kind, name in lines if kind == CreditLine.Kind.PHOTOGRAPHER),
        credit=printed_credit,
        copyright=photo.copyright_notice,
    )


def _put(path: Path, name: str, names: list[str]) -> None:
    private = storages["private"]
    if not private.exists(name):
        names.append(name)
        with path.open("rb") as source:
            private.save(name, File(source))


@contextmanager
def _written() -> Iterator[list[str]]:
    """Yield a list for names in the private storage, and remove those files should anything fail."""
    names: list[str] = []
    try:
        yield names
    except BaseException:
        for name in names:
            storages["private"].delete(name)
        raise


@contextmanager
def _sentences() -> Iterator[None]:
    try:
        yield
    except Refused as refused:
        raise NotPossible(sentence(refused.reason)) from None
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise NotPossible(sentence(Reason.NO_ROOM)) from error
        raise


def _replace_renditions(photo: Photo, made: list[Rendition]) -> None:
    Rendition.objects.filter(photo=photo).delete()
    Rendition.objects.bulk_create(made)


# --- What the file says ---------------------------------------------------------------------------------------------


def _fill(photo: Photo, said: Metadata, credit: Credit) -> None:
    """Fill the columns that nobody has filled from what the file says; keep all of it for the desk."""
    caption = _clean(said.caption)
    cut_off = split_credit(caption)
    if _NO_CAPTION.fullmatch(caption):
        caption = ""
    photo.description = photo.description or (cut_off.text.strip() if cut_off else caption)
    photo.headline = photo.headline or _clean(said.headline)[:300]
    photo.copyright_notice = photo.copyright_notice or _clean(said.copyright)[:300]
    photo.usage_terms = photo.usage_terms or _clean(said.usage_terms)[:300]
    photo.place = photo.place or _clean(said.place)[:200]
    photo.taken_at = photo.taken_at or _moment(said.taken)
    photo.printed_credit = photo.printed_credit or credit.printed[:300]
    photo.file_says = {key: _clean(value) if isinstance(value, str) else value for key, value in said.as_json().items()}


def _credit_from(said: Metadata) -> Credit:
    """Return the credit that a file names: its creators, then whoever else its credit names, else its caption's end."""
    lines: list[tuple[str, str]] = [(CreditLine.Kind.PHOTOGRAPHER, name) for name in said.creator.split(";")]
    if said.credit:
        typed = _clean(said.credit)
        lines += credit_lines(typed) or credit_lines(f"Ảnh: {typed}")
    if not any(name.strip() for _kind, name in lines):
        cut_off = split_credit(_clean(said.caption))
        return Credit(cut_off.printed[:300], credit_lines(cut_off.printed)) if cut_off else Credit("", ())
    found: dict[str, tuple[str, str]] = {}
    for kind, name in lines:
        name = _clean(name)
        if _NAME.fullmatch(name) and any(sign.isalpha() for sign in name):
            found.setdefault(fold(name), (kind, name))
    return Credit("", list(found.values())[:_MOST_NAMES])


def _clean(text: str) -> str:
    return " ".join(tidy(text).split())


def _shown_name(name: str) -> str:
    """Return a file's name as a label: the last part of a path, tidied, its ending kept where it must be cut."""
    last = _clean(name.replace("\\", "/").rpartition("/")[2])
    stem, dot, ending = last.rpartition(".")
    return last if len(last) <= 255 else f"{stem[: 250 - len(ending)]}…{dot}{ending}"[:255]


def _moment(text: str) -> datetime.datetime | None:
    try:
        moment = datetime.datetime.fromisoformat(text)
        moment = moment if moment.tzinfo else timezone.make_aware(moment)
        return moment.astimezone(datetime.UTC) if 1850 <= moment.year <= timezone.now().year + 1 else None
    except (ValueError, OverflowError):
        return None
