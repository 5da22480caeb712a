"""Strict readers of the environment: a value that is nonsense stops the start and says which and why.

django-environ reads and parses; it takes `DEBUG=maybe` for false and `PORT=` for nothing, so what it
is handed is checked here first.
"""

import os
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}
_env = environ.Env()


def _refuse(name: str, value: str, wanted: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"{name}={value!r} in the environment is not {wanted}.")


def text(name: str, default: str) -> str:
    """Return a setting's text; an empty value counts as a mistake, not as the default."""
    if name not in os.environ:
        return default
    value = _env.str(name).strip()
    if not value:
        raise _refuse(name, value, "a text; leave it out for the default")
    return value


def boolean(name: str, default: bool) -> bool:
    """Return true or false from 1/0, true/false, yes/no, on/off and nothing else."""
    value = text(name, "true" if default else "false").lower()
    if value not in _TRUE | _FALSE:
        raise _refuse(name, value, "true or false")
    return value in _TRUE


def number(name: str, default: int, *, low: int, high: int) -> int:
    """Return a whole number within its bounds."""
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
        raise _refuse(name, value, f"a whole number from {low} to {high}")
    return int(value)


def names(name: str, default: list[str]) -> list[str]:
    """Return a list separated by commas, none of its items empty."""
    if name not in os.environ:
        return default
    items = [item.strip() for item in _env.str(name).split(",")]
    if not all(items):
        raise _refuse(name, os.environ[name], "a list separated by commas")
    return items


def folder(name: str, default: Path) -> Path:
    """Return an absolute path, so that no command depends on where it was started."""
    path = Path(text(name, str(default)))
    if not path.is_absolute():
        raise _refuse(name, str(path), "an absolute path")
    return path


def database(name: str, default: str) -> dict:
    """Return Django's settings of the database that a sqlite:// or postgres:// address names."""
    url = text(name, default)
    if not url.startswith(("sqlite:///", "postgres://", "postgresql://")) or url == "sqlite:///":
        raise _refuse(name, url.split("@")[-1], "a sqlite:/// or postgres:// address")
    try:
        settings = environ.Env.db_url_config(url)
    except Exception as error:
        raise _refuse(name, url.split("@")[-1], "a database address") from error
    if not settings.get("NAME"):
        raise _refuse(name, url.split("@")[-1], "a database address with a name")
    return settings


def cache(name: str) -> dict:
    """Return Django's settings of the cache: Redis where an address is given, else this process's memory."""
    url = text(name, "locmemcache://")
    if not url.startswith(("redis://", "rediss://", "locmemcache://")):
        raise _refuse(name, url.split("@")[-1], "a redis:// address")
    if url.startswith("locmemcache"):
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}
