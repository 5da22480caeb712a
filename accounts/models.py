"""People who sign in."""

import unicodedata

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class Users(UserManager):
    """Django's manager, which hashes passwords without `User.set_password`: it must normalise them as well."""

    def create_user(self, username, email=None, password=None, **columns):
        return super().create_user(username, email, password and normalise_password(password), **columns)

    def create_superuser(self, username, email=None, password=None, **columns):
        return super().create_superuser(username, email, password and normalise_password(password), **columns)


class User(AbstractUser):
    """A person with a login. Whoever acted is deactivated, never deleted: audit entries point here by PROTECT."""

    first_name = None
    last_name = None
    full_name = models.CharField(_("full name"), max_length=150)
    must_change_password = models.BooleanField(
        _("must change the password"),
        default=False,
        help_text=_("Set for one-time passwords: the desk stays closed until the person has chosen one."),
    )

    objects = Users()
    REQUIRED_FIELDS = ["email", "full_name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["username"]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        return self.full_name or self.username

    def get_short_name(self) -> str:
        """Return the whole name: to greet by the given name alone would be too familiar."""
        return self.get_full_name()

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(None if raw_password is None else normalise_password(raw_password))
        self.must_change_password = False

    def check_password(self, raw_password: str) -> bool:
        return super().check_password(normalise_password(raw_password))


def normalise_password(password: str) -> str:
    """Return the NFC form, so that keyboards which compose Vietnamese letters differently agree (NIST 800-63B)."""
    return unicodedata.normalize("NFC", password)
