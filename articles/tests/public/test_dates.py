"""Moments as readers see them, in the paper's zone wherever the server stands."""

import datetime
import time
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
import time_machine

from articles.models.story import Precision
from articles.public.dates import long_day, moment

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def at(text: str) -> datetime.datetime:
    """Return a moment that a Vietnamese clock shows."""
    return datetime.datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


NOW = at("2026-03-02 10:00")


@pytest.mark.parametrize(
    ("then", "short"),
    [
        ("2026-03-02 10:00", "vừa xong"),
        ("2026-03-02 09:59:01", "vừa xong"),
        ("2026-03-02 09:59", "1 phút trước"),
        ("2026-03-02 09:25", "35 phút trước"),
        ("2026-03-02 09:00:01", "59 phút trước"),
        ("2026-03-02 09:00", "1 giờ trước"),
        ("2026-03-02 01:30", "8 giờ trước"),
        ("2026-03-01 22:00:01", "11 giờ trước"),
        ("2026-03-01 22:00", "Hôm qua"),
        ("2026-03-01 00:00", "Hôm qua"),
        ("2026-02-28 23:59", "28/02/2026"),
        ("2025-10-31 15:42", "31/10/2025"),
        ("2026-03-02 11:00", "11:00"),
        ("2026-03-05 11:00", "05/03/2026"),
    ],
)
def test_short_form_of_a_moment(then: str, short: str) -> None:
    assert moment(at(then), now=NOW).short == short


def test_short_form_late_on_the_same_day_is_its_hour() -> None:
    assert moment(at("2026-03-02 07:05"), now=at("2026-03-02 19:05")).short == "07:05"


@pytest.mark.parametrize(
    ("then", "now", "short"),
    [
        ("2025-12-31 23:50", "2026-01-01 00:10", "20 phút trước"),
        ("2025-12-31 08:00", "2026-01-01 00:10", "Hôm qua"),
        ("2025-12-30 08:00", "2026-01-01 00:10", "30/12/2025"),
        ("2028-02-29 08:00", "2028-03-01 00:10", "Hôm qua"),
        ("2028-02-28 08:00", "2028-03-01 00:10", "28/02/2028"),
    ],
)
def test_short_form_across_the_ends_of_years_and_months(then: str, now: str, short: str) -> None:
    assert moment(at(then), now=at(now)).short == short


def test_full_and_machine_form_say_day_and_minute_in_the_papers_zone() -> None:
    shown = moment(datetime.datetime(2025, 10, 31, 8, 42, 59, tzinfo=datetime.UTC), now=NOW)
    assert shown.full == "Thứ Sáu, 31/10/2025, 15:42"
    assert shown.iso == "2025-10-31T15:42+07:00"


def test_a_moment_late_in_the_evening_of_utc_is_of_the_next_day_here() -> None:
    shown = moment(datetime.datetime(2025, 10, 30, 17, 0, tzinfo=datetime.UTC), now=NOW)
    assert shown.full == "Thứ Sáu, 31/10/2025, 00:00"


@pytest.mark.parametrize("hour", ["00:00", "00:01", "12:00", "23:59"])
def test_a_moment_known_to_the_day_never_shows_an_hour(hour: str) -> None:
    shown = moment(at(f"2025-10-31 {hour}"), now=NOW, precision=Precision.DAY)
    assert (shown.full, shown.short) == ("Thứ Sáu, 31/10/2025", "31/10/2025")
    assert shown.iso == f"2025-10-31T{hour}+07:00", "for machines the moment of the structured data"


def test_a_moment_known_to_the_day_is_today_or_yesterday() -> None:
    of_today = moment(at("2026-03-02 00:00"), now=NOW, precision=Precision.DAY)
    of_yesterday = moment(at("2026-03-01 00:00"), now=NOW, precision=Precision.DAY)
    assert (of_today.short, of_yesterday.short) == ("Hôm nay", "Hôm qua")


@pytest.mark.parametrize(
    ("day", "long"),
    [
        ("2026-03-02", "Thứ Hai, 02/03/2026"),
        ("2026-03-03", "Thứ Ba, 03/03/2026"),
        ("2026-03-04", "Thứ Tư, 04/03/2026"),
        ("2026-03-05", "Thứ Năm, 05/03/2026"),
        ("2026-03-06", "Thứ Sáu, 06/03/2026"),
        ("2026-03-07", "Thứ Bảy, 07/03/2026"),
        ("2026-03-08", "Chủ Nhật, 08/03/2026"),
        ("2028-02-29", "Thứ Ba, 29/02/2028"),
        ("1954-05-07", "Thứ Sáu, 07/05/1954"),
    ],
)
def test_long_day(day: str, long: str) -> None:
    assert long_day(datetime.date.fromisoformat(day)) == long


@pytest.fixture(params=["UTC", "America/Los_Angeles", "Pacific/Kiritimati"])
def _server_in(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("_server_in")
def test_dates_do_not_depend_on_where_the_server_stands() -> None:
    with time_machine.travel(NOW, tick=False):
        shown = moment(at("2026-03-01 21:00"), now=NOW)
        known_to_the_day = moment(at("2026-03-02 00:00"), now=NOW, precision=Precision.DAY)
    assert (shown.full, shown.short) == ("Chủ Nhật, 01/03/2026, 21:00", "Hôm qua")
    assert known_to_the_day.short == "Hôm nay"
