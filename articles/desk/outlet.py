"""The imprint: one outlet in force on any day."""

import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.desk.refusals import NotPossible
from articles.models.outlet import Outlet


def save_outlet(outlet: Outlet) -> Outlet:
    """Save an outlet; raises `NotPossible` when its days overlap another's."""
    if (other := overlapping(outlet.pk, outlet.valid_from, outlet.valid_to)) is not None:
        raise NotPossible(_("“%(name)s” is in force on some of these days.") % {"name": other})
    outlet.save()
    return outlet


def overlapping(own_key: int | None, first: datetime.date, last: datetime.date | None) -> Outlet | None:
    """Return another outlet that is in force on some of the days, if there is one."""
    others = Outlet.objects.exclude(pk__in=[own_key] if own_key else []).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=first)
    )
    return (others if last is None else others.filter(valid_from__lte=last)).first()
