"""Whole documents: order of the head's lines, and nothing lost whatever the text."""

import re
import textwrap
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seeds.parsing import parse
from seeds.parsing.export import as_dict
from seeds.parsing.story import SeedStory

CATEGORIES = ["Thời sự", "Văn hóa", "Văn hóa - Giải trí"]
TITLE = "Nước sông Giăng dâng cao, hơn 200 hộ dân phải sơ tán"
LEAD = "Mưa lớn suốt đêm khiến nhiều bản làng bị cô lập, chính quyền phải di dời hàng trăm hộ dân."
BODY = "Mưa lớn từ đêm 2/6 làm nước dâng nhanh. Bà con được cấp lương khô, nước uống và chăn màn ngay trong đêm."
FRAGMENTS = [
    *(
        "Thời sự",
        "Văn hóa - Giải trí",
        TITLE,
        LEAD,
        BODY,
        "Ảnh: Thu Cúc",
        "(Ảnh: AFP).",
        "Bài, ảnh: Lê Hoài",
        "Theo TTXVN",
    ),
    *(
        ">> Chợ xưa",
        "* Tin vắn",
        "\n\n",
        "\n",
        " ",
        ".",
        "Chợ quê",
        "Lê Hoài - Thu Cúc",
        "(Baonghean.vn) -",
        "“",
        ")",
        "Vì sao?",
    ),
]
documents = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Nd"])),
    st.lists(st.sampled_from(FRAGMENTS), max_size=25).map(" ".join),
)


def letters(*texts: str | None) -> Counter[str]:
    return Counter(re.sub(r"[\W_]+", "", " ".join(text for text in texts if text)).casefold())


def all_of(story: SeedStory) -> Counter[str]:
    texts = [text for block in story.blocks for text in (block.text, block.printed_credit)]
    return letters(story.category.value, story.title.value, story.lead.value, *texts)


@settings(max_examples=400, deadline=None)
@given(documents)
def test_parse_keeps_every_letter_of_any_text(raw: str) -> None:
    assert all_of(parse(raw, CATEGORIES)) == letters(raw)


@settings(max_examples=200, deadline=None)
@given(documents)
def test_parse_reads_the_date_before_any_text(raw: str) -> None:
    story = parse(f" date 2025-06-03 {raw}", CATEGORIES)
    assert story.date.value == "2025-06-03"
    assert all_of(story) == letters(raw)


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_parse_never_raises_and_its_confidence_is_a_share(raw: str) -> None:
    assert 0 <= parse(raw, CATEGORIES).confidence <= 1


def test_parse_empty_text_finds_nothing() -> None:
    assert as_dict("x", parse("", [])) == {
        "id": "x",
        "date": None,
        "category": None,
        "title": None,
        "lead": None,
        "blocks": [],
        "confidence": 0.5,
    }


def test_parse_line_that_goes_on_in_lower_case_is_one_block() -> None:
    story = parse(
        f" date 2025-06-03 Thời sự {TITLE} Mưa lớn\nsuốt đêm khiến nhiều bản làng bị cô lập.\n\n{BODY}", CATEGORIES
    )
    assert (story.title.value, story.lead.value) == (TITLE, "Mưa lớn suốt đêm khiến nhiều bản làng bị cô lập.")


def test_parse_lines_without_empty_lines_between() -> None:
    story = parse(f" date 2025-06-03\nThời sự\n{TITLE}\n{LEAD}\n{BODY}\n{BODY}", CATEGORIES)
    assert (story.category.value, story.title.value, story.lead.value) == ("Thời sự", TITLE, LEAD)
    assert len(story.blocks) == 2


@pytest.mark.parametrize(
    ("head", "body", "is_sure"),
    [
        ("date 2025-06-03\nThời sự", 2, True),
        ("date 2025-06-03\nThời sự", 1, False),
        ("date 2025-06-03", 2, False),
        ("Thời sự", 2, False),
    ],
)
def test_parse_lead_on_its_own_line_is_sure_below_a_whole_head_and_above_a_body(
    head: str, body: int, *, is_sure: bool
) -> None:
    story = parse("\n".join([head, TITLE, LEAD, *[BODY] * body]), CATEGORIES)
    assert (story.lead.value, story.confidence >= 0.8) == (LEAD, is_sure)


def test_parse_title_without_lead_waits() -> None:
    story = parse(f"date 2025-06-03\nThời sự\n{TITLE}\n\nNgắn.", CATEGORIES)
    assert (story.title.value, story.lead.value) == (TITLE, None)
    assert story.confidence < 0.8


def test_parse_whole_text_in_one_line_waits() -> None:
    story = parse(f" date 2025-06-03 Thời sự {TITLE} (Baonghean.vn) - {LEAD} {' '.join([BODY] * 4)}", CATEGORIES)
    assert story.title.value == TITLE
    assert story.confidence < 0.8


def test_parse_body_alone_has_no_title() -> None:
    story = parse(f"{BODY}\n\n{BODY}", CATEGORIES)
    assert (story.title.value, story.lead.value, len(story.blocks)) == (None, None, 2)


def test_parse_lead_without_title_stays_a_lead() -> None:
    story = parse(f" date 2025-06-03 (Baonghean.vn) - {LEAD}\n\n{BODY}", CATEGORIES)
    assert (story.title.value, story.lead.value) == (None, f"(Baonghean.vn) - {LEAD}")


def test_parse_title_without_category_is_less_sure() -> None:
    sure = parse(f" date 2025-06-03 Thời sự Vì sao nước sông dâng cao? {LEAD}\n\n{BODY}", CATEGORIES)
    unsure = parse(f" date 2025-06-03 Chuyện làng Vì sao nước sông dâng cao? {LEAD}\n\n{BODY}", CATEGORIES)
    assert sure.confidence > 0.95
    assert unsure.confidence <= 0.8
    assert unsure.category.value is None


def test_parse_caption_under_the_title_is_no_lead() -> None:
    caption = "Nước tràn vào những ngôi nhà ven sông ở bản Na Lạn sáng sớm nay (Ảnh: Thu Cúc)."
    story = parse(f" date 2025-06-03 Thời sự {TITLE}\n\n{caption}\n\n{BODY}", CATEGORIES)
    assert story.lead.value is None
    assert [block.type for block in story.blocks] == ["caption", "paragraph"]


@pytest.mark.parametrize(
    ("line", "title", "lead"),
    [
        (f"{TITLE} (Dân trí) - Liệu nước có rút?", TITLE, "(Dân trí) - Liệu nước có rút?"),
        (f"{TITLE.upper()} Liệu đêm nay nước có rút?", TITLE.upper(), "Liệu đêm nay nước có rút?"),
    ],
)
def test_title_and_lead_in_one_line_are_two_though_a_question_ends_them(line: str, title: str, lead: str) -> None:
    story = parse(f" date 2025-06-03 Thời sự {line}\n\n{LEAD}\n\n{BODY}", CATEGORIES)
    assert (story.title.value, story.lead.value) == (title, lead)


def test_line_broken_at_a_width_ends_where_the_next_word_had_room() -> None:
    wrapped = textwrap.fill(f"{BODY} {LEAD} {BODY}", 72)
    texts = [
        block.text for block in parse(f"{TITLE}\n{textwrap.fill(LEAD, 72)}\n{wrapped}\nĐêm qua mưa tạnh.", []).blocks
    ]
    assert texts == [f"{BODY} {LEAD} {BODY}", "Đêm qua mưa tạnh."]
