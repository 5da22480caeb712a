"""`manage.py unlock_account`: somebody who has to wait after wrong passwords may try again at once."""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import throttle
from accounts.events import Deed, tell
from accounts.models import User


class Command(BaseCommand):
    """Waits end by themselves after twenty minutes at most; this is for those who cannot wait."""

    help = "End the wait after wrong passwords for an account; --network ends that of a network as well."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--network", default="", help='as the audit trail writes it: "203.0.113.0/24"')

    @transaction.atomic
    def handle(self, *args, **options) -> None:
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(_("There is no account of this name."))
        throttle.unlock(user, network=options["network"])
        tell(Deed.UNLOCK_ACCOUNT, user, actor=None)
        self.stdout.write(_("%(username)s may try again now.") % {"username": user.username})
