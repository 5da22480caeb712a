"""What `manage.py check --deploy` says of an installation beyond Django's own checks.

Advice for a paper with readers is not given where only this machine may ask (`make serve`, benchmarks).
"""

import os
from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Tags, Warning, register
from django.db import connections
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.outlet import Outlet
from newsroom import env

_THIS_MACHINE = {"localhost", "127.0.0.1", "[::1]"}


@register(Tags.security, deploy=True)
def cookies_are_safe(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse cookies that another host, or a listener on the line, could read or replace."""
    return [
        Error(
            _("The %(cookie)s cookie is not bound to this host and to HTTPS.") % {"cookie": kind.lower()},
            hint=_("With DEBUG=false its name begins with “__Host-”, and it is Secure, without domain, for “/”."),
            id="newsroom.E001",
        )
        for kind in ("SESSION", "CSRF")
        if not getattr(settings, f"{kind}_COOKIE_SECURE")
        or not getattr(settings, f"{kind}_COOKIE_NAME").startswith("__Host-")
        or getattr(settings, f"{kind}_COOKIE_DOMAIN")
        or getattr(settings, f"{kind}_COOKIE_PATH") != "/"
    ]


@register(Tags.security, deploy=True)
def site_has_a_name(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Warn of a paper without a name of its own."""
    if not _has_readers() or "SITE_NAME" in os.environ:
        return []
    return [
        Warning(
            _("SITE_NAME is not set: wherever no outlet is in force, pages carry “%(name)s”.")
            % {"name": settings.SITE_NAME},
            id="newsroom.W001",
        )
    ]


@register(Tags.security, deploy=True)
def networks_are_told_apart(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Warn where everybody may seem to come from the proxy, so that one guesser makes all others wait."""
    if not _has_readers() or "TRUSTED_PROXIES" in os.environ:
        return []
    return [
        Warning(
            _("TRUSTED_PROXIES is not set: behind a proxy, wrong passwords are counted for everybody together."),
            hint=_("Set it to the number of proxies before this server, 0 if there is none."),
            id="newsroom.W004",
        )
    ]


@register(Tags.security, deploy=True)
def one_host_with_sqlite(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Say what the embedded database asks for: its file on a local disk, and one host."""
    if not _has_readers() or connections["default"].vendor != "sqlite":
        return []
    return [
        Warning(
            _("SQLite serves one host only, from its local disk."),
            hint=_("Never put the file on a network folder. For a second host set DATABASE_URL to PostgreSQL."),
            id="newsroom.W002",
        )
    ]


@register(Tags.security, deploy=True)
def workers_share_a_cache(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Mention that several processes without a shared cache keep no pages."""
    workers = env.number("WEB_CONCURRENCY", 1, low=1, high=1000)
    if not _has_readers() or workers == 1 or "LocMemCache" not in settings.CACHES["default"]["BACKEND"]:
        return []
    return [
        Info(
            _("%(workers)d processes share no cache, so no page is kept ready.") % {"workers": workers},
            hint=_("Set CACHE_URL to a Redis address."),
            id="newsroom.I001",
        )
    ]


@register(Tags.database, deploy=True)
def an_outlet_is_in_force(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Warn where pages would lack the imprint that the law asks for; looks with `check --deploy --database default`."""
    if "default" not in (databases or ()):
        return []
    if Outlet._meta.db_table not in connections["default"].introspection.table_names():
        return []  # not migrated yet
    if Outlet.objects.in_force(timezone.localdate()).filter(is_sample=False).exists():
        return []
    return [
        Warning(
            _("No outlet is in force today: pages carry no imprint."),
            hint=_("Add the paper's name, governing body and licence under “Outlets” in the admin."),
            id="newsroom.W003",
        )
    ]


def _has_readers() -> bool:
    return not set(settings.ALLOWED_HOSTS) <= _THIS_MACHINE
