"""Where the words of a question stand in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.document.query import parse
from articles.document.snippets import LENGTH, Stretch, mark, passage, with_marks
from articles.document.text import tidy


def marked_in(text: str, question: str, *others: str) -> str:
    """Return a text of a story that has others, too, as it is marked."""
    query = parse(question)
    return shown(mark(text, query, with_marks([text, *others], query)))


def passage_of(texts: list[str], question: str, title: str = "") -> str:
    query = parse(question)
    return shown(passage(texts, query, with_marks([title, *texts], query)))


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
    assert marked_in(text, question) == marked


@pytest.mark.parametrize(
    ("text", "question", "marked"),
    [
        ("Vẫn còn câu hỏi về cây cầu", "cầu Vạn Bình", "Vẫn còn câu hỏi về cây [cầu]"),
        ("Văn Bính qua cầu Vạn", "cầu Vạn Bình", "Văn Bính qua [cầu Vạn]"),
        ("Giáo dục ở nhà Đức", "Đức Anh", "Giáo dục ở nhà [Đức]"),
        ("Đức xem ảnh", "Đức Anh", "[Đức] xem [ảnh]"),  # typed without marks
        ("Duc ở nhà", "Đức Anh", "Duc ở nhà"),  # the story has the name elsewhere
    ],
)
def test_mark_keeps_to_the_marks_that_the_story_holds(text: str, question: str, marked: str) -> None:
    assert marked_in(text, question, "Đức Anh qua cầu Vạn Bình.") == marked


def test_passage_keeps_to_the_marks_that_the_story_holds() -> None:
    texts = ["Giáo dục, thể dục, tình dục, anh.", "Một chiều, Đức về."]
    assert passage_of(texts, "Đức Anh") == "Một chiều, [Đức] về."
    assert passage_of(texts, "Đức") == "Một chiều, [Đức] về."
    # The title alone has them, or nothing of the story.
    assert passage_of(texts[:1], "Đức", title="Đức về") == ""
    assert passage_of(texts[:1], "Đức") == "Giáo [dục], thể [dục], tình [dục], anh."


def test_passage_is_the_one_that_holds_most() -> None:
    texts = ["Một sapo về chợ.", "Đoạn này nói về chợ nổi trên sông.", "Và chợ phiên."]
    assert passage_of(texts, "chợ nổi sông") == "Đoạn này nói về [chợ nổi] trên sông."
    assert passage_of(texts, "núi") == passage_of([], "núi") == passage_of(texts, "") == ""


def test_passage_of_a_long_text_is_cut_between_words() -> None:
    text = "trước " * 100 + "chợ nổi họp " + "sau " * 100
    cut = passage_of([text], "chợ nổi")
    assert cut.startswith("… trước ") and cut.endswith(" …")
    assert "[chợ nổi] họp sau" in cut
    assert len(cut) <= LENGTH + 10


def test_passage_of_a_text_full_of_hits_is_found_at_once() -> None:
    assert len(passage_of(["a " * 50_000], "a")) < 3 * LENGTH


@given(st.text(st.sampled_from("aábc đ.,-\u0301\u200b😀") | st.characters(), max_size=600), st.text(max_size=20))
def test_mark_changes_no_letter_and_passage_invents_none(text: str, question: str) -> None:
    query = parse(question)
    assert "".join(piece.text for piece in mark(text, query, with_marks([text], query))) == tidy(text)
    cut = "".join(piece.text for piece in passage([text], query, with_marks([text], query)))
    assert cut.removeprefix("… ").removesuffix(" …") in tidy(text)
