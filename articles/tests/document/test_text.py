import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given

from articles.document.text import excerpt, fold, hold_units, slugify, sort_key, tidy
from articles.tests.document.strategies import texts


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đảng bộ", "dang bo"),
        (unicodedata.normalize("NFD", "Đường đê Nghệ An"), "duong de nghe an"),
        ("  THỦ\tTƯỚNG\n\u00a0Chính  phủ ", "thu tuong chinh phu"),
        ("Ðà Nẵng", "da nang"),  # the Icelandic capital that old encodings put for Đ
        ("thu\u00adyết", "thuyet"),
        ("", ""),
    ],
)
def test_fold_of_vietnamese(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("Cuốn trôi 120 m ống, 9 m", "Cuốn trôi 120_m ống, 9_m"),
        ("2,5 tỉ đồng; 30 %, 38 °C.", "2,5_tỉ đồng; 30_%, 38_°C."),
        ("60 m² và 60 m2 trên 3 km", "60_m² và 60_m2 trên 3_km"),
        ("9 giờ 30 phút", "9_giờ 30_phút"),
        ("3 mét, 3 người, 3 mᵃ, m 3, x m", "3 mét, 3 người, 3 mᵃ, m 3, x m"),
        ("3  m\n3\nm", "3  m\n3\nm"),
    ],
)
def test_a_number_and_its_unit_are_held_together(text: str, held: str) -> None:
    assert hold_units(text) == held.replace("_", "\u00a0")


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Đường đê Nghệ An", "duong-de-nghe-an"),
        ("Giá vàng tăng 2,5%: “kỷ lục” mới!", "gia-vang-tang-2-5-ky-luc-moi"),
        ("", "bai-viet"),
        ("北京 – !", "bai-viet"),
        ("../../etc/passwd", "etc-passwd"),
    ],
)
def test_slugify(text: str, slug: str) -> None:
    assert slugify(text) == slug


def test_slugify_cuts_between_words() -> None:
    assert slugify("mot hai ba", 7) == "mot-hai"
    assert slugify("mot hai ba", 9) == "mot-hai"
    assert slugify("mot hai ba", 10) == "mot-hai-ba"
    assert slugify("nghieng", 4) == "nghi"


@given(texts())
def test_fold_and_slugify_are_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert slugify(slugify(text)) == slugify(text)
    assert 1 <= len(slugify(text, 10)) <= 10


@given(texts())
def test_fold_does_not_see_the_normal_form(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", tidy(text))) == fold(text)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Nghe\u0323\u0302", "Nghệ"),
        ("a\0b\x07c\x9fd", "abcd"),
        ("a\tb", "a b"),
        ("a\r\nb\rc\u2028d\u2029e\x0bf\x0cg\x85h", "a\nb\nc\nd\ne\nf\ng\nh"),
        ("\ufeffa\u200b\u202eb\u2066\u200f\u061c", "ab"),
        ("a\ud800b", "ab"),
        ("a\u00a0b  c", "a\u00a0b  c"),
        ("👨\u200d👩", "👨\u200d👩"),
        ("Z" + "\u0335\u0336" * 50 + "a", "Z\u0335\u0336\u0335\u0336a"),
    ],
)
def test_tidy(text: str, clean: str) -> None:
    assert tidy(text) == clean


@given(texts())
def test_tidy_is_idempotent_and_encodable(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert unicodedata.is_normalized("NFC", tidy(text))
    tidy(text).encode()


def test_sort_key_follows_the_vietnamese_alphabet() -> None:
    names = ["An", "Án", "An Bình", "Anh", "Ăn", "Ấm", "Ân", "Diễn", "Đô", "Oanh", "Ông", "Ơn"]
    for name, following in pairwise(names):
        assert sort_key(name) < sort_key(following)


def test_sort_key_orders_tones_and_scripts() -> None:
    assert sorted(["mạ", "má", "mã", "mả", "mà", "ma"], key=sort_key) == ["ma", "mà", "mả", "mã", "má", "mạ"]
    assert sorted(["Я", "zét", "Ánh", "24h", "ê", "Ð"], key=sort_key) == ["24h", "Ánh", "Ð", "ê", "zét", "Я"]
    # Letters come before tones: the tone of the first syllable does not outweigh the letters of the second.
    assert sort_key("Hòa An") < sort_key("Hoa Bình")


def test_sort_key_with_the_given_name_first() -> None:
    assert sort_key("Nguyễn Văn An", given_name_first=True) == sort_key("An Nguyễn Văn")
    assert sort_key("", given_name_first=True) == sort_key("")


@given(texts())
def test_sort_key_is_short_and_of_digits(text: str) -> None:
    key = sort_key(text * 50)
    assert key.isascii() and key.isdigit() and len(key) <= 400
    assert sort_key(unicodedata.normalize("NFD", tidy(text))) == sort_key(text)


@pytest.mark.parametrize(
    ("limit", "cut"),
    [(100, "Một hai, ba bốn"), (15, "Một hai, ba bốn"), (14, "Một hai, ba…"), (11, "Một hai…"), (2, "M…"), (0, "")],
)
def test_excerpt(limit: int, cut: str) -> None:
    assert excerpt("Một hai,\n ba  bốn", limit) == cut
    assert len(cut) <= limit
