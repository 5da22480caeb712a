"""Signing in, the own password, and other people's accounts."""

import unicodedata
from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm, AdminPasswordChangeForm
from django.contrib.auth.forms import UsernameField
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import sessions
from accounts.backends import is_own_password
from accounts.models import User
from accounts.roles import Role


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


class ConfirmingMixin:
    """Asks for the own password when it was given longer ago than a quarter of an hour."""

    request: HttpRequest

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not sessions.is_fresh(self.request):
            if is_own_password(self.request.user, self.cleaned_data.get("own_password") or ""):
                sessions.confirm(self.request)
            else:
                self.add_error("own_password", OwnPasswordForm.error_messages["password_incorrect"])
        return cleaned


def own_password_field() -> forms.CharField:
    """Return the field for it; it is required when the form says so, which depends on the session."""
    return forms.CharField(
        label=_("Your own password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text=_("Asked for again, because accounts decide who may do what."),
    )


class RolesField(forms.ModelMultipleChoiceField):
    """Roles by the names that the newsroom uses."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, group: Group) -> str:
        return role_name(group)


class AccountForm(ConfirmingMixin, forms.ModelForm):
    """An account, without its password."""

    own_password = own_password_field()

    class Meta:
        model = User
        fields = ["username", "full_name", "email", "is_active", "is_staff", "is_superuser", "groups"]
        field_classes = {"username": UsernameField, "groups": RolesField}

    def clean_username(self) -> str:
        """Refuse names that differ in case only: people read them out to each other."""
        username = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=username).exclude(pk=self.instance.pk).exists():
            raise self.instance.unique_error_message(User, ["username"])
        return username

    def clean_full_name(self) -> str:
        """Refuse signs that hide a name or turn it round: it stands beside every deed of the trail."""
        name = " ".join(unicodedata.normalize("NFC", self.cleaned_data["full_name"]).split())
        kinds = [unicodedata.category(sign) for sign in name]
        # Composed, a Vietnamese letter has no mark beside it; two are enough for any other script of names.
        if any(kind in ("Cc", "Cf", "Co", "Cn") for kind in kinds) or "MnMnMn" in "".join(kinds):
            raise ValidationError(_("This name holds invisible or stacked signs. Type it anew."))
        return name


class OneTimePasswordForm(ConfirmingMixin, forms.Form):
    """Nothing to fill in but, at times, the own password."""

    own_password = own_password_field()

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, **kwargs)


def role_name(group: Group) -> str:
    """Return what the newsroom calls a role; other groups keep their name."""
    return str(Role(group.name).label) if group.name in Role.values else group.name
