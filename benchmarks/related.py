"""Does likeness find what editors set beside a story? Ranks titles of a research corpus; no database.

    python benchmarks/related.py [--corpus ../shared/corpus] [--check]

benchmarks/README.md says what is measured and how to read it.
"""

import argparse
import random
import statistics
import sys
import time
from pathlib import Path

from search import SEED, read_gold

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
# As many as a story's page compares.
CANDIDATES = 60
# Share of stories whose related one is among the first three, and mean reciprocal rank.
QUALITY = (0.48, 0.43)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, default=ROOT.parent / "shared" / "corpus")
    parser.add_argument("--check", action="store_true", help="exit 1 when less is found than is promised")
    options = parser.parse_args()

    from articles.document.text import slugify
    from articles.public import related

    documents = list(read_gold(options.corpus))
    by_category: dict[str, list[list[str]]] = {}
    for gold in documents:
        by_category.setdefault(gold["category"], []).append(related.words(slugify(gold["title"])))
    draw = random.Random(SEED)
    ranks, took = [], []
    for gold in documents:
        title = related.words(slugify(gold["title"]))
        for line in (block["text"] for block in gold["blocks"] if block["type"] == "related"):
            wanted = related.words(slugify(line.partition("Xem thêm")[2] or line))
            near = by_category[gold["category"]]
            others = [other for other in draw.sample(near, min(len(near), CANDIDATES - 1)) if other != title]
            candidates = dict(enumerate([wanted, *others]))
            began = time.perf_counter()
            found = related.ranked(title, candidates, {})
            took.append((time.perf_counter() - began) * 1000)
            ranks.append(found.index(0) + 1 if 0 in found else 0)
    within = sum(0 < rank <= 3 for rank in ranks) / len(ranks)
    reciprocal = statistics.fmean(1 / rank if rank else 0 for rank in ranks)
    print(f"{len(ranks)} lines that editors set beside {len(documents):,} stories, each among {CANDIDATES} titles")
    print(f"among the first three {within:.3f}, mean reciprocal rank {reciprocal:.3f}, best {min(took):.2f} ms a story")
    if options.check and (within < QUALITY[0] or reciprocal < QUALITY[1]):
        sys.exit(1)


if __name__ == "__main__":
    main()
