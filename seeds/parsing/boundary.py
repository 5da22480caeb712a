"""Where the title ends and the lead starts, when both stand in one line."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp

from seeds.parsing.signs import score_by_signs
from seeds.parsing.wording import Wording, ends_sentence, word_count

MAX_TITLE_WORDS = 30
MAX_TITLE_ALONE = 26
_DASH = r"\s*[-–—]"
# Names of papers that stand before a lead. Those of the first kind mean nothing else, so they need no dash; agencies
# and forces are named inside sentences too, and do.
_PAPERS = (
    r"baonghean(?:\.vn)?|dân trí|vtc news|tno|tto|tpo|nlđo?|pl\s?&\s?xh|pl(?:vn|o)|hnmo?|tbktsg|sggpo?|đttco|gd&tđ|"
    r"báo \w+(?: \w+)?|[\w-]+(?:\.[\w-]+)*\.vn"
)
_WITH_DASH = r"ttxvn|vov|vtv|cand|antđ|qđnd(?: online)?|đcsvn|ktđt|vietnamnet|vnexpress|infonet"
_CAPITAL = r"(?=\s*[\"“‘]?(?-i:[A-ZÀ-ỸĐ0-9]))"
_PREFIX = re.compile(
    rf"(?<!\S)(?:\((?:{_PAPERS})\)(?:{_DASH})?|\((?:{_WITH_DASH}|(?-i:[A-ZĐ&]{{2,8}})(?: online)?)\){_DASH}|"
    rf"(?:{_PAPERS}|{_WITH_DASH}){_DASH}(?=\s)){_CAPITAL}",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Split:
    """A title and a lead; either may be missing."""

    title: str | None
    lead: str | None
    confidence: float
    rule: str


Scorer = Callable[[Sequence[str], Wording], dict[int, tuple[float, str]]]
"""Gives the possible first words of the lead, by position, each with a score (log-odds) and its main reason."""


def split_title(line: str, body: Wording, scorer: Scorer = score_by_signs, least: float | None = None) -> Split:
    """Split a line into title and lead; a line that is no sentence and short enough is a title alone.

    With `least`, the line may have no title: the best first word of a lead must score as much, or all is lead.
    """
    line = line.strip()
    if (prefix := _PREFIX.search(line)) and word_count(title := line[: prefix.start()].rstrip()) <= MAX_TITLE_WORDS:
        return Split(title or None, line[prefix.start() :], 0.99, "prefix of the paper")
    if word_count(line) <= MAX_TITLE_ALONE and not ends_sentence(line):
        return Split(line or None, None, 0.8, "short line without a final stop")
    scores = scorer(line.split(), body)
    best = max(scores, key=lambda position: scores[position][0], default=None)
    if best is None:
        return Split(None, line, 0.3, "no word can start a lead")
    score, reason = scores[best]
    has_title = 1.0 if least is None else 1 / (1 + exp(least - score))
    if has_title < 0.5:
        return Split(None, line, 1 - has_title, "nothing parts a title from a lead")
    title, lead = _cut(line, best)
    return Split(title, lead, has_title / sum(exp(other - score) for other, _ in scores.values()), reason)


def has_prefix(line: str) -> bool:
    """Tell whether a line opens with the prefix of a paper, as leads do."""
    return bool(_PREFIX.match(line))


def _cut(line: str, words_before: int) -> tuple[str, str]:
    parts = line.split(maxsplit=words_before)
    lead = parts[-1]
    return line[: len(line) - len(lead)].rstrip(), lead
