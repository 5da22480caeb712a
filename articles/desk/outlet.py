"""The imprint: one outlet in force on any day."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.desk.refusals import NotPossible
from articles.models.outlet import Outlet


def save_outlet(outlet: Outlet) -> Outlet:
    """Save an outlet; raises `NotPossible` when its days overlap another's."""
    others = Outlet.objects.exclude(pk=outlet.pk).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=outlet.valid_from))
    if outlet.valid_to is not None:
        others = others.filter(valid_from__lte=outlet.valid_to)
    if (other := others.first()) is not None:
        raise NotPossible(_("“%(name)s” is in force on some of these days.") % {"name": other})
    outlet.save()
    return outlet
