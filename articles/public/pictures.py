"""Which stored size of a photo goes where: all decisions about widths and formats on pages, in one place."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.core.files.storage import default_storage

# How wide a picture is drawn, by its place on the page (CSS lengths of static/newsroom/css).
SIZES = {
    "lead": "(min-width: 80rem) 38rem, (min-width: 68rem) 48vw, 100vw",
    "head": "(min-width: 68rem) 38rem, (min-width: 40rem) 50vw, 100vw",
    "card": "(min-width: 68rem) 19rem, (min-width: 40rem) 45vw, 100vw",
    # Rows on a phone, as cards.css says.
    "small": "(min-width: 68rem) 19rem, (min-width: 40rem) 45vw, 34vw",
    "column": "(min-width: 68rem) 26rem, (min-width: 40rem) 30vw, 34vw",
    "row": "(min-width: 40rem) 15rem, 30vw",
    "strip": "min(78vw, 25rem)",
    "wide": "(min-width: 68rem) 58rem, 100vw",
    "body": "(min-width: 48rem) 43rem, 100vw",
    "story": "(min-width: 62rem) 58rem, 100vw",
}
# Stored in large widths only, so it is offered to large screens only: a phone would else load the largest of all.
_LARGE = ("lead", "wide", "body", "story")
_LARGE_SCREENS = "(min-width: 60rem)"

PictureUrl = Callable[[str], str]


@dataclass(frozen=True)
class Picture:
    """What a `picture` element needs: fallback file, size, text, and better formats."""

    src: str
    width: int
    height: int
    alt: str
    sizes: str
    srcset: str
    sources: tuple[tuple[str, str, str], ...]  # (MIME type, srcset, for which screens; blank for all), best first


@lru_cache(maxsize=8192)
def public_url(name: str) -> str:
    """Return where readers load a rendition from; a front page asks a hundred times."""
    return default_storage.url(name)


def picture(
    renditions: Iterable[Mapping[str, Any]], *, shape: str, place: str, alt: str, url: PictureUrl = public_url
) -> Picture | None:
    """Return a photo for a place on the page, or None while no size of that shape is stored."""
    stored = sorted((r for r in renditions if r["shape"] == shape), key=lambda r: r["width"])
    plain = [r for r in stored if r["format"] == "jpeg"]
    if not plain:
        return None
    largest = plain[-1]
    webp = any(r["format"] == "webp" for r in stored)
    return Picture(
        src=url(plain[len(plain) // 2]["file"]),
        width=largest["width"],
        height=largest["height"],
        alt=alt,
        sizes=SIZES[place],
        # Programs that know `srcset` know WebP; the plain file is for all others.
        srcset="" if webp else _srcset(plain, url),
        sources=tuple(
            (f"image/{name}", _srcset(found, url), screens)
            for name, screens in (("avif", _LARGE_SCREENS), ("webp", ""))
            if (name == "webp" or place in _LARGE) and (found := [r for r in stored if r["format"] == name])
        ),
    )


def _srcset(renditions: Iterable[Mapping[str, Any]], url: PictureUrl) -> str:
    return ", ".join(f"{url(r['file'])} {r['width']}w" for r in renditions)
