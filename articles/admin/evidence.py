"""A version as it was printed, from its own row alone: the answer when somebody asks what stood there."""

import datetime
from typing import Any

from django.urls import reverse

from articles.document.codec import DocumentError, from_json
from articles.models.outlet import Outlet
from articles.models.photos import Rendition
from articles.models.publication import Correction, Publication
from articles.models.story import AIUse
from articles.public import pictures, render


def evidence(publication: Publication, now: datetime.datetime) -> dict[str, Any]:
    """Return what the page of a version shows; six queries."""
    printed = publication.printed
    photos = render.Photos(*_stored(printed.get("photos", {})))
    try:
        body = render.body(from_json(publication.document), photos)
    except DocumentError:
        body = None
    names = {field.name: field.verbose_name for field in Outlet._meta.fields}
    return {
        "publication": publication,
        "was_shown": Publication.objects.shown_by(now).filter(pk=publication.pk).exists(),
        "is_visible": Publication.objects.visible(now).filter(pk=publication.pk).exists(),
        "is_waiting": Publication.objects.waiting(now).filter(pk=publication.pk).exists(),
        "body": body,
        "bylines": [entry["name"] for entry in printed.get("bylines", ())],
        "tags": [entry["name"] for entry in printed.get("tags", ())],
        "pictures": list(printed.get("photos", {}).items()),
        "imprint": [(names[name], value) for name, value in printed.get("imprint", {}).items() if name in names],
        "ai_note": publication.ai_note or (AIUse(publication.ai_use).label if publication.ai_use != AIUse.NONE else ""),
        "corrections": Correction.objects.filter(
            story_id=publication.story_id, version=publication.version
        ).select_related("voids"),
    }


def _stored(printed: dict[str, Any]) -> tuple[dict[str, Any], frozenset[str], pictures.PictureUrl]:
    """Return photos as printed, and where the desk sees their files: those that are no more are left out."""
    names = [rendition["file"] for photo in printed.values() for rendition in photo["renditions"]]
    urls = {
        rendition.file.name: reverse(
            "admin:articles_photo_picture",
            args=[rendition.photo_id, rendition.shape, rendition.width, rendition.format],
        )
        for rendition in Rendition.objects.filter(file__in=names)
    }
    shown = {
        key: photo | {"renditions": [rendition for rendition in photo["renditions"] if rendition["file"] in urls]}
        for key, photo in printed.items()
    }
    return shown, frozenset(), urls.__getitem__
