"""Pictures of texts that readers do not see: the same stored sizes, by the address that asks who looks."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from articles.public.pictures import PictureUrl


def checked_url(printed_photos: Mapping[str, Any]) -> PictureUrl:
    """Return what gives the checked address of each stored size in a `printed["photos"]`."""
    addresses = {
        size["file"]: reverse("admin:articles_photo_picture", args=[key, size["shape"], size["width"], size["format"]])
        for key, photo in printed_photos.items()
        for size in photo["renditions"]
    }
    return addresses.__getitem__
