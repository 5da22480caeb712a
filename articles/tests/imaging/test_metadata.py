"""What files say of themselves: three old formats, read into the same few words, whatever state they are in."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from articles.imaging import metadata
from articles.imaging.labels import Label, iptc_segment, xmp
from articles.imaging.metadata import Metadata
from articles.tests.pictures import drawn, encoded

SMALL = drawn(16, 16)


def said(**how: object) -> Metadata:
    with Image.open(io.BytesIO(encoded(SMALL, **how))) as image:
        return metadata.read(image)


def packet(body: str, attributes: str = "") -> bytes:
    return (
        '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" '
        f'xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/" {attributes}>{body}'
        "</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>"
    ).encode()


def dataset(number: int, content: bytes) -> bytes:
    return bytes((0x1C, 2, number)) + len(content).to_bytes(2, "big") + content


def iptc(*datasets: bytes) -> bytes:
    block = b"".join(datasets)
    resource = b"8BIM\x04\x04\0\0" + len(block).to_bytes(4, "big") + block + b"\0" * (len(block) % 2)
    content = b"Photoshop 3.0\0" + resource
    return b"\xff\xed" + (len(content) + 2).to_bytes(2, "big") + content


def test_file_without_a_word_says_nothing() -> None:
    assert said() == Metadata()
    assert said().as_json() == {}


def test_xmp_is_read_from_elements_attributes_and_lists() -> None:
    found = said(
        xmp=packet(
            "<dc:description><rdf:Alt><rdf:li xml:lang='x-default'>Chợ phiên</rdf:li>"
            "<rdf:li xml:lang='en'>Market</rdf:li></rdf:Alt></dc:description>"
            "<dc:creator><rdf:Seq><rdf:li>Mai Hoa</rdf:li><rdf:li>Đức Anh</rdf:li></rdf:Seq></dc:creator>"
            "<photoshop:DateCreated>2026-11-20T08:30:00+07:00</photoshop:DateCreated>"
            "<Iptc4xmpCore:Location>Chợ Đồng Văn</Iptc4xmpCore:Location>",
            'photoshop:Credit="TTXVN" photoshop:City="Hà Giang" photoshop:Country="Việt Nam"',
        )
    )
    assert (found.caption, found.creator, found.credit) == ("Chợ phiên", "Mai Hoa; Đức Anh", "TTXVN")
    assert (found.place, found.taken) == ("Chợ Đồng Văn, Hà Giang, Việt Nam", "2026-11-20T08:30:00+07:00")


def test_iptc_is_read_in_utf_8_and_in_western() -> None:
    found = said(
        extra=iptc(
            dataset(120, "Chợ phiên".encode()),
            dataset(80, b"Jos\xe9"),
            dataset(90, b"Vinh"),
            dataset(101, "Việt Nam".encode()),
            dataset(55, b"20261120"),
            dataset(60, b"083000+0700"),
        )
    )
    assert (found.caption, found.creator, found.place) == ("Chợ phiên", "José", "Vinh, Việt Nam")
    assert found.taken == "2026-11-20T08:30:00+0700"


def test_exif_is_read_with_its_moment_and_place() -> None:
    exif = Image.Exif()
    exif[0x010E], exif[0x013B] = "Chợ phiên".encode(), "Mai Hoa"
    exif.get_ifd(0x8769).update({0x9003: "2026:11:20 08:30:00", 0x9011: "+07:00"})
    exif.get_ifd(0x8825).update({1: "S", 2: (18.0, 30.0, 0.0), 3: "W", 4: (105.0, 0.0, 36.0)})
    found = said(exif=exif)
    assert (found.caption, found.creator, found.taken) == ("Chợ phiên", "Mai Hoa", "2026-11-20T08:30:00+07:00")
    assert found.gps == (-18.5, -105.01)


def test_xmp_counts_before_iptc_and_iptc_before_exif() -> None:
    exif = Image.Exif()
    exif[0x010E], exif[0x8298] = "exif", "© exif".encode()
    found = said(exif=exif, xmp=xmp(Label("xmp")), extra=iptc_segment(Label("iptc", "iptc")))
    assert (found.caption, found.creator, found.copyright) == ("xmp", "iptc", "© exif")


@pytest.mark.parametrize(
    "broken",
    [
        b"<x",
        b"\xff\xfe\0<",
        b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x>&a;</x>",
        b"<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><x>&b;</x>",
        b"<a>" * 5000,
    ],
    ids=["cut", "binary", "foreign entity", "entity bomb", "deep"],
)
def test_xmp_that_is_broken_or_hostile_says_nothing(broken: bytes) -> None:
    assert said(xmp=broken) == Metadata()


@pytest.mark.parametrize(
    "gps", [{2: (1, 0)}, {1: "N", 2: (0, 0, 0), 3: "E", 4: (500.0, 0, 0)}, {1: "N", 2: "x", 3: "E", 4: "y"}]
)
def test_place_that_is_none_is_left_out(gps: dict[int, object]) -> None:
    exif = Image.Exif()
    exif[0x013B] = "Mai Hoa"
    try:
        exif.get_ifd(0x8825).update(gps)
        found = said(exif=exif)
    except (TypeError, ValueError):
        pytest.skip("Pillow does not write that.")
    assert (found.gps, found.creator) == (None, "Mai Hoa")


@given(st.binary(max_size=300), st.binary(max_size=300), st.binary(max_size=300))
def test_reading_never_raises(exif: bytes, packet: bytes, block: bytes) -> None:
    found = said(exif=b"Exif\0\0" + exif, xmp=packet, extra=iptc(dataset(120, block)))
    assert all(isinstance(value, str) and len(value) <= 5000 for value in (found.caption, found.creator, found.taken))
