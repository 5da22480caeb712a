"""Rules for passwords beyond Django's own."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User


class NotTheOneTimePassword:
    """A one-time password that is chosen again would be good for ever."""

    def validate(self, password: str, user: User | None = None) -> None:
        if user is not None and getattr(user, "must_change_password", False) and user.check_password(password):
            raise ValidationError(_("Choose another password than the one-time one."), code="one_time_password")

    def get_help_text(self) -> str:
        return _("It must not be the one-time password.")
