"""The weights of the signs come out the same every time, and prefer what the corpus prefers."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from seeds.parsing.blocks import read_by_form
from seeds.parsing.kinds import LONGEST_CAPTION
from seeds.parsing.model import WEIGHTS, Tables, pack, softmax, unpack
from seeds.training.corpus import kind_choices, lead_choices, read_corpus, sentence_choices
from seeds.training.fit_weights import sentences_of, tables_of, unseen_sentences
from seeds.training.softmax import choice, fit, fit_tables, unit_of, whole_numbers

PROJECT = Path(__file__).parents[2]
PARAGRAPH = (
    "Phiên chợ Rộc họp sáu ngày một lần. Bà con nói rằng năm nay chợ đông hơn, vì con đường mới qua đèo đã thông từ "
    "tháng trước. Sáng nào cũng có người gùi măng xuống núi."
)
STORIES = [
    ("Chợ Rộc đông người trở lại", "Sáng nay, bà con ba xã vùng cao gùi măng, gạo nếp và vải dệt xuống chợ bán Tết."),
    ("Đường mới qua đèo Sương đã thông xe?", "Theo huyện, xe tải nhẹ đi được từ hôm nay, xe khách còn phải chờ."),
    ("Măng đèo Sương được giá", "Người bán măng ở chợ Rộc nói giá năm nay gấp rưỡi năm ngoái, mang ra là hết."),
]
BLOCKS = [
    ("Quang cảnh chợ Rộc.", "caption"),
    (PARAGRAPH, "paragraph"),
    ("Con đường của bà con", "heading"),
    ("Bà Nhự (trái) chọn rau.", "caption"),
    ("Người gùi măng qua đèo. Ảnh: Lê Hoài", "caption"),
    ("Tuy nhiên, họ cũng nói là sẽ không bán rẻ.", "paragraph"),
    ("Thu Cúc", "byline"),
]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "corpus.jsonl"
    lines = [json.dumps(entry(title, lead), ensure_ascii=False) for title, lead in STORIES]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def entry(title: str, lead: str) -> dict[str, object]:
    raw = "\n\n".join([f" date 2025-01-20 Xã hội {title} {lead}", *(text for text, _ in BLOCKS)])
    blocks = [{"type": kind, "text": text} for text, kind in BLOCKS]
    return {"id": title, "raw": raw, "gold": {"title": title, "lead": lead, "blocks": blocks}}


@pytest.mark.slow
def test_training_gives_the_same_file_whatever_the_order_of_sets(corpus: Path, tmp_path: Path) -> None:
    files = [tmp_path / "first.bin", tmp_path / "second.bin"]
    for seed, file in enumerate(files):
        subprocess.run(
            [sys.executable, "-m", "seeds.training.fit_weights", str(corpus), str(file), "--jobs", str(seed + 1)],
            cwd=PROJECT,
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            check=True,
        )
    assert files[0].read_bytes() == files[1].read_bytes()
    assert len(files[0].read_bytes()) == len(WEIGHTS.read_bytes()) <= 300_000


def test_training_weighs_signs_as_the_corpus_does(corpus: Path) -> None:
    documents = read_corpus(corpus) * 5
    kinds = tables_of(documents, kind_choices)
    assert any(kinds.first) and any(kinds.second) and kinds.unit > 0
    choices = [made for document in documents for made in lead_choices(document)]
    tables = fit_tables(choices, choices)
    for known in choices:
        scores = [tables.score(features) for features in known.candidates]
        assert scores.index(max(scores)) == known.right


def test_training_hears_where_sentences_start_without_their_stops(corpus: Path) -> None:
    choices = sentence_choices(read_corpus(corpus)[0])
    # Of the lead and both paragraphs: "Phiên", "Bà", "Sáng" and "Tuy" start sentences, "Tết" and "Rộc" stand in them.
    assert sorted(known.right for known in choices) == [0, 0, 0, 0, 1, 1]


def test_training_knows_a_story_by_what_the_other_half_taught(corpus: Path) -> None:
    documents = read_corpus(corpus) * 5
    assert {document.half for document in documents} == {0, 1}
    sentences = sentences_of(documents)
    for document, tables in zip(documents[:2], unseen_sentences(sentences), strict=True):
        seen = sentences_of([document])
        assert any(seen.second if document.half else seen.first)
        assert any(tables.first if document.half else tables.second)
        assert not any(tables.second if document.half else tables.first)


def test_training_packs_what_the_parser_unpacks() -> None:
    sizes = (1 << 17, 1 << 15)
    packed = [[number % 15 - 7 for number in range(size)] for size in sizes]
    unpacked = unpack(b"".join(pack(Tables(weights, weights[::-1], 2.5)) for weights in packed))
    for weights, tables in zip(packed, unpacked, strict=True):
        assert (list(tables.first), list(tables.second), tables.unit) == (weights, weights[::-1], 2.5)


def test_training_finds_weights_for_what_is_often_right() -> None:
    often = [choice([[1], [2]], 0)] * 90 + [choice([[1], [2]], 1)] * 30
    weights = fit(often)
    assert weights[1] > 0 > weights[2]


def test_training_keeps_weights_in_half_a_byte_and_finds_their_unit() -> None:
    weights = whole_numbers([0.5, -1.0, 0.0, 3.0])
    assert list(weights) == [1, -2, 0, 7]
    unseen = [choice([[0, 0], [1, 3]], 1)] * 3 + [choice([[0, 0], [1, 3]], 0)]
    tables = Tables(weights, [0, 0, 0, 0], 1.0)
    tables.unit = unit_of(tables, unseen)
    [_one, other] = softmax([tables.score(features) for features in unseen[0].candidates])
    assert other == pytest.approx(0.75, abs=0.01)


def test_training_refuses_a_document_whose_labels_do_not_fit(tmp_path: Path) -> None:
    story = entry(*STORIES[0])
    path = tmp_path / "corpus.jsonl"
    path.write_text(json.dumps({**story, "raw": f"{story['raw']}\n\nThêm một khối."}), encoding="utf-8")
    with pytest.raises(ValueError, match="has 8 blocks, but 7 are labelled"):
        read_corpus(path)


def test_training_leaves_out_blocks_whose_form_tells_what_they_are(corpus: Path) -> None:
    [document, *_] = read_corpus(corpus)
    assert len(kind_choices(document)) == sum(
        block is None and len(text.split()) <= LONGEST_CAPTION
        for block, text in zip(read_by_form(document.texts), document.texts, strict=True)
    )
