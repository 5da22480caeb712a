"""Parsing in processes of its own: plain Python, no Django, so that a worker starts at once and opens no database."""

import gc
import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass

from articles.document import alike
from seeds.parsing import parse
from seeds.parsing.story import SeedStory
from seeds.reading import RawDocument, Unreadable

# So many documents, or characters, are parsed and then written together.
CHUNK = 200
CHUNK_CHARACTERS = 2_000_000


@dataclass(frozen=True)
class Parsed:
    """A document, what it was taken for, and by what its likes are found."""

    document: RawDocument
    story: SeedStory
    traces: tuple[int, ...]


Chunk = list[Parsed | Unreadable]


def parse_all(
    documents: Iterable[RawDocument | Unreadable], categories: Sequence[str], *, jobs: int = 1
) -> Iterator[Chunk]:
    """Yield documents in their order, parsed, a chunk at a time; with more than one job by that many processes but one.

    Never more than a few chunks are in memory. A document that the parser cannot take is answered with the reason.
    """
    chunks = _chunks(documents)
    if jobs < 2:
        for chunk in chunks:
            yield parse_chunk(chunk, categories)
        return
    workers = jobs - 1
    # Spawned, not forked: a worker inherits neither the database's connection nor its locks.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, _begin) as pool:
        waiting: deque[Future[Chunk]] = deque()
        try:
            for chunk in chunks:
                waiting.append(pool.submit(parse_chunk, chunk, categories))
                if len(waiting) > 2 * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _chunks(documents: Iterable[RawDocument | Unreadable]) -> Iterator[list[RawDocument | Unreadable]]:
    chunk: list[RawDocument | Unreadable] = []
    size = 0
    for document in documents:
        chunk.append(document)
        size += len(document.raw) if isinstance(document, RawDocument) else 0
        if len(chunk) >= CHUNK or size >= CHUNK_CHARACTERS:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def parse_chunk(documents: Sequence[RawDocument | Unreadable], categories: Sequence[str]) -> Chunk:
    """Parse documents; what could not be read stays as it is."""
    return [document if isinstance(document, Unreadable) else _parsed(document, categories) for document in documents]


def _parsed(document: RawDocument, categories: Sequence[str]) -> Parsed | Unreadable:
    try:
        return Parsed(document, parse(document.raw, list(categories)), tuple(alike.traces(document.raw)))
    except (ValueError, RecursionError) as error:
        return Unreadable(document.source, None, str(error).splitlines()[0], document.id)


def spare_collector() -> None:
    """Let Python look for circles of objects more seldom: a chunk is thousands of objects that all go at its end.

    Looking through them again and again took a sixth of the whole time. What is here already stays, and is not looked
    through at all.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 50, 100)


def _begin() -> None:
    """Leave signals to the command, and end with it: a worker whose command was killed would wait for ever."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    spare_collector()
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()


def _end_with(command: int) -> None:
    while os.getppid() == command:
        time.sleep(1)
    os._exit(1)
