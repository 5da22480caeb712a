"""Search: which visible stories answer a question, best first; the same on SQLite and on PostgreSQL.

The database only says which publications hold which terms: folded syllables, pairs of neighbours ("ha_noi"), both again
with "^" for the title, and syllables with their marks ("=nôi5"). The rarest pairs of a question name the candidates, as
many as `MOST_LISTED` allows, among what readers may see now and the filters let through; a pair that is too common for
that names only the newest. The best `MOST_FOUND` of them are ranked here by the words in `SearchEntry`, by one formula
(BM25) for both databases.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from articles.document.query import Query, bears_marks
from articles.document.words import accented, folded, pairs
from articles.models.publication import Publication

MOST_FOUND = 60
# Candidates of the rarest pairs together; of all pairs at once; beyond that, so many of the newest.
MOST_LISTED = 500
MOST_HELD = 4_000
NEWEST = 60
# Of so many words it is asked who holds them all, side by side or not: that takes long, and of more their pairs say
# enough.
MOST_APART = 5
# Of so many pairs it is also asked who has them in the title: a longer question is rare enough without.
ASKED_OF_TITLES = 3

# BM25: how soon repetition tires, how much a long text is held back, the words of an ordinary story.
TIRES, HELD_BACK, ORDINARY = 1.2, 0.75, 500
IN_TITLE = 4  # one occurrence in the title is worth so many more
RARE = 60_000  # a pair that this many stories held would say nothing
OF_A_SYLLABLE = 3.0  # nearly all syllables are common; the rarest pair weighs eleven
OF_PRESENCE = 0.25  # of the weight of a pair that stands there without the marks that were asked for


@dataclass(frozen=True)
class Found:
    """The keys of publications, best first; how many hold all words; and whether there may be more than these."""

    keys: tuple[int, ...] = ()
    whole: int = 0
    is_capped: bool = False


@dataclass(frozen=True)
class _Term:
    names: tuple[str, ...]  # as the index holds them; where there are several, all of them
    count: int  # never more than is asked for, plus one
    weight: float


# --- Asking -------------------------------------------------------------------------------------------------------


def find(shown: QuerySet[Publication], query: Query, *, newest_first: bool = False) -> Found:
    """Return which of the `shown` publications answer a question, two queries; to one without words the newest, in one.

    `shown` is `Publication.objects.visible(now)` with the reader's filters: applied before anything is capped.
    """
    if not query:
        for phrase in query.without:
            shown = shown.exclude(pk__in=_holders(phrase))
        keys = tuple(shown.newest_first().values_list("pk", flat=True)[: MOST_FOUND + 1])
        return Found(keys[:MOST_FOUND], min(len(keys), MOST_FOUND), len(keys) > MOST_FOUND)
    terms, wholes = _count(query)
    rows = _candidates(shown, query, terms, wholes)
    asked = _Asked.of(query, {term.names[0]: term.weight for term in terms})
    ranked = [
        (score, moment, number, key, is_whole)
        for key, moment, number, listed, length, *texts in rows
        for score, is_whole in _rank(asked, listed, length, dict(zip(_columns(query), texts, strict=True)))
    ]
    ranked.sort(key=lambda row: row[1:3] if newest_first else row[:3], reverse=True)
    return Found(
        tuple(row[3] for row in ranked),
        sum(row[4] for row in ranked),
        len(rows) == MOST_FOUND or any(term.count > MOST_HELD for term in wholes),
    )


def _terms(query: Query) -> list[tuple[str, ...]]:
    """Return what may name candidates: a question's pairs, or where it has none its syllables; few also in titles."""
    found = list(dict.fromkeys(_pairs(query))) or [_syllable(word) for word in query.words]
    return [(term,) for term in (*found, *(f"^{term}" for term in found if len(found) <= ASKED_OF_TITLES))]


def _wholes(query: Query) -> list[tuple[str, ...]]:
    """Return what stands for the whole question: all pairs; all words with the marks that were typed; all words."""
    forms = (_syllable, folded) if len(query.words) <= MOST_APART else ()
    words_apart = [tuple(dict.fromkeys(map(form, query.words))) for form in forms]
    return list(dict.fromkeys(filter(None, (tuple(dict.fromkeys(_pairs(query))), *words_apart))))


def _pairs(query: Query) -> list[str]:
    return [pair for run in query.runs for pair in pairs([folded(word) for word in run])]


def _syllable(word: str) -> str:
    return f"={accented(word)}" if bears_marks(word) else folded(word)


def _count(query: Query) -> tuple[list[_Term], list[_Term]]:
    """Count, no further than it matters, who holds each term, and who holds all words at once."""
    singles, wholes = _terms(query), _wholes(query)
    # A question of one pair or of one syllable is its own whole.
    most = dict.fromkeys(singles, MOST_LISTED) | dict.fromkeys(wholes, MOST_HELD)
    index = _INDEX[connection.vendor]
    one = f"(SELECT COUNT(*) FROM (SELECT 1 FROM {index.table} WHERE {index.condition} LIMIT %s) AS held)"
    statement = "SELECT " + ", ".join([one] * len(most))
    if len(wholes) > 1:
        # Whoever holds all pairs holds all words, too: where those are many, these need not be counted.
        names = list(most)
        counted = ", ".join(f"{one} AS c{place}" for place in range(len(names) - 1))
        last = f"CASE WHEN c{names.index(wholes[0])} > {MOST_LISTED} THEN {MOST_HELD + 1} ELSE {one} END"
        # The limit keeps a database from asking the inner ones again.
        statement = f"WITH counted AS (SELECT {counted} LIMIT 1) SELECT counted.*, {last} FROM counted"
    [row] = _ask(statement, [value for names, limit in most.items() for value in (_match(query, names), limit + 1)])
    counts = dict(zip(most, row, strict=True))

    def term(names: tuple[str, ...]) -> _Term:
        return _Term(names, counts[names], math.log(RARE / (min(counts[names], MOST_LISTED) + 0.5)))

    return list(map(term, singles)), list(map(term, wholes))


def _candidates(
    shown: QuerySet[Publication], query: Query, terms: Sequence[_Term], wholes: Sequence[_Term]
) -> list[tuple]:
    """Return key, moment, number, points, length and words of what may be an answer, most points first."""
    listed, newest = _choose(terms, wholes)
    shown_sql, shown_parameters = shown.order_by().values("id", "first_published_at", "number").query.sql_with_params()
    index = _INDEX[connection.vendor]
    parts, parameters = [], []
    for term in listed:
        parts.append(f"SELECT {index.key} AS pk, %s AS points FROM {index.table} WHERE {index.condition}")
        parameters += [round(term.weight * 100), _match(query, term.names)]
    for term in newest:
        # The test of each is bound to its row, so that the walk from the newest on ends as soon as there are enough.
        parts.append(
            f"SELECT id AS pk, %s AS points FROM ({shown_sql} AND {index.one_holds} "
            f"ORDER BY first_published_at DESC, number DESC LIMIT {NEWEST}) AS newest"
        )
        parameters += [round(term.weight * 100), *shown_parameters, _match(query, term.names)]
    if not parts:
        return []
    columns = ", ".join(f"entry.{column}" for column in _columns(query))
    # Integers, because sums of fractions depend on their order.
    return _ask(
        f"""SELECT best.id, best.first_published_at, best.number, best.points, entry.length, {columns}
        FROM (
            SELECT shown.id, shown.first_published_at, shown.number, held.points
            FROM (SELECT pk, SUM(points) AS points FROM ({" UNION ALL ".join(parts)}) AS listed GROUP BY pk) AS held
            JOIN ({shown_sql}) AS shown ON shown.id = held.pk
            ORDER BY held.points DESC, shown.first_published_at DESC, shown.number DESC LIMIT {MOST_FOUND}
        ) AS best JOIN articles_searchentry AS entry ON entry.publication_id = best.id""",
        [*parameters, *shown_parameters],
    )


def _ask(statement: str, parameters: Sequence[object]) -> list[tuple]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # It does not know what unpacking a row's terms costs, and would read the whole table in place of the index.
            # It takes that setting for a great cost, against which it would compile the statement and start workers:
            # a hundred milliseconds for what takes ten. All in one round trip, and so in one transaction, to whose end
            # the settings are bound.
            settings = ("enable_seqscan = off", "jit = off", "max_parallel_workers_per_gather = 0")
            cursor.execute("".join(f"SET LOCAL {setting}; " for setting in settings) + statement, parameters)
            for _setting in settings:
                cursor.nextset()
        else:
            cursor.execute(statement, parameters)
        return cursor.fetchall()


def _choose(terms: Sequence[_Term], wholes: Sequence[_Term]) -> tuple[list[_Term], list[_Term]]:
    """Return which terms name all who hold them, the rarest pairs first, and which one only the newest."""
    chosen: list[_Term] = []
    rarest = sorted((term for term in terms if term.count), key=lambda term: (term.count, term.names))
    for term in rarest:
        if sum(other.count for other in chosen) + term.count <= MOST_LISTED:
            chosen.append(term)
    # Words apart are wanted where they are few, or where there is nothing better.
    for term in wholes:
        if term.count and (not chosen or len(term.names[0].split("_")) > 1 or term.count <= MOST_LISTED):
            if term.count > MOST_HELD:
                return chosen, [term]
            chosen.append(term)
    if not chosen:  # pairs that are all too common, and nobody holds them all
        return [], rarest[:1]
    return chosen, []


# --- Ranking ------------------------------------------------------------------------------------------------------


def _columns(query: Query) -> list[str]:
    """Return which words of an entry decide: with marks where some were typed; phrases ask for theirs."""
    needed = {"accented" if any(map(bears_marks, phrase)) else "folded" for phrase in query.phrases}
    needed.add("accented" if query.has_marks else "folded")
    return sorted(needed)


@dataclass(frozen=True)
class _Asked:
    """A question in the form in which texts are read: with the marks that were typed, or without any."""

    column: str
    words: tuple[str, ...]
    pairs: tuple[tuple[tuple[str, str], float], ...]  # neighbours, as often as they were typed, each with its weight
    phrases: tuple[tuple[str, str], ...]  # which column must hold which words

    @classmethod
    def of(cls, query: Query, weights: dict[str, float]) -> "_Asked":
        """Return a question; `weights` are those of its pairs."""
        form, column = (accented, "accented") if query.has_marks else (folded, "folded")
        pairs_asked = [pair for run in query.runs for pair in pairwise(run)]
        phrases = [
            (accented, "accented", phrase) if any(map(bears_marks, phrase)) else (folded, "folded", phrase)
            for phrase in query.phrases
        ]
        return cls(
            column,
            tuple(map(form, query.words)),
            tuple(
                ((form(left), form(right)), weights[f"{folded(left)}_{folded(right)}"]) for left, right in pairs_asked
            ),
            tuple((name, f" {' '.join(map(written, phrase))} ") for written, name, phrase in phrases),
        )


def _rank(asked: _Asked, points: int, length: int, texts: dict[str, str]) -> Iterator[tuple[float, bool]]:
    """Yield how well a candidate answers, and whether it holds all words; nothing where it lacks a phrase."""
    if not all(words in texts[column] for column, words in asked.phrases):
        return
    counts = _counts(asked, texts[asked.column])
    held_back = TIRES * (1 - HELD_BACK + HELD_BACK * length / ORDINARY)

    def worth(what: str | tuple[str, str]) -> float:
        count = counts[what]
        return count * (TIRES + 1) / (count + held_back) if count else 0.0

    score, is_whole = OF_PRESENCE * points / 100, True
    for word in asked.words:
        value = worth(word)
        is_whole &= value > 0
        score += OF_A_SYLLABLE * value
    for pair, weight in asked.pairs:
        score += weight * worth(pair)
    yield round(score, 6), is_whole


def _counts(asked: _Asked, text: str) -> Counter[str | tuple[str, str]]:
    """Count the words of a question and its pairs in a text, in one walk over it; in the title they count more."""
    counts: Counter[str | tuple[str, str]] = Counter()
    wanted, pairs_wanted = set(asked.words), {pair for pair, _weight in asked.pairs}
    syllables = text.split(" ")  # between two parts stands a line feed, so no pair reaches over
    title_ends = syllables.index("\n") if "\n" in text else len(syllables)  # a text of one part is all title
    for place in [place for place, syllable in enumerate(syllables) if syllable in wanted]:
        worth = 1 + IN_TITLE if place < title_ends else 1
        counts[syllables[place]] += worth
        pair = (syllables[place], syllables[place + 1])
        if pair in pairs_wanted:
            counts[pair] += worth
    return counts


# --- The index ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Index:
    """Where a database keeps the terms, and how it is asked who holds them."""

    table: str
    key: str
    condition: str
    one_holds: str  # the same asked of one publication


_INDEX = {
    "sqlite": _Index(
        "articles_searchindex",
        "articles_searchindex.rowid",
        "articles_searchindex MATCH %s",
        "EXISTS (SELECT 1 FROM articles_searchindex WHERE articles_searchindex MATCH %s AND rowid = id)",
    ),
    "postgresql": _Index(
        "articles_searchentry",
        "articles_searchentry.publication_id",
        "terms @@ %s::tsquery",
        "(SELECT terms FROM articles_searchentry WHERE publication_id = id) @@ %s::tsquery",
    ),
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


def _holders(phrase: tuple[str, ...]) -> RawSQL:
    """Return a subquery for the keys of the publications that hold a phrase."""
    index = _INDEX[connection.vendor]
    asked = _match(Query(phrases=(phrase,)), ())
    return RawSQL(f"SELECT {index.key} FROM {index.table} WHERE {index.condition}", (asked,))


def _of_phrase(phrase: Sequence[str]) -> list[str]:
    return pairs([folded(word) for word in phrase]) or [_syllable(word) for word in phrase]
