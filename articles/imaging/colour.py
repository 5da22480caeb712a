"""Colours: whatever a file brings becomes sRGB on white, the one space that every screen agrees on."""

import io

from PIL import Image, ImageCms

_SRGB = ImageCms.createProfile("sRGB")
_SPACE_OF_MODE = {"L": "GRAY", "RGB": "RGB ", "CMYK": "CMYK"}


def to_srgb(image: Image.Image) -> Image.Image:
    """Return a picture in sRGB without transparency. Costs time by its pixels: call it on the reduced picture."""
    profile = image.info.get("icc_profile")
    image = _plain(image)
    return _converted(image, profile) if profile else image.convert("RGB")


def _plain(image: Image.Image) -> Image.Image:
    """Return a picture as L, RGB or CMYK of eight bits: palettes looked up, transparency laid on white."""
    if image.mode.startswith("I") or image.mode == "F":
        return eight_bits(image)
    if image.mode in ("L", "RGB", "CMYK") and "transparency" not in image.info:
        return image
    if image.mode == "1":
        return image.convert("L")
    if image.has_transparency_data:
        above = image.convert("RGBA")
        white = Image.new("RGB", image.size, "white")
        white.paste(above, mask=above.getchannel("A"))
        return white
    return image.convert("RGB")


def eight_bits(image: Image.Image) -> Image.Image:
    """Return a grey picture of sixteen bits in eight; Pillow's own conversion clips instead of scaling."""
    return image.convert("I").point(lambda value: value * (1 / 257) + 0).convert("L")


def _converted(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if source.profile.xcolor_space == _SPACE_OF_MODE[image.mode]:
            converted = ImageCms.profileToProfile(image, source, _SRGB, outputMode="RGB")
            if converted is not None:
                return converted
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        pass  # a broken profile says nothing about the colours: they are taken for sRGB
    return image.convert("RGB")
