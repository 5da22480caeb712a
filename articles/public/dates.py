"""Moments as readers see them: "Thứ Sáu, 31/10/2025, 15:42", "35 phút trước", "Hôm qua"."""

import datetime
from dataclasses import dataclass
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from articles.models.story import Precision

RELATIVE_HOURS = 12


@dataclass(frozen=True)
class Moment:
    """A moment for a `time` element: for machines, in full, and short for lists."""

    iso: str
    full: str
    short: str


def moment(value: datetime.datetime, *, now: datetime.datetime, precision: str = Precision.MINUTE) -> Moment:
    """Return a moment in the paper's zone; of one that is known to the day readers see no hour."""
    zone = timezone.get_current_timezone()
    local, now = value.astimezone(zone), now.astimezone(zone)
    day = long_day(local.date())
    # Machines compare it with the moment in the structured data, which has an hour always.
    iso = local.isoformat(timespec="minutes")
    if precision == Precision.DAY:
        return Moment(iso, day, _short_day(local.date(), now.date()))
    return Moment(iso, f"{day}, {_clock(local)}", _short(local, now))


def long_day(day: datetime.date) -> str:
    """Return "Thứ Sáu, 31/10/2025"."""
    return _written(day, "l, d/m/Y", get_language())


def _short(local: datetime.datetime, now: datetime.datetime) -> str:
    age = now - local
    minutes = int(age.total_seconds() // 60)
    if minutes < 0 or age >= datetime.timedelta(hours=RELATIVE_HOURS):
        if local.date() == now.date():
            return _clock(local)
        return _short_day(local.date(), now.date())
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return ngettext("%d minute ago", "%d minutes ago", minutes) % minutes
    return ngettext("%d hour ago", "%d hours ago", minutes // 60) % (minutes // 60)


def _clock(local: datetime.datetime) -> str:
    return f"{local.hour:02}:{local.minute:02}"


def _short_day(day: datetime.date, today: datetime.date) -> str:
    if day == today:
        return _("Today")
    if day == today - datetime.timedelta(days=1):
        return _("Yesterday")
    return _written(day, "d/m/Y", get_language())


@lru_cache(maxsize=2048)
def _written(day: datetime.date, pattern: str, language: str | None) -> str:
    # A page names few days, each many times.
    return date_format(day, pattern)
