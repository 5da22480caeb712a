"""The one table of stored sizes: where do widths come from? From here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shape:
    """A crop of a photo: its name, its ratio (None keeps the photo's own), and the widths that are stored."""

    name: str
    ratio: tuple[int, int] | None
    widths: tuple[int, ...]


FULL = Shape("full", None, (480, 800, 1200, 1600))
CARD = Shape("3x2", (3, 2), (240, 480, 800, 1200))
WIDE = Shape("16x9", (16, 9), (1200,))
CLASSIC = Shape("4x3", (4, 3), (1200,))
SQUARE = Shape("1x1", (1, 1), (240, 1200))

SHAPES: dict[str, Shape] = {shape.name: shape for shape in (FULL, CARD, WIDE, CLASSIC, SQUARE)}
CARD_SHAPES = frozenset({CARD.name})

# JPEG for every program that reads a feed, WebP for browsers; AVIF only where it is clearly smaller.
FORMATS = ("jpeg", "webp")
AVIF_FROM_WIDTH = 960


def formats_of(width: int) -> tuple[str, ...]:
    """Return the formats in which a width is stored."""
    return (*FORMATS, "avif") if width >= AVIF_FROM_WIDTH else FORMATS
