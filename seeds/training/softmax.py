"""A choice among candidates by the sum of the weights of their features, learned from choices that are known."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt
from random import Random

from seeds.parsing.hashing import PLACES, SECOND
from seeds.parsing.model import STEEPEST, Tables, softmax

PASSES = 5
_STEP = 0.05
_SETTLED = 0.003  # a probability that is off by less teaches nothing


@dataclass(frozen=True)
class Choice:
    """The features of every candidate, and which candidate is right."""

    candidates: tuple[Sequence[int], ...]
    right: int


def choice(candidates: Sequence[Sequence[int]], right: int) -> Choice:
    """Return a choice in as little memory as it takes."""
    return Choice(tuple(array("q", features) for features in candidates), right)


def fit_tables(choices: Sequence[Choice], unseen: Sequence[Choice]) -> Tables:
    """Return the tables of a decision, each learned by itself, in the unit that suits choices that neither has seen."""
    first, second = (whole_numbers(fit(_narrowed(choices, shift))) for shift in (0, SECOND))
    tables = Tables(first, second, 1.0)
    if unseen:
        tables.unit = unit_of(tables, unseen)
    return tables


def fit_halves(halves: Sequence[Sequence[Choice]], places: int) -> Tables:
    """Return the tables of a decision, each learned from a half of the choices, so that it is new to the other half."""
    shifts = (0, SECOND)
    first, second = (
        whole_numbers(fit(_narrowed(half, shift, places), places=places))
        for half, shift in zip(halves, shifts, strict=True)
    )
    return Tables(first, second, 1.0)


def _narrowed(choices: Sequence[Choice], shift: int, places: int = PLACES) -> list[Choice]:
    """Return choices with the places of one table for features."""
    last = places - 1
    return [
        Choice(
            tuple(array("i", [number >> shift & last for number in features]) for features in known.candidates),
            known.right,
        )
        for known in choices
    ]


def fit(choices: Sequence[Choice], passes: int = PASSES, places: int = PLACES) -> list[float]:
    """Return a table of weights, averaged over the passes; steps shrink with what each weight has moved so far.

    The order of the choices is shuffled with a fixed seed, so that the same choices give the same weights.
    """
    weights, moved, total = [0.0] * places, [1e-8] * places, [0.0] * places
    order, chance = list(choices), Random(1)
    for _ in range(passes):
        chance.shuffle(order)
        for known in order:
            for number, probability in enumerate(probabilities(weights, known.candidates)):
                slope = probability - (number == known.right)
                if abs(slope) < _SETTLED:
                    continue
                step, square = _STEP * slope, slope * slope
                for feature in known.candidates[number]:
                    moved[feature] += square
                    weights[feature] -= step / sqrt(moved[feature])
        total = [sum(pair) for pair in zip(total, weights, strict=True)]
    return [weight / passes for weight in total]


def probabilities(weights: Sequence[float], candidates: Sequence[Sequence[int]]) -> list[float]:
    """Return how likely each candidate is."""
    return softmax([sum([weights[feature] for feature in features]) for features in candidates])


def whole_numbers(weights: Sequence[float]) -> "array[int]":
    """Return the weights as whole numbers of half a byte."""
    steepest = sorted(map(abs, weights))[-len(weights) // 10_000] or 1.0
    scale = STEEPEST / steepest
    return array("b", [max(-STEEPEST, min(STEEPEST, round(weight * scale))) for weight in weights])


def unit_of(tables: Tables, unseen: Sequence[Choice]) -> float:
    """Return the unit of scores that makes the probabilities of unseen choices honest: their log-loss is least."""
    scored = [([tables.score(features) for features in known.candidates], known.right) for known in unseen]
    low, high = 0.01, max(abs(score) for scores, _right in scored for score in scores) + 1.0
    for _ in range(30):
        one, other = low + (high - low) * 0.382, low + (high - low) * 0.618
        if _loss(scored, one) < _loss(scored, other):
            high = other
        else:
            low = one
    return (low + high) / 2


def _loss(scored: Sequence[tuple[list[float], int]], unit: float) -> float:
    return -sum(log(max(1e-9, softmax([score / unit for score in scores])[right])) for scores, right in scored)
