"""Pictures that lie beside the texts: `NAME-1.jpg` for the first caption of NAME, or what `pictures.json` names.

They fill the photos that await them. A file comes in the way of any upload (articles/desk/ingest.py), before the
document is loaded; what a photo holds already is left as it is.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.db import connection, connections

from articles.desk import ingest, intake
from articles.desk.imported import ImportedStory
from articles.desk.refusals import Refusal
from articles.imaging.bench import side_by_side
from articles.models.photos import Photo
from seeds.reading import RawDocument, Unreadable

MANIFEST = "pictures.json"
_NAMED = re.compile(r"(?P<name>.+)-(?P<place>[1-9]\d{0,2})\.(?:jpe?g|png|webp|avif|gif)", re.IGNORECASE)


@dataclass(frozen=True)
class Told:
    """A picture that belongs to a caption, with the text for those who cannot see it where one was given."""

    file: Path
    alt: str = ""


@dataclass(frozen=True)
class Brought:
    """A document with its pictures in the library; how many photos that awaited a file received one; what failed."""

    story: ImportedStory
    filled: int = 0
    refused: tuple[Unreadable, ...] = ()


class Folders:
    """What lies beside the documents of one run, each folder looked at once."""

    def __init__(self) -> None:
        self._known: dict[Path, dict[str, dict[int, Told]]] = {}
        self._refused: list[Unreadable] = []

    def pictures_of(self, document: RawDocument) -> dict[int, Told]:
        """Return a document's pictures by the place of their caption, from 1."""
        folder = Path(document.source).parent
        if folder not in self._known:
            self._known[folder] = self._look(folder)
        return self._known[folder].get(document.id, {})

    def refusals(self) -> list[Unreadable]:
        """Return, once, what stood in a manifest and cannot be used."""
        refused, self._refused = self._refused, []
        return refused

    def _look(self, folder: Path) -> dict[str, dict[int, Told]]:
        found: dict[str, dict[int, Told]] = {}
        try:
            names = sorted(entry.name for entry in folder.iterdir() if _NAMED.fullmatch(entry.name))
        except OSError:
            names = []
        for name in names:
            match = _NAMED.fullmatch(name)
            assert match is not None
            id = unicodedata.normalize("NFC", match["name"])
            self._add(found, folder, id, int(match["place"]), Told(folder / name))
        for id, entries in self._manifest(folder / MANIFEST).items():
            for place, entry in enumerate(entries if isinstance(entries, list) else [entries], start=1):
                entry = {"file": entry} if isinstance(entry, str) else entry
                if entry is None:
                    continue
                if not isinstance(entry, dict) or not isinstance(entry.get("file"), str):
                    self._refused.append(Unreadable(str(folder / MANIFEST), None, "names no file", id))
                    continue
                self._add(found, folder, id, place, Told(folder / entry["file"], str(entry.get("alt", ""))))
        return found

    def _add(self, found: dict[str, dict[int, Told]], folder: Path, id: str, place: int, told: Told) -> None:
        # Neither ".." nor a link leads out of the folder that was delivered.
        if not told.file.resolve().is_relative_to(folder.resolve()):
            self._refused.append(Unreadable(str(told.file), None, "lies outside its folder", id))
        elif not told.file.is_file():
            self._refused.append(Unreadable(str(told.file), None, "no such file or folder", id))
        else:
            found.setdefault(id, {})[place] = told

    def _manifest(self, path: Path) -> dict[str, Any]:
        try:
            entries = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        except (OSError, ValueError, RecursionError):
            entries = None
        if isinstance(entries, dict):
            return entries
        self._refused.append(Unreadable(str(path), None, "not a JSON object"))
        return {}


@dataclass(frozen=True)
class _Job:
    """One picture on its way to one caption: into the photo that awaits it, or into a new one."""

    story: int
    figure: int
    told: Told
    text: str
    credit: str
    awaits: Photo | None


def bring(documents: Sequence[tuple[ImportedStory, dict[int, Told]]], *, hands: int = 1) -> list[Brought]:
    """Bring the pictures of documents into the library, so many files at once, and return each with its photos.

    A caption whose photo has its file already keeps it; a file that the desk refuses is reported and its photo waits.
    """
    jobs = [job for number, (story, told) in enumerate(documents) for job in _jobs(number, story, told)]
    stories = [story for story, _told in documents]
    filled, refused = [0] * len(stories), [[] for _story in stories]
    for job, result in zip(jobs, _each(jobs, hands), strict=True):
        if isinstance(result, Unreadable):
            refused[job.story].append(result)
            continue
        filled[job.story] += job.awaits is not None
        stories[job.story] = _with(stories[job.story], job, result)
    return [Brought(*one) for one in zip(stories, filled, map(tuple, refused), strict=True)]


def _jobs(number: int, story: ImportedStory, told: dict[int, Told]) -> Iterable[_Job]:
    if not told:
        return
    figures = [place for place, block in enumerate(story.blocks) if block.kind == "figure"]
    for order, (place, known) in enumerate(zip(figures, intake.known_photos(story), strict=True), start=1):
        block = story.blocks[place]
        if order in told and (known is None or known.awaits_file):
            credit = block.credit.printed if block.credit else ""
            yield _Job(number, place, told[order], block.text, credit, known)


def _with(story: ImportedStory, job: _Job, photo: UUID) -> ImportedStory:
    """Return a document whose caption has its picture; the photo of an earlier import is found by its caption."""
    blocks = list(story.blocks)
    blocks[job.figure] = replace(blocks[job.figure], photo=None if job.awaits else photo, alt=job.told.alt)
    return replace(story, blocks=blocks)


def _each(jobs: list[_Job], hands: int) -> list[UUID | Unreadable]:
    """Return what came of each; one picture is never read twice at once, or it would be in the library twice."""
    groups: dict[str, list[int]] = {}
    for number, job in enumerate(jobs):
        groups.setdefault(_digest(job.told.file), []).append(number)
    results: dict[int, UUID | Unreadable] = {}

    def one_group(numbers: list[int]) -> None:
        for number in numbers:
            results[number] = _one(jobs[number])

    if hands == 1 or len(groups) < 2 or connection.in_atomic_block:  # what another thread writes is not seen within it
        for numbers in groups.values():
            one_group(numbers)
    else:
        with side_by_side(hands), ThreadPoolExecutor(hands) as pool:
            list(pool.map(_hanging_up(one_group), groups.values()))
    return [results[number] for number in range(len(jobs))]


def _one(job: _Job) -> UUID | Unreadable:
    name = job.told.file.name
    try:
        with job.told.file.open("rb") as stream:
            file = File(stream, name)
            if job.awaits is not None:
                return ingest.give_file(job.awaits, file, name, actor=None).pk
            arrival = ingest.upload(
                file, name, actor=None, description=job.text, credit=job.credit, alt=job.told.alt[:500]
            )
            return arrival.photo.pk
    except Refusal as refusal:
        return Unreadable(str(job.told.file), None, str(refusal))
    except OSError:
        return Unreadable(str(job.told.file), None, "cannot be opened")


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return str(path)


def _hanging_up(do: Callable[[list[int]], None]) -> Callable[[list[int]], None]:
    def done(numbers: list[int]) -> None:
        try:
            do(numbers)
        finally:
            connections.close_all()

    return done
