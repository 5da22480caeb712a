"""Devices on which a person signed in before: guesses made elsewhere cannot lock her out there."""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import User

_SALT = "accounts.devices"
_AGE = 180 * 24 * 3600
# A computer in the newsroom serves several people.
_PEOPLE = 10


def known_device(request: HttpRequest | None, user: User | None) -> str | None:
    """Return the name of the device if this person has signed in on it since her last change of password."""
    card = _card(request)
    if user is None or not constant_time_compare(card["people"].get(str(user.pk), ""), _proof(user)):
        return None
    return f"{card['device']}:{user.pk}"


def remember_device(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Give the browser a signed card, for the desk's pages only, that names the people who have signed in on it."""
    card = _card(request)
    others = [(pk, proof) for pk, proof in card["people"].items() if pk != str(user.pk)]
    card["people"] = dict([*others[1 - _PEOPLE :], (str(user.pk), _proof(user))])
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps(card, salt=_SALT),
        max_age=_AGE,
        path="/admin/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _card(request: HttpRequest | None) -> dict:
    sent = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "") if request else ""
    try:
        return signing.loads(sent, salt=_SALT, max_age=_AGE)
    except signing.BadSignature:
        return {"device": secrets.token_hex(8), "people": {}}


def _proof(user: User) -> str:
    """Return what only the present password proves, so that a change of it makes every device unknown."""
    return salted_hmac(_SALT, f"{user.pk}/{user.password}", algorithm="sha256").hexdigest()[:32]
