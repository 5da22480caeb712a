"""Signs of what a block is; every sign is a fact about the block, its neighbours or the story."""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from seeds.parsing.wording import CLOSING, Wording, ends_sentence, sentence_count, word_count

LONGEST_HEADING = 15  # words
_PLACE_IN_PICTURE = re.compile(
    r"\((?:bên |ngoài cùng |bìa |hàng |ở |thứ \w+ |đứng |ngồi |người )*(?:trái|phải|giữa|áo \w+|váy \w+|thứ \w+|"
    r"đầu tiên|hàng \w+|đứng|ngồi|ngoài cùng|ảnh|trên|dưới)[^)]{0,40}\)"
)
_PICTURE_OPENING = re.compile(
    r"(?:quang cảnh|toàn cảnh|một góc|cảnh|khung cảnh|hình ảnh|hiện trường|khoảnh khắc|chân dung|bức ảnh|cận cảnh|"
    r"bên trong|bên ngoài|vị trí|khu vực|phối cảnh|mô hình|bản đồ|biểu đồ|đồ họa|ảnh|các đại biểu|đại biểu|đại diện|"
    r"lãnh đạo|tang vật|đối tượng|bị cáo|nghi phạm|bị can|tàu|máy bay|xe|chiếc|đoạn|nơi|căn nhà|ngôi nhà)\b"
)
_LINKING_OPENING = re.compile(
    r"(?:tuy nhiên|ngoài ra|theo|trước đó|đồng thời|bên cạnh|vì vậy|vì thế|do đó|sau đó|sau khi|hiện nay|hiện tại|"
    r"hiện,|được biết|trong khi|trong đó|nhưng|và|còn|thế nhưng|như vậy|cụ thể|đặc biệt|ngay sau|khi|nếu|với|để|tại|"
    r"từ|cũng|riêng|thậm chí|mặt khác|cùng ngày|tiếp đó|đến nay|trước mắt|thực tế|nói về|trả lời|trao đổi|phát biểu|"
    r"liên quan|trong|trên|ngày|sáng|chiều|tối|đây|đó|điều này|việc này|do|bởi|vào|năm)\b"
)
_PRONOUN_OPENING = re.compile(
    r"(?:ông|bà|anh|chị|cô|họ|tôi|chúng tôi|chúng ta|em|nó|người này|anh ta|cô ta|ông ta|bà ta)\s+[a-zà-ỹđ]"
)
_PERSON_AND_ROLE = re.compile(r"\w[\w.]*(?:\s[\w.]+){0,3}?(?:\s[A-ZĐÀ-Ỹ][\w.]*){2,5}(?:\s[-–—]\s|,\s)\w")
_DATED_END = re.compile(r"\b(?:ngày|hôm|sáng|chiều|tối|trưa|tháng|năm|hồi)\s[\w\s]{0,12}\d[\d/.-]*\W*$")
_FAR = 30  # blocks; few stories are that long, and a text of a hundred thousand blocks must not take an hour
_LENGTHS = (2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 25, 28, 32, 38, 45)


class Surroundings:
    """The blocks of a body, its wording and that of its title and lead, and which blocks have a credit."""

    def __init__(self, texts: Sequence[str], body: Wording, head: Wording, credited: Sequence[bool]) -> None:
        self.texts = texts
        self.body = body
        self.head = head
        self.credited = credited
        self._signs: dict[int, tuple[str, ...]] = {}

    def pairs(self, index: int) -> frozenset[tuple[str, str]]:
        """Return the pairs of words of a block; none for a block that does not exist."""
        return self.body.folded_pairs_of(self.texts[index]) if 0 <= index < len(self.texts) else frozenset()

    def signs(self, index: int) -> tuple[str, ...]:
        """Return every sign that holds for a block without a credit."""
        if index not in self._signs:
            self._signs[index] = tuple(signs(self, index))
        return self._signs[index]

    @cached_property
    def of_the_story(self) -> tuple[str, ...]:
        """The signs that all blocks of a story share."""
        credits = sum(self.credited)
        ends = [ends_sentence(text) for text, credited in zip(self.texts, self.credited, strict=True) if not credited]
        lines = sum(word_count(text) <= LONGEST_HEADING for text in self.texts)
        return (
            f"{'no' if not credits else 'few' if credits < 3 else 'many'} credits",
            f"{min(5, len(ends) - sum(ends))} blocks without a stop",
            f"{min(6, lines)} short blocks",
        )

    def kind_of_neighbour(self, index: int) -> str:
        """Return what a neighbour looks like from afar."""
        if not 0 <= index < len(self.texts):
            return "none"
        text = self.texts[index]
        if self.credited[index]:
            return "credited"
        n = word_count(text)
        if n <= LONGEST_HEADING and not ends_sentence(text):
            return "a line"
        if text.endswith(":"):
            return "announcing"
        return "short" if n <= 22 else "one long sentence" if sentence_count(text) == 1 else "long"


def signs(surroundings: Surroundings, index: int) -> Iterator[str]:
    """Yield every sign that holds for a block without a credit."""
    text = surroundings.texts[index]
    yield from _signs_of_the_form(text)
    yield from _signs_of_the_words(text)
    yield from _signs_of_the_place(surroundings, index)
    yield from surroundings.of_the_story


def is_portrait(surroundings: Surroundings, index: int) -> bool:
    """Tell whether a block is one sentence on a person and a role that repeats most of the text beside it."""
    text = surroundings.texts[index]
    if not _PERSON_AND_ROLE.match(text) or sentence_count(text) > 1 or not ends_sentence(text):
        return False
    here = surroundings.pairs(index)
    return any(_share(here, surroundings.pairs(other)) >= 0.5 for other in (index - 1, index + 1))


def _signs_of_the_form(text: str) -> Iterator[str]:
    words = text.split()
    n = len(words)
    yield f"up to {next((most for most in _LENGTHS if n <= most), 99)} words"
    sentences = sentence_count(text)
    if sentences > 1:
        yield "two sentences" if sentences == 2 else "three or more sentences"
    if not ends_sentence(text):
        yield "short and no final stop" if n <= LONGEST_HEADING else "no final stop"
    elif text[-1] in "?!:;…":
        yield f"ends with {text[-1]}"
    if "“" in text or '"' in text:
        yield "quotation mark"
        if text.rstrip(" .")[-1:] in CLOSING or text[0] in '"“':
            yield "quotation at an end"
    if text[:1].islower():
        yield "opens in lower case"
    if text.isupper():
        yield "all in capitals"
    capitals = sum(word[0].isupper() for word in words[1:])
    yield f"{5 * capitals // max(1, n - 1)} fifths of the words with a capital"
    yield f"{min(3, text.count(','))} commas"
    if any(map(str.isdigit, text)):
        yield "opens with a figure" if text[0].isdigit() else "figures"


def _signs_of_the_words(text: str) -> Iterator[str]:
    lower = text.lower()
    if "(" in text and _PLACE_IN_PICTURE.search(lower):
        yield "place in the picture"
    if _PICTURE_OPENING.match(lower):
        yield "opens as captions do"
    if _LINKING_OPENING.match(lower):
        yield "opens by linking back"
    if _PRONOUN_OPENING.match(lower):
        yield "opens with a pronoun"
    if _PERSON_AND_ROLE.match(text):
        yield "opens with a person and a role"
    if _DATED_END.search(lower):
        yield "ends with a date"


def _signs_of_the_place(surroundings: Surroundings, index: int) -> Iterator[str]:
    last = len(surroundings.texts) - 1
    if index < 2:
        yield "second block" if index else "first block"
    if index > last - 2:
        yield "last block" if index == last else "last block but one"
    yield f"before it: {surroundings.kind_of_neighbour(index - 1)}"
    yield f"after it: {surroundings.kind_of_neighbour(index + 1)}"
    here = surroundings.pairs(index)
    shares = [_share(here, surroundings.pairs(other)) for other in (index - 1, index + 1)]
    for name, share in zip(("the block before", "the block after"), shares, strict=True):
        if share >= 0.25:
            yield f"repeats {'most' if share >= 0.5 else 'much'} of {name}"
    share = _share(here, surroundings.head.folded_pairs)
    if share >= 0.25:
        yield f"repeats {'most' if share >= 0.5 else 'much'} of title and lead"
    near = range(max(0, index - _FAR), min(last + 1, index + _FAR))
    elsewhere = max((_share(here, surroundings.pairs(other)) for other in near if abs(other - index) > 1), default=0.0)
    if elsewhere >= 0.25:
        yield f"repeats {'most' if elsewhere >= 0.5 else 'much'} of another block"


def _share(pairs: frozenset[tuple[str, str]], others: frozenset[tuple[str, str]]) -> float:
    return len(pairs & others) / len(pairs) if pairs else 0.0
