"""How long something has been waiting, and when it will be, in as few words as a list has room for; and which days are
days at all.
"""

import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

_DAY = datetime.timedelta(days=1)
# Past this "90 ngày" says less than the date.
_DAYS_COUNTED = 60


def in_our_time(day: datetime.date) -> None:
    """Refuse days that no time zone can carry over into a database (a validator of forms)."""
    if not 1800 <= day.year <= 2200:
        raise ValidationError(_("This day lies outside the calendar of the paper."))


def age(since: datetime.datetime, now: datetime.datetime) -> str:
    """Return how long ago a moment is: "25 phút", "2 giờ 5 phút", "3 ngày", or its date."""
    minutes = int((now - since).total_seconds() // 60)
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return ngettext("%d minute", "%d minutes", minutes) % minutes
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        whole = ngettext("%d hour", "%d hours", hours) % hours
        # After half a day nobody counts the minutes.
        if not minutes or hours >= 12:
            return whole
        return " ".join([whole, ngettext("%d minute", "%d minutes", minutes) % minutes])
    days = hours // 24
    if days <= _DAYS_COUNTED:
        return ngettext("%d day", "%d days", days) % days
    return date_format(timezone.localtime(since), "d/m/Y")


def clock(moment: datetime.datetime, now: datetime.datetime) -> str:
    """Return a moment near to now: "20:55", "05:30 mai", "05:30, 29/11"."""
    local, today = timezone.localtime(moment), timezone.localdate(now)
    hour = f"{local:%H:%M}"
    if local.date() == today:
        return hour
    if local.date() == today + _DAY:
        return _("%(hour)s tomorrow") % {"hour": hour}
    if local.year == today.year:
        return f"{hour}, {local:%d/%m}"
    return f"{hour}, {local:%d/%m/%Y}"
