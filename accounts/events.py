"""What happens to accounts, told to whoever listens: newsroom/auditing.py writes it down.

Told within the transaction of the deed where there is one; a listener that fails undoes it.
"""

from typing import Any

from django.db.models import TextChoices
from django.dispatch import Signal
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.networks import network_of

# Sent with deed, user (None: nobody of that name), actor (None: nobody who had signed in) and details.
happened = Signal()


class Deed(TextChoices):
    """The names under which deeds are recorded."""

    SIGN_IN = "sign_in", _("sign in")
    SIGN_IN_FAILED = "sign_in_failed", _("sign-in failed")
    SIGN_IN_TURNED_AWAY = "sign_in_turned_away", _("sign-in turned away: too many tries")
    SIGN_OUT = "sign_out", _("sign out")
    CHANGE_PASSWORD = "change_password", _("change the own password")
    RESET_PASSWORD = "reset_password", _("give a one-time password")
    ADD_ACCOUNT = "add_account", _("add an account")
    CHANGE_ACCOUNT = "change_account", _("change an account")
    CHANGE_ROLES = "change_roles", _("change roles")
    DEACTIVATE_ACCOUNT = "deactivate_account", _("deactivate an account")
    REACTIVATE_ACCOUNT = "reactivate_account", _("reactivate an account")
    UNLOCK_ACCOUNT = "unlock_account", _("unlock an account")


def tell(
    deed: Deed, user: User | None, *, actor: User | None, request: HttpRequest | None = None, **details: Any
) -> None:
    """Tell that something happened to an account, and from which network."""
    if request is not None:
        details["network"] = network_of(request)
    happened.send(sender=User, deed=deed, user=user, actor=actor, details=details)
