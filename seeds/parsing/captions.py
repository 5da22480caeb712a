"""Whether a block without a credit is a caption; every sign is a fact about the block or its neighbours."""

import re
from collections.abc import Iterator, Sequence
from math import exp

from seeds.parsing.weights import CAPTION_BIAS, CAPTION_SIGNS
from seeds.parsing.wording import Wording, ends_sentence, sentence_count, word_count

_PLACE_IN_PICTURE = re.compile(
    r"\((?:bên |ngoài cùng |bìa |hàng |ở |thứ \w+ |đứng |ngồi |người )*(?:trái|phải|giữa|áo \w+|váy \w+|thứ \w+|"
    r"đầu tiên|hàng \w+|đứng|ngồi|ngoài cùng|ảnh|trên|dưới)[^)]{0,40}\)",
    re.IGNORECASE,
)
_PICTURE_OPENING = re.compile(
    r"(?:quang cảnh|toàn cảnh|một góc|cảnh|khung cảnh|hình ảnh|hiện trường|khoảnh khắc|chân dung|bức ảnh|cận cảnh|"
    r"bên trong|bên ngoài|vị trí|khu vực|phối cảnh|mô hình|bản đồ|biểu đồ|đồ họa|ảnh|các đại biểu|đại biểu|đại diện|"
    r"lãnh đạo|tang vật|đối tượng|bị cáo|nghi phạm|bị can|tàu|máy bay|xe|chiếc|đoạn|nơi|căn nhà|ngôi nhà)\b",
    re.IGNORECASE,
)
_LINKING_OPENING = re.compile(
    r"(?:tuy nhiên|ngoài ra|theo|trước đó|đồng thời|bên cạnh|vì vậy|vì thế|do đó|sau đó|sau khi|hiện nay|hiện tại|"
    r"hiện,|được biết|trong khi|trong đó|nhưng|và|còn|thế nhưng|như vậy|cụ thể|đặc biệt|ngay sau|khi|nếu|với|để|tại|"
    r"từ|cũng|riêng|thậm chí|mặt khác|cùng ngày|tiếp đó|đến nay|trước mắt|thực tế|nói về|trả lời|trao đổi|phát biểu|"
    r"liên quan|trong|trên|ngày|sáng|chiều|tối|đây|đó|điều này|việc này|do|bởi|vào|năm)\b",
    re.IGNORECASE,
)
_PRONOUN_OPENING = re.compile(
    r"(?:ông|bà|anh|chị|cô|họ|tôi|chúng tôi|chúng ta|em|nó|người này|anh ta|cô ta|ông ta|bà ta)\s+[a-zà-ỹđ]", re.I
)
_PERSON_AND_ROLE = re.compile(r"\w[\w.]*(?:\s[\w.]+){0,3}?(?:\s[A-ZĐÀ-Ỹ][\w.]*){2,5}(?:\s[-–—]\s|,\s)\w")
_SAYING = re.compile(
    r"\b(?:cho biết|cho hay|cho rằng|nói rằng|khẳng định|chia sẻ|nhấn mạnh|tuyên bố|xác nhận|nhận định|giải thích|"
    r"kể|nói|đề nghị|yêu cầu|thông tin|thông báo|lý giải|thừa nhận|bày tỏ)\b"
)
_POINTING_BACK = re.compile(
    r"\b(?:này|đó|trên|nói trên|kể trên|tôi|chúng tôi|họ|ấy|vậy|cũng|còn|thì|đã|sẽ|nên|vẫn|phải|không|rất|chưa)\b"
)
_DATED_END = re.compile(r"\b(?:ngày|hôm|sáng|chiều|tối|trưa|tháng|năm|hồi)\s[\w\s]{0,12}\d[\d/.-]*\W*$")
_QUOTE = re.compile(r"[\"“”]")
_FIGURES = re.compile(r"\d")
_MAX_CAPTION_WORDS = 45
# Log-odds from which a block counts as a caption. A doubtful sentence is rather one, for the photo desk sees captions
# again; a doubtful short line without a stop is rather a heading.
_CAPTION_FROM = -0.3
_CAPTION_RATHER_THAN_HEADING_FROM = 0.0
_LENGTHS = (
    (4, "1 to 4"),
    (8, "5 to 8"),
    (12, "9 to 12"),
    (16, "13 to 16"),
    (20, "17 to 20"),
    (25, "21 to 25"),
    (32, "26 to 32"),
    (45, "33 to 45"),
)


class Surroundings:
    """The blocks of a body, the wording of its title and lead, and which blocks have a credit."""

    def __init__(self, texts: Sequence[str], head: Wording, credited: Sequence[bool]) -> None:
        self.texts = texts
        self.head = head
        self.credited = credited
        self.credits = sum(credited)
        self._pairs: dict[int, frozenset[tuple[str, str]]] = {}

    def pairs(self, index: int) -> frozenset[tuple[str, str]]:
        """Return the pairs of words of a block; none for a block that does not exist."""
        if index not in self._pairs:
            inside = 0 <= index < len(self.texts)
            self._pairs[index] = Wording([self.texts[index]]).folded_pairs if inside else frozenset()
        return self._pairs[index]


def judge_caption(surroundings: Surroundings, index: int) -> tuple[bool, float, str]:
    """Tell whether a block without a credit is a caption, how surely, and the weightiest sign of it."""
    text = surroundings.texts[index]
    if word_count(text) > _MAX_CAPTION_WORDS:
        return False, 0.97, "too long for a caption"
    if is_portrait(surroundings, index):
        return True, 0.75, "person and role, as in the text beside it"
    found = list(signs(surroundings, index))
    score = CAPTION_BIAS + sum(CAPTION_SIGNS.get(sign, 0.0) for sign in found)
    least = _CAPTION_RATHER_THAN_HEADING_FROM if "short and no final stop" in found else _CAPTION_FROM
    is_caption = score > least
    weightiest = max(found, key=lambda sign: CAPTION_SIGNS.get(sign, 0.0) * (1 if is_caption else -1))
    probability = 1 / (1 + exp(-score))
    return is_caption, max(0.5, probability if is_caption else 1 - probability), weightiest


def is_portrait(surroundings: Surroundings, index: int) -> bool:
    """Tell whether a block is one sentence on a person and a role that repeats most of the text beside it."""
    text = surroundings.texts[index]
    if not _PERSON_AND_ROLE.match(text) or sentence_count(text) > 1 or not ends_sentence(text):
        return False
    here = surroundings.pairs(index)
    return any(_share(here, surroundings.pairs(other)) >= 0.5 for other in (index - 1, index + 1))


def signs(surroundings: Surroundings, index: int) -> Iterator[str]:
    """Yield every sign that holds for a block without a credit."""
    text = surroundings.texts[index]
    yield from _signs_of_the_form(text)
    yield from _signs_of_the_words(text)
    yield from _signs_of_the_place(surroundings, index)


def _signs_of_the_form(text: str) -> Iterator[str]:
    words = text.split()
    n = len(words)
    yield f"{next((name for most, name in _LENGTHS if n <= most), 'more than 45')} words"
    sentences = sentence_count(text)
    if sentences > 1:
        yield "two sentences" if sentences == 2 else "three or more sentences"
    if not ends_sentence(text):
        yield "no final stop"
        if n <= 15:
            yield "short and no final stop"
    if text.rstrip().endswith(("?", "!", ":", ";", "…")):
        yield "ends with ? ! : ; …"
    if _QUOTE.search(text):
        yield "quotation mark"
        if text.rstrip(" .").endswith(('"', "”")) or text[0] in '"“':
            yield "quotation at an end"
    if text[:1].islower():
        yield "opens in lower case"
    capitals = sum(word[0].isupper() for word in words[1:])
    if n > 2:
        share = capitals / (n - 1)
        if share > 0.6:
            yield "mostly capitals"
        elif share > 0.3:
            yield "many capitals"
        elif capitals == 0:
            yield "no inner capital"
    if "," in text:
        yield "comma"
        if text.count(",") > 2:
            yield "many commas"


def _signs_of_the_words(text: str) -> Iterator[str]:
    if _PLACE_IN_PICTURE.search(text):
        yield "place in the picture"
    if _PICTURE_OPENING.match(text):
        yield "opens as captions do"
    if _LINKING_OPENING.match(text):
        yield "opens by linking back"
    if _PRONOUN_OPENING.match(text):
        yield "opens with a pronoun"
    if _PERSON_AND_ROLE.match(text):
        yield "opens with a person and a role"
    if _SAYING.search(text):
        yield "somebody says something"
    if _POINTING_BACK.search(text):
        yield "points back"
    if _DATED_END.search(text):
        yield "ends with a date"
    if _FIGURES.search(text):
        yield "figures"


def _signs_of_the_place(surroundings: Surroundings, index: int) -> Iterator[str]:
    if index < 2:
        yield "second block" if index else "first block"
    if index == len(surroundings.texts) - 1:
        yield "last block"
    if surroundings.credits:
        yield "other captions have credits"
        if surroundings.credits > 2:
            yield "many captions have credits"
    if index + 1 < len(surroundings.texts) and surroundings.credited[index + 1]:
        yield "credit in the block after"
    here = surroundings.pairs(index)
    for name, there in (("before", surroundings.pairs(index - 1)), ("after", surroundings.pairs(index + 1))):
        share = _share(here, there)
        if share >= 0.5:
            yield f"repeats most of the block {name}"
        elif share >= 0.25:
            yield f"repeats much of the block {name}"
    share = _share(here, surroundings.head.folded_pairs)
    if share >= 0.5:
        yield "repeats most of title and lead"
    elif share >= 0.25:
        yield "repeats much of title and lead"


def _share(pairs: frozenset[tuple[str, str]], others: frozenset[tuple[str, str]]) -> float:
    return len(pairs & others) / len(pairs) if pairs else 0.0
