"""Date and category at the front of a document."""

import pytest

from seeds.parsing.header import day_of_line, is_time_ago, month_of_line, take_category, take_date

CATEGORIES = ["Văn hóa", "Văn hóa - Giải trí", "Thời sự", "Y tế", "Bạn đọc", "Bạn đọc Viết"]


@pytest.mark.parametrize(
    ("text", "value", "rest"),
    [
        (" date 2025-06-12 Thời sự Mưa", "2025-06-12", "Thời sự Mưa"),
        ("date 2025-06 Thời sự", "2025-06", "Thời sự"),
        ("date: 2025-6-2", "2025-06-02", ""),
        ("2025-06-12 Mưa lớn", "2025-06-12", "Mưa lớn"),
        ("Mưa lớn ngày 2025-06-12", None, "Mưa lớn ngày 2025-06-12"),
        ("date palms grow here", None, "date palms grow here"),
        ("2025-06-12-13 Mưa", None, "2025-06-12-13 Mưa"),
    ],
)
def test_date_is_read_as_printed(text: str, value: str | None, rest: str) -> None:
    taken = take_date(text)
    assert (taken.choice.value, taken.rest, taken.unread) == (value, rest, "")


@pytest.mark.parametrize("printed", ["date 2025-02-30", "date 2025-13", "date 0000-01-01", "date 31/02/2025"])
def test_date_that_cannot_be_is_kept_as_unread(printed: str) -> None:
    taken = take_date(f" {printed} Thời sự")
    assert (taken.choice.value, taken.choice.confidence) == (None, 0.0)
    assert (taken.unread, taken.rest) == (printed, "Thời sự")


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("Thứ Sáu, 31/10/2025, 18:23 (GMT+7)", "2025-10-31"),
        ("Chủ nhật, ngày 2/11/2025", "2025-11-02"),
        ("Thứ sáu 31/02/2025", None),
        ("Thứ Sáu, 31/10/2025, trời mưa to", None),
        ("Thứ Sáu tuần sau", None),
        ("18:23 21/09/2025", "2025-09-21"),
        ("21/09/2025 18:23", "2025-09-21"),
        ("Cập nhật lúc: 7h05, 21-09-2025", "2025-09-21"),
        ("Hội nghị ngày 21/09/2025", None),
        ("21/09", None),
        ("Thứ Hai, ngày 5 tháng 12 năm 2024", "2024-12-05"),
        ("5 tháng 12, 2024", "2024-12-05"),
        ("Ngày 5 tháng 12 năm 2024 là một ngày đẹp trời", None),
    ],
)
def test_line_of_the_day_gives_its_date(line: str, value: str | None) -> None:
    assert day_of_line(line) == value


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("Ngày 12/2024", "2024-12"),
        ("12/2024", "2024-12"),
        ("Tháng 12 năm 2024", "2024-12"),
        ("Ngày đăng: 12-2024", "2024-12"),
        ("13/2024", None),
        ("Tháng 12", None),
        ("Tháng 12/2024 mưa nhiều", None),
    ],
)
def test_line_of_the_month_gives_its_month(line: str, value: str | None) -> None:
    assert month_of_line(line) == value


@pytest.mark.parametrize(
    ("text", "value", "rest"),
    [
        ("date 31/10/2025 Một cây cầu", "2025-10-31", "Một cây cầu"),
        ("date: 12/2024", "2024-12", ""),
        ("15/12/2024 Thời sự Một cây cầu", "2024-12-15", "Thời sự Một cây cầu"),
        ("12/2024 Thời sự Một cây cầu", "2024-12", "Thời sự Một cây cầu"),
        ("30/4/2024 và những ngày sau", None, "30/4/2024 và những ngày sau"),
        ("30/4/2024", None, "30/4/2024"),
    ],
)
def test_date_with_the_day_first_needs_a_mark_or_a_category(text: str, value: str | None, rest: str) -> None:
    taken = take_date(text, ["Thời sự"])
    assert (taken.choice.value, taken.rest) == (value, rest)


@pytest.mark.parametrize(("printed", "value"), [("Thứ Tư, 05/06/2024", "2024-06-05"), ("Thứ Hai, 05/06/2024", None)])
def test_weekday_of_another_date_makes_it_none(printed: str, value: str | None) -> None:
    taken = take_date(f"{printed} Thời sự Một cây cầu", ["Thời sự"])
    assert (taken.choice.value, taken.rest, taken.unread) == (value, "Thời sự Một cây cầu", printed)


def test_line_of_hours_ago_gives_no_date() -> None:
    assert is_time_ago("20 giờ trước") and is_time_ago("khoảng 2 ngày trước")
    assert not is_time_ago("20 giờ trước khi bão vào bờ")


@pytest.mark.parametrize(
    ("text", "value", "rest"),
    [
        ("Văn hóa - Giải trí Hội làng", "Văn hóa - Giải trí", "Hội làng"),
        ("Văn hóa – Giải trí Hội làng", "Văn hóa - Giải trí", "Hội làng"),
        ("Văn hóa Hội làng", "Văn hóa", "Hội làng"),
        ("Bạn đọc Viết Về ngôi trường cũ", "Bạn đọc Viết", "Về ngôi trường cũ"),
        ("THỜI SỰ Mưa lớn", "Thời sự", "Mưa lớn"),
        ("Thời sự 120 hộ dân", "Thời sự", "120 hộ dân"),
        ("Thời sự “Vua” chè", "Thời sự", "“Vua” chè"),
        ("Thời sự", "Thời sự", ""),
        ("Văn hóa đọc ở làng", None, "Văn hóa đọc ở làng"),
        ("Văn hóa - Thể thao Hội làng", None, "Văn hóa - Thể thao Hội làng"),
        ("Y tếp", None, "Y tếp"),
        ("Chuyện làng Mưa lớn", None, "Chuyện làng Mưa lớn"),
    ],
)
def test_category_is_the_longest_known_name_before_a_title(text: str, value: str | None, rest: str) -> None:
    taken = take_category(text, CATEGORIES)
    assert (taken.choice.value, taken.rest) == (value, rest)
