"""Does search find the story, and at once? Fills a throw-away database and measures.

    python benchmarks/search.py quality [--corpus ../shared/corpus] [--check]
    python benchmarks/search.py latency [--stories 100000] [--check]

benchmarks/README.md says what is measured and how to read it.
"""

import argparse
import datetime
import gzip
import json
import os
import random
import statistics
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pages import FOLDER, ROOT, start_django

if TYPE_CHECKING:
    from articles.models.publication import Publication

ASKED = 400
SEED = 2026
# Mean reciprocal rank within the first ten: the title without its marks, then four syllables of it.
QUALITY = {"title": 0.82, "four syllables": 0.38}
LATENCY = {50: 30, 95: 80}  # milliseconds at a percentile
BATCH = 500
APART = datetime.timedelta(minutes=52)
FROZEN = ("title", "sapo", "document")


def read_gold(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield what is known of each document of a research corpus, which is no part of this project."""
    files = sorted(folder.glob("*.jsonl.gz"), reverse=True)
    if not files:
        sys.exit(
            f"There is no corpus in {folder}. Wanted are files *.jsonl.gz, an object a line, in it gold.title, "
            "gold.lead and gold.blocks[].text; it belongs to others and is no part of this project."
        )
    for path in files:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)["gold"]


def read_corpus(folder: Path) -> list[dict[str, Any]]:
    """Return title, sapo and paragraphs of each document of the corpus."""
    return [
        {
            "title": gold["title"],
            "sapo": gold["lead"] or "",
            "parts": [block["text"] for block in gold["blocks"] if block["text"]],
        }
        for gold in read_gold(folder)
    ]


class Paper:
    """Bare publications with the words that search reads, and their index."""

    def __init__(self) -> None:
        from django.utils import timezone

        from articles.models.taxonomy import Category

        self.now = timezone.now()
        self.categories = [Category.objects.create(name=f"Mục {n}", slug=f"muc-{n}", position=n) for n in range(10)]
        self.size = 0

    def add(self, texts: Sequence[dict[str, Any]], *, copies: int = 1) -> None:
        """Print texts as stories of ten years, all of them once, then all again; what indexing makes of one is kept."""
        from django.db import transaction

        from articles.models.search import SearchEntry
        from articles.public import search_index

        entry_of, terms_of = search_index.entry_of, search_index.terms_of
        for begin in range(0, len(texts), BATCH // copies):
            rows = [(number, self._frozen(texts[number])) for number in range(begin, len(texts))[: BATCH // copies]]
            made = [self._story(copy * len(texts) + number, text) for number, text in rows for copy in range(copies)]
            entries = {str(text): entry_of(self._story(0, text)) for _number, text in rows}
            terms = {entry.folded: terms_of(entry) for entry in entries.values()}

            def kept(publication, entries=entries):
                entry = entries[str({name: getattr(publication, name) for name in FROZEN})]
                return SearchEntry(
                    publication=publication, length=entry.length, folded=entry.folded, accented=entry.accented
                )

            search_index.entry_of, search_index.terms_of = kept, lambda entry, terms=terms: terms[entry.folded]
            with transaction.atomic():
                type(made[0]).objects.bulk_create(made)
                search_index.write(made)
        search_index.entry_of, search_index.terms_of = entry_of, terms_of

    def _frozen(self, text: dict[str, Any]) -> dict[str, Any]:
        from articles.document.blocks import Document, Paragraph, normalise, plain
        from articles.document.codec import to_json

        body = normalise(Document(tuple(Paragraph(plain(part)) for part in text["parts"])))
        return {"title": text["title"], "sapo": text["sapo"], "document": to_json(body)}

    def _story(self, place: int, text: dict[str, Any]) -> "Publication":
        from articles.models.publication import Publication

        moment, category = self.now - APART * (place + 1), self.categories[place % 10]
        return Publication(
            story_id=uuid.UUID(int=place + 1),
            number=place + 1,
            version=1,
            slug="bai",
            category=category,
            section=category,
            goes_live_at=moment,
            first_published_at=moment,
            **text,
        )


def quality(documents: list[dict[str, Any]]) -> dict[str, float]:
    """Ask for four hundred stories by their titles, which are not indexed, and by four syllables of them."""
    from articles.document.query import parse
    from articles.document.words import folded, words
    from articles.models.publication import Publication
    from articles.public import search

    Paper().add([{**document, "title": "…"} for document in documents])
    chance = random.Random(SEED)
    numbers = chance.sample(range(1, len(documents) + 1), ASKED)
    keys = dict(Publication.objects.filter(number__in=numbers).values_list("number", "pk"))
    ranks: dict[str, list[float]] = {name: [] for name in QUALITY}
    for number in numbers:
        title = [folded(word) for word in words(documents[number - 1]["title"])]
        start = chance.randrange(max(1, len(title) - 3))
        for name, asked in (("title", title), ("four syllables", title[start : start + 4])):
            found = search.find(shown(), parse(" ".join(asked))).keys[:10]
            ranks[name].append(1 / (1 + found.index(keys[number])) if keys[number] in found else 0)
    return {name: statistics.mean(values) for name, values in ranks.items()}


def shown():
    from django.utils import timezone

    from articles.models.publication import Publication

    return Publication.objects.visible(timezone.now())


def questions(documents: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Return what is asked, by kind."""
    chance = random.Random(SEED)
    titles = [document["title"].split() for document in chance.sample(documents, 100)]
    starts = [chance.randrange(max(1, len(title) - 3)) for title in titles]
    return {
        "title": [" ".join(title) for title in titles],
        "four syllables": [" ".join(title[start : start + 4]) for title, start in zip(titles, starts, strict=True)],
        "two syllables": [" ".join(title[start : start + 2]) for title, start in zip(titles, starts, strict=True)],
        "one syllable": [title[start] for title, start in zip(titles, starts, strict=True)],
        "phrase and minus": [
            f'"{" ".join(title[start : start + 2])}" -"{" ".join(title[-2:])}"'
            for title, start in zip(titles, starts, strict=True)
        ],
        "most stories hold it": [
            "việt nam",
            "người dân",
            "cho biết",
            "viet nam",
            "thành phố",
            "và",
            "của",
            "trong",
            "một người",
            "năm",
        ],
    }


def latency(asked: list[str]) -> tuple[list[float], list[float], list[int]]:
    """Return for each question the best of three times, by the clock and of the processor, and how many were found."""
    from articles.document.query import parse
    from articles.public import search

    cpu = _cpu_clock()
    times, processor, found = [], [], []
    for text in asked:
        best = busiest = float("inf")
        for _try in range(3):
            began, began_cpu = time.perf_counter(), cpu()
            answer = search.find(shown(), parse(text))
            best, busiest = min(best, time.perf_counter() - began), min(busiest, cpu() - began_cpu)
        times.append(best * 1000)
        processor.append(busiest * 1000)
        found.append(len(answer.keys))
    return times, processor, found


def _cpu_clock() -> Callable[[], float]:
    """Return a clock of the processor time of this process and of the server's that answers it, where it runs here."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            schedule = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
        if schedule.exists():
            return lambda: time.process_time() + int(schedule.read_text().split()[0]) / 1e9
    return time.process_time


def _analyse() -> None:
    """Gather statistics where a server gathers them by itself."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def _percentile(values: list[float], percent: int) -> float:
    return sorted(values)[min(len(values) - 1, len(values) * percent // 100)]


def _row(times: list[float]) -> str:
    return f"{_percentile(times, 50):.1f} | {_percentile(times, 95):.1f} | {max(times):.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("quality", "latency"))
    parser.add_argument("--corpus", type=Path, default=ROOT.parent / "shared" / "corpus")
    parser.add_argument("--stories", type=int, default=100_000)
    parser.add_argument("--keep", action="store_true", help="measure in the database of the run before")
    parser.add_argument("--check", action="store_true", help="exit 1 when a goal is missed")
    options = parser.parse_args()

    documents = read_corpus(options.corpus)
    if options.keep and "DATABASE_URL" not in os.environ:
        os.environ["DATABASE_URL"] = f"sqlite:///{FOLDER / 'pages.sqlite3'}"
    start_django(may_hold_rows=options.keep)
    from django.db import connection

    missed = []
    if options.what == "quality":
        for name, value in quality(documents).items():
            print(f"{connection.vendor}: MRR@10 {name}: {value:.3f} (goal {QUALITY[name]})", flush=True)
            missed += [name] if value < QUALITY[name] else []
    else:
        if not options.keep:
            began = time.perf_counter()
            copies = max(1, options.stories // len(documents))
            Paper().add(documents[: options.stories], copies=copies)
            _analyse()
            print(f"{connection.vendor}: {shown().count():,} stories filled in {time.perf_counter() - began:.0f} s")
        print("| asked | p50 | p95 | max | CPU p50 | p95 | max | found |\n|---|---|---|---|---|---|---|---|")
        everything: list[float] = []
        all_cpu: list[float] = []
        for name, asked in questions(documents).items():
            times, processor, found = latency(asked)
            everything += times
            all_cpu += processor
            print(f"| {name} | {_row(times)} | {_row(processor)} | {statistics.median(found):.0f} |", flush=True)
        print(f"| all | {_row(everything)} | {_row(all_cpu)} | |")
        missed = [f"p{p}" for p, limit in LATENCY.items() if _percentile(everything, p) > limit]
    if missed and options.check:
        sys.exit(f"MISSED: {', '.join(missed)}")


if __name__ == "__main__":
    main()
