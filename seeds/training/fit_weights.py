"""Fits seeds/parsing/weights.bin: `python -m seeds.training.fit_weights ../shared/corpus/train.jsonl.gz`."""

import argparse
from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain
from multiprocessing import Pool
from pathlib import Path

from seeds.parsing.model import WEIGHTS, Tables, pack
from seeds.training.corpus import Document, kind_choices, lead_choices, read_corpus, sentence_choices
from seeds.training.softmax import Choice, fit_halves, fit_tables

PLACES_OF_SENTENCES = 1 << 15
KEPT_ASIDE = 20  # every so manieth document sets the unit, for which the fit must not have seen it


def tables_of(documents: Sequence[Document], choices_of: Callable[[Document], list[Choice]], jobs: int = 1) -> Tables:
    """Return the tables of one decision."""
    with Pool(jobs) as pool:
        choices = pool.map(choices_of, documents, chunksize=50)
    unseen = list(chain.from_iterable(choices[KEPT_ASIDE - 1 :: KEPT_ASIDE]))
    del choices[KEPT_ASIDE - 1 :: KEPT_ASIDE]
    return fit_tables(list(chain.from_iterable(choices)), unseen)


def sentences_of(documents: Sequence[Document]) -> Tables:
    """Return the tables of where sentences start, either learned from one half of the documents."""
    halves = [
        list(chain.from_iterable(sentence_choices(document) for document in documents if document.half == half))
        for half in (0, 1)
    ]
    return fit_halves(halves, PLACES_OF_SENTENCES)


def unseen_sentences(sentences: Tables) -> tuple[Tables, Tables]:
    """Return, for the documents of either half, the table that has not seen them, with the weight of both."""
    nothing = [0] * len(sentences.first)
    return (
        Tables(nothing, [2 * weight for weight in sentences.second], sentences.unit),
        Tables([2 * weight for weight in sentences.first], nothing, sentences.unit),
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit the weights on the corpus that the command line names, and write them."""
    parser = argparse.ArgumentParser(prog="python -m seeds.training.fit_weights", description=main.__doc__)
    parser.add_argument("corpus", type=Path, help="a .jsonl or .jsonl.gz dump of raw texts and what they are")
    parser.add_argument("output", type=Path, nargs="?", default=WEIGHTS, help="the file to write: %(default)s")
    parser.add_argument("--jobs", type=int, default=1, help="processes that read the corpus; the result is the same")
    options = parser.parse_args(arguments)
    documents = read_corpus(options.corpus)
    sentences = sentences_of(documents)
    leads = partial(lead_choices, sentences=unseen_sentences(sentences))
    tables = [tables_of(documents, choices_of, options.jobs) for choices_of in (leads, kind_choices)]
    options.output.write_bytes(b"".join(map(pack, (*tables, sentences))))


if __name__ == "__main__":
    main()
