"""Reads a raw story: its date, category, title and lead, and what each block of its body is."""

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import inf

from articles.document.credits import split_credit
from seeds.parsing.blocks import caption_of, read_blocks
from seeds.parsing.boundary import (
    MAX_TITLE_ALONE,
    TITLE_ANYWHERE,
    TITLE_BELOW_A_CATEGORY,
    TITLE_IN_THE_HEAD,
    Split,
    has_prefix,
    is_title_with_a_mark,
    split_title,
)
from seeds.parsing.bylines import (
    is_byline,
    is_byline_under_title,
    is_labelled_byline,
    is_source,
    is_timed_byline,
)
from seeds.parsing.header import day_of_line, is_its_weekday, is_time_ago, month_of_line, take_category, take_date
from seeds.parsing.story import Choice, SeedBlock, SeedStory
from seeds.parsing.wording import Wording, cut_last_sentence, ends_sentence, sentence_count, word_count

_EMPTY_LINE = re.compile(r"\n\s*\n")
_WIDTHS = range(50, 133)  # characters at which editors break lines
_FULL = 0.75  # of the widest line
_BROKEN_LINES = 6
_RAGGED = 2  # characters
_LINES_AT_THE_END = 3  # where author and source are named
_LEAD_WORDS = range(12, 101)
_SECTION_WORDS = 3
_NO_DATE = Choice(None, 1.0, "no date printed")
_NO_CATEGORY = Choice(None, 0.5, "no known category")
_NO_TITLE = Split(None, None, 0.5, "no line looks like a title")
_SURE_WITHOUT_CATEGORY = 0.8  # an unknown section name may stick to the title
_SURE_WITHOUT_LEAD = 0.75
_SURE_OF_BOTH = 0.95
_SURE_WITHOUT_BODY = 0.5  # of a lead longer than leads are: the whole text may have come in one line
_CAPTION_WORDS, _CAPTION_SENTENCES = 30, 2  # of a line whose credit stands on the next


@dataclass
class _Reading:
    """The lines still to be read, and what was found in those before."""

    lines: deque[str]
    date: Choice = _NO_DATE
    category: Choice = _NO_CATEGORY
    split: Split = _NO_TITLE
    aside: list[SeedBlock] = field(default_factory=list)

    def next_line(self) -> str:
        """Return the next line of the head, and set aside the lines that only tell when and by whom."""
        self.set_aside(above=True)
        return self.lines.popleft() if self.lines else ""

    def set_aside(self, *, above: bool) -> None:
        """Take the lines that only tell when and by whom from the front of what is left to read."""
        while self.lines and (block := _read_aside(self.lines[0])):
            line = self.lines.popleft()
            self.aside.append(replace(block, above=above))
            if self.date.value is None and (day := day_of_line(line)) and is_its_weekday(line, day):
                self.date = Choice(day, 0.9, block.rule)

    def set_month_aside(self) -> None:
        """Take a first line that only names the month."""
        if self.lines and (month := month_of_line(self.lines[0])):
            line = self.lines.popleft()
            self.date = Choice(month, 0.9, "line of the month")
            self.aside.append(
                SeedBlock("paragraph", line, rule=self.date.rule, confidence=0.9, dropped=True, above=True)
            )


def parse(raw: str, categories: Sequence[str]) -> SeedStory:
    """Read the parts of a raw story; what is not printed in it stays None."""
    reading = _Reading(deque(_lines_of(raw)))
    line, headed = _read_date_and_category(reading, categories)
    body = Wording(reading.lines)
    if line:
        _read_title_and_lead(reading, line, headed, body)
        reading.set_aside(above=False)
    split = reading.split
    blocks = read_blocks(tuple(reading.lines), f"{split.title or ''}\n{split.lead or ''}", body)
    return SeedStory(
        date=reading.date,
        category=reading.category,
        title=Choice(split.title, split.confidence, split.rule),
        lead=Choice(split.lead, split.confidence, split.rule),
        blocks=(*reading.aside, *blocks),
    )


def _lines_of(raw: str) -> list[str]:
    """Return the blocks of a raw text: its lines, but for those that go on with the one before."""
    chunks = [[line.strip() for line in chunk.split("\n") if line.strip()] for chunk in _EMPTY_LINE.split(raw)]
    width = _width(chunks)
    lines: list[list[str]] = []
    left = sum(map(len, chunks))
    for chunk in chunks:
        for number, line in enumerate(chunk):
            left -= 1
            goes_on = number and (line[0].islower() or _had_no_room(line, chunk[number - 1], width))
            if goes_on or (number and _credits_caption(line, lines[-1], left)):
                lines[-1].append(line)
            else:
                lines.append([line])
    return [" ".join(parts) for parts in lines]


def _had_no_room(line: str, above: str, width: float) -> bool:
    """Tell whether a line is one with that above it, which its first word would have made too long."""
    return len(above) + 1 + len(line.split(maxsplit=1)[0]) > width - _RAGGED


def _width(chunks: Sequence[Sequence[str]]) -> float:
    """Return at how many characters an editor broke the lines: infinite where none did."""
    widest = max((len(line) for chunk in chunks for line in chunk), default=0)
    if widest not in _WIDTHS:
        return inf
    behind_full = [below for chunk in chunks for line, below in pairwise(chunk) if len(line) >= _FULL * widest]
    inside_sentences = sum(line[0].islower() for line in behind_full)
    return widest if 2 * inside_sentences > max(len(behind_full), _BROKEN_LINES) else inf


def _credits_caption(line: str, above: Sequence[str], left: int) -> bool:
    """Tell whether a line is nothing but the credit of a caption right above it; so many lines are left to come."""
    credit = split_credit(line)
    if credit is None or credit.text or is_labelled_byline(line):
        return False
    caption = " ".join(above)
    if left < _LINES_AT_THE_END and (is_source(line) or is_byline(caption)):
        return False
    return (
        word_count(caption) <= _CAPTION_WORDS
        and sentence_count(caption) <= _CAPTION_SENTENCES
        and split_credit(caption) is None
    )


def _read_date_and_category(reading: _Reading, categories: Sequence[str]) -> tuple[str, bool]:
    """Read date and category; return the text behind them, and whether it stands in one line with either."""
    reading.set_month_aside()
    taken = take_date(reading.next_line(), categories)
    headed = taken.choice.value is not None or bool(taken.unread)
    if headed or reading.date.value is None:
        reading.date = taken.choice
    if taken.unread:
        rule, confidence = ("not a date", 0.5) if taken.choice.value is None else (taken.choice.rule, 0.9)
        reading.aside.append(
            SeedBlock("paragraph", taken.unread, rule=rule, confidence=confidence, dropped=True, above=True)
        )
    line = taken.rest
    if not line.strip():
        line, headed = reading.next_line(), False
    taken = take_category(line, categories)
    reading.category = taken.choice
    if taken.choice.value is None and headed and _is_unknown_section(line, reading.lines):
        reading.category = Choice(None, 0.5, "section not known")
        section = SeedBlock(
            "paragraph", line.strip(), rule="section not known", confidence=0.6, dropped=True, above=True
        )
        reading.aside.append(section)
        return reading.next_line(), False
    headed = headed or taken.choice.value is not None
    if taken.rest.strip() and not _is_category(taken.rest, categories):
        return taken.rest, headed
    line = taken.rest if taken.rest.strip() else reading.next_line()
    if reading.category.value and _is_category(line, categories):
        # A section above its sub-category.
        rule = "section above the category"
        above = SeedBlock("paragraph", reading.category.value, rule=rule, confidence=0.9, dropped=True, above=True)
        reading.aside.append(above)
        reading.category = take_category(line, categories).choice
        line = reading.next_line()
    return line, False


def _is_category(line: str, categories: Sequence[str]) -> bool:
    taken = take_category(line, categories)
    return taken.choice.value is not None and not taken.rest.strip()


def _is_unknown_section(line: str, below: Sequence[str]) -> bool:
    """Tell whether a line behind the date is too short for a title, with a title or a lead in the line below it."""
    return word_count(line) <= _SECTION_WORDS and not ends_sentence(line) and word_count(below[0] if below else "") > 5


def _read_title_and_lead(reading: _Reading, line: str, headed: bool, body: Wording) -> None:
    split = _split(reading, line, headed, body)
    if not headed and not split.title and not has_prefix(line):
        reading.lines.appendleft(line)  # the body begins at once
        return
    if split.title and not reading.category.value:
        split = replace(split, confidence=min(split.confidence, _SURE_WITHOUT_CATEGORY))
    reading.split = split
    if split.lead is None:
        _read_lead_of_its_own(reading)
    else:
        _cut_caption_off_lead(reading, split.lead)
    split = reading.split
    if split.lead is None:
        reading.split = replace(split, confidence=min(split.confidence, _SURE_WITHOUT_LEAD))
    elif not reading.lines and word_count(split.lead) not in _LEAD_WORDS:
        reading.split = replace(split, confidence=min(split.confidence, _SURE_WITHOUT_BODY))


def _split(reading: _Reading, line: str, headed: bool, body: Wording) -> Split:
    """Split the line behind date and category, or a line of its own, which is a title alone or must show its title."""
    if not headed and _looks_like_title(line):
        return Split(line, None, 0.8, "short line of its own")
    below = TITLE_BELOW_A_CATEGORY if reading.category.value else TITLE_ANYWHERE
    in_the_head = headed and reading.category.value
    split = split_title(line, body, odds_of_title=TITLE_IN_THE_HEAD if in_the_head else below)
    if is_title_with_a_mark(line) and _stands_above_lead(reading.lines) and not _is_surely_both(split):
        return Split(line.strip(), None, 0.9, "question or call above a lead")
    return split


def _is_surely_both(split: Split) -> bool:
    """Tell whether a line surely holds a title and a lead."""
    return bool(split.title and split.lead) and split.confidence >= _SURE_OF_BOTH


def _stands_above_lead(below: Sequence[str]) -> bool:
    """Tell whether the first text below is a lead; the lines between may tell when and by whom."""
    texts = (line for line in below if not (_read_aside(line) or is_byline_under_title(line)))
    return _looks_like_lead(next(texts, ""))


def _read_lead_of_its_own(reading: _Reading) -> None:
    line = reading.next_line()
    if is_byline_under_title(line) and _stands_above_lead(reading.lines):
        names = SeedBlock("byline", line, rule="names under the title", confidence=0.8, above=True)
        reading.aside.append(names)
        line = reading.next_line()
    if has_prefix(line):
        reading.split = replace(reading.split, lead=line, confidence=0.95, rule="lead behind a prefix")
    elif _looks_like_lead(line):
        reading.split = replace(
            reading.split, lead=line, confidence=_sureness_of_lead(reading), rule="first text under the title"
        )
    elif line:
        reading.lines.appendleft(line)


def _sureness_of_lead(reading: _Reading) -> float:
    """Return how sure a text under a title of its own is the lead: a whole head and a body behind it speak for it."""
    body = [line for line in reading.lines if word_count(line) in _LEAD_WORDS and ends_sentence(line)]
    return 0.85 if reading.date.value and reading.category.value and len(body) >= 2 else 0.6


def _looks_like_lead(line: str) -> bool:
    ends = ends_sentence(line) or line.endswith(")")
    return has_prefix(line) or (word_count(line) in _LEAD_WORDS and ends and not split_credit(line))


def _cut_caption_off_lead(reading: _Reading, lead: str) -> None:
    if credit := split_credit(lead):
        lead, caption = cut_last_sentence(credit.text)
        confidence = min(reading.split.confidence, 0.6)
        reading.split = replace(reading.split, lead=lead or None, confidence=confidence)
        block = replace(caption_of(credit), text=caption, confidence=confidence, rule="caption behind the lead")
        reading.aside.append(block)


def _looks_like_title(line: str) -> bool:
    return word_count(line) <= MAX_TITLE_ALONE and not line.endswith((".", ";", ":", ",")) and not split_credit(line)


def _read_aside(line: str) -> SeedBlock | None:
    """Read a line of the head that is no part of it: when the story went online, and by whom."""
    if day_of_line(line) or is_time_ago(line):
        return SeedBlock("paragraph", line, rule="line of the day", confidence=0.95, dropped=True)
    if is_timed_byline(line):
        return SeedBlock("byline", line, rule="names and time under the title", confidence=0.9)
    return None
