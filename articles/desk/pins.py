"""Pins: which stories the desk holds up, where, and until when."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.desk import audit, policy
from articles.desk.refusals import NotAllowed, NotPossible
from articles.models.pins import Pin
from articles.models.publication import Publication

if TYPE_CHECKING:
    from accounts.models import User


def save_pin(pin: Pin, *, actor: "User | None" = None) -> Pin:
    """Hold a story up in a place until a moment; what held the place before and has ended makes room.

    Raises `NotAllowed` where the page is not the person's, and `NotPossible` for a story that readers neither see nor
    will see, for one that is not of the page, for a moment gone by, and for a place or story that is taken.
    """
    with transaction.atomic():
        refuse_pin(pin, actor=actor)
        for ended in _in_the_way(pin).filter(ends_at__lte=timezone.now()):
            _delete(ended, actor)
        before = audit.columns_of(pin)
        pin.save()
        if actor is not None:
            audit.record_saved(pin, actor=actor, before=before)
    return pin


def delete_pin(pin: Pin, *, actor: "User | None" = None) -> None:
    """Take a pin away; its story goes back to where the page itself sets it."""
    with transaction.atomic():
        _demand(pin, actor)
        _delete(pin, actor)


def refuse_pin(pin: Pin, *, actor: "User | None") -> None:
    """Raise the reason why a pin cannot be saved like this, if there is one."""
    now = timezone.now()
    _demand(pin, actor)
    stories = Publication.objects.filter(number=pin.number)
    # A waiting story may hold its place already: it shows when its time comes.
    story = stories.visible(now).first() or stories.waiting(now).first()
    if story is None:
        raise NotPossible(_("No story of this number is in print or waits for its hour."))
    if pin.category_id is not None and pin.category_id not in (story.category_id, story.section_id):
        raise NotPossible(_("“%(title)s” does not belong to this page.") % {"title": story})
    if pin.ends_at <= now:
        raise NotPossible(_("This moment has gone by."))
    if _in_the_way(pin).filter(ends_at__gt=now).exists():
        raise NotPossible(_("Another pin holds this place, or the story is pinned on this page already."))


def _demand(pin: Pin, actor: "User | None") -> None:
    """Look at the page that the pin would stand on, and at the one that it stands on now."""
    if actor is None:
        return
    before = Pin.objects.filter(pk=pin.pk).select_related("category__parent").first() if pin.pk else None
    for page in (pin, before):
        if page is not None and not policy.may_pin(actor, page.category):
            raise NotAllowed(_("This page is not yours to arrange."))


def _in_the_way(pin: Pin) -> QuerySet[Pin]:
    return Pin.objects.filter(Q(position=pin.position) | Q(number=pin.number), category=pin.category).exclude(pk=pin.pk)


def _delete(pin: Pin, actor: "User | None") -> None:
    audit.record(
        "delete",
        actor=actor,
        subject=audit.subject_of(pin),
        details={"name": str(pin), "category": pin.category_id, "ends_at": pin.ends_at.isoformat()},
    )
    pin.delete()
