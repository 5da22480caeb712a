"""Lines that name who wrote a story or where it was taken from."""

import re

_LABELLED = re.compile(
    r"\(?(?:bài\s*(?:,|và|-|–|\+)\s*ảnh|tin\s*(?:,|và|-|–|\+)\s*(?:ảnh|bài)|ảnh\s*(?:,|và|-|–|\+)\s*bài|bài|tin|"
    r"tác giả|thực hiện|ghi chép|lược dịch|biên dịch|người dịch|tổng hợp|phóng viên)\s*:\s*\S.{0,90}",
    re.IGNORECASE,
)
_SOURCE = re.compile(r"\(?(?:theo|nguồn)(?:\s+(?:báo\s+)?(?-i:[A-ZĐÀ-Ỹ0-9])|\s*:\s*\S)[^,;]{0,60}", re.IGNORECASE)
_DONE = r"tổng hợp|lược (?:dịch|ghi|thuật)|biên (?:dịch|soạn)|thực hiện|ghi"
_NOTE = re.compile(
    rf"\s*\((?:(?:theo|{_DONE}|dịch|t[./]?h|nguồn)\b|(?-i:[A-ZĐÀ-Ỹ]))[^)]{{0,60}}\)\.?$|(?<=\w)\s+(?:{_DONE})\.?$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r",\s*(?:phường|xã|thị trấn|thị xã|thôn|xóm|bản|quận|huyện|tỉnh|tp\.?|thành phố)\s[^.;:]{1,60}$", re.IGNORECASE
)
_TIME = re.compile(r"[\s,|-]+\d{1,2}[/.-]\d{1,2}[/.-]\d{4}(?:[\s,|-]+\d{1,2}[:hg]\d{2})?$")
_BETWEEN = re.compile(r"\s*(?:[-–—](?=\s)|(?<=\s)[-–—]|[,/&;+]|\svà\s)\s*")
_NAME_WORD = re.compile(r"[^\W\d_]+(?:[.'’-][^\W\d_]+)*\.?")
_ADDRESSED = re.compile(r"(?:ông|bà|anh|chị|cô|thầy|em|gs|pgs|ts|ths|bs|đại biểu|đbqh|nsnd|nsưt)\b", re.IGNORECASE)
_UNNAMED_GROUP = re.compile(r"(?:nhóm\s+)?(?:pv|phóng viên|ctv|tác giả|bbt|ban biên tập)(?:\s+.{1,30})?", re.IGNORECASE)
_INITIALS = re.compile(r"(?:^|[\s.])\w\.$")
_SOURCE_WORDS = 9
_SOURCE_SENTENCE_WORDS = 4
_MAX_NAMES = 6
_MAX_LENGTH = 150


def is_source(text: str) -> bool:
    """Tell whether a line only says from whom the story was taken, as "Theo TTXVN"."""
    most = _SOURCE_SENTENCE_WORDS if text.endswith(".") else _SOURCE_WORDS
    return bool(_SOURCE.fullmatch(text)) and len(text.split()) <= most


def is_labelled_byline(text: str) -> bool:
    """Tell whether a line names its author behind a label, as "Bài, ảnh: Thu Hà"."""
    return bool(_LABELLED.fullmatch(text)) and len(text.split()) <= 14


def is_timed_byline(text: str) -> bool:
    """Tell whether a line is names and the time of publication."""
    return len(text) <= _MAX_LENGTH and bool(_TIME.search(text)) and is_byline(_TIME.sub("", text))


def is_byline(text: str) -> bool:
    """Tell whether a line holds nothing but names of people, perhaps with the source in brackets."""
    text = _ADDRESS.sub("", _NOTE.sub("", text[: _MAX_LENGTH + 1].rstrip(" |"))).strip()
    if _UNNAMED_GROUP.fullmatch(text):
        return True
    if len(text) > _MAX_LENGTH or (text.endswith(".") and not _INITIALS.search(text)):
        return False
    names = _BETWEEN.split(text.removesuffix("+"))  # Vietnam+ is a paper
    return bool(text) and len(names) <= _MAX_NAMES and all(_is_name(name) for name in names)


def is_byline_under_title(text: str) -> bool:
    """Tell whether a line right under the title names its authors, and not a person in a picture."""
    if is_timed_byline(text) or (_UNNAMED_GROUP.fullmatch(text) and len(text.split()) <= 3):
        return True
    return is_byline(text) and len(text.split()) > 1 and not _ADDRESSED.match(text)


def without_time(text: str) -> str:
    """Return a line of names without the time of publication at its end."""
    return _TIME.sub("", text)


def _is_name(text: str) -> bool:
    words = text.split()
    return 1 <= len(words) <= 5 and all(_NAME_WORD.fullmatch(word) and word[0].isupper() for word in words)
