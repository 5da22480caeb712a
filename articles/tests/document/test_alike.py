"""The same story in two files is found, and two of a series are told apart."""

import random

import pytest

from articles.document.alike import ALIKE_FROM, likeness, traces

HEAD = " date 2026-03-02 Kinh tế Giá rau ở chợ Bãi Giữa ngày 2/3 Sáng nay, rau cải bán 12 nghìn đồng một bó."
WORDS = "gió mùa thổi qua cánh đồng bà con gặt lúa sớm chợ phiên đông người mua rau cá tươi thuyền về bến đò ngang sông"


def text(seed: int = 1, words: int = 150, head: str = HEAD) -> str:
    """Return a text of its own for each seed."""
    return f"{head}\n\n{' '.join(random.Random(seed).choices(WORDS.split(), k=words))}"


def is_copy(one: str, other: str) -> bool:
    """Tell whether a text would be found to be another, as an import looks for it."""
    return bool(set(traces(one)) & set(traces(other))) and likeness(one, other) >= ALIKE_FROM


@pytest.mark.parametrize(
    "edited",
    [
        text(),
        text().replace("2026-03-02", "2026-03-05"),
        text().upper(),
        text().replace("thuyền", "ghe", 1),
        text() + "\n\nẢnh: Mai Thử",
        " ".join(text().split()[:-12]),
    ],
    ids=["same", "other day", "capitals", "other word", "credit more", "end cut off"],
)
def test_same_story_is_found(edited: str) -> None:
    # The numbers of the head are those of the first line: one that lost its line ends keeps them in it.
    assert is_copy(text(), edited)


@pytest.mark.parametrize(
    "other",
    [
        text(2),
        text(head=HEAD.replace("12 nghìn", "14 nghìn")),
        text(head=HEAD.replace("ngày 2/3", "ngày 3/3")),
    ],
    ids=["another", "another price", "another day of the series"],
)
def test_another_story_is_another(other: str) -> None:
    assert not is_copy(text(), other)


@pytest.mark.parametrize("short", ["", "Ảnh: Mai Thử", " ".join(WORDS.split()[:20])])
def test_short_text_is_like_nothing(short: str) -> None:
    assert traces(short) == []


def test_traces_are_few_and_fit_the_column() -> None:
    found = traces(text(words=5_000))
    assert 0 < len(found) <= 6
    assert all(0 <= value < 2**63 for value in found)
