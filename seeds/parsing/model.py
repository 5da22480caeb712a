"""The weights that ship: one byte for each place, half of it for either table; `python -m seeds.training.fit_weights`
makes them."""

from array import array
from collections.abc import Sequence
from math import exp
from pathlib import Path

from seeds.parsing.hashing import SECOND, sign_features

WEIGHTS = Path(__file__).parent / "weights.bin"
STEEPEST = 7  # half a byte holds -7 to 7


class Tables:
    """The weights of one decision in two tables, and the unit that turns their sums into honest probabilities."""

    def __init__(self, first: Sequence[int], second: Sequence[int], unit: float) -> None:
        self.first = first
        self.second = second
        self.unit = unit
        self._last = len(first) - 1
        # There are but some hundred signs, none of which holds a word of a text.
        self._beside: dict[str, _WeightsBeside] = {}

    def halves(self) -> tuple["Tables", "Tables"]:
        """Return the lower and the upper half of both tables as tables of their own."""
        half = len(self.first) // 2
        lower = Tables(self.first[:half], self.second[:half], self.unit)
        return lower, Tables(self.first[half:], self.second[half:], self.unit)

    def score(self, features: Sequence[int], signs: Sequence[str] = ()) -> float:
        """Return the sum of the weights of features and of signs, alone and two together, as log-odds."""
        return (sum(self.weights(features)) + self._weight_of_signs(signs)) / self.unit

    def weights(self, features: Sequence[int]) -> list[int]:
        """Return the weight of each feature, both tables taken together."""
        first, second, last = self.first, self.second, self._last
        return [first[number & last] + second[number >> SECOND & last] for number in features]

    def weight_of_sign(self, sign: str) -> int:
        """Return the weight of a sign by itself."""
        return self._weights_beside(sign)[sign]

    def _weight_of_signs(self, signs: Sequence[str]) -> int:
        return sum(
            sum(map(self._weights_beside(sign).__getitem__, signs[:number])) for number, sign in enumerate(signs, 1)
        )

    def _weights_beside(self, sign: str) -> "_WeightsBeside":
        if sign not in self._beside:
            self._beside[sign] = _WeightsBeside(self, sign)
        return self._beside[sign]


class _WeightsBeside(dict[str, int]):
    """What every other sign weighs together with one, and that one by itself, reckoned when it is first asked for."""

    def __init__(self, tables: Tables, sign: str) -> None:
        self._tables = tables
        self._sign = sign

    def __missing__(self, other: str) -> int:
        alone, _other, both = self._tables.weights(sign_features([self._sign, other]))
        self[other] = alone if other == self._sign else both
        return self[other]


def softmax(scores: Sequence[float]) -> list[float]:
    """Return how likely each of several candidates is, given their log-odds."""
    best = max(scores)
    odds = [exp(score - best) for score in scores]
    whole = sum(odds)
    return [odd / whole for odd in odds]


def pack(tables: Tables) -> bytes:
    """Return the tables of a decision as they ship.

    Which power of two their size is stands in one byte, their unit in thousandths in three, then come their weights.
    """
    halves = zip(tables.first, tables.second, strict=True)
    weights = bytes(one & 15 | (other & 15) << 4 for one, other in halves)
    size = len(weights).bit_length() - 1
    return bytes([size]) + round(1000 * tables.unit).to_bytes(3, "little") + weights


def unpack(data: bytes) -> list[Tables]:
    """Return the tables of each decision in a file."""
    low = bytes((number & 15) - (number & 8) * 2 & 255 for number in range(256))
    high = bytes((number >> 4) - (number >> 4 & 8) * 2 & 255 for number in range(256))
    tables, start = [], 0
    while start < len(data):
        end = start + 4 + (1 << data[start])
        unit, weights = int.from_bytes(data[start + 1 : start + 4], "little") / 1000, data[start + 4 : end]
        tables.append(Tables(array("b", weights.translate(low)), array("b", weights.translate(high)), unit))
        start = end
    return tables


LEADS, BLOCKS, SENTENCES = unpack(WEIGHTS.read_bytes())
