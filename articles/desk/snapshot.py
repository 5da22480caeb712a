"""An article as a picture of one moment: its whole state for a revision, and its print for a publication.

Preview and publishing both call `build`, so what was previewed is what is printed.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from articles.document.blocks import Document, Figure, Paragraph
from articles.document.plaintext import to_text
from articles.document.text import excerpt, slugify
from articles.imaging.renditions import CARD_SHAPES
from articles.models.article import Article, Byline
from articles.models.outlet import Outlet
from articles.models.photos import CreditLine, Photo, Rendition
from articles.models.publication import (
    Publication,
    PublicationContributor,
    PublicationPhoto,
    PublicationTag,
)
from articles.models.story import Story
from articles.models.taxonomy import Tag

# Columns of an article's text; a revision holds these, its bylines and its tags.
TEXT_FIELDS = (
    "kind",
    "kicker",
    "title",
    "sapo",
    "document",
    "lead_photo_id",
    "category_id",
    "ai_use",
    "ai_note",
    "related",
    "update_note",
    "desk_id",
    "sources",
    "interviewee_approved",
    "needs_legal",
    "needs_photo",
    "is_sensitive",
)

# The same as Story.FROZEN, foreign keys by their own columns.
FROZEN_COLUMNS = tuple(field.attname for field in Article._meta.concrete_fields if field.name in Story.FROZEN)


@dataclass(frozen=True)
class Shown:
    """A photo with all that is printed of it, as the database has it at that moment."""

    photo: Photo
    lines: list[CreditLine]
    renditions: list[Rendition]


@dataclass(frozen=True)
class Snapshot:
    """An unsaved publication and the rows that will link it."""

    publication: Publication
    contributors: list[PublicationContributor]
    tags: list[PublicationTag]
    photos: list[PublicationPhoto]


def state_of(article: Article) -> dict[str, Any]:
    """Return everything a person can change of an article, as JSON; two queries."""
    bylines = [
        {"contributor": b.contributor_id, "role": b.role, "printed_name": b.printed_name} for b in article.bylines.all()
    ]
    return state_with(article, bylines, list(article.tags.order_by("pk").values_list("pk", flat=True)))


def state_with(article: Article, bylines: list[dict[str, Any]], tags: list[int]) -> dict[str, Any]:
    """Return the state of an article whose bylines and tags are known already; no query."""
    state = as_stored({name: getattr(article, name) for name in TEXT_FIELDS})
    return state | {"bylines": bylines, "tags": tags}


def as_stored(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Return columns of a text as a revision's JSON holds them."""
    return {name: str(value) if isinstance(value, UUID) else value for name, value in columns.items()}


def digest(state: dict[str, Any]) -> str:
    """Return the SHA-256 of a state in its canonical form."""
    canonical = json.dumps(state, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def build(
    article: Article,
    *,
    outlet: Outlet | None,
    bylines: Sequence[Byline] | None = None,
    tags: Sequence[Tag] | None = None,
    known: Mapping[UUID, Shown] | None = None,
) -> Snapshot:
    """Return an article as it would be printed now, nothing saved; five queries, whatever its length.

    A preview gives the bylines and tags of a text that is not saved; who prints many gives the photos as `photos_of`
    read them.
    Raises `DocumentError` when the stored body is not a document.
    """
    document = article.body()
    photos = _photos_of(article.lead_photo_id, document, known)
    bylines = list(article.bylines.select_related("contributor") if bylines is None else bylines)
    tags = list(article.tags.order_by("name") if tags is None else tags)
    publication = Publication(
        **{column: getattr(article, column) for column in FROZEN_COLUMNS},
        slug=slugify(article.title),
        byline_text=excerpt(
            " - ".join(b.printed_name or b.contributor.name for b in bylines if b.role != Byline.Role.PHOTOS), 500
        ),
        printed={
            "photos": _printed_photos(photos),
            "bylines": [_printed_byline(b) for b in bylines],
            "tags": [{"id": t.pk, "name": t.name, "slug": t.slug} for t in tags],
            "imprint": _printed_imprint(outlet),
        },
    )
    publication.keep_body(document)
    publication.card = _card(publication, document, photos, bylines)
    return Snapshot(
        publication=publication,
        contributors=_contributor_links(publication, bylines, photos),
        tags=[PublicationTag(publication=publication, tag=t, position=i) for i, t in enumerate(tags)],
        photos=[PublicationPhoto(publication=publication, photo_id=pk, position=i) for i, pk in enumerate(photos)],
    )


def printed_credit(photo: Photo) -> str:
    """Return a photo's credit as readers see it: as it was typed, else composed of its credit lines."""
    return photo.printed_credit or _composed(photo.credit_lines.all())


def _composed(lines: Iterable[CreditLine]) -> str:
    lines = [line for line in lines if line.name]
    if not lines:
        return ""
    names = " - ".join(line.name for line in lines)
    label = {
        CreditLine.Kind.GRAPHIC: _("Graphic: %(names)s"),
        CreditLine.Kind.VIDEO: _("Video: %(names)s"),
        CreditLine.Kind.ARCHIVE: _("Archive photo: %(names)s"),
        CreditLine.Kind.ILLUSTRATION: _("Illustration: %(names)s"),
    }.get(CreditLine.Kind(lines[0].kind), _("Photo: %(names)s"))
    return label % {"names": names}


def printed_photos(document: Document) -> dict[str, Any]:
    """Return what would be printed of the photos of a body as they are now, as in a publication's `printed["photos"]`.

    Three queries at most.
    """
    return _printed_photos(_photos_of(None, document))


def photos_of(keys: Iterable[UUID]) -> dict[UUID, Shown]:
    """Return photos with all that is printed of them; three queries at most."""
    photos = Photo.objects.only("alt", "printed_credit", "width", "height")
    found = photos.prefetch_related("credit_lines", "renditions").in_bulk(list(dict.fromkeys(keys)))
    return {key: Shown(one, list(one.credit_lines.all()), list(one.renditions.all())) for key, one in found.items()}


def _photos_of(lead: UUID | None, document: Document, known: Mapping[UUID, Shown] | None = None) -> dict[UUID, Shown]:
    """Return the lead photo and those of the body in reading order, with all that is printed of them."""
    wanted = [figure.photo for _path, figure in document.figures()]
    if lead is not None:
        wanted.append(lead)
    found = photos_of(wanted) if known is None else known
    return {pk: found[pk] for pk in dict.fromkeys(wanted) if pk in found}


def _printed_photos(photos: dict[UUID, Shown]) -> dict[str, Any]:
    return {str(pk): _printed_photo(shown) for pk, shown in photos.items()}


def _printed_photo(shown: Shown) -> dict[str, Any]:
    return {
        "credit": shown.photo.printed_credit or _composed(shown.lines),
        "lines": [{"kind": c.kind, "name": c.name, "id": c.contributor_id} for c in shown.lines],
        "width": shown.photo.width,
        "height": shown.photo.height,
        "renditions": _printed_renditions(shown),
    }


def _printed_renditions(shown: Shown, shapes: frozenset[str] | None = None) -> list[dict[str, Any]]:
    return [
        {"shape": r.shape, "width": r.width, "height": r.height, "format": r.format, "file": r.file.name}
        for r in shown.renditions
        if shapes is None or r.shape in shapes
    ]


def _printed_byline(byline: Byline) -> dict[str, Any]:
    contributor = byline.contributor
    return {
        "id": contributor.pk,
        "name": byline.printed_name or contributor.name,
        "pen_name": bool(byline.printed_name),
        "slug": contributor.slug,
        "kind": contributor.kind,
        "role": byline.role,
    }


def _printed_imprint(outlet: Outlet | None) -> dict[str, str]:
    if outlet is None:
        return {}
    return {
        field.name: str(value)
        for field in Outlet._meta.fields
        if field.name not in ("id", "is_sample") and (value := getattr(outlet, field.name)) not in ("", None)
    }


def _card(
    publication: Publication, document: Document, photos: dict[UUID, Shown], bylines: Sequence[Byline]
) -> dict[str, Any]:
    figures: dict[UUID, Figure] = {}
    for _path, figure in document.figures():
        figures.setdefault(figure.photo, figure)
    card: dict[str, Any] = {
        "byline": publication.byline_text,
        # A feed names each by itself.
        "authors": [_card_author(b) for b in bylines if b.role != Byline.Role.PHOTOS],
        "pictures": len(figures),
    }
    lead = photos.get(publication.lead_photo_id) if publication.lead_photo_id else None
    if lead is not None:
        figure_of_lead = figures.get(lead.photo.pk)
        card["photo"] = {
            "id": str(lead.photo.pk),
            "alt": (figure_of_lead.alt if figure_of_lead else "") or lead.photo.alt,
            "caption": to_text(Document((Paragraph(figure_of_lead.caption),))) if figure_of_lead else "",
            "credits": [figure_of_lead.credit] if figure_of_lead and figure_of_lead.credit else _credited(lead),
            "renditions": _printed_renditions(lead, CARD_SHAPES),
        }
    return card


def _card_author(byline: Byline) -> dict[str, str]:
    contributor = byline.contributor
    # A pen name leads to nobody.
    slug = "" if byline.printed_name else contributor.slug
    return {"name": byline.printed_name or contributor.name, "slug": slug, "kind": contributor.kind}


def _credited(shown: Shown) -> list[str]:
    """Return whom a photo's credit names, each by himself; what was typed where that names nobody."""
    names = [line.name for line in shown.lines if line.name]
    return names or list(filter(None, [shown.photo.printed_credit]))


def _contributor_links(
    publication: Publication, bylines: list[Byline], photos: dict[UUID, Shown]
) -> list[PublicationContributor]:
    # Under a pen name nobody is named: the pages of contributors would tell who it is.
    roles = {(b.contributor_id, PublicationContributor.Role(b.role)) for b in bylines if not b.printed_name}
    for shown in photos.values():
        roles |= {
            (line.contributor_id, PublicationContributor.Role.CREDIT) for line in shown.lines if line.contributor_id
        }
    return [PublicationContributor(publication=publication, contributor_id=pk, role=role) for pk, role in sorted(roles)]
