"""Signs that a lead starts at a word; every sign is a fact about the line or the story's own body."""

import re
from collections.abc import Hashable, Iterator, Sequence
from itertools import accumulate, pairwise

from seeds.parsing.wording import CLOSING, OPENING, Usage, Wording, bare, word_set

_TIMES = word_set("Sáng Trưa Chiều Tối Đêm Rạng Ngày Hôm Mới Vừa Hiện Tháng Năm Đầu Cuối")
_LINKS = word_set(
    "Theo Sau Trước Trong Khi Nếu Với Từ Tại Để Dù Mặc Nhằm Trên Qua Do Vì Cùng Bên Ngoài Đến Ở Không Cho Bằng "
    "Nhờ Tuy Dưới "
    "Giữa Bất Bởi Thay Ngay Về Vào Song Thế Nhưng Như Là"
)
_COUNTS = word_set("Một Những Các Nhiều Hai Ba Bốn Năm Hơn Gần Khoảng Mỗi Cả Hàng Ít Toàn Mọi Hầu Lần")
_POINTERS = word_set("Ông Bà Anh Chị Cô Em Họ Tôi Đó Đây Người Việc Cuộc Chiếc Sự Vụ")
_OPENERS = (("time", _TIMES), ("link", _LINKS), ("count", _COUNTS), ("pointer", _POINTERS))
_CLOCK = re.compile(r"\d{1,2}[hg:]\d{0,2}")
_OPEN_ENDED = word_set(
    "của và với cho tại ở trong là các những một được để từ về vào như do khi bởi đến hay hoặc mà nếu thì theo "
    "trên dưới bị sẽ đã "
    "đang ngày tháng năm số ông bà anh chị thứ tỉnh huyện xã quận TP đồng có hơn gần khoảng giữa qua nước người "
    "chức nhà sau trước"
)
_LENGTHS = (
    (4, "1 to 4"),
    (6, "5 to 6"),
    (8, "7 to 8"),
    (10, "9 to 10"),
    (14, "11 to 14"),
    (16, "15 to 16"),
    (18, "17 to 18"),
    (20, "19 to 20"),
    (23, "21 to 23"),
)
_FIRST_WORDS = 5


def can_open(word: str) -> bool:
    """Tell whether a sentence can open with a word: it has a capital or a digit in front."""
    core = word.lstrip(OPENING)[:2]
    return core[:1].isdigit() or any(letter.isupper() for letter in core)


class Line:
    """The words of a title and its lead in one line, and the body they belong to."""

    def __init__(self, words: Sequence[str], body: Wording) -> None:
        self.words = words
        self.bare = [bare(word) for word in words]
        self.folded = [word.lower() for word in self.bare]
        self.body = Usage(body, self.bare, self.folded)
        self._first, self._last = _places(self.folded)
        self._first_pair, self._last_pair = _places(list(pairwise(self.folded)))
        self._again = _again(self._first, self._last)
        ends = (index for index, word in enumerate(words) if word[-1] in ".?!" and len(word) > 3)
        self._first_end = next(ends, len(words))

    def candidates(self, longest: int = 30) -> Iterator[int]:
        """Yield the positions whose word can start a lead."""
        for position in range(3, min(len(self.words) - 3, longest + 1)):
            if can_open(self.words[position]):
                yield position

    def signs_without_title(self) -> Iterator[str]:
        """Yield every sign that holds for a line that is a lead from its first word on."""
        yield "no title"
        for kind, openers in _OPENERS:
            if self.bare[0] in openers:
                yield f"line opens with a {kind} word"
        pairs = list(pairwise(self.bare[:12]))
        yield f"{sum(pair in self.body.pairs for pair in pairs) // 3} of the first pairs occur in the body"
        if tuple(self.bare[:2]) in self.body.clause_starts:
            yield "first pair opens a clause in the body"
        ends = [number for number, word in enumerate(self.words) if word[-1] in ".!?…" and len(word) > 3]
        yield f"first sentence of {min(60, ends[0] if ends else 60) // 6 * 6} words"
        yield f"{min(4, len(ends))} sentences"
        yield f"line of {min(90, len(self.words)) // 10 * 10} words"

    def signs(self, position: int) -> Iterator[str]:
        """Yield every sign that holds for a lead that starts at a position."""
        yield from self._signs_of_the_pair(position)
        yield from self._signs_of_the_first_word(position)
        yield from self._signs_of_the_word_before(position)
        yield from self._signs_of_the_title(position)
        yield from self._signs_of_the_lead(position)

    def _signs_of_the_pair(self, position: int) -> Iterator[str]:
        left, right = self.bare[position - 1], self.bare[position]
        folded = self.folded[position - 1], self.folded[position]
        if (left, right) in self.body.pairs:
            yield "pair occurs in the body"
        elif folded in self.body.folded_pairs:
            yield "pair occurs in the body in another case"
        if self._first_pair[position - 1] != self._last_pair[position - 1]:
            yield "pair occurs twice in the line"
        if left[:1].isupper() and right[:1].isupper():
            yield "capitals on both sides"

    def _signs_of_the_first_word(self, position: int) -> Iterator[str]:
        right, after = self.bare[position], self.bare[position + 1]
        folded, body = self.folded[position], self.body
        for kind, openers in _OPENERS:
            if right in openers:
                yield f"lead opens with a {kind} word"
                if not after[:1].isupper():
                    yield f"lead opens with a {kind} word before lower case"
        if right[:1].isdigit():
            yield "lead opens with a number"
            if _CLOCK.fullmatch(right):
                yield "lead opens with an hour"
        elif right != folded and folded in body.words:
            yield "first word is common in the body"
        if (folded, after) in body.pairs:
            yield "first pair is common in the body"
        if (right, after) in body.pairs:
            yield "first pair occurs in the body"
        elif (folded, self.folded[position + 1]) in body.folded_pairs:
            yield "first pair occurs in the body in another case"
        if (right, after) in body.clause_starts:
            yield "first pair opens a clause in the body"
        elif right in body.starters:
            yield "first word opens a clause in the body"
        if right in body.names:
            yield "first word is a name in the body"
        if self.words[position][0] in OPENING:
            yield "lead opens with a quotation"
        if len(right) > 1 and right.isupper():
            yield "first word in capitals"
        if after[:1].isdigit():
            yield "number follows"
        elif after[:1].isupper():
            yield "capital follows"
            if self.bare[position + 2][:1].isupper():
                yield "two capitals follow"

    def _signs_of_the_word_before(self, position: int) -> Iterator[str]:
        before, left = self.words[position - 1], self.bare[position - 1]
        if before.rstrip(CLOSING).endswith(("?", "!", "…", "...")):
            yield "title ends with ? or !"
        elif before[-1] in CLOSING:
            yield "title ends with a quotation or bracket"
        elif before[-1] in ",:;-–—&/":
            yield "title ends with a comma, colon or dash"
        elif before[-1] == ".":
            yield "title ends with a stop"
        if left in _OPEN_ENDED:
            yield "title ends inside a phrase"
        if left[:1].isdigit():
            yield "title ends with a number"
        elif left[:1].isupper():
            yield "capital before"
            if left.isupper() and len(left) > 1:
                yield "word in capitals before"
        if left in self.body.clause_ends:
            yield "word before ends a clause in the body"
        if (self.bare[position - 2], left) in self.body.pairs:
            yield "last pair of the title occurs in the body"
        elif (self.folded[position - 2], self.folded[position - 1]) in self.body.folded_pairs:
            yield "last pair of the title occurs in the body in another case"

    def _signs_of_the_title(self, position: int) -> Iterator[str]:
        yield f"title of {next((name for most, name in _LENGTHS if position <= most), 'more than 23')} words"
        title = " ".join(self.words[:position])
        if title.count("(") > title.count(")") or title.count("“") > title.count("”") or title.count('"') % 2:
            yield "open quote or bracket"
        if self._first_end < position - 1:
            yield "sentence ends in the title"

    def _signs_of_the_lead(self, position: int) -> Iterator[str]:
        folded = self.folded[position], self.folded[position + 1]
        if folded == (self.folded[0], self.folded[1]):
            yield "lead opens as the title does"
        elif folded[0] == self.folded[0]:
            yield "lead opens with the first word of the title"
        elif self._first_pair[position] < position - 1:
            yield "first pair occurs in the title"
        elif self._first[position] < position:
            yield "first word occurs in the title"
        left = len(self.words) - position
        if left < 15:
            yield "lead of fewer than 15 words"
        elif left < 20:
            yield "lead of 15 to 19 words"
        yield from self._signs_of_the_first_clause(position)
        yield f"{min(9, 10 * self._again[position] // position)} tenths of the title occur in the lead"
        known = sum([first < position for first in self._first[position : position + _FIRST_WORDS]])
        yield f"{known} of the first words of the lead occur in the title"
        if self._last_pair[position - 2] >= position:
            yield "last pair of the title occurs in the lead"
        elif self._last[position - 1] >= position:
            yield "last word of the title occurs in the lead"

    def _signs_of_the_first_clause(self, position: int) -> Iterator[str]:
        for distance, word in enumerate(self.words[position : position + 9]):
            if word[-1] in ".!?" and len(word) > 3:
                yield "sentence of the lead ends at once" if distance < 4 else "first sentence of the lead is short"
                break
            if word[-1] in ",:":
                yield "comma after the first word" if distance == 0 else f"first clause of {distance // 3 * 3} words"
                break


def _places(items: Sequence[Hashable]) -> tuple[list[int], list[int]]:
    """Return where each of some items occurs first, and where last."""
    places = range(len(items))
    first, last = dict(zip(reversed(items), reversed(places), strict=True)), dict(zip(items, places, strict=True))
    return list(map(first.__getitem__, items)), list(map(last.__getitem__, items))


def _again(first: Sequence[int], last: Sequence[int]) -> list[int]:
    """Return, for each position, how many words before it occur from it on as well."""
    change = [0] * (len(first) + 1)
    for begin, end in set(zip(first, last, strict=True)):
        change[begin + 1] += 1
        change[end + 1] -= 1
    return list(accumulate(change))
