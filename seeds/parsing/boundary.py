"""Where the title ends and the lead starts, when both stand in one line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from seeds.parsing.leads import find_start
from seeds.parsing.wording import CLOSING, Usage, Wording, bare, ends_sentence, sentence_count, word_count

MIN_TITLE_WORDS = 4
MAX_TITLE_WORDS = 30
MAX_TITLE_ALONE = 26
# How much likelier a title is than none, in log-odds, before a word is read.
TITLE_IN_THE_HEAD = 6.0  # behind date and category in one line a title hardly ever lacks
TITLE_BELOW_A_CATEGORY = 4.0
TITLE_ANYWHERE = 1.0
_MARKS = ("?", "!", "…", "...")
_DASH = r"\s*[-–—]"
# Names of papers that stand before a lead. Those of the first kind mean nothing else, so they need no dash; agencies
# and forces are named inside sentences too, and do.
_PAPERS = (
    r"baonghean(?:\.vn)?|dân trí|dân việt|kiến thức|vtc news|tno|tto|tpo|nlđo?|lđtđ|pl\s?&\s?xh|pl(?:vn|o)|pnvn|bvpl|"
    r"lđo|hnmo?|tbktsg|ktsg(?: online)?|sggpo?|đttco|gd&tđ|tg&vn|nd(?:đt|o)|báo \w+(?: \w+)?|[\w-]+(?:\.[\w-]+)*\.vn"
)
_WITH_DASH = (
    r"ttxvn|vov|vtv|antv|cand|antđ|qđnd(?: online)?|đcsvn|ktđt|vietnamnet|vietnam\+|vnexpress|infonet|zing(?:news)?|"
    r"thanh niên|tuổi trẻ|tiền phong|lao động(?! [-–—] thương binh)|người lao động|công lý"
)
# A range from "À" to "Ỹ" would hold the small letters as well.
_CAPITALS = "A-Z" + "".join(letter for letter in map(chr, range(ord("À"), ord("Ỹ") + 1)) if letter.isupper())
_CAPITAL = rf"(?=\s*[\"“‘]?(?-i:[{_CAPITALS}0-9]))"
_PREFIX = re.compile(
    rf"(?<!\S)(?:\((?:{_PAPERS})\)(?:{_DASH})?|\((?:{_WITH_DASH}|(?-i:[A-ZĐ&]{{2,8}})(?: online)?)\){_DASH}|"
    rf"(?:{_PAPERS}|{_WITH_DASH}){_DASH}(?=\s)){_CAPITAL}",
    re.IGNORECASE,
)


_MAY_HOLD_PREFIX = re.compile(r"\(|[-–—]\s")  # found at once, where the prefixes are tried at every word
_BULLET = re.compile(r"(.+?)\s(?=[*•►■]\s+[\"“‘]?[A-ZÀ-ỸĐ0-9])")


@dataclass(frozen=True)
class Split:
    """A title and a lead; either may be missing."""

    title: str | None
    lead: str | None
    confidence: float
    rule: str


def split_title(line: str, body: Wording, *, odds_of_title: float = TITLE_IN_THE_HEAD) -> Split:
    """Split a line into title and lead; a line that is no sentence and short enough is a title alone.

    The odds tell, in log-odds, how much likelier it is that the line has a title than that it is a lead alone.
    """
    line = line.strip()
    prefix = _PREFIX.search(line) if _MAY_HOLD_PREFIX.search(line) else None
    if prefix and word_count(title := line[: prefix.start()].rstrip()) <= MAX_TITLE_WORDS:
        return Split(title or None, line[prefix.start() :], 0.99, "prefix of the paper")
    if (bullet := _BULLET.match(line)) and MIN_TITLE_WORDS <= word_count(bullet[1]) <= MAX_TITLE_WORDS:
        return Split(*_cut(line, word_count(bullet[1])), 0.97, "bullet before the lead")
    if capitals := _words_in_capitals(line):
        if _opens_a_name(line.split()[capitals - 1 : capitals + 1], body):
            # "UBND Thành phố", say: but then a title may end with the acronym as well.
            return Split(*_cut(line, capitals - 1), 0.75, "title in capitals, and a name")
        return Split(*_cut(line, capitals), 0.97, "title in capitals")
    if word_count(line) <= MAX_TITLE_ALONE and not ends_sentence(line):
        return Split(line or None, None, 0.8, "short line without a final stop")
    start = find_start(line.split(), body, odds_of_title=odds_of_title)
    if start is None:
        return Split(None, line, 0.3, "no word can start a lead")
    title, lead = _cut(line, start.position)
    return Split(title or None, lead, start.probability, start.reason)


def _words_in_capitals(line: str) -> int:
    """Return how many words of a line are a title in capitals; none where too few are."""
    words = line.split()
    count = next((number for number, word in enumerate(words) if any(letter.islower() for letter in word)), 0)
    if count and words[count][0].islower():
        count -= 1  # the lead opens with an acronym
    return count if MIN_TITLE_WORDS < count <= MAX_TITLE_WORDS else 0


def _opens_a_name(words: Sequence[str], body: Wording) -> bool:
    """Tell whether two words are one name in the body."""
    pair = tuple(map(bare, words))
    return len(pair) == 2 and pair in Usage(body, pair, ()).pairs


def is_title_with_a_mark(line: str) -> bool:
    """Tell whether a line is short and one sentence that asks, calls or breaks off, as titles do that end in a mark."""
    return (
        word_count(line) <= MAX_TITLE_ALONE
        and line.rstrip().rstrip(CLOSING).endswith(_MARKS)
        and sentence_count(line) == 1
    )


def has_prefix(line: str) -> bool:
    """Tell whether a line opens with the prefix of a paper, as leads do."""
    return bool(_PREFIX.match(line))


def _cut(line: str, words_before: int) -> tuple[str, str]:
    lead = line.split(maxsplit=words_before)[-1] if words_before else line
    return line[: len(line) - len(lead)].rstrip(), lead
