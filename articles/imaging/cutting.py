"""From one decoded picture to all its stored sizes."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from articles.imaging import labels
from articles.imaging.colour import eight_bits, to_srgb
from articles.imaging.labels import Label
from articles.imaging.renditions import Cut, cuts, formats_of

_TURN = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# So much larger than its largest cut is the picture that all are cut from: enough for a clean last step.
_SPARE = 1.6
_HOW: dict[str, dict[str, Any]] = {
    "jpeg": {"quality": 82, "optimize": True, "progressive": True},
    "webp": {"quality": 80, "method": 4},
    "avif": {"quality": 60, "speed": 8, "max_threads": 1},
}


@dataclass(frozen=True)
class Made:
    """One stored size in a folder."""

    shape: str
    width: int
    height: int
    format: str
    file: str
    size: int

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def upright_size(image: Image.Image, orientation: int) -> tuple[int, int]:
    """Return width and height as people see them."""
    width, height = image.size
    return (height, width) if orientation >= 5 else (width, height)


def decode(image: Image.Image, orientation: int) -> Image.Image:
    """Decode an opened picture: the first frame, no larger than its cuts need, upright, in sRGB.

    Raises whatever Pillow raises on a damaged file.
    """
    width, height = upright_size(image, orientation)
    # Which point must stay inside says nothing about how much is needed.
    needed = max(cut.width / (cut.box[2] - cut.box[0]) for cut in cuts(width, height, (0.5, 0.5)))
    scale = min(1.0, needed * _SPARE)
    wanted = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    image.draft(None, wanted)  # of a JPEG, decodes a half, quarter or eighth of the pixels
    image.load()
    profile = image.info.get("icc_profile")
    factor = min(image.width // wanted[0], image.height // wanted[1])
    if image.mode.startswith("I"):
        image = eight_bits(image)
    elif image.mode in ("P", "PA", "1"):
        image = _looked_up(image)
    if factor > 1:
        image = image.reduce(factor)
    if profile:
        image.info["icc_profile"] = profile
    image = to_srgb(image)
    if orientation in _TURN:
        image = image.transpose(_TURN[orientation])
    image.info.clear()  # Pillow writes a comment, a profile and more of it into every file it saves
    return image


def make(
    picture: Image.Image, size: tuple[int, int], focal: tuple[float, float], label: Label, folder: Path
) -> Iterator[Made]:
    """Write all stored sizes of a decoded picture into a folder and yield what was written."""
    across, down = picture.width / size[0], picture.height / size[1]
    label = label.tidied()
    above: tuple[str, Image.Image] | None = None
    for cut in cuts(*size, focal):
        if above is not None and above[0] == cut.shape:
            drawn = above[1].resize((cut.width, cut.height), Image.Resampling.LANCZOS, reducing_gap=3.0)
        else:
            box = (cut.box[0] * across, cut.box[1] * down, cut.box[2] * across, cut.box[3] * down)
            drawn = picture.resize(
                (cut.width, cut.height), Image.Resampling.LANCZOS, box=_inside(box, picture), reducing_gap=3.0
            )
            above = (cut.shape, drawn)
        yield from _written(drawn, cut, label, folder)


def _written(drawn: Image.Image, cut: Cut, label: Label, folder: Path) -> Iterator[Made]:
    for name in formats_of(cut.shape, cut.width):
        file = f"{cut.shape}-{cut.width}.{name}"
        own = {"exif": labels.exif(label), "xmp": labels.xmp(label)}
        if name == "jpeg":
            own["extra"] = labels.iptc_segment(label)
        drawn.save(folder / file, name.upper(), **_HOW[name], **{key: value for key, value in own.items() if value})
        yield Made(cut.shape, cut.width, cut.height, name, file, (folder / file).stat().st_size)


def _looked_up(image: Image.Image) -> Image.Image:
    """Return a picture whose pixels can be averaged: not numbers of colours but colours."""
    if image.mode == "1":
        return image.convert("L")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _inside(box: tuple[float, float, float, float], picture: Image.Image) -> tuple[float, float, float, float]:
    """Return a box that rounding did not push over the edge."""
    return (max(0.0, box[0]), max(0.0, box[1]), min(picture.width, box[2]), min(picture.height, box[3]))
