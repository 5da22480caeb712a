"""The table of stored sizes: crops that keep the focal point, and nothing larger than the photo."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.imaging.renditions import SHAPES, crop, cuts, formats_of

sides = st.integers(1, 12_000)
parts = st.floats(0, 1)


@given(sides, sides, parts, parts)
def test_crops_stay_inside_hold_the_point_and_are_never_upscaled(width: int, height: int, x: float, y: float) -> None:
    for cut in cuts(width, height, (x, y)):
        left, top, right, bottom = cut.box
        assert -1e-6 <= left < right <= width + 1e-6 and -1e-6 <= top < bottom <= height + 1e-6
        assert left - 1e-6 <= x * width <= right + 1e-6 and top - 1e-6 <= y * height <= bottom + 1e-6
        assert 1 <= cut.width <= right - left + 1e-6 and cut.height >= 1


@given(sides, sides)
def test_every_shape_has_a_size_and_no_width_twice(width: int, height: int) -> None:
    made = [(cut.shape, cut.width) for cut in cuts(width, height, (0.5, 0.5))]
    assert {shape for shape, _width in made} == set(SHAPES)
    assert len(made) == len(set(made))


@pytest.mark.parametrize(
    ("width", "widths"),
    [(6000, [1600, 1200, 800, 480]), (1000, [1000, 800, 480]), (810, [800, 480]), (300, [300]), (480, [480])],
)
def test_widths_are_those_of_the_table_and_the_photos_own_where_worth_it(width: int, widths: list[int]) -> None:
    assert [cut.width for cut in cuts(width, width * 2 // 3, (0.5, 0.5)) if cut.shape == "full"] == widths


@pytest.mark.parametrize(
    ("focal", "box"),
    [((0.5, 0.5), (1000, 0, 5000, 4000)), ((0, 0), (0, 0, 4000, 4000)), ((1, 1), (2000, 0, 6000, 4000))],
)
def test_square_follows_the_point(focal: tuple[float, float], box: tuple[float, ...]) -> None:
    assert crop(SHAPES["1x1"], 6000, 4000, focal) == box


@pytest.mark.parametrize(
    ("shape", "width", "avif"),
    [("full", 800, False), ("full", 1200, True), ("3x2", 1200, True), ("16x9", 1200, False), ("1x1", 1200, False)],
)
def test_avif_is_for_large_widths_of_what_pages_show(shape: str, width: int, avif: bool) -> None:
    assert formats_of(shape, width) == (("jpeg", "webp", "avif") if avif else ("jpeg", "webp"))
