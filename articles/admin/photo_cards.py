"""A photo as the desk's pages and scripts show it."""

from typing import Any

from django.urls import reverse

from articles.desk.snapshot import printed_credit
from articles.models.photos import Photo, Rendition

_SMALL_THUMB, _THUMB, _PICTURE = ("3x2", 240), ("3x2", 480), ("full", 800)


def described(photo: Photo) -> dict[str, Any]:
    """Return a photo as scripts of the desk know it; credit lines and renditions are best fetched before."""
    return {
        "id": str(photo.pk),
        "description": photo.description or photo.headline,
        "alt": photo.alt,
        "credit": printed_credit(photo),
        "awaits_file": photo.awaits_file,
        "width": photo.width,
        "height": photo.height,
        "small_thumb": picture_url(photo, *_SMALL_THUMB),
        "thumb": picture_url(photo, *_THUMB),
        "picture": picture_url(photo, *_PICTURE),
        "withdrawn": photo.withdrawn_at is not None,
    }


def picture_url(photo: Photo, shape: str, width: int) -> str | None:
    """Return the checked address of a photo's largest size of a shape up to a width, or None while it has no file."""
    sizes = [r for r in photo.renditions.all() if r.shape == shape and r.format == Rendition.Format.WEBP]
    if not sizes:
        return None
    fitting = [r for r in sizes if r.width <= width]
    best = max(fitting, key=lambda r: r.width) if fitting else min(sizes, key=lambda r: r.width)
    address = reverse("admin:articles_photo_picture", args=[photo.pk, shape, best.width, best.format])
    return f"{address}?v={best.content_hash[:12]}"
