"""Is the same story found in two files, and nothing else? Edits the documents of a corpus as papers do, and counts.

    python benchmarks/copies.py [--corpus ../shared/corpus]

benchmarks/README.md says what is measured and how to read it.
"""

import argparse
import gzip
import json
import random
import re
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from articles.document.alike import ALIKE_FROM, likeness, traces  # noqa: E402

SEED = 2026


def paragraphs(raw: str) -> list[str]:
    return raw.split("\n\n")


def without_one_paragraph(raw: str, chance: random.Random) -> str:
    parts = paragraphs(raw)
    if len(parts) > 3:
        del parts[chance.randrange(1, len(parts))]
    return "\n\n".join(parts)


def five_words_changed(raw: str, chance: random.Random) -> str:
    head, _blank, body = raw.partition("\n\n")
    words = body.split(" ")
    for _change in range(5):
        words[chance.randrange(len(words))] = "khác"
    return f"{head}\n\n{' '.join(words)}"


def another_title(raw: str, chance: random.Random) -> str:
    words = raw.split(" ")
    return " ".join([*words[:5], "Tin", "mới", "nhận:", *words[5:]])


def another_date(raw: str, chance: random.Random) -> str:
    return re.sub(r"date \S+", "date 2020-01-01", raw, count=1)


def line_added(raw: str, chance: random.Random) -> str:
    return f"{raw}\n\nTheo phóng viên thường trú tại địa phương"


EDITS: dict[str, Callable[[str, random.Random], str]] = {
    "same text, another id": lambda raw, chance: raw,
    "another date": another_date,
    "words put before the title": another_title,
    "five words changed": five_words_changed,
    "a paragraph left out": without_one_paragraph,
    "a line added": line_added,
}


def read(corpus: Path, name: str) -> list[dict]:
    path = corpus / f"{name}.jsonl.gz"
    if not path.exists():
        sys.exit(f"There is no {path}; the corpus belongs to others and is no part of this project.")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--corpus", type=Path, default=ROOT.parent / "shared" / "corpus")
    corpus = parser.parse_args().corpus
    chance = random.Random(SEED)
    edited = [document["raw"] for document in read(corpus, "dev")]
    for name, edit in EDITS.items():
        found = sum(is_copy(raw, edit(raw, chance)) for raw in edited)
        print(f"{name:28} {found} of {len(edited)} found ({found / len(edited):.1%})")
    archive = read(corpus, "train")
    known: dict[int, list[int]] = defaultdict(list)
    pairs, compared = [], 0
    for number, document in enumerate(archive):
        found_here = traces(document["raw"])
        near = {other for value in found_here for other in known[value]}
        compared += len(near)
        pairs += [(archive[o], document) for o in near if likeness(archive[o]["raw"], document["raw"]) >= ALIKE_FROM]
        for value in found_here:
            known[value].append(number)
    print(f"archive of {len(archive)} stories: {compared} pairs compared, {len(pairs)} taken for copies")
    for one, other in pairs:
        print(f"    {one['id']} {one['raw'].strip()[:90]!r}\n    {other['id']} {other['raw'].strip()[:90]!r}")


def is_copy(one: str, other: str) -> bool:
    return bool(set(traces(one)) & set(traces(other))) and likeness(one, other) >= ALIKE_FROM


if __name__ == "__main__":
    main()
