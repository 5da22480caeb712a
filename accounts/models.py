"""People who sign in, and how often somebody has tried to."""

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.passwords import normalise_password


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
    # Raised when roles change or the account is closed: sessions begun before end with the next request.
    session_stamp = models.PositiveIntegerField(default=0, editable=False)

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

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Bind sessions to all that decides what a person may do, not to the password alone as Django does."""
        rights = f"{self.password}/{self.session_stamp}/{self.is_staff:d}{self.is_superuser:d}"
        return salted_hmac("accounts.models.User.session", rights, secret=secret, algorithm="sha256").hexdigest()


class SignInCounter(models.Model):
    """How often a password was tried wrongly for one account, from one network or on one known device.

    The same table counts what else a person may do only so often (accounts/throttle.py names the keys).
    """

    key = models.CharField(max_length=100, unique=True)
    failures = models.PositiveIntegerField(default=0)
    seen_at = models.DateTimeField(db_index=True)
    waits_until = models.DateTimeField(null=True)
    # Set by the first try that is turned away during a wait: that one is recorded, a flood of others is not.
    turned_away = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("sign-in counter")
        verbose_name_plural = _("sign-in counters")

    def __str__(self) -> str:
        return self.key
