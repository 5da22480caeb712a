"""Dates, times and numbers as Vietnam writes and types them."""

import datetime
import json
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.test import Client
from django.utils.formats import date_format, get_format, number_format
from django.utils.timesince import timesince

HCM = ZoneInfo("Asia/Ho_Chi_Minh")


def shown(template: str, **context: object) -> str:
    return Template(template).render(Context(context))


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("05/11/2026", datetime.date(2026, 11, 5)),
        ("25/11/2026", datetime.date(2026, 11, 25)),
        ("5/1/2026", datetime.date(2026, 1, 5)),
        ("05-11-2026", datetime.date(2026, 11, 5)),
        ("05.11.2026", datetime.date(2026, 11, 5)),
        ("2026-11-05", datetime.date(2026, 11, 5)),
    ],
)
def test_date_typed_day_first(typed: str, day: datetime.date) -> None:
    assert forms.DateField().clean(typed) == day


def test_date_that_does_not_exist_is_refused_in_vietnamese() -> None:
    with pytest.raises(ValidationError, match="Nhập một ngày hợp lệ"):
        forms.DateField().clean("31/02/2026")


@pytest.mark.parametrize("typed", ["23:30 31/12/2026", "31/12/2026 23:30", "2026-12-31 23:30:00"])
def test_moment_typed_is_of_this_zone(typed: str) -> None:
    assert forms.DateTimeField().clean(typed) == datetime.datetime(2026, 12, 31, 23, 30, tzinfo=HCM)


def test_week_starts_on_monday() -> None:
    assert get_format("FIRST_DAY_OF_WEEK") == 1


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (27, "Thứ Hai, 27/10/2025"),
        (28, "Thứ Ba, 28/10/2025"),
        (29, "Thứ Tư, 29/10/2025"),
        (30, "Thứ Năm, 30/10/2025"),
        (31, "Thứ Sáu, 31/10/2025"),
        (25, "Thứ Bảy, 25/10/2025"),
        (26, "Chủ Nhật, 26/10/2025"),
    ],
)
def test_day_in_full(day: int, written: str) -> None:
    assert shown('{{ d|date:"l, d/m/Y" }}', d=datetime.date(2025, 10, day)) == written


def test_months_by_name() -> None:
    day = datetime.date(2025, 10, 31)
    assert shown('{{ d|date:"j F Y" }}', d=day) == "31 tháng 10 2025"
    assert shown('{{ d|date:"D, d E" }}', d=day) == "T6, 31 tháng 10"
    assert date_format(day, "YEAR_MONTH_FORMAT") == "tháng 10/2025"


def test_moment_is_shown_in_this_zone() -> None:
    moment = datetime.datetime(2025, 10, 31, 17, 5, tzinfo=datetime.UTC)
    assert shown("{{ moment }}", moment=moment) == "00:05 01/11/2025"


def test_durations_in_words() -> None:
    start = datetime.datetime(2025, 10, 1, tzinfo=HCM)
    text = timesince(start, start + datetime.timedelta(days=17, hours=5))
    assert text.replace("\N{NO-BREAK SPACE}", " ") == "2 tuần, 3 ngày"


def test_numbers_with_comma_and_points() -> None:
    assert number_format(Decimal("1234.5"), force_grouping=True) == "1.234,5"
    assert shown("{{ value }}", value=Decimal("0.5")) == "0,5"
    # A story's number stands in addresses: never grouped unless asked.
    assert shown("{{ number }}", number=123456) == "123456"


def test_number_typed_with_a_comma() -> None:
    assert forms.DecimalField(localize=True).clean("1234,5") == Decimal("1234.5")


@pytest.mark.django_db
def test_date_picker_of_the_admin_speaks_vietnamese(client: Client) -> None:
    script = client.get("/admin/jsi18n/").content.decode()
    for text in ("Thứ Hai", "Chủ Nhật", "Tháng 10", "Hôm qua", "Chọn ngày"):
        assert json.dumps(text) in script, text
    assert '"FIRST_DAY_OF_WEEK": 1' in script
    first = script.split('"DATE_INPUT_FORMATS": [')[1]
    assert first.split(",")[0].strip() == '"%d/%m/%Y"'
