"""The index of search: written with each publication, made anew, held against what was printed.

The terms under which a publication is found are made here, byte for byte the same for both databases.
"""

from collections.abc import Iterable, Iterator, Sequence

from django.db import connection, transaction

from articles.document.plaintext import to_text
from articles.document.words import accented, folded, pairs, plain_row, words
from articles.models.publication import Publication
from articles.models.search import SearchEntry

TABLE = "articles_searchindex"  # SQLite's; PostgreSQL has a column of articles_searchentry
# PostgreSQL keeps a megabyte of terms for one text, and nobody searches for what stands behind a short novel.
LONGEST_TEXT = 100_000
# So many publications are indexed in one transaction.
BATCH = 500
_UNINDEXED = Publication.objects.exclude(pk__in=SearchEntry.objects.values("pk"))


def entry_of(publication: Publication) -> SearchEntry:
    """Return the words of a publication as search keeps them; not saved."""
    credits = (photo.get("credit", "") for photo in publication.printed.get("photos", {}).values())
    parts = [publication.title, publication.kicker, publication.sapo, publication.byline_text]
    parts += [*to_text(publication.body()).split("\n"), *dict.fromkeys(credits)]
    room, kept = LONGEST_TEXT, []
    for part in parts:
        kept.append([word for word in words(part[: max(room, 0)]) if folded(word)])
        room -= len(part)
    rows = [kept[0], *filter(None, kept[1:])]  # the title's place stays, blank or not
    return SearchEntry(
        publication=publication,
        length=sum(map(len, rows)),
        folded=plain_row([list(map(folded, row)) for row in rows]),
        accented=plain_row([list(map(accented, row)) for row in rows]),
    )


def terms_of(entry: SearchEntry) -> list[str]:
    """Return the terms under which an entry is found, sorted."""
    terms: set[str] = set()
    for place, row in enumerate(entry.folded.split("\n")):
        syllables = row.split()
        held = [*syllables, *pairs(syllables)]
        terms.update(held)
        if place == 0:
            terms.update(f"^{term}" for term in held)
    title, *_others = entry.accented.split("\n")
    marked = set(entry.accented.split()) - terms
    terms.update(f"={syllable}" for syllable in marked)
    terms.update(f"^={syllable}" for syllable in marked & set(title.split()))
    return sorted(terms)


def write(publications: Iterable[Publication]) -> None:
    """Index publications, in place of what was known of them; within the transaction that writes them.

    SQLite's index cannot forget: there a publication that stands in it is only indexed again by `rebuild`.
    """
    entries = [entry_of(publication) for publication in publications]
    _save(entries)
    if connection.vendor == "sqlite":
        _add_terms(entries, TABLE)


def _save(entries: Sequence[SearchEntry]) -> None:
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
            # One string: an array of thousands of terms takes the driver longer than all else of a publication.
            "INSERT INTO articles_searchentry (publication_id, length, folded, accented, terms) "
            "VALUES (%s, %s, %s, %s, array_to_tsvector(string_to_array(%s, ' '))) "
            "ON CONFLICT (publication_id) DO UPDATE SET length = EXCLUDED.length, folded = EXCLUDED.folded, "
            "accented = EXCLUDED.accented, terms = EXCLUDED.terms",
            [(one.pk, one.length, one.folded, one.accented, " ".join(terms_of(one))) for one in entries],
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
        with transaction.atomic():
            write(batch)
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
    terms = terms_of(entry)
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
