"""How fast does an archive come in? Loads and publishes a dump of documents into an empty newsroom, and measures.

    python benchmarks/import.py [--corpus ../shared/corpus] [--documents 12000] [--jobs 2] [--check]

benchmarks/README.md says what is measured and how to read it.
"""

import argparse
import contextlib
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from pages import ROOT

from seeds.parsing import parse
from seeds.reading import RawDocument, read_documents
from seeds.workers import spare_collector

WANTED = 150  # documents a second, from the raw text to the published story
WANTED_PARSED = 400  # documents a second on one core, from the dump to the parts of each story
MEGABYTES = 300
GROWS = 1.25  # times, from a quarter of the way to the end: what is flat stays flat


def write_dump(corpus: Path, target: Path, documents: int) -> int:
    """Write so many raw documents of a research corpus, which is no part of this project; return how many."""
    files = sorted(corpus.glob("*.jsonl.gz"), reverse=True)
    if not files:
        sys.exit(f"There is no corpus in {corpus}. Wanted are files *.jsonl.gz, an object of id and raw a line.")
    count = 0
    with gzip.open(target, "wt", encoding="utf-8", compresslevel=1) as dump:
        for path in files:
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                for line in lines:
                    if count == documents:
                        return count
                    entry = json.loads(line)
                    dump.write(json.dumps({"id": entry["id"], "raw": entry["raw"]}, ensure_ascii=False) + "\n")
                    count += 1
    return count


def parsed_a_second(dump: Path) -> float:
    """Return how many documents of a dump are read and parsed in a second, by this process alone."""
    entries = json.loads((ROOT / "seeds" / "categories.json").read_text(encoding="utf-8"))
    categories = [entry["name"] for entry in entries]
    spare_collector()
    started, count = time.perf_counter(), 0
    for document in read_documents([dump]):
        if isinstance(document, RawDocument):
            parse(document.raw, categories)
            count += 1
    return count / (time.perf_counter() - started)


def steps_a_second() -> float:
    """Return how many steps of a plain loop this machine does on one core: machines differ by three times and more."""
    best = 0.0
    for _attempt in range(3):
        started, total = time.perf_counter(), 0
        for number in range(1_000_000):
            total += number * number
        best = max(best, 1_000_000 / (time.perf_counter() - started))
    return best


def memory_of(pid: int) -> float:
    """Return the megabytes that a process and its children hold of their own; pages of the database file are mapped."""
    total = 0.0
    for one in [pid, *children_of(pid)]:
        with contextlib.suppress(OSError, StopIteration):
            lines = Path(f"/proc/{one}/status").read_text().splitlines()
            total += int(next(line for line in lines if line.startswith("RssAnon")).split()[1]) / 1024
    return total


def children_of(pid: int) -> Iterator[int]:
    """Yield the children of a process."""
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            yield from map(int, (task / "children").read_text().split())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--corpus", type=Path, default=ROOT.parent / "shared" / "corpus")
    parser.add_argument("--documents", type=int, default=12_000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument(
        "--check",
        action="store_true",
        help=f"exit 1 below {WANTED} a second, {WANTED_PARSED} parsed, or above {MEGABYTES} MB",
    )
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        dump = Path(folder) / "dump.jsonl.gz"
        count = write_dump(asked.corpus, dump, asked.documents)
        environment = {
            **os.environ,
            "VAR_DIR": folder,
            "DEBUG": "false",
            "SECRET_KEY": "a key for a measurement, never for a newsroom; long enough",
            "ALLOWED_HOSTS": "localhost",
        }
        parsed = parsed_a_second(dump)
        manage = [sys.executable, str(ROOT / "manage.py")]
        subprocess.run([*manage, "migrate", "--verbosity", "0"], env=environment, check=True, cwd=ROOT)
        started, memory = time.monotonic(), []
        with (Path(folder) / "report").open("w+") as report:
            command = [*manage, "loadseeds", str(dump), "--jobs", str(asked.jobs), "--format", "json"]
            run = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=report, stderr=subprocess.DEVNULL)
            while run.poll() is None:
                memory.append(memory_of(run.pid))
                time.sleep(0.25)
            seconds = time.monotonic() - started
            report.seek(0)
            told = json.loads(report.read())
    rate, top = count / seconds, max(memory)
    early, late = max(memory[: len(memory) // 4 or 1]), top
    print(f"{count} documents in {seconds:.1f} s: {rate:.0f} a second with {asked.jobs} jobs, start-up included")
    print(f"read and parsed alone: {parsed:.0f} a second on one core")
    print(f"yardstick: one core does {steps_a_second() / 1e6:.1f} million steps of a plain loop a second here")
    print(f"memory of all processes: {early:.0f} MB in the first quarter, {late:.0f} MB at most")
    print("outcomes:", ", ".join(f"{name} {number}" for name, number in told["counts"].items()))
    waiting = told["counts"].get("waits", 0)
    print(f"waiting: {waiting / count:.1%}; doubts:", ", ".join(f"{k} {v}" for k, v in told["doubts"].items()))
    print("copies:", ", ".join(f"{c['id']} = {c['copy_of']}" for c in told["copies"][:10]) or "none")
    if asked.check and (rate < WANTED or parsed < WANTED_PARSED or top > MEGABYTES or late > early * GROWS):
        sys.exit(1)


if __name__ == "__main__":
    main()
