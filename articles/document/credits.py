"""Who made or supplied a picture: the credit at the end of a caption, and the names in it."""

import re
from dataclasses import dataclass
from typing import Literal

CreditKind = Literal["photographer", "agency", "supplied", "illustration", "archive", "graphic", "video"]


@dataclass(frozen=True)
class CaptionCredit:
    """A caption's text without its credit, the credit's name without its label, and the credit as printed."""

    text: str
    name: str
    printed: str
    kind: CreditKind
    confidence: float
    rule: str


_LABEL = re.compile(
    r"(?<!\w)(?:nguồn ảnh|nguồn clip|nguồn video|nguồn|hình ảnh|hình|ảnh|ành|photos?|video clip|video|clip|"
    r"đồ họa|đồ hoạ|infographics?|tranh|minh họa|minh hoạ|biểu đồ|bản đồ)(?!\w)",
    re.IGNORECASE,
)
_LABEL_WORDS = (
    "ảnh",
    "nguồn",
    "hình",
    "video",
    "clip",
    "photo",
    "đồ h",
    "u đồ",
    "n đồ",
    "infographic",
    "tranh",
    "minh h",
    "ành",
)
_LABELS_BEFORE = re.compile(r"(?<!\w)(?:(?:ảnh|video|clip|đồ họa|tin|bài)\s*(?:[-–,&/+]|và)\s*)+$", re.IGNORECASE)
_QUALIFIER = (
    r"\s*\(?(?:minh họa|minh hoạ|tư liệu|đồ họa|đồ hoạ|chụp màn hình|chụp lại|chụp|cắt từ (?:clip|video)|nhân vật)\)?"
)
_AFTER_COLON = re.compile(rf"(?:{_QUALIFIER})?\s*(?:[:;]|/(?=\w)|\s[-–]\s)\s*(?P<name>\S.*)", re.IGNORECASE | re.DOTALL)
_PHRASE = re.compile(
    r"\s+(?:minh họa|minh hoạ|tư liệu(?:\s.{1,40})?|internet|gia đình|nhân vật|do\s.+|từ\s.+|cắt\s.+|"
    r"chụp(?:\s(?:lại|màn hình|từ|qua)\b.*)?|.{2,60}\scung cấp)",
    re.IGNORECASE,
)
_KINDS: tuple[tuple[CreditKind, re.Pattern[str]], ...] = (
    ("video", re.compile(r"(?:nguồn )?(?:video|clip)", re.IGNORECASE)),
    ("graphic", re.compile(r"(?:ảnh )?(?:đồ h|infographic|biểu đồ|bản đồ)", re.IGNORECASE)),
    ("illustration", re.compile(r"tranh|(?:ảnh|hình)?(?: ảnh)?\s*\(?minh h", re.IGNORECASE)),
    ("archive", re.compile(r"ảnh\s*\(?(?:tư liệu|tl\b|t\.l\b)", re.IGNORECASE)),
    ("supplied", re.compile(r"nguồn|(?:ảnh|hình)(?: ảnh)?\s(?:chụp|cắt|từ|do)\b", re.IGNORECASE)),
)
_SUPPLIED = re.compile(
    r"(?:ctv|nvcc|cscc|cacc|fbnv|internet|(?:facebook|fb|zalo|gia đình|công an|cơ quan|cục|sở|phòng|ubnd|bệnh viện|"
    r"ban (?:chỉ|quản|tổ|dân|tuyên|giám)|trường (?:thpt|thcs|tiểu|đại|mầm|cao)|công ty|cắt từ|chụp|người dân|bạn đọc|"
    r"nhân vật|cộng tác viên)\b.*|.*cung cấp)",
    re.IGNORECASE,
)
_AGENCY = re.compile(
    r"(?:.*\b(?:reuters|afp|ap|epa|efe|upi|ttxvn|vna|getty|xinhua|tân hoa xã|tass|ria|sputnik|yonhap|kyodo|bloomberg|"
    r"cnn|bbc|abc|nbc|shutterstock|istock)\b.*|[\w-]+(?:\.[\w-]+)*\.(?:vn|com|net|org|gov|tv)(?:\.vn)?|báo\s.+)",
    re.IGNORECASE,
)
_ARCHIVE = re.compile(r"tư liệu|t\.?l\.?", re.IGNORECASE)
_ARCHIVE_NAME = re.compile(r"^ảnh tư liệu (?=[A-ZĐÀ-Ỹ])", re.IGNORECASE)
_ILLUSTRATION = re.compile(r"minh h(?:ọa|oạ)", re.IGNORECASE)
_SENTENCE_INSIDE = re.compile(r"[a-zà-ỹđ]{3}[.!?…]\s+[A-ZÀ-ỸĐ]")
_KNOWN_MARK = re.compile(r"CTV|NVCC|CSCC|CACC|TTXVN|CCCC|FBNV")
_CAPITALISED = re.compile(r"[A-ZÀ-ỸĐ0-9@]")
_NAME_MAY_FOLLOW = frozenset({"ảnh", "ành", "đồ họa", "photo", "clip", "video"})
BETWEEN_NAMES = re.compile(r"\s+[-–—]\s+|\s*[,;&+]\s*|\s+và\s+")
_BETWEEN_CREDITS = frozenset(";,/|-–—")
_MAX_NAME_WORDS = 12
_MAX_PHRASE_WORDS = 20
_MAX_CREDIT = 160  # characters
_MOST_CREDITS = 8  # of one caption


def split_credit(text: str, most: int = _MOST_CREDITS) -> CaptionCredit | None:
    """Split the credit off the end of a caption; None where it has no credit. So many are looked for in a row."""
    tail = text[-_MAX_CREDIT:].lower()
    if not any(map(tail.__contains__, _LABEL_WORDS)):
        return None
    for label in reversed(list(_LABEL.finditer(text, max(0, len(text) - _MAX_CREDIT)))):
        before, after = text[: label.start()], text[label.end() :]
        if not (label[0][0].isupper() or _stands_alone(before)):
            continue
        if found := _named(before, after, label[0]) or _phrase(before, after, label[0]):
            name, rule, confidence = found
            if (shorter := _LABELS_BEFORE.sub("", before)) != before and _stands_alone(shorter):
                before = shorter  # "Bài, ảnh: X" is one label; "sân bay Nội Bài - Ảnh: X" is not
            start = len(before.rstrip().rstrip("([|,-–—").rstrip())
            kind = _kind(label[0] + after, name)
            credit = CaptionCredit(text[:start], name, text[start:].strip(), kind, confidence, rule)
            return _with_credit_before(credit, text, most - 1) or credit
    return None


def _with_credit_before(last: CaptionCredit, text: str, most: int) -> CaptionCredit | None:
    """Return the two credits of a caption as one, as in "Ảnh: Mai Hoa; clip: Quang An"."""
    before = last.text.rstrip(" ;,/|-–—(:")
    between = text[len(before) :].lstrip()[:1]
    if not most or not before or not (between in _BETWEEN_CREDITS or before[-1] in ".)"):
        return None
    first = split_credit(before, most)
    if first is None or first.rule == "label and capitalised name" or (first.rule == "label phrase" and between == "-"):
        return None
    name = text[len(first.text) :].strip(" -–—(|,")
    name = name[name.index(first.name) :] if first.rule == "label and name" else name
    return CaptionCredit(first.text, _trimmed(name), text[len(first.text) :].strip(), first.kind, 0.9, "two credits")


def credit_lines(printed: str) -> list[tuple[CreditKind, str]]:
    """Return (kind, name) for each line of a printed credit: "A - B" is two people, "A/TTXVN" one and an agency."""
    later: list[tuple[CreditKind, str]] = []
    credit = split_credit(printed)
    while credit is not None and credit.rule == "two credits" and len(later) < _MOST_CREDITS:
        last = max(label.start() for label in _LABEL.finditer(printed))
        later = [*_lines_of_one(split_credit(printed[last:])), *later]
        printed = printed[:last].rstrip(" ;,/|-–—(:")
        credit = split_credit(printed)
    return [*_lines_of_one(credit), *later]


def _lines_of_one(credit: CaptionCredit | None) -> list[tuple[CreditKind, str]]:
    if credit is None:
        return []
    if credit.kind not in ("photographer", "agency"):
        return [(credit.kind, _ARCHIVE_NAME.sub("", credit.name))]
    names = [name.strip() for name in BETWEEN_NAMES.split(credit.name.replace("/", " - ")) if name.strip()]
    return [(_kind("", name), name) for name in names]


def _named(before: str, after: str, label: str) -> tuple[str, str, float] | None:
    match = _AFTER_COLON.fullmatch(after)
    if not match:
        return None
    name = _trimmed(match["name"])
    colon = any(mark in after[: match.start("name")] for mark in ":;")
    stands_alone = _stands_alone(before)
    if not name or len(name.split()) > _MAX_NAME_WORDS or _SENTENCE_INSIDE.search(name):
        return None
    if not (stands_alone or (colon and label[0].isupper())):
        return None
    if label.lower() in {"video", "clip"} and _tells_a_story(name):
        return None
    return name, "label and name", 0.99 if colon and stands_alone else 0.9


def _phrase(before: str, after: str, label: str) -> tuple[str, str, float] | None:
    words = _trimmed(after)
    if (
        not words
        or not (_stands_alone(before) or (label[0].isupper() and _KNOWN_MARK.fullmatch(words)))
        or len(words.split()) > _MAX_PHRASE_WORDS
        or _SENTENCE_INSIDE.search(words)
    ):
        return None
    if _PHRASE.fullmatch(" " + words):
        return f"{label} {words}", "label phrase", 0.9
    named = _all_capitalised(words) or (words[0].isupper() and _in_brackets(before, after))
    if named and label.lower() in _NAME_MAY_FOLLOW:
        return words, "label and capitalised name", 0.85
    return None


def _all_capitalised(words: str) -> bool:
    parts = re.findall(r"\w+", words)
    return bool(parts) and all(_CAPITALISED.match(part) for part in parts)


def _in_brackets(before: str, after: str) -> bool:
    return before.rstrip().endswith(("(", "[")) and after.rstrip(" .").endswith((")", "]"))


def _tells_a_story(name: str) -> bool:
    """A video's title may stand behind its label, where others put the maker's name."""
    words = name.split()
    return len(words) > 3 and sum(word[0].islower() for word in words) > 0.6 * len(words)


def _stands_alone(before: str) -> bool:
    head = before.rstrip()
    return not head or head[-1] in ".!?…\"”’'([|-–—,;)/"


def _trimmed(name: str) -> str:
    """Take brackets and the final stop off a name, but not the stop of initials."""
    name = name.strip(" :;,|-–—")
    while name.endswith((").", "].", "),")):
        name = name[:-1]
    if name.endswith((")", "]")) and name.count("(") < name.count(")") + name.count("]"):
        name = name[:-1].rstrip()
    if name.endswith(".") and not re.search(r"(?:^|[\s.])\w\.$", name):
        name = name.rstrip(". ")
    return name.strip()


def _kind(labelled: str, name: str) -> CreditKind:
    """Tell the kind of a credit: the label says what was made, else the name says by whom."""
    for kind, label in _KINDS:
        if label.match(labelled):
            return kind
    if _ARCHIVE.fullmatch(name):
        return "archive"
    if _ILLUSTRATION.fullmatch(name):
        return "illustration"
    if _SUPPLIED.fullmatch(name):
        return "supplied"
    return "agency" if _AGENCY.fullmatch(name) else "photographer"
