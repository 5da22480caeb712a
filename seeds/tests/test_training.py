"""The weights of the signs come out the same every time, and prefer what the corpus prefers."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from seeds.parsing.captions import Surroundings, judge_caption
from seeds.parsing.wording import Wording
from seeds.training.fit_weights import LONGEST_CAPTION, Choice, as_module, fit, main, read_corpus

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


def test_training_gives_the_same_file_whatever_the_order_of_sets(corpus: Path, tmp_path: Path) -> None:
    files = [tmp_path / "first.py", tmp_path / "second.py"]
    for seed, file in enumerate(files):
        subprocess.run(
            [sys.executable, "-m", "seeds.training.fit_weights", str(corpus), str(file)],
            cwd=PROJECT,
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            check=True,
        )
    assert files[0].read_bytes() == files[1].read_bytes()


def test_training_writes_a_module_that_weighs_signs_as_the_corpus_does(corpus: Path, tmp_path: Path) -> None:
    main([str(corpus), str(tmp_path / "weights.py")])
    weights: dict[str, dict[str, float]] = {}
    exec((tmp_path / "weights.py").read_text(encoding="utf-8"), weights)
    assert weights["LEAD_SIGNS"]["pair occurs in the body"] < 0
    assert weights["CAPTION_SIGNS"]["first block"] > 0 > weights["CAPTION_SIGNS"]["opens by linking back"]


def test_training_finds_the_likeliest_weights() -> None:
    often = [Choice((("good",), ("bad",)), 0)] * 900 + [Choice((("good",), ("bad",)), 1)] * 300
    weights = fit(often)
    assert weights["good"] == pytest.approx(-weights["bad"])
    assert weights["good"] - weights["bad"] == pytest.approx(1.0986, abs=0.01)  # the logarithm of 3 to 1


def test_training_leaves_out_signs_that_weigh_nothing_and_sorts_the_rest() -> None:
    text = as_module({"b": 1.001, "a": 1.0, "light": 0.04, "c": -2.0}, {"bias": -0.5, "d": 0.25})
    assert 'LEAD_SIGNS: dict[str, float] = {\n    "a": 1.00,\n    "b": 1.00,\n    "c": -2.00,\n}\n' in text
    assert 'CAPTION_BIAS = -0.50\nCAPTION_SIGNS: dict[str, float] = {\n    "d": 0.25,\n}\n' in text


def test_training_refuses_a_document_whose_labels_do_not_fit(tmp_path: Path) -> None:
    story = entry(*STORIES[0])
    path = tmp_path / "corpus.jsonl"
    path.write_text(json.dumps({**story, "raw": f"{story['raw']}\n\nThêm một khối."}), encoding="utf-8")
    with pytest.raises(ValueError, match="has 8 blocks, but 7 are labelled"):
        read_corpus(path)


def test_training_sees_the_blocks_that_the_parser_judges_by_signs() -> None:
    longest = " ".join(["chợ"] * LONGEST_CAPTION)
    surroundings = Surroundings([longest, f"{longest} chợ"], Wording([]), [False, False])
    rules = [judge_caption(surroundings, index)[2] for index in (0, 1)]
    assert [rule == "too long for a caption" for rule in rules] == [False, True]
