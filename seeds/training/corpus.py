"""Documents whose parts are known, and the choices that the parser has to make in them."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from seeds.parsing.blocks import read_by_form
from seeds.parsing.kinds import KINDS, LONGEST_CAPTION, kind_features
from seeds.parsing.leads import LeadFeatures
from seeds.parsing.signs_of_blocks import Surroundings
from seeds.parsing.wording import Wording, word_count
from seeds.training.softmax import Choice, choice

_LEAD_WORDS = 20  # a paragraph of as many can stand in for a lead
_STAND_INS = 1


@dataclass(frozen=True)
class Document:
    """A story whose parts are known: the texts of its blocks, credits included, and what each block is."""

    title: str
    lead: str
    texts: tuple[str, ...]
    types: tuple[str, ...]


def read_corpus(path: Path) -> list[Document]:
    """Read a dump of one JSON object a line, with `raw` and what it is under `gold`."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        return [_read_document(line) for line in lines]


def _read_document(line: str) -> Document:
    entry = json.loads(line)
    gold, texts = entry["gold"], entry["raw"].split("\n\n")[1:]
    types = [block["type"] for block in gold["blocks"]]
    if len(texts) != len(types):
        raise ValueError(f"{entry['id']} has {len(texts)} blocks, but {len(types)} are labelled")
    return Document(gold["title"], gold["lead"], tuple(texts), tuple(types))


def lead_choices(document: Document) -> list[Choice]:
    """Return the choice of the lead's first word.

    There are three of a document: as it is, without its title, and with its first paragraph for its lead. So
    words are seen to open a text, or not to part a title, more often than once.
    """
    return [made for variant in _variants(document) if (made := lead_choice(*variant))]


def lead_choice(title: str, lead: str, texts: tuple[str, ...], *, may_lack_title: bool = True) -> Choice | None:
    """Return the choice of the first word of a lead behind a title; None where that word is no candidate."""
    features = LeadFeatures(f"{title} {lead}".split(), Wording(texts))
    positions = list(features.candidates(may_lack_title=may_lack_title))
    start = word_count(title)
    if start not in positions:
        return None
    return choice([features.of(position) for position in positions], positions.index(start))


def _variants(document: Document) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    title, lead, texts = document.title, document.lead, document.texts
    yield title, lead, texts
    yield "", lead, texts
    paragraphs = [
        text
        for text, kind in zip(texts, document.types, strict=True)
        if kind == "paragraph" and word_count(text) >= _LEAD_WORDS
    ]
    for stand_in in paragraphs[:_STAND_INS]:
        yield title, stand_in, (*(text for text in texts if text != stand_in), lead)


def kind_choices(document: Document) -> list[Choice]:
    """Return the choice between the kinds of every block whose form does not tell it."""
    texts = document.texts
    by_form = read_by_form(texts)
    head = Wording([f"{document.title}\n{document.lead}"])
    surroundings = Surroundings(texts, head, [bool(block and block.credit) for block in by_form])
    choices = []
    for index, kind in enumerate(document.types):
        if by_form[index] is None and kind in KINDS and word_count(texts[index]) <= LONGEST_CAPTION:
            candidates, right = kind_features(surroundings, index), KINDS.index(kind)
            if right < len(candidates):
                choices.append(choice(candidates, right))
    return choices
