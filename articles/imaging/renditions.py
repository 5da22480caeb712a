"""The one table of stored sizes: where do widths come from? From here."""

from collections.abc import Iterator
from dataclasses import dataclass

# Part of each file's name; raise it when the table or the way of encoding changes, and photos are cut anew.
RECIPE = 2


@dataclass(frozen=True, slots=True)
class Shape:
    """A crop of a photo: its name, its ratio (None keeps the photo's own), and the widths that are stored."""

    name: str
    ratio: tuple[int, int] | None
    widths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Cut:
    """One stored size: which part of the photo (left, top, right, bottom), and how large."""

    shape: str
    box: tuple[float, float, float, float]
    width: int
    height: int


FULL = Shape("full", None, (480, 800, 1200, 1600))
CARD = Shape("3x2", (3, 2), (240, 480, 800, 1200))
WIDE = Shape("16x9", (16, 9), (1200,))
CLASSIC = Shape("4x3", (4, 3), (1200,))
SQUARE = Shape("1x1", (1, 1), (240, 1200))

SHAPES: dict[str, Shape] = {shape.name: shape for shape in (FULL, CARD, WIDE, CLASSIC, SQUARE)}
CARD_SHAPES = frozenset({CARD.name})

# JPEG for every program that reads a feed, WebP for browsers; AVIF, the dearest to make, only where it is clearly
# smaller and a page shows it: the other crops are for feeds, search engines and the desk.
FORMATS = ("jpeg", "webp")
_ON_PAGES = frozenset({FULL.name, CARD.name})
AVIF_FROM_WIDTH = 960
# A photo narrower than the table's next width is stored in its own, too, where that is worth a file.
_WORTH_A_FILE = 1.15


def formats_of(shape: str, width: int) -> tuple[str, ...]:
    """Return the formats in which a width of a shape is stored."""
    return (*FORMATS, "avif") if width >= AVIF_FROM_WIDTH and shape in _ON_PAGES else FORMATS


def cuts(width: int, height: int, focal: tuple[float, float]) -> Iterator[Cut]:
    """Yield all stored sizes of a photo, the largest of each shape first; none is larger than the photo."""
    for shape in SHAPES.values():
        box = crop(shape, width, height, focal)
        across, down = box[2] - box[0], box[3] - box[1]
        for stored in sorted(_widths(shape, int(across)), reverse=True):
            yield Cut(shape.name, box, stored, max(1, round(stored * down / across)))


def crop(shape: Shape, width: int, height: int, focal: tuple[float, float]) -> tuple[float, float, float, float]:
    """Return the largest part of a photo that has a shape's ratio, as near as can be to having the point in its middle.

    The point stays inside whatever the ratio.
    """
    if shape.ratio is None:
        return (0, 0, width, height)
    ratio = shape.ratio[0] / shape.ratio[1]
    # At least one whole pixel either way: a stripe of a photo has no square.
    across, down = max(1.0, min(width, height * ratio)), max(1.0, min(height, width / ratio))
    left = min(max(focal[0] * width - across / 2, 0), width - across)
    top = min(max(focal[1] * height - down / 2, 0), height - down)
    return (left, top, left + across, top + down)


def _widths(shape: Shape, own: int) -> list[int]:
    stored = [width for width in shape.widths if width <= own]
    if not stored or (own < shape.widths[-1] and own >= _WORTH_A_FILE * stored[-1]):
        stored.append(own)
    return stored
