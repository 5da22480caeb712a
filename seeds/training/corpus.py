"""Documents whose parts are known, and the choices that the parser has to make in them."""

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from seeds.parsing.blocks import read_by_form
from seeds.parsing.hashing import key
from seeds.parsing.kinds import KINDS, LONGEST_CAPTION, kind_features
from seeds.parsing.leads import LeadFeatures
from seeds.parsing.model import SENTENCES, Tables
from seeds.parsing.sentences import shape, start_features
from seeds.parsing.signs import can_open
from seeds.parsing.signs_of_blocks import Surroundings
from seeds.parsing.wording import Wording, bare, ends_sentence, split_sentences, word_count
from seeds.training.softmax import Choice, choice

_LEAD_WORDS = 20  # a paragraph of as many can stand in for a lead
_STAND_INS = 1


@dataclass(frozen=True)
class Document:
    """A story whose parts are known: the texts of its blocks, credits included, and what each block is.

    Its half is one of two, of which either has what the other taught for a sign.
    """

    half: int
    title: str
    lead: str
    texts: tuple[str, ...]
    types: tuple[str, ...]


def read_corpus(path: Path) -> list[Document]:
    """Read a dump of one JSON object a line, with `raw` and what it is under `gold`."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        return [_read_document(line, number % 2) for number, line in enumerate(lines)]


def _read_document(line: str, half: int) -> Document:
    entry = json.loads(line)
    gold, texts = entry["gold"], entry["raw"].split("\n\n")[1:]
    types = [block["type"] for block in gold["blocks"]]
    if len(texts) != len(types):
        raise ValueError(f"{entry['id']} has {len(texts)} blocks, but {len(types)} are labelled")
    return Document(half, gold["title"], gold["lead"], tuple(texts), tuple(types))


def sentence_choices(document: Document) -> list[Choice]:
    """Return whether a sentence starts (the first candidate) at every word of the text that could open one."""
    words: list[str] = []
    starts = set()
    for text in (document.lead, *_paragraphs(document)):
        for sentence in split_sentences(text):
            starts.add(len(words))
            words += sentence.split()
    # Between title and lead no stop tells, so none may tell here.
    keys, shapes = [key(bare(word)) for word in words], [shape(word.rstrip(".!?…") or word) for word in words]
    return [
        choice([start_features(keys, shapes, index), []], int(index not in starts))
        for index in range(2, len(words) - 2)
        if can_open(words[index]) and (index in starts or words[index - 1][-1].isalnum())
    ]


def lead_choices(document: Document, sentences: Sequence[Tables] = (SENTENCES, SENTENCES)) -> list[Choice]:
    """Return the choice of the lead's first word, with the tables of sentences for stories of either half.

    There are three of a document: as it is, without its title, and with its first paragraph for its lead. So
    words are seen to open a text, or not to part a title, more often than once.
    """
    return [made for variant in _variants(document) if (made := _lead_choice(*variant, sentences[document.half]))]


def _lead_choice(title: str, lead: str, texts: tuple[str, ...], sentences: Tables) -> Choice | None:
    """Return the choice of the first word of a lead behind a title; None where that word is no candidate."""
    features = LeadFeatures(f"{title} {lead}".split(), Wording(texts), sentences)
    positions = list(features.candidates())
    start = word_count(title)
    if start not in positions:
        return None
    return choice([features.of(position) for position in positions], positions.index(start))


def _variants(document: Document) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    title, lead, texts = document.title, document.lead, document.texts
    yield title, lead, texts
    yield "", lead, texts
    paragraphs = [text for text in _paragraphs(document) if word_count(text) >= _LEAD_WORDS]
    for stand_in in paragraphs[:_STAND_INS]:
        yield title, stand_in, (*(text for text in texts if text != stand_in), lead)


def _paragraphs(document: Document) -> Iterator[str]:
    return (text for text, kind in zip(document.texts, document.types, strict=True) if kind == "paragraph")


def kind_choices(document: Document) -> list[Choice]:
    """Return the choice between the kinds of every block whose form does not tell it.

    The corpus ends nearly all captions with a stop, as its makers did; papers often do without, as with headings. So
    those of every other document are asked for without it, too.
    """
    stopless = tuple(
        text.removesuffix(".") if kind == "caption" and not text.endswith("..") else text
        for text, kind in zip(document.texts, document.types, strict=True)
    )
    choices = list(_kind_choices(document, document.texts, range(len(stopless))))
    if stopless != document.texts and document.half:
        choices += _kind_choices(document, stopless, [i for i, text in enumerate(stopless) if not ends_sentence(text)])
    return choices


def _kind_choices(document: Document, texts: tuple[str, ...], asked: Sequence[int]) -> Iterator[Choice]:
    by_form = read_by_form(texts)
    head = Wording([f"{document.title}\n{document.lead}"])
    surroundings = Surroundings(texts, Wording(texts), head, [bool(block and block.credit) for block in by_form])
    for index in asked:
        kind = document.types[index]
        if by_form[index] is None and kind in KINDS and word_count(texts[index]) <= LONGEST_CAPTION:
            candidates, right = kind_features(surroundings, index), KINDS.index(kind)
            if right < len(candidates):
                yield choice(candidates, right)
