"""`manage.py createsuperuser`: the first account, with a one-time password. Takes the place of Django's own command."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.events import Deed, tell
from accounts.models import User
from accounts.passwords import one_time_password


class Command(BaseCommand):
    """A password that was typed here, or stood in the environment, would be known to more than its owner."""

    help = "Create an account with every right and print its one-time password, which must be changed at once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--username", help="the name to sign in with; asked for where it is left out")
        parser.add_argument("--full-name", help="the person's name; asked for where it is left out")
        parser.add_argument("--email", default="")

    def handle(self, *args, **options) -> None:
        username = User.normalize_username(options["username"] or input(_("Username: ")).strip())
        full_name = options["full_name"] or input(_("Full name: ")).strip()
        user = User(
            username=username,
            full_name=full_name,
            email=options["email"],
            is_staff=True,
            is_superuser=True,
        )
        password = one_time_password()
        user.set_password(password)
        user.must_change_password = True
        try:
            user.full_clean()
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        with transaction.atomic():
            user.save()
            tell(Deed.ADD_ACCOUNT, user, actor=None, is_superuser=True)
        self.stdout.write(
            _("%(username)s may sign in with this one-time password: %(password)s")
            % {"username": username, "password": password}
        )
