"""S02: long, of any letters, not trimmed, and none of what guessers try first."""

import unicodedata

import pytest
from django.contrib.auth.password_validation import get_default_password_validators, validate_password
from django.core.exceptions import ValidationError

from accounts import validators
from accounts.models import User

HOA = User(username="hoa.mai", full_name="Đỗ Khuyên Hòe", email="quynhhoe@bao.example")


def refused_for(password: str, user: User | None = None) -> set[str]:
    try:
        validate_password(password, user)
    except ValidationError as errors:
        return {error.code for error in errors.error_list}
    return set()


@pytest.fixture(autouse=True)
def _names_without_a_database(settings):
    settings.AUTH_PASSWORD_VALIDATORS = [
        validator
        | ({"OPTIONS": {"names": f"{__name__}.names_of_the_paper"}} if "NotGuessable" in validator["NAME"] else {})
        for validator in settings.AUTH_PASSWORD_VALIDATORS
    ]
    get_default_password_validators.cache_clear()
    yield
    get_default_password_validators.cache_clear()


def names_of_the_paper() -> list[str]:
    return ["Báo Sông Lam", "songlam-online"]


@pytest.mark.parametrize(
    "password",
    [
        "Nguyen Van An 123",
        "Nguyễn Thị Mai Hoa 1990",
        "nhandan2026!",
        "toa-soan-2026!",
        "Toasoan@12345",
        "BaoSongLam@2026",
        "songlamonline1",
        "matkhau12345678",
        "M4tkh4u2026!!",
        "Mật khẩu 123456",
        "anhyeuem2026",
        "Hà Nội 1010 2010",
        "qwertyuiop12",
        "1q2w3e4r5t6y",
        "abcdef123456",
        "admin@123456",
    ],
)
def test_S02_what_guessers_try_first_is_refused(password: str) -> None:
    for typed in (password, unicodedata.normalize("NFD", password), password.upper()):
        assert refused_for(typed) & {"guessable", "password_too_common"}, typed


@pytest.mark.parametrize(
    "password",
    [
        "Đường về quê ngoại 2026",
        "mưa rơi trên mái tôn cũ",
        "con trâu đi trước cái cày",
        "correct horse battery staple",
        "vg2h-rpm2-bmxc-k7z3",
        "кошка гуляет по крыше",
        "東京特許許可局長今日急遽休暇",
        "  khoảng trắng hai đầu  ",
    ],
)
def test_S02_several_unrelated_words_of_any_script_pass(password: str) -> None:
    for typed in (password, unicodedata.normalize("NFD", password)):
        assert refused_for(typed, HOA) == set()


@pytest.mark.parametrize("length", [12, 64, 128, 1000])
def test_S02_long_passwords_pass(length: int) -> None:
    password = ("mưa rơi trên mái tôn cũ, " * 50)[:length]
    assert refused_for(password) == set()
    user = User()
    user.set_password(password)
    assert user.check_password(password)
    assert not user.check_password(password[:-1])


def test_S02_short_passwords_are_refused_however_their_letters_are_typed() -> None:
    short = "mưa rơi ngõ"  # 11 letters, more with the marks apart
    assert "password_too_short" in refused_for(unicodedata.normalize("NFD", short))


@pytest.mark.parametrize("password", ["hoamai20261124", "Khuyên Hòe 2026!!", "quynhhoe@12345", "ĐỗKhuyênHòe99"])
def test_S02_own_names_are_refused(password: str) -> None:
    assert refused_for(password, HOA)


@pytest.mark.parametrize("password", ["aaaaaaaaaaaaaaaa", "xzxzxzxzxzxzxzxz", "9081726354817263"])
def test_S02_few_letters_or_none_are_refused(password: str) -> None:
    assert refused_for(password)


def test_S02_refusal_says_in_vietnamese_what_to_do() -> None:
    with pytest.raises(ValidationError) as refusal:
        validators.NotGuessable().validate("nhandan2026")
    assert "dễ đoán" in refusal.value.messages[0] and "bốn, năm từ" in refusal.value.messages[0]


def test_list_of_weak_words_is_folded_and_says_nothing_twice() -> None:
    words = validators._weak_words()
    assert [word for word in words if word != "".join(filter(str.isalpha, validators.fold(word)))] == []
    assert len(words) == len(set(words)), sorted({word for word in words if words.count(word) > 1})
