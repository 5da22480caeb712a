"""What a reader typed into the search field: words, "phrases" and -exclusions. Nothing in it is an error."""

import re
from dataclasses import dataclass
from itertools import chain

from articles.document.text import tidy
from articles.document.words import accented, folded, words

LONGEST_QUERY = 200
MOST_WORDS = 32

_QUOTES = str.maketrans("“”„‟«»", '""""""')
# Perhaps a minus (one that stands before a word, not within), then a phrase or what reaches to the next space.
_PIECE = re.compile(r'(?:(?<=\s)|^)(-?)"([^"]*)"|(?:(?<=\s)|^)(-?)(\S+)|(\S+)')


@dataclass(frozen=True, slots=True)
class Query:
    """A question as words in runs: within a run they were typed side by side. Blank where nothing is asked for."""

    runs: tuple[tuple[str, ...], ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()  # among the runs, too
    without: tuple[tuple[str, ...], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.runs)

    @property
    def words(self) -> tuple[str, ...]:
        """All words asked for, each once, in the order they were typed."""
        return tuple(dict.fromkeys(chain.from_iterable(self.runs)))

    @property
    def has_marks(self) -> bool:
        """Whether any word was typed with its marks: then those that bear them come first."""
        return any(map(bears_marks, self.words))


def bears_marks(word: str) -> bool:
    """Tell whether a word is more than its letters."""
    return folded(word) != accented(word)


def parse(text: str) -> Query:
    """Return what was asked; every text is a question, if a blank one."""
    runs: list[list[str]] = [[]]
    phrases: list[tuple[str, ...]] = []
    without: list[tuple[str, ...]] = []
    room = MOST_WORDS
    for found in _PIECE.finditer(tidy(text[: 4 * LONGEST_QUERY]).translate(_QUOTES)[:LONGEST_QUERY]):
        phrase = found[2] is not None
        piece = tuple(word for word in words(found[2] or found[4] or found[5] or "") if folded(word))[:room]
        room -= len(piece)
        if not piece:
            continue
        if found[1] or found[3]:
            without.append(piece)
        elif phrase:
            runs += [list(piece), []]
            phrases.append(piece)
        else:
            runs[-1] += piece
    return Query(tuple(tuple(run) for run in runs if run), tuple(phrases), tuple(without))
