"""The weights that ship: one byte for each place of each table; `python -m seeds.training.fit_weights` makes them."""

from array import array
from collections.abc import Sequence
from math import exp
from pathlib import Path

from seeds.parsing.hashing import PLACES

WEIGHTS = Path(__file__).parent / "weights.bin"


class Table:
    """The weights of one decision, and the unit that turns their sums into honest probabilities."""

    def __init__(self, weights: Sequence[int], unit: float) -> None:
        self.weights = weights
        self.unit = unit

    def score(self, features: Sequence[int]) -> float:
        """Return the sum of the weights of features, as log-odds."""
        weights = self.weights
        return sum([weights[feature] for feature in features]) / self.unit


def softmax(scores: Sequence[float]) -> list[float]:
    """Return how likely each of several candidates is, given their log-odds."""
    best = max(scores)
    odds = [exp(score - best) for score in scores]
    whole = sum(odds)
    return [odd / whole for odd in odds]


def read_tables(data: bytes) -> list[Table]:
    """Return the tables of a file: each its unit in thousandths, in four bytes, and then its weights."""
    tables = []
    for start in range(0, len(data), 4 + PLACES):
        unit = int.from_bytes(data[start : start + 4], "little") / 1000
        tables.append(Table(array("b", data[start + 4 : start + 4 + PLACES]), unit))
    return tables


LEADS, BLOCKS = read_tables(WEIGHTS.read_bytes())
