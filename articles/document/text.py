"""Vietnamese text: one way to clean it, one way to fold it, one alphabetical order."""

import re
import unicodedata
from functools import cache

from articles.document.remembering import remember

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# Controls, zero-width space, direction marks and overrides, byte order mark, lone surrogates: they hide or spoof text.
_INVISIBLE = re.compile(
    "[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
# No character below U+0300 and none of Vietnamese is a combining mark, so a stack of marks stands in such a run.
_FOREIGN_RUN = re.compile("[^\0-\u02ff\u1e00-\u1eff]{5,}")
_MOST_MARKS = 4
_MARK = re.compile(f"[{''.join(sign for sign in map(chr, range(0x10000)) if unicodedata.combining(sign))}]+")
_RARE = re.compile("[\U00010000-\U0010ffff]")

# What is short and says little without the number before it.
_UNITS = (
    "mm|cm|m|km|m²|km²|m³|m2|km2|m3|ha|g|kg|tạ|tấn|ml|lít|kW|kWh|MW|%|°C|°|độ|"
    "nghìn|ngàn|triệu|tỉ|tỷ|đồng|USD|giờ|phút|giây"
)
_BEFORE_UNIT = re.compile(rf"(?<=\d) (?=(?:{_UNITS})(?!\w))")

# Old encodings confuse đ with the Icelandic ð and the African ɖ, whose capitals look the same.
_D_WITH_STROKE = str.maketrans("ðɖ", "đđ")
# What a letter becomes that NFD does not take apart; then soft hyphen and joiners, which change how a word looks, never
# which word it is.
_FOLDED = {**dict.fromkeys("đðɖ", "d"), **dict.fromkeys("\xad\u034f\u200c\u200d\u2060", "")}

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_END, _SIGN, _OTHER_LETTER = "00", "01", "99"
_WEIGHTS = {sign: str(10 + place) for place, sign in enumerate("0123456789" + _LETTERS)}


# Each entrance asks of the text that comes through it, and on its way a paragraph comes through a dozen.
@remember(most=4096, longest=1000)
def tidy(text: str) -> str:
    """Return the text in NFC without control, invisible and direction-changing characters."""
    # Most texts are tidy already.
    if text.isprintable() and unicodedata.is_normalized("NFC", text) and not _FOREIGN_RUN.search(text):
        return text
    text = _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text).replace("\t", " "))
    text = unicodedata.normalize("NFC", text)
    return _FOREIGN_RUN.sub(_cap_marks, text)


def fold(text: str) -> str:
    """Return the text as slugs, search and matching see it: lower case, without marks, single spaces."""
    text = tidy(text).lower()
    for sign, folded in _FOLDED.items():  # a tenth of the time that `translate` takes
        text = text.replace(sign, folded)
    bare = _MARK.sub("", unicodedata.normalize("NFD", text))
    if _RARE.search(bare):
        bare = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return " ".join(unicodedata.normalize("NFC", bare).split())


def slugify(text: str, limit: int = 80) -> str:
    """Return the text as a part of an address, cut between words."""
    slug = re.sub("[^a-z0-9]+", "-", fold(text)).strip("-")
    if len(slug) > limit:
        slug = slug[: limit + 1].rpartition("-")[0] or slug[:limit]
    return slug.strip("-") or "bai-viet"


def sort_key(name: str, *, given_name_first: bool = False) -> str:
    """Return digits that sort as the Vietnamese alphabet does, whatever the collation of the database.

    First the letters, two digits each; then one digit for the tone of each syllable, which counts only between
    names of the same letters.
    """
    words = tidy(name).lower().translate(_D_WITH_STROKE).split()
    if given_name_first:
        words = words[-1:] + words[:-1]
    pairs = [_weigh(word) for word in words]
    letters = _SIGN.join(weights for weights, _ in pairs)
    tones = "".join(tone for _, tone in pairs)
    return (letters + _END + tones)[:400]


def hold_units(text: str) -> str:
    """Return the text with each number and its unit held together, so that no line ends between them."""
    return _BEFORE_UNIT.sub("\u00a0", text)


def excerpt(text: str, limit: int) -> str:
    """Return the beginning of the text on one line, at most `limit` characters, cut between words with an ellipsis."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    room = max(limit - 1, 0)
    start = line[: room + 1].rpartition(" ")[0] or line[:room]
    return (start.rstrip(" ,;:.-–—(") + "…")[:limit] if limit > 0 else ""


def _cap_marks(run: re.Match[str]) -> str:
    kept, marks = [], 0
    for sign in run[0]:
        marks = marks + 1 if unicodedata.category(sign).startswith("M") else 0
        if marks <= _MOST_MARKS:
            kept.append(sign)
    return "".join(kept)


@cache
def _weigh_sign(sign: str) -> str:
    base = unicodedata.normalize("NFD", sign)[0]
    return _WEIGHTS.get(sign) or _WEIGHTS.get(base) or (_OTHER_LETTER if sign.isalpha() else _SIGN)


def _weigh(word: str) -> tuple[str, str]:
    """Return the weights of a word's letters and the digit of its tone."""
    decomposed = unicodedata.normalize("NFD", word)
    tone = next((TONES[sign] for sign in decomposed if sign in TONES), "0")
    toneless = unicodedata.normalize("NFC", "".join(sign for sign in decomposed if sign not in TONES))
    return "".join(_weigh_sign(sign) for sign in toneless if not unicodedata.combining(sign)), tone
