"""What the blocks of a body are."""

import pytest

from seeds.parsing.blocks import read_blocks

PARAGRAPH = (
    "Phiên chợ họp sáu ngày một lần, từ lúc trời còn mờ đất đến khi nắng lên quá ngọn tre. Hàng hóa chẳng nhiều, phần "
    "lớn là thứ nhà trồng được. Người mua cũng là người bán, hôm nay mớ rau, mai con cá."
)


def types(*texts: str) -> list[str]:
    return [block.type for block in read_blocks(texts, "Chợ quê")]


def test_blocks_short_line_without_stop_between_texts_is_a_heading() -> None:
    assert types(PARAGRAPH, "Chợ của tình làng", PARAGRAPH) == ["paragraph", "heading", "paragraph"]


def test_blocks_short_line_without_stop_at_the_end_is_no_heading() -> None:
    assert types(PARAGRAPH, "Mời bạn đọc xem tiếp kỳ sau")[1] != "heading"


@pytest.mark.parametrize(
    "line",
    [
        "Thu Cúc",
        "Thu Cúc - Lê Hoài",
        "Thu Cúc (tổng hợp)",
        "Thu Cúc (Theo Kyodo)",
        "H.Y (t.h)",
        "Lê Hoài (t/h)",
        "Lê Hoài (lược ghi)",
        "Lê Hoài - Thu Cúc thực hiện",
        "TTXVN/Vietnam+",
        "Nhóm PV",
        "Vi Thị Mai, xã Lộc Điền",
        "Tin, ảnh: Thu Cúc",
    ],
)
def test_blocks_names_at_the_end_are_a_byline(line: str) -> None:
    assert types(PARAGRAPH, PARAGRAPH, line)[2] == "byline"


def test_blocks_names_under_the_title_are_a_byline() -> None:
    assert types("Thu Cúc - Lê Hoài", PARAGRAPH, PARAGRAPH, PARAGRAPH)[0] == "byline"
    assert types("Thu Cúc 21/09/2025 18:23", PARAGRAPH)[0] == "byline"


def test_blocks_person_in_a_picture_is_no_byline() -> None:
    assert types("Bà Phan Thị Nhự", PARAGRAPH, PARAGRAPH, PARAGRAPH)[0] != "byline"


@pytest.mark.parametrize("line", ["Theo TTXVN", "(Theo Kyodo)", "Nguồn: TTXVN", "Theo: Báo Nhân Dân"])
def test_blocks_origin_at_the_end_is_a_source(line: str) -> None:
    assert types(PARAGRAPH, line)[1] == "source"


@pytest.mark.parametrize("line", ["Theo bà con, chợ vẫn đông như xưa.", "Theo Ủy ban xã, chợ vẫn đông"])
def test_blocks_sentence_that_opens_with_theo_is_no_source(line: str) -> None:
    assert types(PARAGRAPH, line)[1] != "source"


@pytest.mark.parametrize(
    "line", [">> Chợ xưa", "> Chợ xưa", "Xem thêm: Chợ xưa", "Tin liên quan", "Mời đọc thêm: Chợ xưa"]
)
def test_blocks_label_makes_a_related_line(line: str) -> None:
    assert types(PARAGRAPH, line, PARAGRAPH)[1] == "related"


def test_blocks_bullet_is_no_related_line_and_no_heading() -> None:
    assert types(PARAGRAPH, "* Chợ xưa họp ven sông", PARAGRAPH)[1] == "paragraph"


def test_blocks_pictures_in_a_row_are_no_list() -> None:
    lines = ("Quang cảnh lễ hội đền Bạch Mã", "Các đại biểu dâng hương trước đền", "Người dân xem hội trong sân đền")
    assert types(PARAGRAPH, *lines, PARAGRAPH)[1:4] == ["caption"] * 3


def test_blocks_short_lines_in_a_row_are_a_list() -> None:
    assert (
        types(PARAGRAPH, "Bảng A có ba đội", "Bảng B có bốn đội", "Bảng C có ba đội", PARAGRAPH)[1:4]
        == ["paragraph"] * 3
    )


@pytest.mark.parametrize(
    "line",
    ["Theo dõi Báo Miền Trung trên Google News", "Lên đầu trang", "cho-roc_2025.jpg", "0:00 / 3:21", "Nghe bài viết"],
)
def test_blocks_boilerplate_is_dropped_but_kept(line: str) -> None:
    block = read_blocks([PARAGRAPH, line, PARAGRAPH], "")[1]
    assert (block.text, block.dropped) == (line, True)


@pytest.mark.parametrize(
    "line",
    ["Quang cảnh phiên chợ cuối năm.", "Bà Nhự (trái) chọn rau ở chợ.", "Chợ Rộc nhìn từ trên cao sáng 12/6."],
)
def test_blocks_caption_without_credit_is_known_by_its_words(line: str) -> None:
    block = read_blocks([PARAGRAPH, line, PARAGRAPH, PARAGRAPH], "")[1]
    assert (block.type, block.credit) == ("caption", None)
    assert 0.5 <= block.confidence < 1


def test_blocks_person_and_role_beside_the_same_words_is_a_caption() -> None:
    text = (
        "Tại buổi lễ, ông Hà Văn Pọm - Giám đốc Hợp tác xã bưởi hồng Tân Lĩnh kể lại chặng đường mười năm trồng bưởi, "
        "từ khi cả xã chỉ có vài chục gốc đến nay."
    )
    portrait = "Ông Hà Văn Pọm - Giám đốc Hợp tác xã bưởi hồng Tân Lĩnh kể lại chặng đường mười năm trồng bưởi."
    captions = ["Vườn bưởi. Ảnh: Lê Hoài", "Cân bưởi. Ảnh: Lê Hoài"]
    assert types(text, portrait, *captions, PARAGRAPH) == ["paragraph", "caption", "caption", "caption", "paragraph"]
    assert types(text, f"{portrait} Rồi ông mời mọi người ra thăm vườn.", *captions, PARAGRAPH)[1] == "paragraph"


def test_blocks_doubled_caption_keeps_the_one_with_credit() -> None:
    blocks = read_blocks([PARAGRAPH, "Chợ Rộc đông người", "Chợ Rộc đông người. Ảnh: Lê Hoài", PARAGRAPH], "")
    assert [(block.type, block.duplicate) for block in blocks[1:3]] == [("caption", True), ("caption", False)]


def test_blocks_doubled_caption_without_credit_keeps_the_first() -> None:
    blocks = read_blocks([PARAGRAPH, "Chợ Rộc đông người.", "Chợ Rộc đông người", PARAGRAPH], "")
    assert [(block.type, block.duplicate) for block in blocks[1:3]] == [("caption", False), ("caption", True)]


def test_blocks_captions_of_different_pictures_are_no_duplicates() -> None:
    blocks = read_blocks(
        [PARAGRAPH, "Chợ Rộc. Ảnh: Lê Hoài", "Chợ Bến. Ảnh: Lê Hoài", "Ảnh: Lê Hoài", "Ảnh: Lê Hoài"], ""
    )
    assert not any(block.duplicate for block in blocks)
