"""Whole texts with what an editor would make of them; a pair of files each in `golden`."""

import json
from pathlib import Path

import pytest

from seeds.encodings import decode
from seeds.parsing import parse
from seeds.parsing.export import as_dict
from seeds.parsing.story import SeedStory

SEEDS = Path(__file__).parents[2]
GOLDEN = SEEDS / "tests" / "golden"
CATEGORIES = [category["name"] for category in json.loads((SEEDS / "categories.json").read_text(encoding="utf-8"))]
LONG_CAPTION = (
    "Đồng chí Nguyễn Đồng Trung - Phó Cục trưởng, Cục Ngoại vụ và Ngoại giao văn hóa, Bộ Ngoại giao trực tiếp truyền "
    "đạt các nội dung quan trọng tại hội nghị."
)


@pytest.fixture(scope="module")
def seed() -> SeedStory:
    [path] = (SEEDS / "documents").glob("000_*.txt")
    return parse(decode(path.read_bytes()), CATEGORIES)


def test_golden_texts_all_have_partners() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == {path.stem for path in GOLDEN.glob("*.json")}
    assert len(list(GOLDEN.glob("*.txt"))) >= 40


@pytest.mark.parametrize("name", sorted({path.stem for path in GOLDEN.iterdir()}))
def test_golden_text_comes_out_as_written(name: str) -> None:
    expected = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    found = as_dict(name, parse(decode((GOLDEN / f"{name}.txt").read_bytes()), CATEGORIES))
    assert 0 <= found.pop("confidence") <= 1
    assert found == {"id": name, **expected}


def test_seed_header(seed: SeedStory) -> None:
    assert (seed.date.value, seed.category.value) == ("2025-10-31", "Thời sự")
    assert seed.title.value == "Đổi mới tư duy, phương thức công tác thông tin, đối ngoại trong giai đoạn mới"
    assert seed.lead.value is not None
    assert seed.lead.value.startswith("Sáng 31/10, Ban Tuyên giáo") and seed.lead.value.endswith("đến cơ sở.")
    assert seed.confidence > 0.9


def test_seed_headings(seed: SeedStory) -> None:
    assert [block.text for block in seed.blocks if block.type == "heading"] == [
        "Chủ trương, đường lối đối ngoại của Đảng, Nhà nước",
        "Tiếp tục đổi mới tư duy, phương thức công tác đối ngoại",
    ]


def test_seed_captions(seed: SeedStory) -> None:
    assert [(block.text, block.credit) for block in seed.blocks if block.type == "caption"] == [
        ("Các đại biểu tham gia hội nghị.", None),
        (LONG_CAPTION, None),
        ("Cán bộ cấp ủy các cơ sở tham gia hội nghị.", "Mai Hoa"),
        ("Các bộ cấp ủy các địa phương tham gia hội nghị.", "Mai Hoa"),
        ("Cán bộ cấp ủy các địa phương tham gia hội nghị.", "Mai Hoa"),
        ("Đồng chí Phạm Ngọc Cảnh – Phó trưởng Ban Tuyên giáo và Dân vận Tỉnh ủy phát biểu tại hội nghị.", "Mai Hoa"),
    ]
    assert seed.blocks[0].type == "caption"


def test_seed_has_no_other_blocks_and_nothing_marked(seed: SeedStory) -> None:
    assert {block.type for block in seed.blocks} == {"paragraph", "heading", "caption"}
    assert len(seed.blocks) == 19
    assert not any(block.duplicate or block.dropped for block in seed.blocks)


def test_seed_keeps_every_word(seed: SeedStory) -> None:
    [path] = (SEEDS / "documents").glob("000_*.txt")
    parts = ["date", seed.date.value, seed.category.value, seed.title.value, seed.lead.value]
    for block in seed.blocks:
        parts += [block.text, block.printed_credit]
    assert " ".join(part for part in parts if part).split() == path.read_text(encoding="utf-8").split()
