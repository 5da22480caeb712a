"""Small pictures for tests, made here: each as a file that an upload might bring."""

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw


def drawn(width: int = 640, height: int = 480, *, mode: str = "RGB") -> Image.Image:
    """Return a picture whose four quarters differ: red, green over blue, white."""
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    across, down = width // 2, height // 2
    draw.rectangle((0, 0, across - 1, down - 1), fill="red")
    draw.rectangle((across, 0, width, down - 1), fill="green")
    draw.rectangle((0, down, across - 1, height), fill="blue")
    return image.convert(mode)


def encoded(image: Image.Image | None = None, format: str = "JPEG", **how: Any) -> bytes:
    """Return a picture's bytes."""
    file = io.BytesIO()
    (image or drawn()).save(file, format, **how)
    return file.getvalue()


def uploaded(name: str = "chợ phiên.jpg", content: bytes | None = None, **how: Any) -> SimpleUploadedFile:
    """Return an upload of these bytes, or of a picture drawn here."""
    return SimpleUploadedFile(name, encoded(**how) if content is None else content)
