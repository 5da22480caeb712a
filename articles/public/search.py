"""Search: which visible stories answer a question, best first; the same on SQLite and on PostgreSQL.

The database only says which publications hold which terms: folded syllables, pairs of neighbours ("ha_noi"), both again
with "^" for the title, and syllables with their marks ("=nôi5"). The rarest pairs of a question name the candidates, as
many as `MOST_LISTED` allows, among what readers may see now and the filters let through; a pair that is too common for
that names only the newest. The best `MOST_FOUND` of them are ranked here by the words in `SearchEntry`, by one formula
(BM25) for both databases.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.db import connection, transaction
from django.db.models import QuerySet

from articles.document.codec import from_json
from articles.document.plaintext import to_text
from articles.document.query import Query, bears_marks
from articles.document.words import accented, folded, pairs, plain_row, words
from articles.models.publication import Publication
from articles.models.search import SearchEntry

MOST_LISTED = 1_500
MOST_FOUND = 200
# PostgreSQL keeps a megabyte of terms for one text, and nobody searches for what stands behind a short novel.
LONGEST_TEXT = 100_000

# BM25: how soon repetition tires, how much a long text is held back, the words of an ordinary story.
TIRES, HELD_BACK, ORDINARY = 1.2, 0.75, 500
IN_TITLE = 4  # one occurrence in the title is worth so many more
RARE = 60_000  # a pair that this many stories held would say nothing
OF_A_SYLLABLE = 3.0  # nearly all syllables are common; the rarest pair weighs eleven
OF_PRESENCE = 0.25  # of the weight of a pair that stands there without the marks that were asked for

# So many publications are indexed in one transaction.
BATCH = 500
_UNINDEXED = Publication.objects.exclude(pk__in=SearchEntry.objects.values("pk"))


@dataclass(frozen=True)
class Found:
    """The keys of publications, best first; how many hold all words; and whether there may be more than these."""

    keys: tuple[int, ...] = ()
    whole: int = 0
    is_capped: bool = False


@dataclass(frozen=True)
class _Term:
    text: str  # as the index holds it
    count: int  # never more than MOST_LISTED + 1
    weight: float

    @property
    def is_common(self) -> bool:
        return self.count > MOST_LISTED


# --- Asking -------------------------------------------------------------------------------------------------------


def find(shown: QuerySet[Publication], query: Query, *, newest_first: bool = False) -> Found:
    """Return which of the `shown` publications answer a question, two queries; all of them to a blank one, one query.

    `shown` is `Publication.objects.visible(now)` with the reader's filters: applied before anything is capped.
    """
    if not query:
        keys = tuple(shown.newest_first().values_list("pk", flat=True)[: MOST_FOUND + 1])
        return Found(keys[:MOST_FOUND], min(len(keys), MOST_FOUND), len(keys) > MOST_FOUND)
    terms = _count(query)
    rows = _candidates(shown, query, terms)
    weights = {term.text: term.weight for term in terms}
    ranked = [
        (score, moment, number, key, is_whole)
        for key, moment, number, listed, length, *texts in rows
        for score, is_whole in _rank(query, weights, listed, length, texts)
    ]
    ranked.sort(key=lambda row: row[1:3] if newest_first else row[:3], reverse=True)
    return Found(
        tuple(row[3] for row in ranked),
        sum(row[4] for row in ranked),
        len(rows) == MOST_FOUND or any(term.is_common for term in terms),
    )


def _terms(query: Query) -> list[str]:
    """Return what may name candidates: a question's pairs, or where it has none its syllables; and so in titles."""
    found = [pair for run in query.runs for pair in pairs([folded(word) for word in run])]
    found = found or [_syllable(word) for word in query.words]
    return list(dict.fromkeys(term for text in found for term in (text, f"^{text}")))


def _syllable(word: str) -> str:
    return f"={accented(word)}" if bears_marks(word) else folded(word)


def _count(query: Query) -> list[_Term]:
    """Count, no further than it matters, who holds each term; last comes the term that stands for all words at once."""
    names = _terms(query)
    matches = [_match(query, [name]) for name in names] + [_match(query, [folded(word) for word in query.words])]
    index = _INDEX[connection.vendor]
    one = (
        f"(SELECT COUNT(*) FROM (SELECT 1 FROM {index.table} WHERE {index.condition} LIMIT {MOST_LISTED + 1}) AS held)"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join([one] * len(matches))}", matches)
        counts = cursor.fetchone()
    return [
        _Term(name, count, math.log(RARE / (count + 0.5))) for name, count in zip([*names, ""], counts, strict=True)
    ]


def _candidates(shown: QuerySet[Publication], query: Query, terms: Sequence[_Term]) -> list[tuple]:
    """Return key, moment, number, points, length and words of what may be an answer, most points first."""
    lists, common = _choose(terms)
    shown_sql, shown_parameters = shown.order_by().values("id", "first_published_at", "number").query.sql_with_params()
    index = _INDEX[connection.vendor]
    parts, parameters = [], []
    for term in lists:
        parts.append(f"SELECT {index.key} AS pk, %s AS points FROM {index.table} WHERE {index.condition}")
        parameters += [round(term.weight * 100), _match(query, _words_of(term, query))]
    for term in common:
        parts.append(
            f"SELECT * FROM (SELECT {index.key} AS pk, %s AS points FROM {index.table} JOIN ({shown_sql}) AS shown "
            f"ON shown.id = {index.key} WHERE {index.condition} "
            f"ORDER BY first_published_at DESC, number DESC LIMIT {MOST_FOUND}) AS newest"
        )
        parameters += [round(term.weight * 100), *shown_parameters, _match(query, _words_of(term, query))]
    if not parts:
        return []
    columns = ", ".join(f"entry.{column}" for column in _columns(query))
    with connection.cursor() as cursor:
        # Integers, because sums of fractions depend on their order.
        cursor.execute(
            f"""SELECT best.id, best.first_published_at, best.number, best.points, entry.length, {columns}
            FROM (
                SELECT shown.id, shown.first_published_at, shown.number, held.points
                FROM (SELECT pk, SUM(points) AS points FROM ({" UNION ALL ".join(parts)}) AS listed GROUP BY pk) AS held
                JOIN ({shown_sql}) AS shown ON shown.id = held.pk
                ORDER BY held.points DESC, shown.first_published_at DESC, shown.number DESC LIMIT {MOST_FOUND}
            ) AS best JOIN articles_searchentry AS entry ON entry.publication_id = best.id""",
            [*parameters, *shown_parameters],
        )
        return cursor.fetchall()


def _choose(terms: Sequence[_Term]) -> tuple[list[_Term], list[_Term]]:
    """Return which terms name all who hold them, the rarest first, and which only the newest."""
    chosen: list[_Term] = []
    for term in sorted((term for term in terms if term.count), key=lambda term: (term.count, term.text)):
        if sum(other.count for other in chosen) + term.count <= MOST_LISTED:
            chosen.append(term)
    everything = terms[-1]
    return chosen, [everything] if everything.is_common else []


def _words_of(term: _Term, query: Query) -> list[str]:
    return [term.text] if term.text else [folded(word) for word in query.words]


# --- Ranking ------------------------------------------------------------------------------------------------------


def _columns(query: Query) -> list[str]:
    """Return which words of an entry decide: with marks where some were typed; phrases ask for theirs."""
    needed = {"accented" if any(map(bears_marks, phrase)) else "folded" for phrase in query.phrases}
    needed.add("accented" if query.has_marks else "folded")
    return sorted(needed)


def _rank(
    query: Query, weights: dict[str, float], points: int, length: int, texts: Sequence[str]
) -> Iterator[tuple[float, bool]]:
    """Yield how well a candidate answers, and whether it holds all words; nothing where it lacks a phrase."""
    columns = dict(zip(_columns(query), texts, strict=True))
    for phrase in query.phrases:
        form, column = (accented, "accented") if any(map(bears_marks, phrase)) else (folded, "folded")
        if f" {' '.join(map(form, phrase))} " not in columns[column]:
            return
    form, column = (accented, "accented") if query.has_marks else (folded, "folded")
    text = columns[column]
    title = text.partition("\n")[0]
    held_back = TIRES * (1 - HELD_BACK + HELD_BACK * length / ORDINARY)

    def worth(needle: str) -> float:
        count = text.count(needle)
        if not count:
            return 0.0
        count += IN_TITLE * title.count(needle)
        return count * (TIRES + 1) / (count + held_back)

    score, is_whole = OF_PRESENCE * points / 100, True
    for word in query.words:
        value = worth(f" {form(word)} ")
        is_whole &= value > 0
        score += OF_A_SYLLABLE * value
    for run in query.runs:
        for left, right in pairwise(run):
            score += weights[f"{folded(left)}_{folded(right)}"] * worth(f" {form(left)} {form(right)} ")
    yield round(score, 6), is_whole


# --- The index ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Index:
    """Where a database keeps the terms, and how it is asked who holds them."""

    table: str
    key: str
    condition: str


_INDEX = {
    "sqlite": _Index("articles_searchindex", "articles_searchindex.rowid", "articles_searchindex MATCH %s"),
    "postgresql": _Index("articles_searchentry", "articles_searchentry.publication_id", "terms @@ %s::tsquery"),
}


def _match(query: Query, terms: Sequence[str]) -> str:
    """Return, in the database's own language, who holds all terms and what the query demands, and nothing it excludes.

    No text of a reader goes in: terms are letters and digits with our own signs, and they are quoted.
    """
    demanded = [*terms, *(term for phrase in query.phrases for term in _of_phrase(phrase))]
    excluded = [_of_phrase(phrase) for phrase in query.without]
    if connection.vendor == "sqlite":
        both, quote, without = " AND ", '"%s"', " NOT (%s)"
    else:
        both, quote, without = " & ", "'%s'", " & !(%s)"

    def conjunction(names: Iterable[str]) -> str:
        return both.join(quote % name for name in dict.fromkeys(names))

    return f"({conjunction(demanded)})" + "".join(without % conjunction(names) for names in excluded)


def _of_phrase(phrase: Sequence[str]) -> list[str]:
    return pairs([folded(word) for word in phrase]) or [_syllable(word) for word in phrase]


def entry_of(publication: Publication) -> SearchEntry:
    """Return the words of a publication as search keeps them; not saved."""
    credits = (photo.get("credit", "") for photo in publication.printed.get("photos", {}).values())
    parts = [publication.title, publication.kicker, publication.sapo, publication.byline_text]
    parts += [*to_text(from_json(publication.document)).split("\n"), *dict.fromkeys(credits)]
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
        _add_terms(entries, _INDEX["sqlite"].table)


def _save(entries: Sequence[SearchEntry]) -> None:
    columns = ["length", "folded", "accented"]
    SearchEntry.objects.bulk_create(
        entries, update_conflicts=True, unique_fields=["publication"], update_fields=columns
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE articles_searchentry SET terms = array_to_tsvector(%s) WHERE publication_id = %s",
                [(terms_of(entry), entry.pk) for entry in entries],
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
    table = _INDEX["sqlite"].table
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
