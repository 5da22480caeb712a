"""Do the front page, a category and a story grow with the paper? Fills a throw-away database and measures.

    python benchmarks/pages.py [--stories 1000 100000] [--runs 30] [--check]

benchmarks/README.md says what is measured and how to read it.
"""

import argparse
import logging
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "bench"
TRIES = 5
# What view and template may take of the processor, in milliseconds.
GOALS = {"front": 15, "category": 10, "story": 6}
sys.path.insert(0, str(ROOT))


@dataclass(frozen=True)
class Measure:
    """One page at one size: the best and the median of its runs, in milliseconds.

    `view` is the best processor time of view and template alone, `first` that of a story that nobody asked for before.
    """

    page: str
    queries: int
    kilobytes: float
    wall: float
    wall_median: float
    cpu: float
    cpu_median: float
    view: float
    first: float


def start_django(*, may_hold_rows: bool = False) -> None:
    """Set Django up as a server runs it, on a database that holds nothing yet."""
    if "DATABASE_URL" not in os.environ:
        FOLDER.mkdir(parents=True, exist_ok=True)
        for left in FOLDER.glob("pages.sqlite3*"):
            left.unlink()
        os.environ["DATABASE_URL"] = f"sqlite:///{FOLDER / 'pages.sqlite3'}"
    os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    # The settings of development ask for neither a secret nor collected files; what DEBUG adds to a request is off.
    settings.DEBUG = False
    logging.disable(logging.WARNING)  # or each measured 404 would be a line on the screen
    call_command("migrate", verbosity=0)
    from articles.models.publication import Publication

    if Publication.objects.exists() and not may_hold_rows:
        sys.exit("The database of DATABASE_URL holds publications. This needs an empty one, to be thrown away after.")


def measure(client, name: str, path: str, runs: int) -> Measure:
    """Ask for a page so many times, after three that warm up."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        response = client.get(path)
    queries = len(captured)  # counted now: the next request empties the log
    if response.status_code != (404 if name == "not found" else 200):
        sys.exit(f"{path} answered {response.status_code}.")
    walls, processor = [], []
    for _warm_up in range(3):
        client.get(path)
    for _run in range(runs):
        wall, cpu = time.perf_counter(), time.process_time()
        client.get(path)
        walls.append((time.perf_counter() - wall) * 1000)
        processor.append((time.process_time() - cpu) * 1000)
    view, first = _of_view(path, runs)
    return Measure(
        page=name,
        queries=queries,
        kilobytes=len(response.content) / 1024,
        wall=min(walls),
        wall_median=statistics.median(walls),
        cpu=min(processor),
        cpu_median=statistics.median(processor),
        view=view,
        first=first,
    )


def _of_view(path: str, runs: int) -> tuple[float, float]:
    """Return the best processor time of view and template; and the same with no body of a story kept."""
    from django.test import RequestFactory
    from django.urls import resolve

    from articles.public import bodies

    def best(forget: bool) -> float:
        times = []
        for _run in range(runs):
            if forget:
                bodies.forget()
            request = RequestFactory(SERVER_NAME="localhost").get(path)
            began = time.process_time()
            found = resolve(request.path)
            found.func(request, *found.args, **found.kwargs)
            times.append((time.process_time() - began) * 1000)
        return min(times)

    return best(forget=False), best(forget=True)


def addresses() -> dict[str, str]:
    """Return the pages to measure: the same kinds at every size, found in the database as it is."""
    from django.db.models import Count
    from django.utils import timezone

    from articles.models.publication import Publication
    from articles.models.taxonomy import Category
    from articles.public.slices import Cursor, write_cursor
    from benchmarks.stories import ASKED_FOR

    shown = Publication.objects.visible(timezone.now())
    # The largest section, and the smallest sub-category that fills a page.
    counts = shown.order_by().values("section_id").annotate(n=Count("pk")).order_by("-n")
    section, count = Category.objects.get(pk=counts[0]["section_id"]), counts[0]["n"]
    small = shown.order_by().values("category_id").annotate(n=Count("pk")).filter(n__gte=20).order_by("n")[0]
    deep = shown.filter(section=section).newest_first()[count * 6 // 10]
    story = shown.get(number=ASKED_FOR)
    return {
        "front": "/",
        "category": section.get_absolute_url(),
        "category, deep": f"{section.get_absolute_url()}?truoc="
        f"{write_cursor(Cursor(deep.first_published_at, deep.number))}",
        "category, smallest": Category.objects.select_related("parent").get(pk=small["category_id"]).get_absolute_url(),
        "story": story.get_absolute_url(),
        "not found": "/khong-co-999999999999.html",
    }


def explain() -> str:
    """Return the plans of the statements that the lists run."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    plans = []
    for name, path in addresses().items():
        with CaptureQueriesContext(connection) as captured:
            Client(SERVER_NAME="localhost").get(path)
        for query in captured:
            if "articles_publication" not in query["sql"]:
                continue
            how = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN (ANALYZE, COSTS OFF) "
            with connection.cursor() as cursor:
                cursor.execute(how + query["sql"].replace("%", "%%"))
                lines = [str(row[-1]) for row in cursor.fetchall()]
            plans.append(f"{name}: {query['sql'][:80]}…\n  " + "\n  ".join(lines))
    return "\n".join(plans)


def table(size: int, took: float, cpu: float, measures: list[Measure]) -> str:
    """Return the measures of one size as a table for a README."""
    lines = [
        f"\n{size:,} stories, filled in {took:.0f} s ({cpu:.0f} s of this process's CPU)\n",
        "| page | queries | KB | wall ms best | median | CPU ms best | median | view, template | first time | goal |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {m.page} | {m.queries} | {m.kilobytes:.0f} | {m.wall:.1f} | {m.wall_median:.1f} | {m.cpu:.1f} "
        f"| {m.cpu_median:.1f} | {m.view:.1f} | {m.first:.1f} | {GOALS.get(m.page, '')} |"
        for m in measures
    ]
    return "\n".join(lines)


def grown(first: list[Measure], last: list[Measure]) -> list[str]:
    """Return which pages take more than twice their first time and five milliseconds, or ask other questions."""
    return [
        f"GROWS: {small.page} from {small.wall:.1f} ms, {small.queries} queries to {large.wall:.1f} ms, {large.queries}"
        for small, large in zip(first, last, strict=True)
        if large.wall > 2 * small.wall + 5 or large.queries != small.queries
    ]


def fails(first: list[Measure], last: list[Measure], measure_again: Callable[[], list[Measure]]) -> bool:
    """Tell whether a page grew; what seems to is measured again, because another job of the machine may be to blame."""
    for _try in range(TRIES):
        if not grown(first, last):
            return False
        last = [min(pair, key=lambda m: m.wall) for pair in zip(last, measure_again(), strict=True)]
    print("\n".join(found := grown(first, last)))
    return bool(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stories", type=int, nargs="+", default=[1_000, 100_000], help="sizes, ascending")
    parser.add_argument("--runs", type=int, default=30, help="how many times each page is asked for")
    parser.add_argument("--check", action="store_true", help="exit 1 when a page grows from the first size to the last")
    parser.add_argument("--explain", action="store_true", help="print the plans of the statements at the last size")
    options = parser.parse_args()

    start_django()
    from django.db import connection
    from django.test import Client

    from benchmarks.stories import Paper

    paper, client, by_size = Paper(), Client(SERVER_NAME="localhost"), []

    def measure_all() -> list[Measure]:
        return [measure(client, name, path, options.runs) for name, path in addresses().items()]

    print(f"{connection.vendor} {'.'.join(map(str, connection.get_database_version()))}, best of {options.runs} runs")
    for size in sorted(options.stories):
        began, cpu = time.perf_counter(), time.process_time()
        paper.grow_to(size)
        took, cpu = time.perf_counter() - began, time.process_time() - cpu
        by_size.append(measure_all())
        print(table(size, took, cpu, by_size[-1]), flush=True)
    if options.explain:
        print(f"\n{explain()}")
    if options.check and fails(by_size[0], by_size[-1], measure_all):
        sys.exit(1)


if __name__ == "__main__":
    main()
