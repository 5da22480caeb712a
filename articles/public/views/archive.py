"""The archive by days: years with their months, a month as a calendar, a day with its stories."""

import calendar
import datetime
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.public import lists, page
from articles.public.dates import long_day
from articles.public.page import Link
from articles.public.views import answers, paging
from articles.public.views.lists import show_list


@dataclass(frozen=True)
class Day:
    """A day in the calendar; without an address where it has no stories."""

    number: int
    url: str
    stories: int
    name: str


@require_safe
def archive(request: HttpRequest, year: str = "") -> HttpResponse:
    """All years of the paper, or one, each with its months."""
    now = timezone.now()
    months = lists.months(now)
    years = sorted({month.year for month in months}, reverse=True)
    if year:
        if int(year) not in years:
            return answers.not_found(request)
        years = [int(year)]
    context = {
        "heading": _("Archive of %(year)s") % {"year": year} if year else _("Archive"),
        "crumbs": [_crumb()] if year else [],
        "years": [(str(one), _months(one, months)) for one in years],
    }
    return answers.render(request, "public/archive.html", page.places(), now, context)


@require_safe
def month(request: HttpRequest, year: str, month: str) -> HttpResponse:
    """A month: its days, those with stories lead to them."""
    now = timezone.now()
    first = _day(year, month, "01")
    if first is None or first > timezone.localdate(now):
        return answers.not_found(request)
    counts = lists.days_of_month(now, first)
    before, behind = lists.days_beside(now, first, first.replace(day=calendar.monthrange(first.year, first.month)[1]))
    if before is None and not counts:  # the paper is younger than that month
        return answers.not_found(request)
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    context = {
        "heading": _month_name(first),
        "crumbs": [_crumb(), _crumb(first.year)],
        "weekdays": [date_format(day, "l") for day in weeks[0]],
        "weeks": [[_in_calendar(day, first, counts) for day in week] for week in weeks],
        # Past the months without stories.
        "before": _month_link(before) if before else None,
        "behind": _month_link(behind) if behind else None,
    }
    return answers.render(request, "public/month.html", page.places(), now, context)


@require_safe
def day(request: HttpRequest, year: str, month: str, day: str) -> HttpResponse:
    """The stories that were first published on a day."""
    now = timezone.now()
    found = _day(year, month, day)
    cursors = paging.read_cursors(request)
    if found is None or found > timezone.localdate(now) or cursors is None:
        return answers.not_found(request)
    before, behind = lists.days_beside(now, found, found)
    shown = lists.day_page(now, found, **cursors)
    if before is None and not shown.rows:  # the paper is younger than that day
        return answers.not_found(request)
    name = long_day(found)
    context = {
        "heading": name,
        "description": _("Stories of %(day)s.") % {"day": name},
        "crumbs": [_crumb(), _crumb(found.year), Link(_month_name(found), _address(found, "archive_month"))],
        # Past the days without stories: a machine that follows links would walk each of them.
        "day_before": _day_link(before) if before else None,
        "day_behind": _day_link(behind) if behind else None,
    }
    return show_list(request, page.places(), now, shown, cursors, context, template="public/day.html")


def _day(year: str, month: str, day: str) -> datetime.date | None:
    try:
        found = datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None
    # The first day of all has no midnight that a clock in UTC could tell.
    return found if found > datetime.date.min else None


def _months(year: int, known: set[datetime.date]) -> list[Link]:
    """Return the twelve months of a year; those without stories lead nowhere."""
    months = [datetime.date(year, number, 1) for number in range(1, 13)]
    return [
        Link(_("Month %(number)d") % {"number": one.month}, _address(one, "archive_month") if one in known else "")
        for one in months
    ]


def _in_calendar(day: datetime.date, first: datetime.date, counts: dict[datetime.date, int]) -> Day | None:
    if day.month != first.month:
        return None
    stories = counts.get(day, 0)
    return Day(day.day, _address(day, "archive_day") if stories else "", stories, long_day(day))


def _month_name(day: datetime.date) -> str:
    return _("Month %(month)d/%(year)d") % {"month": day.month, "year": day.year}


def _month_link(day: datetime.date) -> Link:
    return Link(_month_name(day), _address(day, "archive_month"))


def _day_link(day: datetime.date) -> Link:
    return Link(long_day(day), _address(day, "archive_day"))


def _address(day: datetime.date, name: str) -> str:
    parts = [f"{day.year:04}", f"{day.month:02}", f"{day.day:02}"]
    return reverse(name, args=parts if name == "archive_day" else parts[:2])


def _crumb(year: int | None = None) -> Link:
    if year is None:
        return Link(_("Archive"), reverse("archive"))
    return Link(_("Year %(year)d") % {"year": year}, reverse("archive_year", args=[f"{year:04}"]))
