"""The index of search: written with each publication, made anew, held against what was printed.

The terms under which a publication is found are made here, byte for byte the same for both databases.
"""

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from django.db import DatabaseError, connection, transaction

from articles.document.plaintext import to_text
from articles.document.words import accented, folded, pairs, plain_row, words
from articles.models.adding import add_all
from articles.models.publication import Publication
from articles.models.search import SearchEntry

TABLE = "articles_searchindex"  # SQLite's; PostgreSQL has a column of articles_searchentry
# PostgreSQL keeps a megabyte of terms for one text, and nobody searches for what stands behind a short novel.
LONGEST_TEXT = 100_000
# So many publications are indexed in one transaction.
BATCH = 500
# PostgreSQL collects new terms in a list and sorts them into its index when that is full. Every search reads the list.
SORTED_EVERY = 3  # seconds
_INDEX = "articles_searchentry_terms"
_LONGEST_LIST = "32MB"  # by default 4 MB, which is what comes in within those seconds
_UNINDEXED = Publication.objects.exclude(pk__in=SearchEntry.objects.values("pk"))


def entry_of(publication: Publication) -> SearchEntry:
    """Return the words of a publication as search keeps them; not saved."""
    credits = (photo.get("credit", "") for photo in publication.printed.get("photos", {}).values())
    parts = [publication.title, publication.kicker, publication.sapo, publication.byline_text]
    parts += [*to_text(publication.body()).split("\n"), *dict.fromkeys(credits)]
    room, kept = LONGEST_TEXT, []
    for part in parts:
        row = words(part[: max(room, 0)])
        bare = list(map(folded, row))
        if "" in bare:
            row = [word for word, left in zip(row, bare, strict=True) if left]
            bare = list(filter(None, bare))
        if row or not kept:  # the title's place stays, blank or not
            kept.append((bare, list(map(accented, row))))
        room -= len(part)
    return SearchEntry(
        publication=publication,
        length=sum(len(bare) for bare, _marked in kept),
        folded=plain_row(bare for bare, _marked in kept),
        accented=plain_row(marked for _bare, marked in kept),
    )


def terms_of(entry: SearchEntry) -> set[str]:
    """Return the terms under which an entry is found."""
    terms: set[str] = set()
    title, *rows = entry.folded.split("\n")
    syllables = title.split()
    terms.update(syllables, pairs(syllables))
    of_title = [f"^{term}" for term in terms]
    for row in rows:
        syllables = row.split()
        terms.update(syllables, pairs(syllables))
    marked = set(entry.accented.split()) - terms
    marked_in_title = marked.intersection(entry.accented.partition("\n")[0].split())
    return terms.union(of_title, [f"={word}" for word in marked], [f"^={word}" for word in marked_in_title])


def write(publications: Iterable[Publication]) -> None:
    """Index new publications; within the transaction that writes them."""
    entries = map(entry_of, publications)
    if connection.vendor == "sqlite":
        entries = add_all(entries)
        _add_terms(entries, TABLE)
        return
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy("COPY articles_searchentry (publication_id, length, folded, accented, terms) FROM STDIN") as copy,
    ):
        for one in entries:  # made while the server takes those before
            copy.write_row(_row(one))


@contextmanager
def sorted_aside() -> Iterator[None]:
    """Within the block PostgreSQL sorts new terms into the index by a connection of its own, not by whoever writes.

    For who publishes many: that sorting takes as long as all else that the server does for a new story, and another
    processor can do it meanwhile. Where the index belongs to somebody else, all stays as it is.
    """
    if connection.vendor != "postgresql" or not _may_sort():
        yield
        return
    is_over = threading.Event()
    aside = threading.Thread(target=_sort_until, args=(is_over,), daemon=True)
    with connection.cursor() as cursor:
        cursor.execute("SET gin_pending_list_limit = %s", [_LONGEST_LIST])
    aside.start()
    try:
        yield
    finally:
        is_over.set()
        aside.join()
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("RESET gin_pending_list_limit")


def _may_sort() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_has_role(current_user, relowner, 'USAGE') FROM pg_class WHERE oid = %s::regclass", [_INDEX]
        )
        return bool(cursor.fetchone()[0])


def _sort_until(is_over: threading.Event) -> None:
    try:
        while not is_over.wait(SORTED_EVERY):
            with connection.cursor() as cursor:
                cursor.execute("SELECT gin_clean_pending_list(%s)", [_INDEX])
    except DatabaseError:
        pass  # whoever writes sorts then, once the longer list is full
    finally:
        connection.close()


def _row(entry: SearchEntry) -> tuple[Any, ...]:
    """Return an entry with its terms as PostgreSQL takes it.

    Terms are letters, digits and our own signs, none of which a tsvector quotes. One string: an array of thousands of
    terms takes the driver longer than all else of a publication. Sorted, which takes the server much longer.
    """
    return entry.pk, entry.length, entry.folded, entry.accented, " ".join(sorted(terms_of(entry)))


def _save(entries: Sequence[SearchEntry]) -> None:
    """Put entries in place of what was known of their publications, whoever else does so at this moment.

    SQLite's index cannot forget: there a publication that stands in it is only indexed again by `rebuild`.
    """
    if connection.vendor == "sqlite":
        SearchEntry.objects.bulk_create(
            entries,
            update_conflicts=True,
            unique_fields=["publication"],
            update_fields=["length", "folded", "accented"],
        )
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            # Row and terms at once: a row that gets its terms later is written twice.
            "INSERT INTO articles_searchentry (publication_id, length, folded, accented, terms) "
            "VALUES (%s, %s, %s, %s, %s::tsvector) "
            "ON CONFLICT (publication_id) DO UPDATE SET length = EXCLUDED.length, folded = EXCLUDED.folded, "
            "accented = EXCLUDED.accented, terms = EXCLUDED.terms",
            list(map(_row, entries)),
        )


def _add_terms(entries: Iterable[SearchEntry], table: str) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} (rowid, terms) VALUES (%s, %s)",
            [(entry.pk, " ".join(terms_of(entry))) for entry in entries],
        )


def fill() -> int:
    """Index the publications that are not, and return how many were."""
    count = 0
    while batch := list(_UNINDEXED.order_by("pk")[:BATCH]):
        entries = [entry_of(publication) for publication in batch]
        with transaction.atomic():
            _save(entries)
            if connection.vendor == "sqlite":
                _add_terms(entries, TABLE)
        count += len(batch)
    return count


def rebuild() -> int:
    """Make the whole index anew while readers go on with the old one, and return how many publications it holds."""
    table = TABLE
    is_sqlite = connection.vendor == "sqlite"
    if is_sqlite:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {table}_new")
            # The definition stands in one migration; this asks the database for it.
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [table])
            cursor.execute(cursor.fetchone()[0].replace(table, f"{table}_new", 1).replace("%", "%%"))
    last = count = 0

    def next_batch() -> bool:
        nonlocal last, count
        batch = list(Publication.objects.filter(pk__gt=last).order_by("pk")[:BATCH])
        entries = [entry_of(publication) for publication in batch]
        _save(entries)
        if is_sqlite:
            _add_terms(entries, f"{table}_new")
        count += len(batch)
        last = batch[-1].pk if batch else last
        return bool(batch)

    more = True
    while more:
        with transaction.atomic():
            more = next_batch()
    if is_sqlite:
        with transaction.atomic(), connection.cursor() as cursor:
            while next_batch():  # what was published since: nobody else writes from here on
                pass
            cursor.execute(f"DROP TABLE {table}")
            cursor.execute(f"ALTER TABLE {table}_new RENAME TO {table}")
            cursor.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")
    return count


def check() -> Iterator[Publication]:
    """Yield every publication of which search knows nothing, or something else than it says."""
    yield from _UNINDEXED.order_by("pk").iterator(BATCH)
    last = 0
    while batch := list(Publication.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = batch[-1].pk
        kept = SearchEntry.objects.in_bulk([publication.pk for publication in batch])
        for publication in batch:
            if (entry := kept.get(publication.pk)) is not None:
                now = entry_of(publication)
                words_agree = (now.folded, now.accented, now.length) == (entry.folded, entry.accented, entry.length)
                if not (words_agree and _stands_in_index(entry)):
                    yield publication


def _stands_in_index(entry: SearchEntry) -> bool:
    terms = sorted(terms_of(entry))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT terms = array_to_tsvector(%s) FROM articles_searchentry WHERE publication_id = %s",
                [terms, entry.pk],
            )
            return bool(cursor.fetchone()[0])
        # A row is written whole or not at all; some of its terms, from all over it, tell.
        match = " AND ".join(f'"{term}"' for term in terms[:: len(terms) // 20 + 1])
        cursor.execute(
            "SELECT 1 FROM articles_searchindex WHERE articles_searchindex MATCH %s AND rowid = %s", [match, entry.pk]
        )
        return not terms or cursor.fetchone() is not None
