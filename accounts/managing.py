"""Looking after accounts: nobody raises anybody, himself included, above himself.

An administrator's trade is to give others the roles of the newsroom, up to his own rank (accounts/roles.py). Whoever
else may change users gives only what he holds. Superusers stand above everybody but each other. And nobody touches an
account that holds more than he could have given it, for who sets a password could sign in with it.
"""

from collections.abc import Collection

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest

from accounts.events import Deed, tell
from accounts.models import User
from accounts.passwords import one_time_password
from accounts.roles import Role

# What an account's form may change; the first three are rights.
COLUMNS = ("is_active", "is_staff", "is_superuser", "username", "full_name", "email")


def may_give(actor: User, group: Group) -> bool:
    """Tell whether a person may give somebody else a role, or take it away."""
    if actor.is_superuser:
        return True
    if group.name in Role.values:
        held = [Role(name) for name in actor.groups.values_list("name", flat=True) if name in Role.values]
        return Role.ADMINISTRATOR in held and Role(group.name).rank <= max(role.rank for role in held)
    granted = group.permissions.values_list("content_type__app_label", "codename")
    return {".".join(permission) for permission in granted} <= actor.get_all_permissions()


def may_manage(actor: User, user: User) -> bool:
    """Tell whether a person may change an account: her own, or one to which she could have given all that it holds."""
    if actor.is_superuser or actor.pk == user.pk:
        return True
    return (
        not user.is_superuser
        and user.get_user_permissions() <= actor.get_all_permissions()
        and all(may_give(actor, group) for group in user.groups.all())
    )


@transaction.atomic
def add(user: User, roles: Collection[Group], *, actor: User, request: HttpRequest | None = None) -> str:
    """Save a new account of the desk, and return its one-time password, which nobody can see again."""
    if not actor.is_superuser and (user.is_superuser or not all(may_give(actor, role) for role in roles)):
        raise PermissionDenied
    user.is_staff = True
    password = _set_one_time_password(user)
    user.save()
    user.groups.set(roles)
    tell(Deed.ADD_ACCOUNT, user, actor=actor, request=request, roles=_names(roles), is_superuser=user.is_superuser)
    return password


@transaction.atomic
def change(user: User, roles: Collection[Group] | None, *, actor: User, request: HttpRequest | None = None) -> None:
    """Save an account as a form left it; None for the roles leaves them.

    A change of rights ends the person's sessions. Raises PermissionDenied when the actor raises himself or somebody
    above himself.
    """
    before = User.objects.select_for_update().get(pk=user.pk)
    held = set(before.groups.all())
    wanted = held if roles is None else set(roles)
    changed = [name for name in COLUMNS if getattr(before, name) != getattr(user, name)]
    rights = {name for name in COLUMNS[:3] if name in changed}
    if (
        not may_manage(actor, before)
        or (actor.pk == user.pk and (rights or held != wanted))
        or (not actor.is_superuser and rights - {"is_active"})
        or not all(may_give(actor, group) for group in held ^ wanted)
    ):
        raise PermissionDenied
    user.session_stamp = before.session_stamp + bool(rights or held != wanted)
    user.save(update_fields=[*COLUMNS, "session_stamp"])
    user.groups.set(wanted)
    _tell_of_change(user, changed, given=wanted - held, taken=held - wanted, actor=actor, request=request)


@transaction.atomic
def give_one_time_password(user: User, *, actor: User, request: HttpRequest | None = None) -> str:
    """Put a one-time password in the place of somebody's own, and return it; her sessions end."""
    if actor.pk == user.pk or not may_manage(actor, user):
        raise PermissionDenied
    password = _set_one_time_password(user)
    user.save(update_fields=["password", "must_change_password"])
    tell(Deed.RESET_PASSWORD, user, actor=actor, request=request)
    return password


def _tell_of_change(
    user: User,
    changed: list[str],
    *,
    given: set[Group],
    taken: set[Group],
    actor: User,
    request: HttpRequest | None,
) -> None:
    if "is_active" in changed:
        deed = Deed.REACTIVATE_ACCOUNT if user.is_active else Deed.DEACTIVATE_ACCOUNT
        tell(deed, user, actor=actor, request=request)
    flags = {name: getattr(user, name) for name in ("is_staff", "is_superuser") if name in changed}
    if given or taken or flags:
        tell(Deed.CHANGE_ROLES, user, actor=actor, request=request, given=_names(given), taken=_names(taken), **flags)
    if said := [name for name in changed if name in COLUMNS[3:]]:
        tell(Deed.CHANGE_ACCOUNT, user, actor=actor, request=request, fields=said)


def _set_one_time_password(user: User) -> str:
    password = one_time_password()
    user.set_password(password)
    user.must_change_password = True
    return password


def _names(groups: Collection[Group]) -> list[str]:
    return sorted(group.name for group in groups)
