"""A choice among candidates by the sum of the weights of their features, learned from choices that are known."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from random import Random

from seeds.parsing.hashing import PLACES

PASSES = 5
_STEP = 0.1
_SETTLED = 0.003  # a probability that is off by less teaches nothing
_STEEPEST = 127


@dataclass(frozen=True)
class Choice:
    """The features of every candidate, as places in the table, and which candidate is right."""

    candidates: tuple[Sequence[int], ...]
    right: int


def choice(candidates: Sequence[Sequence[int]], right: int) -> Choice:
    """Return a choice in as little memory as it takes."""
    return Choice(tuple(array("i", features) for features in candidates), right)


def fit(choices: Sequence[Choice], passes: int = PASSES) -> list[float]:
    """Return the table of weights, averaged over the passes; steps shrink with what each weight has moved so far.

    The order of the choices is shuffled with a fixed seed, so that the same choices give the same weights.
    """
    weights, moved, total = [0.0] * PLACES, [1e-8] * PLACES, [0.0] * PLACES
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


def probabilities(weights: Sequence[float], candidates: Sequence[Sequence[int]], unit: float = 1.0) -> list[float]:
    """Return how likely each candidate is; a score counts in units."""
    scores = [sum([weights[feature] for feature in features]) / unit for features in candidates]
    best = max(scores)
    odds = [exp(score - best) for score in scores]
    whole = sum(odds)
    return [odd / whole for odd in odds]


def whole_numbers(weights: Sequence[float]) -> "array[int]":
    """Return the weights as whole numbers of one byte."""
    steepest = sorted(map(abs, weights))[-len(weights) // 10_000] or 1.0
    scale = _STEEPEST / steepest
    return array("b", [max(-_STEEPEST, min(_STEEPEST, round(weight * scale))) for weight in weights])


def unit_of(weights: Sequence[float], unseen: Sequence[Choice]) -> float:
    """Return the unit of scores that makes the probabilities of unseen choices honest: their log-loss is least."""
    spread = sorted(abs(sum(weights[f] for f in known.candidates[known.right])) for known in unseen[:200])
    low, high = 0.01, spread[-1] + 1.0
    for _ in range(30):
        one, other = low + (high - low) * 0.382, low + (high - low) * 0.618
        if _loss(weights, unseen, one) < _loss(weights, unseen, other):
            high = other
        else:
            low = one
    return (low + high) / 2


def _loss(weights: Sequence[float], choices: Sequence[Choice], unit: float) -> float:
    return -sum(log(max(1e-9, probabilities(weights, known.candidates, unit)[known.right])) for known in choices)
