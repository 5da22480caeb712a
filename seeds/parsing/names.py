"""Names out of lines: who stands in a byline and for what."""

import re

from articles.document.credits import BETWEEN_NAMES
from seeds.parsing.bylines import without_time

_ROLE_LABEL = re.compile(
    r"(?P<both>(?:bài|tin)\s*(?:,|và|-|–|\+|&)\s*ảnh|ảnh\s*(?:,|và|-|–|\+|&)\s*(?:bài|tin))\s*:\s*"
    r"|(?P<photos>ảnh)\s*:\s*|(?P<text>bài|tin|tin\s*,\s*bài|tác giả|thực hiện)\s*:\s*",
    re.IGNORECASE,
)
_NAME_WORD = re.compile(r"[^\W\d_]+(?:[.'’-][^\W\d_]+)*\.?")
_MAX_WORDS = 5
# Groups without names, and sources: printed as they stand, but nobody's byline.
_NOBODY = re.compile(r"(?:nhóm\s+)?(?:pv|phóng viên|ctv|bbt|tác giả|ban biên tập|theo|nguồn)\b.*", re.IGNORECASE)


def people(line: str) -> list[tuple[str, str]]:
    """Return (name, role) for a line that is nothing but a byline, role being text, photos or both; else nothing.

    A line with anything more in it ("Theo …") stays text, so that nothing of it is lost; but a time of publication at
    its end says nothing that the date does not.
    """
    line = without_time(line.strip())
    label = _ROLE_LABEL.match(line)
    role = (label.lastgroup or "text") if label else "text"
    names = [name.strip() for name in BETWEEN_NAMES.split(line[label.end() :] if label else line)]
    if not all(_is_name(name) for name in names):
        return []
    return [(name, role) for name in dict.fromkeys(names)]


def _is_name(text: str) -> bool:
    words = text.split()
    return (
        1 <= len(words) <= _MAX_WORDS
        and all(_NAME_WORD.fullmatch(word) and word[0].isupper() for word in words)
        and not _NOBODY.fullmatch(text)
    )
