"""Where the words of a question stand in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.document.query import parse
from articles.document.snippets import LENGTH, Stretch, mark, passage
from articles.document.text import tidy


def shown(stretches: tuple[Stretch, ...]) -> str:
    return "".join(f"[{piece.text}]" if piece.marked else piece.text for piece in stretches)


@pytest.mark.parametrize(
    ("text", "question", "marked"),
    [
        ("Cầu mới ở Nghệ An.", "nghe an", "Cầu mới ở [Nghệ An]."),
        ("Nghệ, An và Nghệ-An", "nghệ an", "[Nghệ], [An] và [Nghệ]-[An]"),
        ("An ở Nghệ An, an", "nghệ an", "An ở [Nghệ An], an"),
        ("Má và mà", "má", "[Má] và mà"),
        ("Ma và mà", "má", "[Ma] và [mà]"),  # none bears the marks
        ("Xe đông ở bến", "bến xe", "[Xe] đông ở [bến]"),  # nowhere side by side
        ("Không có gì", "bến xe", "Không có gì"),
        ("Hoà Bình", "hòa bình", "[Hoà Bình]"),
        ("", "bến xe", ""),
    ],
)
def test_mark_shows_what_was_asked_for(text: str, question: str, marked: str) -> None:
    assert shown(mark(text, parse(question))) == marked


def test_passage_is_the_one_that_holds_most() -> None:
    texts = ["Một sapo về chợ.", "Đoạn này nói về chợ nổi trên sông.", "Và chợ phiên."]
    assert shown(passage(texts, parse("chợ nổi sông"))) == "Đoạn này nói về [chợ nổi] trên sông."
    assert passage(texts, parse("núi")) == ()
    assert passage([], parse("núi")) == passage(texts, parse("")) == ()


def test_passage_of_a_long_text_is_cut_between_words() -> None:
    text = "trước " * 100 + "chợ nổi họp " + "sau " * 100
    cut = shown(passage([text], parse("chợ nổi")))
    assert cut.startswith("… trước ") and cut.endswith(" …")
    assert "[chợ nổi] họp sau" in cut
    assert len(cut) <= LENGTH + 10


def test_passage_of_a_text_full_of_hits_is_found_at_once() -> None:
    assert len(shown(passage(["a " * 50_000], parse("a")))) < 3 * LENGTH


@given(st.text(st.sampled_from("aábc đ.,-\u0301\u200b😀") | st.characters(), max_size=600), st.text(max_size=20))
def test_mark_changes_no_letter_and_passage_invents_none(text: str, question: str) -> None:
    query = parse(question)
    assert "".join(piece.text for piece in mark(text, query)) == tidy(text)
    cut = "".join(piece.text for piece in passage([text], query))
    assert cut.removeprefix("… ").removesuffix(" …") in tidy(text)
