"""Fits seeds/parsing/weights.py: `python -m seeds.training.fit_weights ../shared/corpus/train.jsonl.gz`."""

import argparse
import gzip
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import exp
from pathlib import Path

from articles.document.credits import split_credit
from seeds.parsing import captions
from seeds.parsing.signs import Line
from seeds.parsing.wording import Wording, word_count

WEIGHTS = Path(__file__).parents[1] / "parsing" / "weights.py"
LONGEST_CAPTION = 45  # words; the parser judges longer blocks without signs, and those of the next line by their form
JUDGED_BY_FORM = frozenset({"byline", "source", "related"})
LEAST_WEIGHT = 0.05  # a sign that weighs less is left out of the file

# Both models choose among candidates by the sum of the weights of their signs: one among the words that can start a
# lead, the other between caption and no caption. The best weights make the right choices of the corpus as likely as
# they can be, less a penalty on their squares. That has one solution, and Newton's method finds it without chance.
BIAS = "bias"  # the sign that every caption has
PENALTY = 1.0
STEPS = 12  # after ten, nothing moves any more

Signs = tuple[str, ...]
Vector = list[float]
Matrix = list[Vector]


@dataclass(frozen=True)
class Document:
    """A story whose parts are known: the texts of its blocks, credits included, and what each block is."""

    title: str
    lead: str
    texts: tuple[str, ...]
    types: tuple[str, ...]


@dataclass(frozen=True)
class Choice:
    """The signs of every candidate, and which candidate is right."""

    candidates: tuple[Signs, ...]
    right: int


@dataclass(frozen=True)
class Slope:
    """How the fit changes with the weights: its first and its (negated) second derivative."""

    first: Vector
    second: Matrix


def read_corpus(path: Path) -> list[Document]:
    """Read a dump of one JSON object a line, with `raw` and `gold` as shared/corpus/README.md describes them."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        return [_read_document(line) for line in lines]


def _read_document(line: str) -> Document:
    entry = json.loads(line)
    gold, texts = entry["gold"], entry["raw"].split("\n\n")[1:]
    types = [block["type"] for block in gold["blocks"]]
    if len(texts) != len(types):
        raise ValueError(f"{entry['id']} has {len(texts)} blocks, but {len(types)} are labelled")
    return Document(gold["title"], gold["lead"], tuple(texts), tuple(types))


def lead_choices(documents: Iterable[Document]) -> Iterator[Choice]:
    """Yield the choice of the lead's first word of every document whose lead starts at a candidate."""
    for document in documents:
        line = Line(f"{document.title} {document.lead}".split(), Wording(document.texts))
        positions = list(line.candidates())
        start = word_count(document.title)
        if start in positions:
            yield Choice(tuple(tuple(line.signs(position)) for position in positions), positions.index(start))


def caption_choices(documents: Iterable[Document]) -> Iterator[Choice]:
    """Yield the choice between caption and no caption, which has no signs, of every block that signs decide."""
    for document in documents:
        credited = [split_credit(text) is not None for text in document.texts]
        head = Wording([f"{document.title}\n{document.lead}"])
        surroundings = captions.Surroundings(document.texts, head, credited)
        for index, (text, kind) in enumerate(zip(document.texts, document.types, strict=True)):
            if not credited[index] and kind not in JUDGED_BY_FORM and word_count(text) <= LONGEST_CAPTION:
                signs = (BIAS, *captions.signs(surroundings, index))
                yield Choice((signs, ()), right=0 if kind == "caption" else 1)


def fit(choices: Iterable[Choice]) -> dict[str, float]:
    """Return the weight of every sign that makes the right candidates most likely, by Newton's method."""
    choices = list(choices)
    names = sorted({sign for choice in choices for signs in choice.candidates for sign in signs})
    numbers = {name: number for number, name in enumerate(names)}
    numbered = [
        ([[numbers[sign] for sign in signs] for signs in choice.candidates], choice.right) for choice in choices
    ]
    weights = [0.0] * len(names)
    for _ in range(STEPS):
        slope = _penalty_slope(weights)
        for candidates, right in numbered:
            _add_choice(slope, weights, candidates, right)
        step = _solve(slope.second, slope.first)
        weights = [weight + change for weight, change in zip(weights, step, strict=True)]
    return dict(zip(names, weights, strict=True))


def _penalty_slope(weights: Vector) -> Slope:
    size = len(weights)
    second = [[PENALTY if row == column else 0.0 for column in range(size)] for row in range(size)]
    return Slope([-PENALTY * weight for weight in weights], second)


def _add_choice(slope: Slope, weights: Vector, candidates: Sequence[Sequence[int]], right: int) -> None:
    """Add what one choice says: the signs of the right candidate less those expected, and how these vary."""
    expected: dict[int, float] = {}
    for probability, signs in zip(_probabilities(weights, candidates), candidates, strict=True):
        for sign in signs:
            expected[sign] = expected.get(sign, 0.0) + probability
            row = slope.second[sign]
            for other in signs:
                row[other] += probability
    for sign, share in expected.items():
        slope.first[sign] -= share
        row = slope.second[sign]
        for other, other_share in expected.items():
            row[other] -= share * other_share
    for sign in candidates[right]:
        slope.first[sign] += 1.0


def _probabilities(weights: Vector, candidates: Sequence[Sequence[int]]) -> Vector:
    scores = [sum(weights[sign] for sign in signs) for signs in candidates]
    best = max(scores)
    odds = [exp(score - best) for score in scores]
    total = sum(odds)
    return [odd / total for odd in odds]


def _solve(matrix: Matrix, vector: Vector) -> Vector:
    """Solve a system of linear equations whose matrix is symmetric and positive definite, by elimination."""
    rows = [[*row, value] for row, value in zip(matrix, vector, strict=True)]
    size = len(rows)
    for pivot, pivot_row in enumerate(rows):
        for row in rows[pivot + 1 :]:
            factor = row[pivot] / pivot_row[pivot]
            for column in range(pivot, size + 1):
                row[column] -= factor * pivot_row[column]
    solution = [0.0] * size
    for number in reversed(range(size)):
        row = rows[number]
        known = sum(row[column] * solution[column] for column in range(number + 1, size))
        solution[number] = (row[size] - known) / row[number]
    return solution


def as_module(lead: dict[str, float], caption: dict[str, float]) -> str:
    """Return the text of seeds/parsing/weights.py, the weightiest sign first."""
    caption = dict(caption)
    bias = caption.pop(BIAS, 0.0)
    return (
        '"""How much each sign weighs, as log-odds; fitted by seeds/training/fit_weights.py, not by hand."""\n\n'
        f"LEAD_SIGNS: dict[str, float] = {_as_table(lead)}\n\n"
        f"CAPTION_BIAS = {bias:.2f}\n"
        f"CAPTION_SIGNS: dict[str, float] = {_as_table(caption)}\n"
    )


def _as_table(weights: dict[str, float]) -> str:
    rounded = {sign: round(weight, 2) for sign, weight in weights.items() if abs(weight) >= LEAST_WEIGHT}
    order = sorted(rounded, key=lambda sign: (-rounded[sign], sign))
    return "\n".join(["{", *(f'    "{sign}": {rounded[sign]:.2f},' for sign in order), "}"])


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit the weights on the corpus that the command line names, and write them."""
    parser = argparse.ArgumentParser(prog="python -m seeds.training.fit_weights", description=main.__doc__)
    parser.add_argument("corpus", type=Path, help="a .jsonl or .jsonl.gz dump of raw texts and what they are")
    parser.add_argument("output", type=Path, nargs="?", default=WEIGHTS, help="the module to write: %(default)s")
    options = parser.parse_args(arguments)
    documents = read_corpus(options.corpus)
    text = as_module(fit(lead_choices(documents)), fit(caption_choices(documents)))
    options.output.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
