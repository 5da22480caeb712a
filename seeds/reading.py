"""Raw documents from text files, folders and JSON-lines dumps, one at a time, as clean Unicode text."""

import gzip
import json
import re
import unicodedata
import zlib
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BufferedIOBase
from pathlib import Path
from typing import NamedTuple

MAX_DOCUMENT_BYTES = 5_000_000

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKED_ENCODINGS = (
    (BOM_UTF32_LE, "utf-32-le"),
    (BOM_UTF32_BE, "utf-32-be"),
    (BOM_UTF16_LE, "utf-16-le"),
    (BOM_UTF16_BE, "utf-16-be"),
    (BOM_UTF8, "utf-8"),
)
_LINE_END = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_NOT_TEXT = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
_VIETNAMESE_LETTER = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")
# Two Latin-1 or Windows-1252 characters that are the two bytes of one UTF-8 letter; an "á" or "â" before a quotation
# mark is ordinary Vietnamese, so these two count only before the characters that never follow them in print.
_DOUBLE_ENCODED = re.compile("[ÃÄÆ][\x80-\xbf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|á[º»](?=\\S)|â€")
_LEGACY_LETTER = re.compile("[øûïñäåöëüæîØÛÏÑÄÅÖËÜÆÎ]|\\w[µ¸¶·¹©®ª«¬]|[®©µ¸¶·¹]\\w")
_DOUBLE_ENCODED_SHARE = 0.2
_LEGACY_SHARE = 0.15


@dataclass(frozen=True)
class RawDocument:
    """One document as it came: its id, its clean text and where it was found."""

    id: str
    raw: str
    source: str


@dataclass(frozen=True)
class Unreadable:
    """A document that could not be read: where, at which byte if known, and why."""

    source: str
    offset: int | None
    reason: str
    id: str | None = None


class UndecodableText(ValueError):
    """Bytes that are no text in an encoding we are sure of."""

    def __init__(self, offset: int | None, reason: str) -> None:
        super().__init__(reason)
        self.offset = offset
        self.reason = reason


class _Line(NamedTuple):
    number: int
    offset: int
    data: bytes | None  # None: too long to be read


def read_documents(paths: Iterable[Path]) -> Iterator[RawDocument | Unreadable]:
    """Read every document below the paths, one at a time; whatever cannot be read is reported in its place."""
    seen: set[str] = set()
    for path in paths:
        for document in _read_path(Path(path)):
            if isinstance(document, RawDocument):
                if document.id in seen:
                    document = Unreadable(document.source, None, "its id occurred before", document.id)
                else:
                    seen.add(document.id)
            yield document


def decode(data: bytes) -> str:
    """Turn the bytes of a document into clean text.

    Raises UndecodableText where the bytes are not UTF-8 (or UTF-16 or UTF-32 with a byte order mark), where the text
    looks wrongly decoded already, and where there is none. Nothing is guessed.
    """
    encoding, start = "utf-8", 0
    for mark, name in _MARKED_ENCODINGS:
        if data.startswith(mark):
            encoding, start = name, len(mark)
            break
    try:
        text = data[start:].decode(encoding)
    except UnicodeDecodeError as error:
        raise UndecodableText(start + error.start, f"not valid {encoding.upper()}") from error
    return clean(text)


def clean(text: str) -> str:
    """Return text in NFC, with one kind of line end and without characters that are no text.

    Left out are control characters (NUL among them), zero-width and direction marks, soft hyphens and byte order
    marks. Raises UndecodableText where nothing is left, or where the text looks wrongly decoded already.
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise UndecodableText(None, "holds half a character") from error
    if reason := _wrong_letters(text):
        raise UndecodableText(None, reason)
    text = unicodedata.normalize("NFC", _NOT_TEXT.sub("", _LINE_END.sub("\n", text)))
    if not text.strip():
        raise UndecodableText(None, "no text")
    return text


def _wrong_letters(text: str) -> str | None:
    pairs = len(_DOUBLE_ENCODED.findall(text))
    if pairs >= 3 and pairs > _DOUBLE_ENCODED_SHARE * sum(character > "\x7f" for character in text) / 2:
        return "looks double-encoded"
    if not _VIETNAMESE_LETTER.search(unicodedata.normalize("NFC", text)):
        words = text.split()
        legacy = sum(bool(_LEGACY_LETTER.search(word)) for word in words)
        if legacy >= 3 and legacy > _LEGACY_SHARE * len(words):
            return "looks like VNI or TCVN3 letters"
    return None


def _read_path(path: Path) -> Iterator[RawDocument | Unreadable]:
    if path.is_dir():
        files = sorted(file for file in path.rglob("*.txt") if file.is_file())
        if not files:
            yield Unreadable(str(path), None, "the folder holds no text files")
        for file in files:
            yield _read_text_file(file)
    elif not path.exists():
        yield Unreadable(str(path), None, "no such file or folder")
    elif not path.is_file():
        yield Unreadable(str(path), None, "not a file")  # a pipe would be waited for, a device never ends
    elif path.name.endswith((".jsonl", ".jsonl.gz")):
        yield from _read_dump(path)
    else:
        yield _read_text_file(path)


def _read_text_file(path: Path) -> RawDocument | Unreadable:
    source, id = str(path), unicodedata.normalize("NFC", path.stem)
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_DOCUMENT_BYTES + 1)
        if len(data) > MAX_DOCUMENT_BYTES:
            return Unreadable(source, None, "larger than the limit for a document", id)
        return RawDocument(id, decode(data), source)
    except OSError:
        return Unreadable(source, None, "cannot be opened", id)
    except UndecodableText as error:
        return Unreadable(source, error.offset, error.reason, id)


def _read_dump(path: Path) -> Iterator[RawDocument | Unreadable]:
    offset = 0
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
            for line in _lines(stream):
                offset = line.offset
                source = f"{path}:{line.number}"
                if line.data is None:
                    yield Unreadable(source, offset, "larger than the limit for a document")
                elif line.data.strip():
                    yield _read_line(line.data, offset, source)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        yield Unreadable(str(path), offset, "the compressed file is damaged")
    except OSError:
        yield Unreadable(str(path), None, "cannot be opened")


def _lines(stream: BufferedIOBase) -> Iterator[_Line]:
    number, offset = 0, 0
    while data := stream.readline(MAX_DOCUMENT_BYTES + 1):
        number += 1
        length = len(data)
        too_long = length > MAX_DOCUMENT_BYTES
        while too_long and not data.endswith(b"\n") and (data := stream.readline(MAX_DOCUMENT_BYTES)):
            length += len(data)
        yield _Line(number, offset, None if too_long else data)
        offset += length


def _read_line(data: bytes, offset: int, source: str) -> RawDocument | Unreadable:
    try:
        entry = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return Unreadable(source, offset + error.start, "not valid UTF-8")
    except (ValueError, RecursionError):
        return Unreadable(source, offset, "not a JSON object")
    if not isinstance(entry, dict):
        return Unreadable(source, offset, "not a JSON object")
    id, raw = entry.get("id"), entry.get("raw")
    if not isinstance(id, str) or not id.strip():
        return Unreadable(source, offset, "no id")
    if not isinstance(raw, str):
        return Unreadable(source, offset, "no raw text", id)
    try:
        return RawDocument(clean(id), clean(raw), source)
    except UndecodableText as error:
        return Unreadable(source, offset, error.reason, id)
