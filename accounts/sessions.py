"""How long a session lives, and how fresh its owner's proof is.

Idle sessions end by SESSION_COOKIE_AGE, which counts from the last time a session was stored.
"""

import datetime

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone

LONGEST = datetime.timedelta(days=7)
FRESH = datetime.timedelta(minutes=15)
# Storing a session with every request would cost a write each; a few minutes more or less do not matter.
_STORED_EVERY = datetime.timedelta(minutes=5)


def begin(sender: object, request: HttpRequest, **event: object) -> None:
    """Note when a person signed in (a receiver of Django's user_logged_in)."""
    request.session["signed_in"] = request.session["seen"] = request.session["confirmed"] = _now()


def go_on(request: HttpRequest) -> None:
    """Keep a session alive, or end it when it has lived too long."""
    if _age(request, "signed_in") > LONGEST:
        request.session.flush()
        request.user = AnonymousUser()
    elif _age(request, "seen") > _STORED_EVERY:
        request.session["seen"] = _now()


def confirm(request: HttpRequest) -> None:
    """Note that the person has just proved again who she is."""
    request.session["confirmed"] = _now()


def is_fresh(request: HttpRequest) -> bool:
    """Tell whether the person proved who she is a short while ago."""
    return _age(request, "confirmed") <= FRESH


def _now() -> float:
    return timezone.now().timestamp()


def _age(request: HttpRequest, name: str) -> datetime.timedelta:
    return datetime.timedelta(seconds=_now() - request.session.get(name, 0))
