"""Which stories are like another: by the words of their titles, in pairs as well, and by the topics they share."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

# A topic that two stories share says more than a word does; the desk chose it for both.
TOPIC = 6.0
# So much must two stories have in common; below that the newest of the category serve readers better.
LEAST = 4.0


def words(slug: str) -> list[str]:
    """Return the words of a title as its address holds them: folded, without signs."""
    return slug.split("-")


def terms(title: Sequence[str]) -> frozenset[tuple[str, ...]]:
    """Return a title's words and pairs of words: most Vietnamese words are two syllables."""
    return frozenset([*((word,) for word in title), *pairwise(title)])


def ranked(
    title: Sequence[str], candidates: Mapping[int, Sequence[str]], shared_topics: Mapping[int, int]
) -> list[int]:
    """Return which of the candidates are like a title, the likest first; what stands in few of them weighs most."""
    own = terms(title)
    found = {key: terms(other) for key, other in candidates.items()}
    weights = _weights(own, found.values())
    scores = {
        key: sum(weights[term] for term in own & other) + TOPIC * shared_topics.get(key, 0)
        for key, other in found.items()
    }
    return sorted((key for key in scores if scores[key] >= LEAST), key=lambda key: -scores[key])


def _weights(own: frozenset[tuple[str, ...]], others: Iterable[frozenset]) -> dict[tuple[str, ...], float]:
    others = list(others)
    counts = Counter(term for other in others for term in own & other)
    # A pair says more than its two words alone.
    return {term: len(term) * math.log((len(others) + 1) / (counts[term] + 0.5)) for term in own}
