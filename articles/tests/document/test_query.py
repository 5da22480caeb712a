"""What was typed into the search field, understood; nothing in it is an error."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.document.query import LONGEST_QUERY, MOST_WORDS, Query, parse
from articles.document.words import accented, folded, pairs, words

# Letters with marks of every kind among all the signs that mean something to some query language.
TYPED = st.text(st.sampled_from("aáàạãảâấăđĐoơờuư \"“”«»-+*^():&|!<>'\\%_\0\u0301\u200b\u202e😀字") | st.characters())


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("", Query()),
        (' - "" . … ', Query()),
        ("hà nội", Query((("hà", "nội"),))),
        ("ha-noi", Query((("ha", "noi"),))),
        ('"hà nội"', Query((("hà", "nội"),), (("hà", "nội"),))),
        ("“hà nội” đẹp", Query((("hà", "nội"), ("đẹp",)), (("hà", "nội"),))),
        ("«hà nội»", Query((("hà", "nội"),), (("hà", "nội"),))),
        ("lũ -bão", Query((("lũ",),), (), (("bão",),))),
        ('lũ -"áp thấp"', Query((("lũ",),), (), (("áp", "thấp"),))),
        ("lũ - bão", Query((("lũ", "bão"),))),
        ("-bão", Query((), (), (("bão",),))),
        ('chợ "nổi', Query((("chợ", "nổi"),))),
        ('a"b c"d', Query((("a", "b", "c", "d"),))),
        ("một -hai ba", Query((("một", "ba"),), (), (("hai",),))),
        ("a AND (b OR c)*", Query((("a", "AND", "b", "OR", "c"),))),
    ],
)
def test_parse_understands(text: str, query: Query) -> None:
    assert parse(text) == query


def test_a_long_question_is_cut() -> None:
    assert parse("a" * 10_000).words == ("a" * LONGEST_QUERY,)
    assert sum(map(len, parse("a b " * 1_000).runs)) == MOST_WORDS


@given(TYPED)
def test_whatever_is_typed_is_a_question_of_words_alone(text: str) -> None:
    query = parse(text)
    asked = [word for run in (*query.runs, *query.without) for word in run]
    assert len(asked) <= MOST_WORDS
    assert set(query.phrases) <= set(query.runs)
    for word in asked:
        for term in (folded(word), accented(word)):
            # What goes into a question to the database holds no sign of any query language.
            assert term and not set(term) & set("\"'()*:&|!<>\\%^_= \t\n\0"), term


@given(TYPED)
def test_the_same_words_are_found_in_the_text_they_were_copied_from(text: str) -> None:
    assert [folded(w) for w in words(text) if folded(w)] == [
        folded(w) for w in words(" ".join(words(text))) if folded(w)
    ]


def test_words_are_folded_and_their_tones_stand_behind() -> None:
    assert [folded(word) for word in words("Đường về NGHỆ An, ðường")] == ["duong", "ve", "nghe", "an", "duong"]
    assert accented("hòa") == accented("hoà") == accented("HÒA") == "hoa1"
    assert accented("thủy") == accented("thuỷ")
    assert len({accented(word) for word in ("ma", "má", "mà", "mả", "mã", "mạ", "mâ", "mă")}) == 8
    assert pairs(["a", "b", "c"]) == ["a_b", "b_c"]
    assert pairs(["a"]) == []
