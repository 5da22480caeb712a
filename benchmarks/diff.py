"""How long does comparing two texts take, and how much of a text does it mark? Needs no database.

    python benchmarks/diff.py [--runs 30]

3,000 Vietnamese words with 20 syllables changed should stay under 20 ms; what no newsroom writes, under some seconds.
"""

import argparse
import random
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from articles.document.blocks import Document, Paragraph, Rule, Span, plain
from articles.document.diff import compare

# The weights of `sentence` give those in front their share, as in a newspaper.
_BY_FREQUENCY = (
    "và của là có các được trong cho người không với này đã những một để về đến từ khi năm nhà công đồng tại "
    "ra trên ngày tỉnh dân hội chính thành phố quốc xã nước đầu kinh tế phát triển làm việc sản xuất nông "
    "thôn huyện trường học sinh đường cầu sông biển núi rừng mưa bão lũ nắng gió sáng chiều tối đêm tháng "
    "tuần giờ phút lúa chè cà phê cá tôm "
)
SYLLABLES = _BY_FREQUENCY.split()


def sentence(chance: random.Random) -> str:
    """Return a sentence of 8 to 30 syllables."""
    weights = [1 / (place + 3) for place in range(len(SYLLABLES))]
    words = chance.choices(SYLLABLES, weights, k=chance.randint(8, 30))
    return " ".join(words).capitalize() + "."


def article(chance: random.Random, words: int, *, a_paragraph: int = 60) -> list[str]:
    """Return paragraphs of so many words in all."""
    paragraphs: list[list[str]] = [[]]
    total = here = 0
    while total < words:
        made = sentence(chance)
        paragraphs[-1].append(made)
        total += len(made.split())
        here += len(made.split())
        if here >= a_paragraph:
            paragraphs.append([])
            here = 0
    return [" ".join(sentences) for sentences in paragraphs if sentences]


def edited(chance: random.Random, paragraphs: list[str], edits: int) -> list[str]:
    """Return the paragraphs with so many syllables exchanged for one that the text does not have."""
    changed = [paragraph.split(" ") for paragraph in paragraphs]
    for _edit in range(edits):
        words = chance.choice(changed)
        words[chance.randrange(len(words))] = "khuyếch"
    return [" ".join(words) for words in changed]


def document(paragraphs: list[str]) -> Document:
    """Return paragraphs as a document."""
    return Document(tuple(Paragraph(plain(text)) for text in paragraphs))


def cases() -> Iterator[tuple[str, Document, Document]]:
    """Yield what is measured: its name and both sides."""
    chance = random.Random(7)
    news = article(chance, 3000)
    yield "3,000 words, 20 edits", document(news), document(edited(chance, news, 20))
    whole = article(chance, 3000, a_paragraph=10**9)
    yield "the same in one paragraph", document(whole), document(edited(chance, whole, 20))
    yield "3,000 words, every paragraph changed", document(news), document(edited(chance, news, 400))
    yield "3,000 words, all new", document(news), document(article(chance, 3000))
    yield "3,000 words, unchanged", document(news), document(news)
    many = [" ".join(chance.choices(SYLLABLES, k=40)) for _ in range(5000)]
    yield "5,000 blocks, one edit in each", document(many), document([f"{text} khuyếch" for text in many])
    yield "5,000 blocks, all new", document(many), document([text[::-1] for text in many])
    yield "5,000 equal blocks, 4,000 left", document(["một"] * 5000), document(["một"] * 4000)
    yield (
        "5,000 rules between a and b",
        *(Document(tuple(Rule() if n % 2 else Paragraph(plain(f"{sign}{n}")) for n in range(5000))) for sign in "ab"),
    )
    long = article(chance, 200_000, a_paragraph=10**9)
    yield "a megabyte in a paragraph, 20 edits", document(long), document(edited(chance, long, 20))
    yield "a megabyte in a paragraph, all new", document(long), document(article(chance, 200_000, a_paragraph=10**9))
    yield "a megabyte of one syllable", document(["một " * 200_000]), document(["một hai " * 100_000])
    marked = "một", "hai"
    yield (
        "a megabyte of marked syllables",
        Document((Paragraph(tuple(Span(f"{text} ", href=f"/{n % 2}") for n in range(50_000) for text in marked)),)),
        Document((Paragraph(tuple(Span(f"{text} ", href=f"/{n % 3}") for n in range(50_000) for text in marked)),)),
    )


def main() -> None:
    """Measure every case and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=30)
    runs = parser.parse_args().runs
    print(f"{'':40}{'median ms':>12}{'best ms':>12}{'parts changed':>16}")
    for name, old, new in cases():
        times = []
        for run in range(runs):
            start = time.perf_counter()
            diff = compare(old, new)
            times.append((time.perf_counter() - start) * 1000)
            if run >= 2 and sum(times) > 2000:
                break
        changed = sum(block.change != "kept" for block in diff)
        print(f"{name:40}{statistics.median(times):12.1f}{min(times):12.1f}{changed:16,}")


if __name__ == "__main__":
    main()
