"""Bytes to clean Vietnamese text: every encoding that can be told for sure, and a reason where none can."""

import re
import unicodedata
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE
from dataclasses import dataclass

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKED_ENCODINGS = (
    (BOM_UTF32_LE, "utf-32-le"),
    (BOM_UTF32_BE, "utf-32-be"),
    (BOM_UTF16_LE, "utf-16-le"),
    (BOM_UTF16_BE, "utf-16-be"),
    (BOM_UTF8, "utf-8"),
)
# What most texts are made of and nothing else, so that there is nothing to mend. Without "Ã": a text encoded twice
# may hold beside such signs alone.
_ORDINARY = re.compile("[\n -~“”‘’…–—ÀÁÂÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9]*")
_LINE_END = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_NOT_TEXT = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
_HEAPED_MARKS = re.compile("([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{2})[\u0300-\u036f]+")
_MARKUP = re.compile(r"</?[a-z][^<>\n]{0,200}>|&(?:lt|gt|amp|nbsp|quot|#\d+);", re.IGNORECASE)
_VIETNAMESE_LETTER = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")
# Two Latin-1 or Windows-1252 characters that are the two bytes of one UTF-8 letter; an "á" or "â" before a quotation
# mark is ordinary Vietnamese, so these two count only before the characters that never follow them in print.
_DOUBLE_ENCODED = re.compile("[ÃÄÆ][\x80-\xbf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|á[º»](?=\\S)|â€")
_LEGACY_LETTER = re.compile("[øûïñäåöëüæîØÛÏÑÄÅÖËÜÆÎ]|\\w[µ¸¶·¹©®ª«¬]|[®©µ¸¶·¹]\\w")
_DOUBLE_ENCODED_SHARE = 0.2
_LEGACY_SHARE = 0.15
# TCVN 5712 from byte 0x80 on; the combining marks are five bytes from 0xB0.
_TCVN3 = dict(
    enumerate(
        "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ\xa0ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệ"
        "ìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ",
        0x80,
    )
)
# VNI writes a vowel and behind it a byte for its marks; some vowels are bytes of their own.
_VNI_MARKS = {
    **dict(zip("ùøûõï", "\u0301\u0300\u0309\u0303\u0323", strict=True)),
    **{mark: "\u0302" + tone for mark, tone in zip("âáàåãä", ("", *"\u0301\u0300\u0309\u0303\u0323"), strict=True)},
    **{mark: "\u0306" + tone for mark, tone in zip("êéèúüë", ("", *"\u0301\u0300\u0309\u0303\u0323"), strict=True)},
}
_VNI_LETTERS = dict(zip("ñöôíìæóòî", "đươíìỉĩịỵ", strict=True))
_VNI = {
    **{ord(mark): marks for mark, marks in _VNI_MARKS.items()},
    **{ord(mark.upper()): marks for mark, marks in _VNI_MARKS.items()},
    **{ord(letter): meant for letter, meant in _VNI_LETTERS.items()},
    **{ord(letter.upper()): meant.upper() for letter, meant in _VNI_LETTERS.items()},
}
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_SYLLABLE = re.compile(
    "(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?"
    "(?:uyê|oai|oay|oao|oeo|uây|uôi|ươi|ươu|iêu|yêu|uyu|uya|oa|oă|oe|oo|uâ|uê|uy|uơ|iê|yê|uô|ươ|ia|ya|ua|ưa|ai|ao|au|"
    "ay|âu|ây|eo|êu|iu|oi|ôi|ơi|ui|ưi|ưu|[aăâeêioôơuưy])(?:ch|c|m|ng|nh|n|p|t)?"
)
_WORD = re.compile(r"[^\W\d_]+")
_SURE_SHARE = 0.95
_LEAST_WORDS = 3


@dataclass(frozen=True)
class CleanText:
    """A text, and what had to be done to it that its source may want to know."""

    text: str
    notes: tuple[str, ...] = ()


class UndecodableText(ValueError):
    """Bytes that are no text in an encoding we are sure of."""

    def __init__(self, offset: int | None, reason: str) -> None:
        super().__init__(reason)
        self.offset = offset
        self.reason = reason


def decode(data: bytes) -> str:
    """Return the clean text of a document's bytes, as `read_text` does."""
    return read_text(data).text


def read_text(data: bytes) -> CleanText:
    """Turn the bytes of a document into clean text.

    UTF-8, UTF-16 and UTF-32 with or without a byte order mark, TCVN3, VNI and double-encoded UTF-8 are read where the
    result is Vietnamese beyond doubt. Raises UndecodableText with a byte and a reason otherwise. Nothing is guessed.
    """
    encoding, start = _encoding_of(data)
    try:
        text = data[start:].decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8" or start:
            raise UndecodableText(start + error.start, f"not valid {encoding.upper()}") from error
        if read := _read_legacy(data.decode("latin-1")):
            return _with_notes(clean(read.text), read.notes)
        raise UndecodableText(error.start, "not valid UTF-8") from error
    return clean(text)


def clean(text: str) -> CleanText:
    """Return text in NFC, with one kind of line end and without characters that are no text.

    Left out are control characters (NUL among them), zero-width and direction marks, soft hyphens, byte order marks and
    all but two of many marks heaped on one letter. Raises UndecodableText where nothing is left, or where the text
    was wrongly decoded already and cannot be mended for sure.
    """
    text, notes = (text, []) if _ORDINARY.fullmatch(text) else _cleaned(text)
    if _MARKUP.search(text):
        notes.append("holds markup, which is kept as text")
    if not text.strip():
        raise UndecodableText(None, "no text")
    return CleanText(text, tuple(notes))


def _cleaned(text: str) -> tuple[str, list[str]]:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise UndecodableText(None, "holds half a character") from error
    mended = _mend(text)
    text, notes = mended.text, [*mended.notes]
    text = _LINE_END.sub("\n", text)
    if _DIRECTION.search(text):
        notes.append("marks of direction were left out")
    text = unicodedata.normalize("NFC", _NOT_TEXT.sub("", text))
    text, heaps = _HEAPED_MARKS.subn(r"\1", text)
    if heaps:
        notes.append("marks heaped on letters were left out")
    return text, notes


def _with_notes(read: CleanText, notes: tuple[str, ...]) -> CleanText:
    return CleanText(read.text, (*notes, *read.notes))


def _encoding_of(data: bytes) -> tuple[str, int]:
    """Return the encoding that a byte order mark names, or that the places of NUL bytes betray; else UTF-8."""
    for mark, name in _MARKED_ENCODINGS:
        if data.startswith(mark):
            return name, len(mark)
    head = data[:4096]
    nuls = [head[place::4].count(0) / max(1, len(head) // 4) for place in range(4)]
    if len(head) >= 8 and sum(nuls) > 1:
        if len(data) % 4 == 0 and min(nuls[2:]) > 0.9:
            return "utf-32-le", 0
        if len(data) % 4 == 0 and min(nuls[:2]) > 0.9:
            return "utf-32-be", 0
        if min(nuls[1], nuls[3]) > 0.4 and max(nuls[0], nuls[2]) < 0.1:
            return "utf-16-le", 0
        if min(nuls[0], nuls[2]) > 0.4 and max(nuls[1], nuls[3]) < 0.1:
            return "utf-16-be", 0
    return "utf-8", 0


def _mend(text: str) -> CleanText:
    """Return text whose letters were decoded wrongly once before as it was meant; raise where that is not sure."""
    if (lost := text.find("\ufffd")) >= 0 and not _looks_double_encoded(text):
        raise UndecodableText(len(text[:lost].encode()), "holds letters that were lost before")
    if _looks_double_encoded(text):
        offset = _first(_DOUBLE_ENCODED, text)
        try:
            meant = _as_bytes(text).decode()
        except ValueError as error:
            raise UndecodableText(offset, "looks double-encoded") from error
        if _is_vietnamese(meant):
            return CleanText(meant, ("was double-encoded",))
        raise UndecodableText(offset, "looks double-encoded")
    if _looks_legacy(text):
        if read := _read_legacy(text):
            return read
        raise UndecodableText(_first(_LEGACY_LETTER, text), "looks like VNI or TCVN3 letters")
    return CleanText(text)


def _looks_double_encoded(text: str) -> bool:
    pairs = len(_DOUBLE_ENCODED.findall(text))
    return pairs >= 3 and pairs > _DOUBLE_ENCODED_SHARE * sum(character > "\x7f" for character in text) / 2


def _looks_legacy(text: str) -> bool:
    if text.isascii() or _VIETNAMESE_LETTER.search(unicodedata.normalize("NFC", text)):
        return False
    words = text.split()
    legacy = sum(bool(_LEGACY_LETTER.search(word)) for word in words)
    return legacy >= 3 and legacy > _LEGACY_SHARE * len(words)


def _first(pattern: re.Pattern[str], text: str) -> int | None:
    match = pattern.search(text)
    return len(text[: match.start()].encode()) if match else None


def _as_bytes(text: str) -> bytes:
    """Return the bytes that were read as Windows-1252, whose five gaps were read as control characters."""
    return b"".join(bytes([ord(c)]) if ord(c) < 0x100 else c.encode("cp1252") for c in text)


def _read_legacy(text: str) -> CleanText | None:
    """Return a text whose bytes were read as Latin-1 in the one old encoding that makes it Vietnamese, if one does."""
    try:
        text = _as_bytes(text).decode("latin-1")
    except ValueError:
        return None
    read = {
        "was TCVN3": unicodedata.normalize("NFC", text.translate(_TCVN3)),
        "was VNI": unicodedata.normalize("NFC", text.translate(_VNI)),
    }
    sure = [CleanText(meant, (note,)) for note, meant in read.items() if _is_vietnamese(meant)]
    return sure[0] if len(sure) == 1 else None


def _is_vietnamese(text: str) -> bool:
    """Tell whether nearly all words with Vietnamese letters are syllables that the language can have."""
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    if len(words) < _LEAST_WORDS:
        return False
    return sum(_is_syllable(word) for word in words) >= _SURE_SHARE * len(words)


def _is_syllable(word: str) -> bool:
    plain, tones = _TONES.subn("", unicodedata.normalize("NFD", word.lower()))
    return tones <= 1 and bool(_SYLLABLE.fullmatch(unicodedata.normalize("NFC", plain)))
