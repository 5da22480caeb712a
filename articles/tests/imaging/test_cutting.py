"""S30: what stands in a stored file: upright, sRGB, our label, and nothing of the file it came from."""

import io
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from articles.imaging import cutting, labels, metadata, opening
from articles.imaging.labels import Label
from articles.tests.pictures import drawn, encoded

OURS = Label("Chợ phiên Đồng Văn <script>", "Mai Hoa", "Ảnh: Mai Hoa/TTXVN", "© Báo Thử")
WIDE_GAMUT = Path(__file__).resolve().parents[4] / "shared" / "badinput" / "images" / "pillow" / "icc_profile.png"


def stored(content: bytes, folder: Path, name: str = "a.jpg", label: Label = OURS) -> list[Path]:
    """Return all stored files of a picture."""
    with io.BytesIO(content) as file:
        image = opening.open_picture(file, name)
        lies = metadata.orientation(image)
        size = cutting.upright_size(image, lies)
        made = list(cutting.make(cutting.decode(image, lies), size, (0.5, 0.5), label, folder))
    return [folder / one.file for one in made]


def corner(path: Path) -> tuple[int, ...]:
    with Image.open(path) as image:
        return image.convert("RGB").getpixel((8, 8))


def is_near(colour: tuple[int, ...], wanted: tuple[int, ...], by: int = 12) -> bool:
    return all(abs(a - b) <= by for a, b in zip(colour, wanted, strict=True))


# --- Upright ------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("lies", range(1, 9))
@pytest.mark.parametrize("format", ["JPEG", "WEBP", "PNG"])
def test_S30_picture_is_stored_upright_however_it_lay(lies: int, format: str, tmp_path: Path) -> None:
    upright = drawn(600, 400)
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # Pillow's transpositions, each the opposite of the turn
    lying = upright.transpose(Image.Transpose(back[lies])) if lies in back else upright
    exif = Image.Exif()
    exif[0x0112] = lies
    for path in stored(encoded(lying, format=format, exif=exif), tmp_path, f"a.{format.lower()}"):
        assert is_near(corner(path), (255, 0, 0), by=60), path.name
    with Image.open(tmp_path / "full-600.jpeg") as image:
        assert image.size == (600, 400) and image.getexif().get(0x0112) is None


# --- sRGB ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mode", "colour", "seen"),
    [
        ("1", 1, (255, 255, 255)),
        ("L", 128, (128, 128, 128)),
        ("I;16", 32896, (128, 128, 128)),
        ("LA", (0, 0), (255, 255, 255)),
        ("RGBA", (255, 0, 0, 0), (255, 255, 255)),
        ("RGBA", (255, 0, 0, 128), (255, 127, 127)),
        ("P", 3, None),
    ],
)
def test_S30_every_kind_of_png_becomes_plain_colours_on_white(mode, colour, seen, tmp_path: Path) -> None:
    image = Image.new(mode, (64, 64), colour)
    if mode == "P":
        image.putpalette([0, 0, 0, 1, 1, 1, 2, 2, 2, 10, 200, 30])
        seen = (10, 200, 30)
    for path in stored(encoded(image, format="PNG"), tmp_path, "a.png"):
        assert is_near(corner(path), seen), (path.name, corner(path))


def test_S30_transparent_colour_of_a_palette_becomes_white(tmp_path: Path) -> None:
    image = Image.new("P", (64, 64), 0)
    image.putpalette([200, 0, 0])
    for path in stored(encoded(image, format="GIF", transparency=0), tmp_path, "a.gif"):
        assert is_near(corner(path), (255, 255, 255)), path.name


def test_S30_printers_colours_become_screen_colours(tmp_path: Path) -> None:
    content = encoded(Image.new("CMYK", (64, 64), (0, 255, 255, 0)))
    for path in stored(content, tmp_path):
        red, green, blue = corner(path)
        assert red > 180 and green < 80 and blue < 80, path.name


def test_S30_profile_is_applied_and_gone(tmp_path: Path) -> None:
    """A picture in LAB's profile would look wrong, were its numbers taken for sRGB."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    plain = stored(encoded(drawn(64, 64), icc_profile=profile.tobytes()), tmp_path)
    for path in plain:
        with Image.open(path) as image:
            assert "icc_profile" not in image.info


@pytest.mark.skipif(not WIDE_GAMUT.exists(), reason=f"{WIDE_GAMUT} is not here.")
def test_S30_colours_of_another_profile_are_converted(tmp_path: Path) -> None:
    paths = stored(WIDE_GAMUT.read_bytes(), tmp_path, "a.png")
    with Image.open(WIDE_GAMUT) as image:
        numbers = image.convert("RGB").resize((1, 1)).getpixel((0, 0))
        profile = ImageCms.ImageCmsProfile(io.BytesIO(image.info["icc_profile"]))
        right = ImageCms.profileToProfile(image.convert("RGB"), profile, ImageCms.createProfile("sRGB"))
        wanted = right.resize((1, 1)).getpixel((0, 0))
    full = next(path for path in paths if path.name.startswith("full") and path.suffix == ".jpeg")
    with Image.open(full) as image:
        assert is_near(image.resize((1, 1)).getpixel((0, 0)), wanted, by=4), (numbers, wanted)


def test_broken_profile_does_not_refuse_the_picture(tmp_path: Path) -> None:
    for path in stored(encoded(drawn(64, 64), icc_profile=b"nonsense" * 40), tmp_path):
        assert is_near(corner(path), (255, 0, 0), by=60)


# --- Labels -------------------------------------------------------------------------------------------------------


def loaded_with_everything() -> bytes:
    exif = Image.Exif()
    exif[0x010E], exif[0x010F], exif[0x0131] = "SECRETSECRET", "SECRETMAKER", "SECRETPROGRAM"
    exif.get_ifd(0x8825).update({1: "N", 2: (18.0, 40.0, 30.0), 3: "E", 4: (105.0, 41.0, 0.0)})
    exif.get_ifd(0x8769)[0xA431] = "SECRETSERIAL"
    return encoded(
        drawn(),
        exif=exif,
        comment=b"SECRETCOMMENT",
        xmp=b"<x>SECRETXMP</x>",
        extra=labels.iptc_segment(Label("SECRETIPTC")),
    )


def test_S30_nothing_of_the_file_is_left_in_any_stored_file(tmp_path: Path) -> None:
    for path in stored(loaded_with_everything(), tmp_path):
        assert b"SECRET" not in path.read_bytes(), path.name
        with Image.open(path) as image:
            assert not image.getexif().get_ifd(0x8825)


def test_S30_texts_of_a_png_are_gone(tmp_path: Path) -> None:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Comment", "SECRET")
    texts.add_itxt("Description", "SECRET")
    for path in stored(encoded(format="PNG", pnginfo=texts), tmp_path, "a.png"):
        assert b"SECRET" not in path.read_bytes()


def test_S30_our_label_is_read_back_from_every_stored_file(tmp_path: Path) -> None:
    ours = OURS.tidied()
    assert ours.caption == "Chợ phiên Đồng Văn ‹script›"
    for path in stored(encoded(), tmp_path):
        content = path.read_bytes()
        assert b"<script" not in content
        with Image.open(path) as image:
            said = metadata.read(image)
        assert (said.caption, said.creator, said.credit, said.copyright) == (
            ours.caption,
            ours.creator,
            ours.credit,
            ours.copyright,
        ), path.name
        assert said.blocks == (["xmp", "iptc", "exif"] if path.suffix == ".jpeg" else ["xmp", "exif"])


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not installed.")
def test_S30_exiftool_finds_our_label_and_nothing_else(tmp_path: Path) -> None:
    paths = stored(loaded_with_everything(), tmp_path)
    command = ["exiftool", "-json", "-G", "-charset", "iptc=UTF8", *map(str, paths)]
    for said in json.loads(subprocess.run(command, capture_output=True, check=True).stdout):
        assert "SECRET" not in str(said) and not any("GPS" in key or "Thumbnail" in key for key in said)
        assert (said["XMP:Description"], said["XMP:Creator"]) == ("Chợ phiên Đồng Văn ‹script›", "Mai Hoa")
        assert (said["EXIF:Artist"], said["EXIF:Copyright"]) == ("Mai Hoa", "© Báo Thử")
        if said["SourceFile"].endswith(".jpeg"):
            assert (said["IPTC:By-line"], said["IPTC:CopyrightNotice"]) == ("Mai Hoa", "© Báo Thử")


def test_label_is_bounded_and_on_one_line() -> None:
    label = Label("a\n\0b\u202e" + "ô" * 9000, "x" * 500).tidied()
    assert label.caption.startswith("a b") and (len(label.caption), len(label.creator)) == (2000, 200)
    assert len(labels.iptc_segment(label)) < 65_536
    assert (labels.exif(Label()), labels.xmp(Label()), labels.iptc_segment(Label())) == (b"", b"", b"")
