"""`manage.py sync_roles`: the groups say exactly what articles/desk/policy.py says."""

from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.roles import Role
from articles.desk.policy import ROLE_PERMISSIONS

# Whoever looks after accounts; users are deactivated, never deleted.
ACCOUNT_PERMISSIONS = frozenset({"view_user", "add_user", "change_user"})


class Command(BaseCommand):
    """One group for each role; other groups and the members of all of them stay as they are."""

    help = "Make the groups of the roles hold exactly the permissions that the policy names. Safe to repeat."

    @transaction.atomic
    def handle(self, *args, **options) -> None:
        changes = [change for role in Role for change in self._sync(role)]
        if options["verbosity"] > 0:
            self.stdout.write("\n".join(changes) or _("All roles are up to date."))

    def _sync(self, role: Role) -> list[str]:
        wanted = _permissions("articles", ROLE_PERMISSIONS[role])
        if role == Role.ADMINISTRATOR:
            wanted |= _permissions("accounts", ACCOUNT_PERMISSIONS)
        group, created = Group.objects.get_or_create(name=role.value)
        held = set(group.permissions.all())
        if wanted == held and not created:
            return []
        group.permissions.set(wanted)
        if created:
            message = ngettext(
                "%(role)s: new, %(count)d permission", "%(role)s: new, %(count)d permissions", len(wanted)
            )
            return [message % {"role": role.label, "count": len(wanted)}]
        given = [f"+{permission.codename}" for permission in wanted - held]
        taken = [f"-{permission.codename}" for permission in held - wanted]
        return [f"{role.value}: {' '.join(sorted(given) + sorted(taken))}"]


def _permissions(app: str, codenames: frozenset[str]) -> set[Permission]:
    found = set(Permission.objects.filter(content_type__app_label=app, codename__in=codenames))
    if unknown := codenames - {permission.codename for permission in found}:
        raise CommandError(
            _("No such permission of %(app)s: %(names)s. Run migrate, or mend the policy.")
            % {"app": app, "names": ", ".join(sorted(unknown))}
        )
    return found
