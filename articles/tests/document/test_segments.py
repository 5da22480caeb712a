"""Two texts side by side, in Vietnamese syllables: little is marked, and both can be had back."""

import gzip
import json
import random
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.document.blocks import Document, Inline, Mark, Paragraph, Span, normalise, plain
from articles.document.diff import compare
from articles.document.inline import normalise_inline
from articles.document.segments import Change, Segment, diff_inline, diff_text, turned_segments
from articles.document.text import tidy
from articles.tests.document.strategies import inlines, texts
from benchmarks.diff import article

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpus" / "dev.jsonl.gz"


def shown(segments: Iterable[Segment]) -> str:
    """Return segments as a line: [-removed-], {+added+}, <changed in its look>."""
    form = {Change.KEPT: "{}", Change.REMOVED: "[-{}-]", Change.ADDED: "{{+{}+}}", Change.CHANGED: "<{}>"}
    return "".join(form[s.change].format("".join(span.text for span in s.old or s.new)) for s in segments)


def side(segments: Iterable[Segment], name: str) -> Inline:
    return normalise_inline(tuple(span for segment in segments for span in getattr(segment, name)))


def marked_share(segments: Iterable[Segment]) -> tuple[int, int]:
    """Return how many characters of both sides are marked, and how many there are."""
    lengths = [(s.change, sum(len(span.text) for span in (*s.old, *s.new))) for s in segments]
    return sum(length for change, length in lengths if change != Change.KEPT), sum(length for _, length in lengths)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("", "", ""),
        ("Một", "Một", "Một"),
        ("", "Một", "{+Một+}"),
        ("Một", "", "[-Một-]"),
        ("Trời mưa to", "Trời nắng to", "Trời [-mưa-]{+nắng+} to"),
        ("Trời mưa", "Trời mưa rất to", "Trời mưa{+ rất to+}"),
        ("Trời đang mưa", "Trời mưa", "Trời [-đang -]mưa"),
        # A tone mark makes another syllable; the whole syllable is marked, never half of it.
        ("Xã Hòa Bình", "Xã Hoà Bình", "Xã [-Hòa-]{+Hoà+} Bình"),
        # Numbers, dates and hours are words.
        (
            "lúc 14:05 ngày 22/11 có 1.250 ha",
            "lúc 14:50 ngày 23/11 có 1.205 ha",
            "lúc [-14:05-]{+14:50+} ngày [-22/11-]{+23/11+} có [-1.250-]{+1.205+} ha",
        ),
        ("Vì sao?", "Vì sao.", "Vì sao[-?-]{+.+}"),
        ("một\nhai", "một hai", "một[-\n-]{+ +}hai"),
        # A comma that happens to be in both is no island between changes.
        ("Hôm qua, ông đến thăm", "Sáng nay, bà đến thăm", "[-Hôm qua, ông-]{+Sáng nay, bà+} đến thăm"),
        # Neither are one or two words among many.
        (
            "a b c d và e f g h i k l m n",
            "x o p q và r s t u i k l m n",
            "[-a b c d và e f g h-]{+x o p q và r s t u+} i k l m n",
        ),
        # What two titles share by chance is not kept.
        (
            "Giá lúa tăng ở miền Tây",
            "Bão số 3 vào vịnh, học sinh ở Nghệ An nghỉ học",
            "[-Giá lúa tăng ở miền Tây-]{+Bão số 3 vào vịnh, học sinh ở Nghệ An nghỉ học+}",
        ),
    ],
)
def test_diff_text_marks_syllables(old: str, new: str, line: str) -> None:
    assert shown(diff_text(old, new)) == line


def test_diff_text_compares_composed_letters() -> None:
    text = "Nguyễn Thị Hường, Đặng Ngọc Ẩn"
    assert shown(diff_text(unicodedata.normalize("NFD", text), text)) == text


def test_diff_inline_shows_a_change_of_look_apart_from_text() -> None:
    strong = (Mark.STRONG,)
    old = (Span("Ông "), Span("Trần Văn An", strong), Span(" nói thế."))
    new = (Span("Ông Trần "), Span("Văn Anh", strong), Span(" nói "), Span("thế", (), "https://a.vn/"), Span("."))
    segments = diff_inline(old, new)
    assert shown(segments) == "Ông <Trần >Văn [-An-]{+Anh+} nói <thế>."
    changed = [s for s in segments if s.change == Change.CHANGED]
    assert [(s.old, s.new) for s in changed] == [
        ((Span("Trần ", strong),), (Span("Trần "),)),
        ((Span("thế"),), (Span("thế", (), "https://a.vn/"),)),
    ]


def test_diff_inline_shows_a_link_that_leads_elsewhere() -> None:
    [segment] = diff_inline((Span("đây", (), "https://a.vn/"),), (Span("đây", (), "https://b.vn/"),))
    assert (segment.change, segment.new[0].href) == (Change.CHANGED, "https://b.vn/")


def test_diff_of_a_long_paragraph_goes_by_sentences() -> None:
    chance = random.Random(3)
    sentences = article(chance, 4_000, a_paragraph=10**9)[0].split(". ")
    changed = list(sentences)
    changed[40] = changed[40].replace(" ", " khuyếch ", 1)
    del changed[90]
    segments = diff_text(". ".join(sentences), ". ".join(changed))
    assert [s.change for s in segments if s.change != Change.KEPT] == [Change.ADDED, Change.REMOVED]
    assert marked_share(segments)[0] == len("khuyếch ") + len(sentences[90]) + 2


def test_diff_of_a_repetitive_megabyte_shows_it_replaced() -> None:
    old = "đầu " + "một " * 200_000 + "cuối"
    new = "đầu " + "một hai " * 100_000 + "cuối"
    segments = diff_text(old, new)
    assert [s.change for s in segments] == [Change.REMOVED, Change.ADDED]
    assert (side(segments, "old"), side(segments, "new")) == (plain(old), plain(new))


@given(inlines(), inlines())
def test_segments_give_both_sides_back(one: Inline, other: Inline) -> None:
    old, new = normalise_inline(one), normalise_inline(other)
    segments = diff_inline(old, new)
    # Not brought to normal form again: joined only where a cut parted one look.
    assert ("".join(s.text for seg in segments for s in seg.old), side(segments, "old")) == (
        "".join(span.text for span in old),
        old,
    )
    assert ("".join(s.text for seg in segments for s in seg.new), side(segments, "new")) == (
        "".join(span.text for span in new),
        new,
    )


@given(inlines(), inlines())
def test_segments_are_the_same_in_both_directions(one: Inline, other: Inline) -> None:
    old, new = normalise_inline(one), normalise_inline(other)
    assert turned_segments(diff_inline(old, new)) == diff_inline(new, old)


@given(inlines())
def test_equal_content_has_no_change(content: Inline) -> None:
    content = normalise_inline(content)
    assert all(segment.change == Change.KEPT for segment in diff_inline(content, content))


@given(st.lists(st.sampled_from(["và", "của", "hà", "hạ", ",", "."]), max_size=30), st.data())
def test_diff_text_of_few_words_gives_both_sides_back(words: list[str], data: st.DataObject) -> None:
    other = data.draw(st.permutations(words))
    old, new = " ".join(words), " ".join(other[: len(other) * 2 // 3])
    segments = diff_text(old, new)
    assert "".join(s.text for seg in segments for s in seg.old) == old
    assert "".join(s.text for seg in segments for s in seg.new) == new


@given(texts(), texts())
def test_diff_text_gives_both_tidy_texts_back(old: str, new: str) -> None:
    segments = diff_text(old, new)
    assert "".join(s.text for seg in segments for s in seg.old) == tidy(old)
    assert "".join(s.text for seg in segments for s in seg.new) == tidy(new)


# --- How much is marked ---------------------------------------------------------------------------------------------


def marked_after_four_edits(chance: random.Random, bodies: Iterable[list[str]]) -> float:
    """Return which part of all characters is marked when four syllables of each text became others of it."""
    marked = total = 0
    for body in bodies:
        changed = [paragraph.split(" ") for paragraph in body]
        vocabulary = [word for words in changed for word in words]
        for _edit in range(4):
            words = chance.choice(changed)
            words[chance.randrange(len(words))] = chance.choice(vocabulary)
        old, new = [
            normalise(Document(tuple(Paragraph(plain(text)) for text in texts)))
            for texts in (body, [" ".join(words) for words in changed])
        ]
        for block in compare(old, new):
            for text in block.texts:
                here, of = marked_share(text.segments)
                marked, total = marked + here, total + of
    return marked / total


def test_four_edits_mark_little_of_our_own_texts() -> None:
    chance = random.Random(11)
    assert marked_after_four_edits(chance, (article(chance, 500) for _ in range(100))) <= 0.01


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus of real articles is not beside this checkout")
def test_four_edits_mark_little_of_real_articles() -> None:
    chance = random.Random(11)
    with gzip.open(CORPUS, "rt", encoding="utf-8") as lines:
        stories = chance.sample([json.loads(line)["gold"] for line in lines], 150)
    bodies = [[block["text"] for block in story["blocks"] if block["text"]] for story in stories]
    share = marked_after_four_edits(chance, filter(None, bodies))
    assert share <= 0.01
