"""What each block of the body is: paragraph, heading, caption, byline, source or related line."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from articles.document.credits import CaptionCredit, split_credit
from seeds.parsing.bylines import is_byline, is_byline_under_title, is_labelled_byline, is_source
from seeds.parsing.kinds import judge_kind
from seeds.parsing.signs_of_blocks import LONGEST_HEADING, Surroundings
from seeds.parsing.story import SeedBlock
from seeds.parsing.wording import Wording, ends_sentence, word_count

_RELATED = re.compile(
    r"(?:(?:mời\s+)?(?:xem|đọc)\s+thêm\b|(?:tin|bài)\s+(?:bài\s+)?liên\s+quan\b|có thể bạn quan tâm|[>»]|>>)",
    re.IGNORECASE,
)
_BOILERPLATE = re.compile(
    r"\S+\.(?:jpe?g|png|webp|gif|mp3|mp4)|theo dõi .{0,60}(?:google news|facebook|zalo|youtube|tiktok|"
    r"fanpage).{0,40}|lên (?:đầu )?(?:top|trang)|về đầu trang|chia sẻ|sao chép liên kết|copy link|in bài(?: viết)?|"
    r"gửi bình luận|bình luận|(?:nghe|đọc) bài(?: viết)?|giọng (?:nam|nữ)|facebook|zalo|twitter|audio|google news|"
    r"(?:\d{1,2}:)?\d{1,2}:\d{2}(?:\s*/\s*(?:\d{1,2}:)?\d{1,2}:\d{2})?",
    re.IGNORECASE,
)
_BULLET = re.compile(r"[*•+–—-]\s")
_NUMBERED = re.compile(r"(?:\d{1,2}|[IVX]{1,4})[.)]\s+\w")
_LONGEST_LABEL = 200  # characters
_LIST_LINES = 3
_SURE = 0.7
_RATHER_PICTURES = 0.8
_COUNTED = re.compile(r"[\d:]")
_NO_LETTERS = re.compile(r"[\W_]+")
_LETTER = re.compile(r"[^\W_]")


def read_blocks(texts: Sequence[str], head: str, body: Wording | None = None) -> tuple[SeedBlock, ...]:
    """Tell what each block of a body is; `head` is the title and lead above it, `body` its wording if known."""
    blocks = read_by_form(texts)
    credited = [bool(block and block.credit) for block in blocks]
    surroundings = Surroundings(texts, body or Wording(texts), Wording([head]), credited)
    read = [block or _read_by_words(surroundings, index) for index, block in enumerate(blocks)]
    sure = {index for index, block in enumerate(read) if block.type == "heading" and block.confidence >= _SURE}
    if sure:
        for index, block in enumerate(blocks):
            if block is None and index not in sure:
                read[index] = _read_by_words(surroundings, index, among_headings=True)
    return tuple(_mark_duplicates(_lists_are_no_headings(read)))


def read_by_form(texts: Sequence[str]) -> list[SeedBlock | None]:
    """Tell what those blocks are whose form alone tells it; None for the others."""
    credits = [split_credit(text) for text in texts]
    return [
        _read_by_label(text, credits[index]) or _read_by_place(texts, index, credits[index])
        for index, text in enumerate(texts)
    ]


def _read_by_label(text: str, credit: CaptionCredit | None) -> SeedBlock | None:
    if len(text) <= _LONGEST_LABEL and _BOILERPLATE.fullmatch(text):
        return SeedBlock("paragraph", text, rule="boilerplate of a page", confidence=0.9, dropped=True)
    if _RELATED.match(text):
        return SeedBlock("related", text, rule="label of a related story", confidence=0.95)
    if is_labelled_byline(text):
        return SeedBlock("byline", text, rule="label of a byline", confidence=0.97)
    if credit and not is_source(text):
        return caption_of(credit)
    return None


def caption_of(credit: CaptionCredit) -> SeedBlock:
    """Return the caption block of a caption with a credit."""
    return SeedBlock("caption", credit.text, credit.name, credit.printed, credit.confidence, credit.rule)


def _read_by_place(texts: Sequence[str], index: int, credit: CaptionCredit | None) -> SeedBlock | None:
    """A source or byline stands near the end or right under the title."""
    text = texts[index]
    near_end = index >= len(texts) - 3 and all(word_count(later) <= 30 for later in texts[index + 1 :])
    if near_end and is_source(text):
        return SeedBlock("source", text, rule="source at the end", confidence=0.97)
    if credit:  # far from the end, "Nguồn: …" belongs to a picture
        return caption_of(credit)
    if index == 0 and len(texts) > 1 and is_byline_under_title(text):
        return SeedBlock("byline", text, rule="names under the title", confidence=0.8)
    if near_end and not ends_sentence(text) and is_byline(text):
        return SeedBlock("byline", text, rule="names at the end", confidence=0.95)
    return None


def _read_by_words(surroundings: Surroundings, index: int, *, among_headings: bool = False) -> SeedBlock:
    text = surroundings.texts[index]
    kind, confidence, rule = judge_kind(surroundings, index, among_headings=among_headings)
    if kind != "paragraph" and _BULLET.match(text):
        return SeedBlock("paragraph", text, confidence=0.8, rule="line of a list")
    if kind == "caption" and _NUMBERED.match(text) and word_count(text) <= LONGEST_HEADING and not ends_sentence(text):
        kind, confidence, rule = "heading", 0.8, "number before a short line"
    if kind == "heading" and index == len(surroundings.texts) - 1:
        return SeedBlock("paragraph", text, confidence=0.6, rule="a heading stands above a text")
    return SeedBlock(kind, text, confidence=confidence, rule=rule)


def _lists_are_no_headings(blocks: list[SeedBlock]) -> list[SeedBlock]:
    """Turn short lines that follow each other into paragraphs: a heading stands above a text."""
    result = list(blocks)
    for is_line, group in groupby(range(len(blocks)), key=lambda index: _is_line(blocks[index])):
        lines = list(group)
        if is_line and len(lines) >= _LIST_LINES and not _are_captions([blocks[line] for line in lines]):
            for line in lines:
                result[line] = replace(blocks[line], type="paragraph", confidence=0.6, rule="line of a list")
    return result


def _are_captions(lines: Sequence[SeedBlock]) -> bool:
    """Tell whether short lines in a row are rather pictures that follow each other: nothing in them is counted off."""
    return len({line.text.split()[0] for line in lines}) > 1 and all(
        line.type == "caption" and line.confidence >= _RATHER_PICTURES and not _COUNTED.search(line.text)
        for line in lines
    )


def _is_line(block: SeedBlock) -> bool:
    if block.type == "caption" and block.credit is None:
        return word_count(block.text) <= LONGEST_HEADING and not ends_sentence(block.text)
    return block.type == "heading"


def _mark_duplicates(blocks: list[SeedBlock]) -> list[SeedBlock]:
    """Mark the poorer one of two neighbours that say the same as a duplicate; both are captions then."""
    result = list(blocks)
    for index in range(1, len(result)):
        first, second = result[index - 1], result[index]
        if first.duplicate or not _same_caption(first, second):
            continue
        poorer, richer = (index - 1, index) if second.credit and not first.credit else (index, index - 1)
        result[poorer] = replace(result[poorer], type="caption", duplicate=True, rule="same as its neighbour")
        result[richer] = replace(result[richer], type="caption")
    return result


def _same_caption(first: SeedBlock, second: SeedBlock) -> bool:
    if first.dropped or second.dropped or not (first.text and second.text) or word_count(first.text) > 60:
        return False
    if _first_letter(first.text) == _first_letter(second.text) and (folded := _fold(first.text)) == _fold(second.text):
        return bool(folded) and word_count(first.text) > 2
    if "caption" not in (first.type, second.type):
        return False
    words, others = set(first.text.casefold().split()), set(second.text.casefold().split())
    return len(words) > 4 and len(words & others) >= 0.85 * len(words | others)


def _first_letter(text: str) -> str:
    letter = _LETTER.search(text)
    return letter[0].casefold()[0] if letter else ""


def _fold(text: str) -> str:
    return _NO_LETTERS.sub("", text).casefold()
