"""Do the list of articles and the board stay quick at 100,000 articles? Fills a throw-away database and measures.

    python benchmarks/desk.py [--articles 1000 100000] [--runs 5] [--check]

benchmarks/README.md says what is measured and how to read it.
"""

import argparse
import os
import sys
from urllib.parse import urlencode

from pages import FOLDER, Measure, measure, start_django

LIMIT = 300  # milliseconds, of the best of the runs


def addresses() -> dict[str, str]:
    """Return the pages to measure, by name."""
    from django.utils import timezone

    from articles.models.article import Article
    from articles.models.taxonomy import Category, Desk
    from benchmarks.workload import RARE

    year = timezone.now().year
    section, desk = Category.objects.get(slug="thoi-su"), Desk.objects.first()
    last = max(1, Article.objects.count() // 50)
    asked = {
        "list": {},
        "list, oldest first": {"order": "saved"},
        "list, longest in its state": {"order": "since"},
        "list, last page": {"p": last},
        "search, rare word": {"q": RARE.split()[-1]},
        "search, common word": {"q": "sông"},
        "search, two words": {"q": "bến khoảng"},
        "search, phrase": {"q": "“xieng khoang”"},
        "search, nothing found": {"q": "không ở đâu cả"},
        "search, number": {"q": "54321"},
        "my work": {"mine": "on"},
        **{f"state: {state}": {"state": state} for state in ("submitted", "scheduled", "published", "spiked", "draft")},
        "category, a section": {"category": section.pk},
        "desk": {"desk": desk.pk},
        "kind, rare": {"kind": "long_read"},
        "writer": {"writer": 7},
        "holder": {"holder": 7},
        "photo files missing": {"missing": "on"},
        "doubtful import": {"doubtful": "on"},
        "sample": {"sample": "on"},
        "saved in a month": {"since": f"{year - 5}-03-01", "until": f"{year - 5}-03-31"},
        "published in a month": {"period": "published", "since": f"{year - 5}-03-01", "until": f"{year - 5}-03-31"},
        "published in all years": {"period": "published", "since": f"{year - 20}-01-01"},
        "combination": {
            "q": "bão khoảng",
            "state": "published",
            "category": section.pk,
            "kind": "news",
            "period": "published",
            "since": f"{year - 8}-01-01",
        },
    }
    pages = {name: f"/admin/articles/article/?{urlencode(query)}" for name, query in asked.items()}
    return {"board": "/admin/", **pages}


def measure_all(runs: int) -> list[Measure]:
    """Measure every page for who sees all desks, and the costliest for an editor of one and a reporter."""
    from django.test import Client

    from accounts.models import User

    measures = []
    for username, names in (
        ("chief", None),
        ("user10", ("board", "list", "list, last page", "search, rare word", "state: published", "combination")),
        ("user0", ("board", "list", "search, rare word")),
    ):
        client = Client(SERVER_NAME="localhost")
        client.force_login(User.objects.get(username=username))
        for name, path in addresses().items():
            if names is not None and name not in names:
                continue
            # A last page of the whole paper is beyond that of one desk.
            if username != "chief" and name == "list, last page":
                path = path.rpartition("p=")[0] + "p=60"
            if client.get(path).status_code == 200:
                measures.append(measure(client, f"{username}: {name}", path, runs))
    return measures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, nargs="+", default=[1_000, 100_000], help="sizes, ascending")
    parser.add_argument("--runs", type=int, default=5, help="how many times each page is asked for")
    parser.add_argument("--check", action="store_true", help=f"exit 1 when a page takes over {LIMIT} ms at the end")
    parser.add_argument("--keep", action="store_true", help="measure in the database of the run before")
    options = parser.parse_args()

    if options.keep and "DATABASE_URL" not in os.environ:
        os.environ["DATABASE_URL"] = f"sqlite:///{FOLDER / 'pages.sqlite3'}"
    start_django(may_hold_rows=options.keep)
    from django.db import connection

    from benchmarks.workload import Newsroom

    newsroom = None if options.keep else Newsroom()
    slow = []
    for size in sorted(options.articles):
        if newsroom is not None:
            newsroom.grow_to(size)
        measures = measure_all(options.runs)
        print(
            f"\n{connection.vendor}, {size:,} articles\n\n| page | queries | ms best | ms median |\n|---|---|---|---|"
        )
        for m in measures:
            print(f"| {m.page} | {m.queries} | {m.wall:.0f} | {m.wall_median:.0f} |", flush=True)
        slow = [m.page for m in measures if m.wall > LIMIT]
    if options.check and slow:
        sys.exit(f"SLOW: {', '.join(slow)}")


if __name__ == "__main__":
    main()
