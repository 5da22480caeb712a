"""What is written into every stored file: whose picture it is and what it shows. Nothing else stands in one."""

from dataclasses import dataclass
from xml.sax.saxutils import escape

from PIL import Image

_DESCRIPTION, _ARTIST, _COPYRIGHT = 0x010E, 0x013B, 0x8298  # EXIF
# No angle brackets: a browser that is made to guess must find nothing like a tag in a picture.
_HARMLESS = str.maketrans("<>", "‹›")
_MOST = {"caption": 2000, "creator": 200, "credit": 300, "copyright": 300}


@dataclass(frozen=True, slots=True)
class Label:
    """Our own words for a file."""

    caption: str = ""
    creator: str = ""
    credit: str = ""
    copyright: str = ""

    def tidied(self) -> "Label":
        """Return the label as it is written: bounded, on one line, without angle brackets and controls."""
        return Label(**{name: _tidied(getattr(self, name), most) for name, most in _MOST.items()})


def exif(label: Label) -> bytes:
    """Return a label as EXIF, in UTF-8 as everybody writes it; empty for an empty label."""
    made = Image.Exif()
    for tag, text in ((_DESCRIPTION, label.caption), (_ARTIST, label.creator), (_COPYRIGHT, label.copyright)):
        if text:
            made[tag] = text.encode()
    return made.tobytes() if len(made) else b""


def xmp(label: Label) -> bytes:
    """Return a label as an XMP packet; empty for an empty label."""
    parts = []
    if label.caption:
        parts.append(f"<dc:description>{_alternative(label.caption)}</dc:description>")
    if label.creator:
        parts.append(f"<dc:creator><rdf:Seq><rdf:li>{escape(label.creator)}</rdf:li></rdf:Seq></dc:creator>")
    if label.copyright:
        parts.append(f"<dc:rights>{_alternative(label.copyright)}</dc:rights>")
    if label.credit:
        parts.append(f"<photoshop:Credit>{escape(label.credit)}</photoshop:Credit>")
    if not parts:
        return b""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/">'
        f"{''.join(parts)}</rdf:Description></rdf:RDF></x:xmpmeta>"
        '<?xpacket end="r"?>'
    ).encode()


def iptc_segment(label: Label) -> bytes:
    """Return a label as a JPEG segment (APP13) with an IPTC block in UTF-8; empty for an empty label."""
    # Record 2: by-line, credit, copyright notice, caption, each with the most bytes that the standard gives it.
    sets = [(80, label.creator, 32), (110, label.credit, 32), (116, label.copyright, 128), (120, label.caption, 2000)]
    body = b"".join(_dataset(2, number, _cut_bytes(text, most)) for number, text, most in sets if text)
    if not body:
        return b""
    # The character set (ESC % G: UTF-8), then the version of the record.
    block = _dataset(1, 90, b"\x1b%G") + _dataset(2, 0, b"\x00\x04") + body
    resource = b"8BIM\x04\x04\x00\x00" + len(block).to_bytes(4, "big") + block + b"\x00" * (len(block) % 2)
    content = b"Photoshop 3.0\x00" + resource
    return b"\xff\xed" + (len(content) + 2).to_bytes(2, "big") + content


def _alternative(text: str) -> str:
    return f'<rdf:Alt><rdf:li xml:lang="x-default">{escape(text)}</rdf:li></rdf:Alt>'


def _dataset(record: int, number: int, content: bytes) -> bytes:
    return bytes((0x1C, record, number)) + len(content).to_bytes(2, "big") + content


def _cut_bytes(text: str, most: int) -> bytes:
    return text.encode()[:most].decode(errors="ignore").encode()


def _tidied(text: str, most: int) -> str:
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return line.translate(_HARMLESS)[:most]
