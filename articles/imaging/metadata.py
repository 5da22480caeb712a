"""What a file says about itself: XMP, IPTC and EXIF read once into plain data, whichever of them is there.

Everything here was typed by strangers. Broken blocks count as absent; texts are bounded, and tidied by the desk.
"""

import contextlib
import math
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from PIL import Image, IptcImagePlugin

_LONGEST = 5000  # characters of one text
_LARGEST_XMP = 2**20

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_PHOTOSHOP = "{http://ns.adobe.com/photoshop/1.0/}"
_IPTC_CORE = "{http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/}"
_RIGHTS = "{http://ns.adobe.com/xap/1.0/rights/}"

# One field, its names in XMP and in IPTC's record 2. Several names of a place go from small to large.
_XMP = {
    "caption": (_DC + "description",),
    "headline": (_PHOTOSHOP + "Headline",),
    "creator": (_DC + "creator",),
    "credit": (_PHOTOSHOP + "Credit",),
    "source": (_PHOTOSHOP + "Source",),
    "copyright": (_DC + "rights",),
    "usage_terms": (_RIGHTS + "UsageTerms",),
    "place": (_IPTC_CORE + "Location", _PHOTOSHOP + "City", _PHOTOSHOP + "State", _PHOTOSHOP + "Country"),
    "taken": (_PHOTOSHOP + "DateCreated",),
}
_IPTC = {
    "caption": (120,),
    "headline": (105,),
    "creator": (80,),
    "credit": (110,),
    "source": (115,),
    "copyright": (116,),
    "place": (92, 90, 95, 101),
}
_IPTC_DATE, _IPTC_TIME = 55, 60
_EXIF = {"caption": 0x010E, "creator": 0x013B, "copyright": 0x8298}
_EXIF_IFD, _GPS_IFD = 0x8769, 0x8825
_TAKEN, _TAKEN_OFFSET = 0x9003, 0x9011
_ORIENTATION = 0x0112

_MOMENT = re.compile(
    r"(\d{4})[-:](\d\d)[-:](\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?)?", re.ASCII
)
# Each block is read on its own: what one of them holds never spoils another.
_BROKEN = (ArithmeticError, AttributeError, LookupError, OSError, SyntaxError, TypeError, ValueError, Warning)


@dataclass(frozen=True)
class Metadata:
    """What a file says, as text; `taken` is ISO 8601, without an offset where the file names none."""

    caption: str = ""
    headline: str = ""
    creator: str = ""
    credit: str = ""
    source: str = ""
    copyright: str = ""
    usage_terms: str = ""
    place: str = ""
    taken: str = ""
    # Where the photographer stood, in degrees (latitude, longitude): for the desk's eyes only.
    gps: tuple[float, float] | None = None
    blocks: list[str] = field(default_factory=list)  # which of the three were there

    def as_json(self) -> dict[str, Any]:
        """Return the data as JSON knows it, without what is empty."""
        return {name: value for name, value in asdict(self).items() if value}


def read(image: Image.Image) -> Metadata:
    """Read what an opened picture says of itself; XMP counts before IPTC, IPTC before EXIF. Never raises."""
    found: dict[str, Any] = {}
    blocks = []
    for name, reader in (("xmp", _of_xmp), ("iptc", _of_iptc), ("exif", _of_exif)):
        said: dict[str, Any] = {}
        with contextlib.suppress(*_BROKEN):
            for key, value in reader(image):
                said.setdefault(key, value)
        if said:
            blocks.append(name)
        found = said | found
    return Metadata(**found, blocks=blocks)


def orientation(image: Image.Image) -> int:
    """Return how a picture lies, as EXIF numbers it; 1 where it says nothing that makes sense."""
    with contextlib.suppress(*_BROKEN):
        value = image.getexif().get(_ORIENTATION, 1)
        if value in range(1, 9):
            return int(value)
    return 1


def _of_xmp(image: Image.Image) -> Iterator[tuple[str, str]]:
    packet = image.info.get("xmp")
    if isinstance(packet, str):
        packet = packet.encode()
    if not isinstance(packet, bytes) or len(packet) > _LARGEST_XMP:
        return
    try:
        root = fromstring(packet.strip(b"\0 \r\n\t"), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        return
    descriptions = list(root.iter(_RDF + "Description"))
    for name, tags in _XMP.items():
        values = [value for tag in tags if (value := _xmp_value(descriptions, tag))]
        if values:
            text = ", ".join(dict.fromkeys(values))
            yield (name, _moment(text) if name == "taken" else _bounded(text))


def _xmp_value(descriptions: list[Element], tag: str) -> str:
    """Return a property's text: an attribute, an element, or the items of a list in it (of languages, the first)."""
    for description in descriptions:
        if value := description.get(tag, "").strip():
            return value
        element = description.find(tag)
        if element is None:
            continue
        items = [(item.text or "").strip() for item in element.iter(_RDF + "li")]
        if not items:
            return (element.text or "").strip()
        return items[0] if element.find(_RDF + "Alt") is not None else "; ".join(filter(None, items))
    return ""


def _of_iptc(image: Image.Image) -> Iterator[tuple[str, str]]:
    block = IptcImagePlugin.getiptcinfo(image)  # type: ignore[arg-type]
    if not block:
        return

    def values(number: int) -> list[str]:
        content = block.get((2, number), b"")
        return [text for part in (content if isinstance(content, list) else [content]) if (text := _decoded(part))]

    for name, numbers in _IPTC.items():
        found = [text for number in numbers for text in values(number)]
        if found:
            yield name, _bounded((", " if name == "place" else "; ").join(dict.fromkeys(found)))
    date, time = "".join(values(_IPTC_DATE)[:1]), "".join(values(_IPTC_TIME)[:1])
    if len(date) == 8:
        day = f"{date[:4]}-{date[4:6]}-{date[6:]}"
        clock = f"T{time[:2]}:{time[2:4]}:{time[4:6]}{time[6:]}" if len(time) >= 6 else ""
        if moment := _moment(day + clock):
            yield "taken", moment


def _of_exif(image: Image.Image) -> Iterator[tuple[str, Any]]:
    exif = image.getexif()
    for name, tag in _EXIF.items():
        value = exif.get(tag)
        if isinstance(value, str | bytes) and (text := _decoded(value)):
            yield name, _bounded(text)
    own = exif.get_ifd(_EXIF_IFD)
    taken, offset = own.get(_TAKEN), own.get(_TAKEN_OFFSET, "")
    if isinstance(taken, str) and (moment := _moment(taken + (offset if isinstance(offset, str) else ""))):
        yield "taken", moment
    gps = exif.get_ifd(_GPS_IFD)
    if gps:
        north, east = _degrees(gps[2], gps[1]), _degrees(gps[4], gps[3])
        if abs(north) <= 90 and abs(east) <= 180:
            yield "gps", (north, east)


def _degrees(parts: Any, towards: Any) -> float:
    """Return degrees, minutes and seconds as one number; raises `ValueError` where they are none."""
    value: float = sum(float(part) / 60**place for place, part in enumerate(parts))
    if not math.isfinite(value):
        raise ValueError("not a place")
    return round(-value if str(towards)[:1] in "SW" else value, 6)


def _decoded(content: str | bytes) -> str:
    """Return a text of IPTC or EXIF: UTF-8 where it is that, else Western; Pillow reads EXIF as Latin-1."""
    raw = content.encode("latin-1", "replace") if isinstance(content, str) else content
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    return text.strip("\0 \r\n\t")


def _moment(text: str) -> str:
    match = _MOMENT.match(text.strip())
    if match is None:
        return ""
    year, month, day, hour, minute, second, offset = match.groups()
    moment = f"{year}-{month}-{day}T{hour or '00'}:{minute or '00'}:{second or '00'}"
    return moment + (offset or "").replace("Z", "+00:00")


def _bounded(text: str) -> str:
    return text.replace("\0", "")[:_LONGEST]
