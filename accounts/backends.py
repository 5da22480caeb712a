"""The one door: name and password, counted."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from accounts import throttle
from accounts.devices import known_device
from accounts.events import Deed, tell
from accounts.models import User
from accounts.networks import network_of
from accounts.throttle import Verdict


class CountedBackend(ModelBackend):
    """Django's backend behind the throttle.

    An unknown name, a wrong password, a closed account and one that has to wait cost the same time (one run of the
    hasher) and are answered in the same way: nobody learns which names exist.
    """

    @sensitive_variables("password")
    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **others: Any
    ) -> User | None:
        if username is None or password is None:
            return None
        user = User.objects.filter(username=username).first()
        keys = _keys(request, username, user)
        verdict = throttle.admit(*keys)
        if user is None or verdict is not Verdict.ADMITTED:
            User().set_password(password)
            is_right = False
        else:
            is_right = user.check_password(password) and self.user_can_authenticate(user)
        if is_right:
            throttle.give_back(*keys)
            return user
        if verdict is Verdict.ADMITTED:
            tell(Deed.SIGN_IN_FAILED, user, actor=None, request=request)
        elif verdict is Verdict.TURNED_AWAY:
            tell(Deed.SIGN_IN_TURNED_AWAY, user, actor=None, request=request)
        return None


@sensitive_variables("password")
def is_own_password(user: User, password: str) -> bool:
    """Tell whether somebody who is signed in knows her own password; counted too, for sessions can be stolen."""
    key = f"own:{user.pk}"
    if throttle.admit(key) is not Verdict.ADMITTED:
        User().set_password(password)
        return False
    if not user.check_password(password):
        return False
    throttle.give_back(key)
    return True


def _keys(request: HttpRequest | None, username: str, user: User | None) -> list[str]:
    if device := known_device(request, user):
        return [f"device:{device}"]
    return [f"network:{network_of(request)}", throttle.account_key(username)]
