"""The head of a document: its date and its category, as far as they are printed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from seeds.parsing.story import Choice

_DATE = re.compile(r"\s*(?:date\b[:\s]*)?(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?![\w-])\s*")
_DATE_MARK = re.compile(r"\s*date\b[:\s]*(?:[\d/.-]+(?=\s|$))?\s*")
_TIME = r"\d{1,2}[:hg]\d{0,2}(?:\s*(?:AM|PM))?(?:\s*\(?GMT\s*\+\s*7\)?)?"
_WEEKDAY = r"(?:(?:Thứ (?:hai|ba|tư|năm|sáu|bảy)|Chủ nhật)\s*,?\s*)?"
_WEEKDAYS = ("thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật")
_WEEKDAY_NAME = re.compile(rf"({'|'.join(_WEEKDAYS)})\b", re.IGNORECASE)
# Day first, as readers write it; the month may stand alone.
_DAY_FIRST = re.compile(
    rf"\s*(date\b[:\s]*)?{_WEEKDAY}(?:ngày\s+)?(?:(\d{{1,2}})[/.-])?(\d{{1,2}})[/.-](\d{{4}})(?![\w/.])(?!-\S)\s*",
    re.IGNORECASE,
)
_TIME_BEHIND = re.compile(rf"(?:[,|-]\s*)?{_TIME}(?::\d{{2}})?\s*(?:[,|-]\s+)?", re.IGNORECASE)
_DAY_LINE = re.compile(
    rf"(?:(?:cập nhật|đăng|xuất bản|ngày đăng)(?: lúc)?\s*:?\s*)?(?:{_TIME}\s*[,|-]?\s*)?"
    rf"{_WEEKDAY}(?:ngày\s+)?(\d{{1,2}})[/.-](\d{{1,2}})[/.-](\d{{4}})"
    rf"(?:\s*[,|-]?\s*{_TIME})?",
    re.IGNORECASE,
)
_DAY_IN_WORDS = re.compile(
    rf"{_WEEKDAY}(?:ngày\s+)?(\d{{1,2}}) tháng (\d{{1,2}})(?:,| năm) (\d{{4}})",
    re.IGNORECASE,
)
_MONTH_LINE = re.compile(
    r"(?:ngày đăng|ngày|đăng|xuất bản)?\s*:?\s*(?:tháng\s+)?(\d{1,2})(?:\s*[/.-]\s*|,? năm )(\d{4})", re.IGNORECASE
)
_AGO_LINE = re.compile(r"(?:khoảng\s+)?\d{1,2} (?:phút|giờ|ngày|tuần|tháng|năm) trước", re.IGNORECASE)
_DASH = r"\s*[-–—]\s*"


@dataclass(frozen=True)
class Taken:
    """What was read from the front of a text, what is left of it, and what was printed but is not in the value."""

    choice: Choice
    rest: str
    unread: str = ""


def take_date(text: str, categories: Sequence[str] = ()) -> Taken:
    """Read the date at the front of a text; one that is not marked as such, day first, must stand before a category."""
    match = _DATE.match(text)
    if match and (value := _iso_date(*match.groups())):
        time, rest = _cut_time(text[match.end() :], categories)
        return Taken(Choice(value, 1.0, "printed date"), rest, time)
    match = _DAY_FIRST.match(text)
    if match and (value := _iso_date(match[4], match[3], match[2])):
        time, rest = _cut_time(text[match.end() :], categories)
        if match[1] or (rest.strip() and take_category(rest, categories).choice.value):
            printed = f"{match[0].removeprefix(match[1] or '').strip()} {time}".strip()
            if not is_its_weekday(printed, value):
                return Taken(Choice(None, 0.0, "weekday and date disagree"), rest, printed)
            return Taken(Choice(value, 0.95, "printed date, day first"), rest, printed)
    mark = _DATE_MARK.match(text)
    if mark and text.lstrip().startswith("date") and any(c.isdigit() for c in mark[0]):
        return Taken(Choice(None, 0.0, "no such date"), text[mark.end() :], unread=mark[0].strip())
    return Taken(Choice(None, 1.0, "no date printed"), text)


def _cut_time(text: str, categories: Sequence[str]) -> tuple[str, str]:
    """Return the time at the front of a text and what is behind; only before a category, as titles open with hours."""
    time = _TIME_BEHIND.match(text)
    if time and take_category(text[time.end() :], categories).choice.value:
        return time[0].strip(), text[time.end() :]
    return "", text


def is_its_weekday(printed: str, day: str) -> bool:
    """Tell whether a printed weekday, if there is one, is that of the date read beside it."""
    weekday = _WEEKDAY_NAME.search(printed)
    if weekday is None or len(day) < len("2025-10-31"):
        return True
    return _WEEKDAYS.index(weekday[1].lower()) == date.fromisoformat(day).weekday()


def day_of_line(line: str) -> str | None:
    """Return the date of a line that is only a date, perhaps with its weekday and a time."""
    match = _DAY_LINE.fullmatch(line.strip()) or _DAY_IN_WORDS.fullmatch(line.strip())
    return _iso_date(match[3], match[2], match[1]) if match else None


def month_of_line(line: str) -> str | None:
    """Return the month of a line that names nothing else, as "2024-12"; behind a title it may be a heading."""
    match = _MONTH_LINE.fullmatch(line.strip())
    return _iso_date(match[2], match[1], None) if match else None


def is_time_ago(line: str) -> bool:
    """Tell whether a line only says how long ago the story went online."""
    return bool(_AGO_LINE.fullmatch(line.strip()))


def take_category(text: str, categories: Sequence[str]) -> Taken:
    """Read the longest known category at the front of a text, if a title can start after it."""
    for name in sorted(categories, key=len, reverse=True):
        match = _name_pattern(name).match(text)
        if match and _can_follow_category(text[match.end() :]):
            return Taken(Choice(name, 1.0, "longest known category"), text[match.end() :].lstrip())
    return Taken(Choice(None, 0.5, "no known category"), text)


@cache
def _name_pattern(name: str) -> re.Pattern[str]:
    words = [re.escape(word) if word not in "-–—" else None for word in name.split()]
    parts: list[str] = []
    for word in words:
        parts.append(_DASH if word is None else (r"\s+" if parts and parts[-1] != _DASH else "") + word)
    return re.compile(r"\s*" + "".join(parts) + r"(?!\w)", re.IGNORECASE)


def _can_follow_category(rest: str) -> bool:
    start = rest.lstrip()
    return not start or (
        rest[0].isspace() and (not start[0].isalpha() or start[0].isupper()) and start[0] not in "-–—,.;:"
    )


def _iso_date(year: str, month: str, day: str | None) -> str | None:
    try:
        parsed = date(int(year), int(month), int(day or 1))
    except ValueError:
        return None
    return parsed.isoformat() if day else f"{parsed:%Y-%m}"
