"""Writes what happens to accounts into the audit trail: accounts, being the lowest layer, cannot call the desk."""

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.events import Deed, happened, tell
from accounts.models import User
from articles.desk import audit


@receiver(happened, dispatch_uid="newsroom.auditing.record")
def record(
    sender: object, deed: Deed, user: User | None, actor: User | None, details: dict[str, Any], **others: Any
) -> None:
    """Write a deed upon an account down, in the transaction of the deed."""
    audit.record(deed.value, actor=actor, subject=f"accounts.user/{user.pk}" if user else "", details=details)


@receiver(user_logged_out, dispatch_uid="newsroom.auditing.record_sign_out")
def record_sign_out(sender: object, request: HttpRequest, user: User | None, **others: Any) -> None:
    """Write a sign-out down; a request without a session had nobody to sign out."""
    if user is not None:
        tell(Deed.SIGN_OUT, user, actor=user, request=request)
