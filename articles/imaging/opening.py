"""Is this a picture that we take? Content, name and size are looked at before a pixel is decoded."""

import warnings
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from articles.imaging.refusals import Reason, Refused

MAX_BYTES = 40 * 2**20
MAX_PIXELS = 60_000_000
MAX_SIDE = 12_000

# By content; what a browser or a camera says about a file counts for nothing.
_ENDINGS = {
    "jpeg": frozenset({".jpg", ".jpeg", ".jpe", ".jfif"}),
    "png": frozenset({".png"}),
    "webp": frozenset({".webp"}),
    "gif": frozenset({".gif"}),
    "avif": frozenset({".avif"}),
}
ENDINGS = frozenset().union(*_ENDINGS.values())
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis"})
_EITHER_BRANDS = frozenset({b"mif1", b"msf1"})
_ENOUGH = 64  # bytes


def format_of(head: bytes) -> str:
    """Return the format that a file's first bytes tell; raises `Refused`."""
    if not head:
        raise Refused(Reason.EMPTY)
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    if head[4:8] == b"ftyp":
        brands = {head[place : place + 4] for place in range(8, len(head) - 3, 4)}
        if head[8:12] in _AVIF_BRANDS or (head[8:12] in _EITHER_BRANDS and brands & _AVIF_BRANDS):
            return "avif"
        if brands & _HEIC_BRANDS:
            raise Refused(Reason.HEIC)
    raise Refused(Reason.NO_PICTURE)


def checked_format(file: BinaryIO, name: str) -> str:
    """Return a file's format where content and name agree; raises `Refused`. Reads a few bytes."""
    file.seek(0)
    head = file.read(_ENOUGH)
    file.seek(0)
    found = format_of(head)
    if Path(name.replace("\\", "/")).suffix.lower() not in _ENDINGS[found]:
        raise Refused(Reason.OTHER_NAME)
    return found


def open_picture(file: BinaryIO, name: str) -> Image.Image:
    """Open a picture whose pixels are not decoded yet; raises `Refused` or whatever Pillow raises."""
    found = checked_format(file, name)
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.simplefilter("error")  # a decoder that warns has met something it should not have
    image = Image.open(file, formats=(found.upper(),))
    width, height = image.size
    if width > MAX_SIDE or height > MAX_SIDE or width * height > MAX_PIXELS:
        raise Refused(Reason.TOO_MANY_PIXELS)
    return image
