"""Which stored size of a photo goes where."""

import pytest

from articles.imaging.renditions import SHAPES, formats_of
from articles.public.pictures import SIZES, picture


def stored(*wanted: tuple[str, int, str]) -> list[dict]:
    return [
        {"shape": shape, "width": width, "height": width * 2 // 3, "format": name, "file": f"r/{shape}-{width}.{name}"}
        for shape, width, name in wanted
    ]


def address(name: str) -> str:
    return f"https://anh.example/{name}"


def test_picture_offers_every_width_of_its_shape_narrow_first() -> None:
    renditions = stored(("3x2", 800, "jpeg"), ("full", 480, "jpeg"), ("3x2", 240, "jpeg"), ("3x2", 480, "jpeg"))
    found = picture(renditions, shape="3x2", place="card", alt="Cầu mới", url=address)
    assert found.srcset == (
        "https://anh.example/r/3x2-240.jpeg 240w, "
        "https://anh.example/r/3x2-480.jpeg 480w, "
        "https://anh.example/r/3x2-800.jpeg 800w"
    )
    assert found.src == "https://anh.example/r/3x2-480.jpeg"
    assert (found.width, found.height) == (800, 533)
    assert (found.alt, found.sizes, found.sources) == ("Cầu mới", SIZES["card"], ())


def test_picture_names_better_formats_best_first() -> None:
    formats = [("3x2", width, name) for width in (1200, 480) for name in formats_of("3x2", width)]
    found = picture(stored(*formats), shape="3x2", place="lead", alt="", url=address)
    assert found.sources == (
        ("image/avif", "https://anh.example/r/3x2-1200.avif 1200w", "(min-width: 60rem)"),
        ("image/webp", "https://anh.example/r/3x2-480.webp 480w, https://anh.example/r/3x2-1200.webp 1200w", ""),
    )


def test_small_places_are_not_offered_what_is_stored_for_large_screens() -> None:
    formats = [("3x2", width, name) for width in (1200, 480) for name in formats_of("3x2", width)]
    found = picture(stored(*formats), shape="3x2", place="card", alt="", url=address)
    assert [kind for kind, _srcset, _screens in found.sources] == ["image/webp"]
    assert (found.src, found.srcset) == ("https://anh.example/r/3x2-1200.jpeg", "")


@pytest.mark.parametrize("renditions", [[], stored(("full", 480, "jpeg")), stored(("3x2", 480, "webp"))], ids=len)
def test_picture_is_none_while_no_file_for_every_program_is_stored(renditions: list[dict]) -> None:
    assert picture(renditions, shape="3x2", place="card", alt="", url=address) is None


def test_picture_of_one_size_is_its_own_fallback() -> None:
    found = picture(stored(("1x1", 240, "jpeg")), shape="1x1", place="row", alt="", url=address)
    assert found.src == "https://anh.example/r/1x1-240.jpeg"
    assert found.srcset == "https://anh.example/r/1x1-240.jpeg 240w"


def test_readers_load_pictures_from_the_public_storage(settings) -> None:
    found = picture(stored(("full", 480, "jpeg")), shape="full", place="body", alt="")
    assert found.src == f"{settings.MEDIA_URL}r/full-480.jpeg"


def test_shapes_that_pages_ask_for_are_stored() -> None:
    assert {"full", "3x2"} <= set(SHAPES)
