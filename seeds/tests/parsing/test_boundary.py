"""The end of a title and the start of its lead."""

import pytest

from seeds.parsing.boundary import has_prefix, split_title
from seeds.parsing.wording import Wording

NOTHING = Wording([])
LEAD = "Mưa lớn suốt đêm khiến nhiều bản làng ven sông bị cô lập, hàng trăm hộ phải dời đi."


@pytest.mark.parametrize(
    "prefix",
    [
        "(Baonghean.vn) -",
        "(Baonghean.vn)",
        "(Baonghean) -",
        "(Dân trí) –",
        "TTO -",
        "TPO -",
        "VOV.VN -",
        "GD&TĐ -",
        "(TNO)",
        "(NLĐO) -",
        "(QBĐT) -",
        "(vietnambiz.vn) -",
        "(PLO)-",
        "(Kiến Thức) -",
        "Tiền Phong -",
    ],
)
def test_split_before_the_prefix_of_a_paper(prefix: str) -> None:
    split = split_title(f"Nước sông dâng cao, Tỉnh Đoàn cử 200 bạn trẻ về bản {prefix} {LEAD}", NOTHING)
    assert (split.title, split.lead) == ("Nước sông dâng cao, Tỉnh Đoàn cử 200 bạn trẻ về bản", f"{prefix} {LEAD}")
    assert (split.confidence, split.rule) == (0.99, "prefix of the paper")


def test_split_before_a_bullet() -> None:
    split = split_title(f"Tin vắn ngày 25/6 * {LEAD}", NOTHING)
    assert (split.title, split.lead, split.rule) == ("Tin vắn ngày 25/6", f"* {LEAD}", "bullet before the lead")


def test_split_where_a_title_in_capitals_ends() -> None:
    split = split_title(f"NƯỚC SÔNG GIĂNG DÂNG CAO, 200 HỘ RỜI NHÀ {LEAD}", NOTHING)
    assert (split.title, split.rule) == ("NƯỚC SÔNG GIĂNG DÂNG CAO, 200 HỘ RỜI NHÀ", "title in capitals")
    assert split_title(f"UBND TP HCM thông báo nước dâng cao {LEAD}", NOTHING).rule != "title in capitals"


def test_split_acronym_in_brackets_is_no_prefix() -> None:
    line = f"Tổ chức Y tế Thế giới (WHO) cảnh báo dịch sởi quay lại {LEAD}"
    assert split_title(line, NOTHING).title == "Tổ chức Y tế Thế giới (WHO) cảnh báo dịch sởi quay lại"
    assert not any(has_prefix(f"({name}) Tổng thư ký nhấn mạnh") for name in ("WHO", "TTXVN", "VOV"))
    assert not any(has_prefix(line) for line in ("(hot) - Sáng nay", "(WHO) - cơ quan của Liên hợp quốc"))
    assert not has_prefix("(GEC) - đơn vị của tập đoàn") and has_prefix("(GEC) - Đơn vị của tập đoàn")
    assert not has_prefix("Lao động - Thương binh và Xã hội") and has_prefix("Lao động - Thương vụ đã xong")


def test_split_pair_of_the_body_stays_together() -> None:
    line = (
        "Kho lạnh mới của xã Tân Lĩnh giúp giữ bưởi đến giáp Tết Hợp tác xã Tân Lĩnh vừa mở kho lạnh chứa 40 tấn quả."
    )
    body = Wording(["Xã Tân Lĩnh có 180 ha bưởi. Trước kia, đến giáp Tết là hết quả. Hợp tác xã lo cả đầu ra."])
    split = split_title(line, body)
    assert split.title == "Kho lạnh mới của xã Tân Lĩnh giúp giữ bưởi đến giáp Tết"
    assert split.confidence > 0.9


def test_split_question_ends_the_title() -> None:
    assert (
        split_title(f"Vì sao nước sông Giăng dâng nhanh? {LEAD}", NOTHING).title == "Vì sao nước sông Giăng dâng nhanh?"
    )


def test_split_short_line_without_stop_is_a_title_alone() -> None:
    split = split_title("Nước sông dâng cao, 200 hộ dân sơ tán", NOTHING)
    assert (split.title, split.lead) == ("Nước sông dâng cao, 200 hộ dân sơ tán", None)


def test_split_line_that_may_lack_a_title_is_a_lead() -> None:
    line = "Sáng 12/6, xã vùng cao khánh thành con đường bê tông nối ba bản xa nhất với trung tâm. " + LEAD
    split = split_title(line, NOTHING, odds_of_title=0)
    assert (split.title, split.lead) == (None, line)
    headed = split_title(f"Ba bản xa đã có đường bê tông {line}", NOTHING, odds_of_title=0)
    assert headed.title == "Ba bản xa đã có đường bê tông"


def test_split_line_without_any_start_is_a_lead() -> None:
    assert split_title("không có chữ hoa nào trong dòng này cả.", NOTHING).title is None
