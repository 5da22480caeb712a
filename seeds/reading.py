"""Raw documents from text files, folders and JSON-lines dumps, one at a time, as clean Unicode text."""

import gzip
import json
import os
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BufferedIOBase
from pathlib import Path
from typing import NamedTuple

from seeds.encodings import UndecodableText, clean, read_text

MAX_DOCUMENT_BYTES = 5_000_000


@dataclass(frozen=True)
class RawDocument:
    """One document as it came: its id, its clean text, where it was found, and what was done to clean it."""

    id: str
    raw: str
    source: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unreadable:
    """A document that could not be read: where, at which byte if known, and why."""

    source: str
    offset: int | None
    reason: str
    id: str | None = None


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


def _read_path(path: Path) -> Iterator[RawDocument | Unreadable]:
    if path.is_dir():
        empty = True
        for file in _text_files(path):
            empty = False
            yield _read_text_file(file)
        if empty:
            yield Unreadable(str(path), None, "the folder holds no text files")
    elif not path.exists():
        yield Unreadable(str(path), None, "no such file or folder")
    elif not path.is_file():
        yield Unreadable(str(path), None, "not a file")  # a pipe would be waited for, a device never ends
    elif path.name.endswith((".jsonl", ".jsonl.gz")):
        yield from _read_dump(path)
    else:
        yield _read_text_file(path)


def _text_files(folder: Path) -> Iterator[Path]:
    """Yield the text files below a folder in one order everywhere, without ever holding more than a folder's names."""
    with os.scandir(folder) as entries:
        names = sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries)
    for name, is_folder in names:
        path = folder / name
        if is_folder:
            yield from _text_files(path)
        elif name.endswith(".txt") and path.is_file():
            yield path


def _read_text_file(path: Path) -> RawDocument | Unreadable:
    source, id = str(path), unicodedata.normalize("NFC", path.stem)
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_DOCUMENT_BYTES + 1)
        if len(data) > MAX_DOCUMENT_BYTES:
            return Unreadable(source, None, "larger than the limit for a document", id)
        read = read_text(data)
        return RawDocument(id, read.text, source, read.notes)
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
        read = clean(raw)
        return RawDocument(clean(id).text, read.text, source, read.notes)
    except UndecodableText as error:
        return Unreadable(source, offset, error.reason, id)
