"""The photo library: finding photos, changing what is known of them, where they are used, and taking them away."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.core.files.storage import storages
from django.db import IntegrityError, transaction
from django.db.models import Exists, Field, OuterRef, ProtectedError, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.desk import audit, ingest, photos, policy
from articles.desk.refusals import NotAllowed, NotPossible
from articles.document.text import fold, tidy
from articles.models.article import Article, ArticlePhoto
from articles.models.history import Revision
from articles.models.photos import CreditLine, Photo
from articles.models.publication import Publication

if TYPE_CHECKING:
    from accounts.models import User

# What a person may change of a photo, by column.
WORDS = (
    "description",
    "headline",
    "alt",
    "printed_credit",
    "source",
    "taken_at",
    "place",
    "copyright_notice",
    "usage_terms",
    "may_distribute",
    "rights_until",
)
_TEXTS = ("description", "headline", "alt", "printed_credit", "place", "copyright_notice", "usage_terms")
_MOST_LINES = 12


_LACKS = {
    "file": Q(original=""),
    "credit": Q(printed_credit="") & ~Exists(CreditLine.objects.filter(photo=OuterRef("pk"))),
    "alt": Q(alt=""),
}
_BEGINNING = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Page:
    """Some photos of a list, and the places in it where the older and the newer ones go on; empty where none do."""

    photos: tuple[Photo, ...]
    older: str
    newer: str


@dataclass(frozen=True)
class Uses:
    """Where a photo stands: in articles as they are, in their earlier texts, and in what was published."""

    articles: tuple[Article, ...]
    earlier_texts: tuple[Article, ...]
    publications: tuple[Publication, ...]

    def __bool__(self) -> bool:
        return bool(self.articles or self.earlier_texts or self.publications)


def find(
    words: str,
    *,
    among: QuerySet[Photo] | None = None,
    lacks: str = "",
    source: str = "",
    withdrawn: bool | None = None,
    since: datetime.date | None = None,
    until: datetime.date | None = None,
) -> QuerySet[Photo]:
    """Return the photos in which all words stand, marks and case aside, and of which the rest is true.

    Those that await their files are found by words and by what they lack; an archive's would hide all others.
    """
    found = Photo.objects.all() if among is None else among
    wanted = fold(words[:200]).split()[:10]
    for word in wanted:
        found = found.filter(folded_text__contains=word)
    if lacks:
        found = found.filter(_LACKS[lacks])
    elif not wanted:
        found = found.exclude(original="")
    if source:
        found = found.filter(source=source)
    if withdrawn is not None:
        found = found.filter(withdrawn_at__isnull=not withdrawn)
    if since is not None:
        found = found.filter(created_at__gte=_midnight(since))
    if until is not None:
        found = found.filter(created_at__lt=_midnight(until + datetime.timedelta(days=1)))
    return found


def page(photos: QuerySet[Photo], *, older: str = "", newer: str = "", size: int) -> Page:
    """Return a page of photos, the newest first, behind or before a place; a place that is none is the beginning."""
    behind, before = _place(older), _place(newer)
    if behind is None and before is not None:
        at = Q(created_at__gt=before[0]) | Q(created_at=before[0], pk__lt=before[1])
        rows = list(photos.filter(at).order_by("created_at", "-pk")[: size + 1])
        shown, more_newer, more_older = rows[:size][::-1], len(rows) > size, True
    else:
        if behind is not None:
            photos = photos.filter(Q(created_at__lt=behind[0]) | Q(created_at=behind[0], pk__gt=behind[1]))
        rows = list(photos.order_by("-created_at", "pk")[: size + 1])
        shown, more_newer, more_older = rows[:size], behind is not None, len(rows) > size
    if not shown:
        return Page((), "", "")
    return Page(
        tuple(shown),
        older=_written_place(shown[-1]) if more_older else "",
        newer=_written_place(shown[0]) if more_newer else "",
    )


def uses(photo: Photo) -> Uses:
    """Return where a photo is used; five queries, one of which reads every revision: for the photo's own page."""
    now = Q(pk__in=ArticlePhoto.objects.filter(photo=photo).values("article")) | Q(lead_photo=photo)
    articles = tuple(Article.objects.filter(now).select_related("waiting").order_by("-number"))
    said = Revision.objects.annotate(text=Cast("state", TextField())).filter(text__contains=str(photo.pk))
    earlier = Article.objects.filter(pk__in=said.values("article")).exclude(pk__in=[a.pk for a in articles])
    publications = Publication.objects.filter(Q(photo_links__photo=photo) | Q(lead_photo=photo)).distinct()
    return Uses(articles, tuple(earlier.order_by("-number")), tuple(publications.order_by("-goes_live_at", "-pk")))


def edit(
    photo: Photo, columns: Mapping[str, Any], *, actor: "User", lines: Sequence[tuple[str, str]] | None = None
) -> Photo:
    """Change what is known of a photo, and its credit lines as a whole, then write its words into its files anew.

    Of the credit as typed and the lines, whichever alone was changed decides the other. Raises `NotAllowed`,
    `NotPossible`. Takes seconds where words in the files change.
    """
    _refuse_unless(policy.may_change_photo(actor, photo))
    values = _tidied(columns)
    with transaction.atomic():
        current = Photo.objects.select_for_update().get(pk=photo.pk)
        before = {name: getattr(current, name) for name in values}
        own = [(line.kind, line.name) for line in current.credit_lines.all()]
        wanted = own if lines is None else _tidied_lines(lines)
        retyped = "printed_credit" in values and values["printed_credit"] != current.printed_credit
        if retyped and wanted == own and values["printed_credit"]:
            wanted = list(photos.read_credit(values["printed_credit"]).lines)
        elif wanted != own and not retyped:
            values["printed_credit"] = ""  # printed from the lines
        for name, value in values.items():
            setattr(current, name, value)
        current.folded_text = photos.folded_text(current, [name for _kind, name in wanted])
        current.save(update_fields=[*values, "folded_text"])
        if wanted != own:
            photos.write_credit_lines(current, wanted)
        changed = sorted(name for name, value in before.items() if value != getattr(current, name))
        if wanted != own:
            changed.append("credit_lines")
        if changed:
            _record("photo_edit", current, actor, details={"changed": changed})
    return ingest.cut_anew(current)


def move_focal_point(photo: Photo, across: float, down: float, *, actor: "User") -> Photo:
    """Say which point of a photo must stay in every crop, and cut its sizes anew; raises as `edit` does."""
    _refuse_unless(policy.may_change_photo(actor, photo))
    if not (0 <= across <= 1 and 0 <= down <= 1):
        raise NotPossible(_("The point lies outside the picture."))
    across, down = round(across, 3), round(down, 3)
    with transaction.atomic():
        current = Photo.objects.select_for_update().get(pk=photo.pk)
        if (current.focal_x, current.focal_y) == (across, down):
            return current
        before = [current.focal_x, current.focal_y]
        current.focal_x, current.focal_y = across, down
        current.save(update_fields=["focal_x", "focal_y"])
        _record("photo_focus", current, actor, details={"before": before, "after": [across, down]})
    return ingest.cut_anew(current)


def withdraw(photo: Photo, *, reason: str, actor: "User") -> Photo:
    """Take a photo from every page at once, old ones too, and its files from the public storage."""
    return _set_withdrawn(photo, True, reason=reason, actor=actor)


def let_back(photo: Photo, *, reason: str, actor: "User") -> Photo:
    """Let a withdrawn photo stand again where versions in force print it."""
    return _set_withdrawn(photo, False, reason=reason, actor=actor)


def delete(photo: Photo, *, actor: "User") -> None:
    """Delete a photo that nothing uses, with its files; raises `NotPossible` and says where it is used."""
    _refuse_unless(policy.may_remove_photos(actor))
    try:
        with transaction.atomic():
            current = Photo.objects.select_for_update().get(pk=photo.pk)
            if used := uses(current):
                raise NotPossible(_where(used))
            files = [r.file.name for r in current.renditions.all()] + [current.original.name]
            details = {"description": current.description[:200], "name": current.original_name}
            _record("photo_delete", current, actor, details=details)
            current.delete()
            transaction.on_commit(partial(_remove_private, [name for name in files if name]))
    except (IntegrityError, ProtectedError) as error:  # somebody used it between the look and the deletion
        raise NotPossible(_("This photo is used now: it cannot be deleted.")) from error


# --- Parts of the above ---------------------------------------------------------------------------------------------


def _place(written: str) -> tuple[datetime.datetime, UUID] | None:
    micros, _line, key = written.rpartition("_")
    if not (micros.isascii() and micros.isdigit()) or len(micros) > 17:
        return None
    try:
        return _BEGINNING + datetime.timedelta(microseconds=int(micros)), UUID(key)
    except ValueError:
        return None


def _written_place(photo: Photo) -> str:
    return f"{(photo.created_at - _BEGINNING) // datetime.timedelta(microseconds=1)}_{photo.pk}"


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


def _set_withdrawn(photo: Photo, withdrawn: bool, *, reason: str, actor: "User") -> Photo:
    _refuse_unless(policy.may_remove_photos(actor))
    reason = tidy(reason).strip()
    if not reason:
        raise NotPossible(_("Write the reason."))
    with transaction.atomic():
        current = Photo.objects.select_for_update().get(pk=photo.pk)
        if (current.withdrawn_at is not None) == withdrawn:
            return current
        current.withdrawn_at = timezone.now() if withdrawn else None
        current.save(update_fields=["withdrawn_at"])
        _record("photo_withdraw" if withdrawn else "photo_let_back", current, actor, reason=reason)
        transaction.on_commit(partial(photos.align_public, [current.pk]))
    return current


def _refuse_unless(allowed: bool) -> None:
    if not allowed:
        raise NotAllowed(_("Your role does not allow this."))


def _record(action: str, photo: Photo, actor: "User", *, reason: str = "", details: dict | None = None) -> None:
    audit.record(action, actor=actor, subject=f"photo/{photo.pk}", reason=reason, details=details)


def _tidied(columns: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(columns) - set(WORDS)
    if unknown:
        raise TypeError(f"Not words of a photo: {sorted(unknown)}")
    values = dict(columns)
    for name in _TEXTS:
        if name in values:
            values[name] = tidy(values[name]).strip()
            column = cast(Field, Photo._meta.get_field(name))
            if column.max_length is not None and len(values[name]) > column.max_length:
                raise NotPossible(
                    _("“%(name)s” is longer than %(limit)d characters.")
                    % {"name": column.verbose_name, "limit": column.max_length}
                )
    if values.get("source", Photo.Source.UNKNOWN) not in Photo.Source.values:
        raise NotPossible(_("“%(value)s” is not a choice.") % {"value": str(values["source"])[:40]})
    return values


def _tidied_lines(lines: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    tidied = [(kind, " ".join(tidy(name).split())) for kind, name in lines]
    tidied = [(kind, name) for kind, name in tidied if name]
    if len(tidied) > _MOST_LINES:
        raise NotPossible(_("A photo has at most %(limit)d credit lines.") % {"limit": _MOST_LINES})
    for kind, name in tidied:
        if kind not in CreditLine.Kind.values:
            raise NotPossible(_("“%(value)s” is not a choice.") % {"value": str(kind)[:40]})
        if len(name) > 150:
            raise NotPossible(_("“%(name)s” is longer than %(limit)d characters.") % {"name": _("name"), "limit": 150})
    return tidied


def _where(used: Uses) -> str:
    return str(
        _(
            "This photo cannot be deleted: it stands in %(articles)d articles, %(earlier)d earlier texts and "
            "%(publications)d published versions."
        )
        % {
            "articles": len(used.articles),
            "earlier": len(used.earlier_texts),
            "publications": len(used.publications),
        }
    )


def _remove_private(names: Sequence[str]) -> None:
    for name in names:
        storages["private"].delete(name)
