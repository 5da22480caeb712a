"""Signing in and changing the own password."""

from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm, AdminPasswordChangeForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.backends import is_own_password


class SignInForm(AdminAuthenticationForm):
    """Django's, with one answer for everything that can be wrong."""

    error_messages = dict.fromkeys(
        ("invalid_login", "inactive"),
        _("Name or password is wrong. After several wrong tries, wait a few minutes before the next."),
    )


class OwnPasswordForm(AdminPasswordChangeForm):
    """Django's, with the present password counted: a session that was left open must not be a place to guess it."""

    error_messages = AdminPasswordChangeForm.error_messages | {
        "password_incorrect": _(
            "Your present password is wrong. After several wrong tries, wait a few minutes before the next."
        )
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = _("Present password")

    def clean_old_password(self) -> str:
        if not is_own_password(self.user, self.cleaned_data["old_password"]):
            raise ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        return self.cleaned_data["old_password"]
