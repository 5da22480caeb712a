"""How well are title and sapo told apart where the head of a text is printed otherwise than in the corpus?

    python benchmarks/heads.py [--corpus ../shared/corpus/dev.jsonl.gz] [--documents 1500]

benchmarks/README.md says what is measured and how to read it.
"""

import argparse
import gzip
import json
import random
import sys
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from seeds.parsing import parse  # noqa: E402
from seeds.parsing.story import SeedStory  # noqa: E402

SURE = 0.8  # as in seeds/loading.py: below it a story waits for its title
PREFIXES = ("(Baonghean.vn) -", "(Dân trí) -", "TTO -", "TPO -", "VOV.VN -", "(TNO)", "(NLĐO) -", "GD&TĐ -", "LĐO -")
NAMES = "Trần Hải - Minh Quân 21/09/2025 18:23"
CAPTION = "Quang cảnh buổi làm việc sáng nay tại xã. Ảnh: Mai Hoa"


class Head(NamedTuple):
    """What the head of a text says."""

    date: str
    category: str
    title: str
    lead: str

    @property
    def day_first(self) -> str:
        """The date as readers write it."""
        return "/".join(reversed(self.date.split("-")))


Printer = Callable[[Head], tuple[str, Head]]


def as_line(head: Head) -> tuple[str, Head]:
    """Print all that there is in one line, as the seed does; return it with what should be read from it."""
    parts = (f"date {head.date}" if head.date else "", head.category, head.title, head.lead)
    return " ".join(filter(None, parts)), head


def without(*fields: str) -> Printer:
    """Leave out some parts."""
    return lambda head: as_line(head._replace(**dict.fromkeys(fields, "")))


def in_form(form: str) -> Printer:
    """Print by a form, whose marks are the fields of a head."""
    return lambda head: (form.format(head=head, **head._asdict()), head)


def with_prefix(head: Head) -> tuple[str, Head]:
    """Print the name of a paper before the lead."""
    return as_line(head._replace(lead=f"{random.choice(PREFIXES)} {head.lead}"))


HEADS: dict[str, Printer] = {
    "as in the corpus": as_line,
    "without a date": without("date"),
    "the month alone": lambda head: as_line(head._replace(date=head.date[:7])),
    "without a category": without("category"),
    "without date and category": without("date", "category"),
    "an unknown section above": lambda head: (
        f"date {head.date} Nhịp sống trẻ\n\n{head.title} {head.lead}",
        head._replace(category=""),
    ),
    "each part on its own": in_form("date {date}\n\n{category}\n\n{title}\n\n{lead}"),
    "the sapo on its own": in_form("date {date} {category} {title}\n\n{lead}"),
    "names and time above the sapo": in_form(f"date {{date}} {{category}} {{title}}\n\n{NAMES}\n\n{{lead}}"),
    "title and sapo on their own": in_form("date {date} {category}\n\n{title} {lead}"),
    "a line of the day above them": in_form("date {date} {category}\n\nThứ Sáu, 31/10/2025 | 10:22\n\n{title} {lead}"),
    "the day first, with a time": in_form("{head.day_first} 08:15 {category} {title} {lead}"),
    "a prefix of the paper": with_prefix,
    "the title in capitals": lambda head: as_line(head._replace(title=head.title.upper())),
    "a caption behind the sapo": in_form(f"date {{date}} {{category}} {{title}} {{lead}} {CAPTION}"),
    "without a title": without("title"),
    "without category and title": without("category", "title"),
}


def is_sure(story: SeedStory) -> bool:
    """Tell whether nothing in the head of a story makes it wait."""
    whole = len(story.date.value or "") == len("2025-10-31") and story.category.value and story.title.value
    return bool(whole) and story.confidence >= SURE


def main() -> None:
    """Print the heads of known stories in every way, read them, and count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=ROOT.parent / "shared" / "corpus" / "dev.jsonl.gz")
    parser.add_argument("--documents", type=int, default=1500)
    options = parser.parse_args()
    if not options.corpus.exists():
        sys.exit(f"{options.corpus} is not there: wanted is a dump of raw texts and what they are.")
    with gzip.open(options.corpus, "rt", encoding="utf-8") as lines:
        entries = [json.loads(line) for line in islice(lines, options.documents)]
    categories = sorted({entry["gold"]["category"] for entry in entries})
    print(f"{'head':32}{'title, sapo':>12}{'date':>8}{'category':>10}{'waits':>8}{'wrong, not waiting':>20}")
    for name, printer in HEADS.items():
        random.seed(1)
        right = dates = known = waits = missed = 0
        for entry in entries:
            gold = entry["gold"]
            printed, head = printer(Head(gold["date"], gold["category"], gold["title"], gold["lead"]))
            story = parse("\n\n".join([printed, *entry["raw"].split("\n\n")[1:]]), categories)
            parts = (story.title.value or "", story.lead.value or "")
            exact = [" ".join(part.split()) for part in parts] == [" ".join(part.split()) for part in head[2:]]
            right += exact
            dates += (story.date.value or "") == head.date
            known += (story.category.value or "") == head.category
            waits += not is_sure(story)
            missed += is_sure(story) and not exact
        shares = [f"{100 * count / len(entries):.1f}" for count in (right, dates, known, waits)]
        print(f"{name:32}{shares[0]:>12}{shares[1]:>8}{shares[2]:>10}{shares[3]:>8}{missed:>20}", flush=True)


if __name__ == "__main__":
    main()
