"""Bytes and characters that become clean Vietnamese text, or are refused with a place and a reason."""

import contextlib
import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeds import encodings
from seeds.encodings import CleanText, UndecodableText, clean, decode, read_text
from seeds.reading import RawDocument, read_documents

BAD_INPUT = Path(__file__).parents[3] / "shared" / "badinput"
ENCODINGS = BAD_INPUT / "encodings"
STRINGS = BAD_INPUT / "text" / "blns.jsonl"
TEXT = "Chợ Rộc họp phiên đầu năm.\nNgười bán, kẻ mua đều vui.\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        TEXT.encode("utf-16"),
        "\ufeff".encode("utf-16-be") + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32"),
        unicodedata.normalize("NFD", TEXT).encode(),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        TEXT.replace("\n", "\u2028").encode(),
        TEXT.replace("ợ", "ợ\x00\u200b\u202e\u00ad").encode(),
    ],
    ids=["plain", "bom", "utf16", "utf16be", "utf32", "nfd", "crlf", "cr", "line-separator", "non-text"],
)
def test_decode_every_sure_encoding(data: bytes) -> None:
    assert decode(data) == TEXT


@pytest.mark.parametrize(
    ("data", "offset", "reason"),
    [
        ("Chợ ".encode() + b"\xb5" + "quê".encode(), 6, "not valid UTF-8"),
        ("Chợ".encode()[:-1], 2, "not valid UTF-8"),
        (b"\xef\xbb\xbfCh\xff", 5, "not valid UTF-8"),
        (b"\xff\xfeA\x00\x00", 4, "not valid UTF-16-LE"),
        (b"", None, "no text"),
        (" \n\t\u200b".encode(), None, "no text"),
        ("Phố Ã¡ Ã¢ Ã£ Ä‘".encode(), 6, "looks double-encoded"),
        ("Chá»£ Rá»\ufffdc Ã\xa0 Ä‘".encode(), 2, "looks double-encoded"),
        ("Chợ R\ufffdc".encode(), 7, "holds letters that were lost before"),
        ("Malmø fødes bøker".encode(), 4, "looks like VNI or TCVN3 letters"),
        ("Chợ Rộc\n".encode() + b"H\xb5 N\xe9i, ng\xb5y h\xb6i", 13, "not valid UTF-8"),
    ],
)
def test_decode_unsure_text_is_refused(data: bytes, offset: int | None, reason: str) -> None:
    with pytest.raises(UndecodableText) as error:
        decode(data)
    assert (error.value.offset, error.value.reason) == (offset, reason)


@pytest.mark.parametrize(
    "text",
    [
        "Giá cà phê: “Chưa bao giờ tăng đến thế này á”, “quá…”, “lạ” – bà con nói.",
        "Plain English with a naïve café and Malmö in it, nothing more to see here.",
        "XÃ “ĐIỂM” của huyện: cá “Ã” là chữ hoa.",
    ],
)
def test_decode_ordinary_letters_are_no_wrong_letters(text: str) -> None:
    assert decode(text.encode()) == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_decode_wide_letters_without_a_mark(encoding: str) -> None:
    assert decode((TEXT * 3).encode(encoding)) == TEXT * 3


@pytest.mark.parametrize(
    ("data", "text", "note"),
    [
        (b"H\xb5 N\xe9i: ch\xee R\xe9c h\xe4p \xae\xabng", "Hà Nội: chợ Rộc họp đông", "was TCVN3"),
        ("Nhµ m¸y ®­êng ®· më cöa vµo s¸ng nay".encode(), "Nhà máy đường đã mở cửa vào sáng nay", "was TCVN3"),
        (b"Ha\xf8 No\xe4i: ch\xf4\xef R\xf6\xf4\xefc", "Hà Nội: chợ Rược", "was VNI"),
        ("Nhaø maùy ñöôøng ñaõ môû cöûa".encode(), "Nhà máy đường đã mở cửa", "was VNI"),
        (TEXT.encode().decode("latin-1").encode(), TEXT, "was double-encoded"),
        ("Chợ Rộc đông".encode().decode("cp1252").encode(), "Chợ Rộc đông", "was double-encoded"),
    ],
)
def test_decode_old_encodings_that_leave_no_doubt(data: bytes, text: str, note: str) -> None:
    assert read_text(data) == CleanText(text, (note,))


@pytest.mark.parametrize(
    ("raw", "text", "note"),
    [
        ("Chợ\u202e Rộc\u2066", "Chợ Rộc", "marks of direction were left out"),
        ("Chợ R\u0300\u0301\u0302\u0303\u0300\u0301ộc", "Chợ R\u0300\u0301ộc", "marks heaped on letters were left out"),
        ("<b>Chợ</b>", "<b>Chợ</b>", "holds markup, which is kept as text"),
    ],
)
def test_clean_tells_what_it_did(raw: str, text: str, note: str) -> None:
    assert clean(raw) == CleanText(text, (note,))


def test_decode_utf32_is_not_taken_for_utf16() -> None:
    assert decode("Chợ 😀".encode("utf-32")) == "Chợ 😀"


def test_decode_keeps_every_other_character() -> None:
    text = "Nghe\u00a0nói – 35\u202f°C, “½” €, 😀, 日本\tcột\n"
    assert decode(text.encode()) == text


@pytest.mark.skipif(not ENCODINGS.exists(), reason="the shared set of bad input is not beside this checkout")
def test_read_shared_bad_encodings_gives_the_true_text_or_a_report() -> None:
    for entry in json.loads((ENCODINGS / "manifest.json").read_text(encoding="utf-8")):
        [document] = read_documents([ENCODINGS / entry["file"]])
        if entry["true_text"]:
            assert isinstance(document, RawDocument) and document.raw == entry["true_text"], entry["file"]
        else:
            assert isinstance(document, RawDocument) or document.reason, entry["file"]


@pytest.mark.skipif(not STRINGS.exists(), reason="the shared set of bad input is not beside this checkout")
def test_clean_shared_naughty_strings_comes_out_clean_or_is_refused() -> None:
    for line in STRINGS.read_text(encoding="utf-8").splitlines():
        payload = json.loads(line)
        payload = payload["payload"] if isinstance(payload, dict) else payload
        with contextlib.suppress(UndecodableText):
            text = clean(payload).text
            assert text == unicodedata.normalize("NFC", text) == clean(text).text
            controls = {letter for letter in text if unicodedata.category(letter) in {"Cc", "Cs"}}
            assert controls <= {"\n", "\t"}


ORDINARY = st.text(st.sampled_from("aăâbđeêơươỳạộ ÀÁÂĐƯỸ.,:-“”‘’…–—<>&;/\n0189~#"), max_size=60)


@given(ORDINARY)
def test_ordinary_text_is_what_the_long_way_makes_of_it(text: str) -> None:
    assert encodings._ORDINARY.fullmatch(text)
    assert encodings._cleaned(text) == (text, [])
