"""The settings of the suite: newsroom.settings, read in an environment that no developer's shell can change.

pytest-django reads settings before any conftest runs, so this module is where the environment is made. Every process
gets a folder of its own for its database, media and static files: workers of one run, runs in one checkout and
checkouts on one machine never meet.
"""

import os
import tempfile
from pathlib import Path

_FOLDERS = ("MEDIA_ROOT", "PRIVATE_MEDIA_ROOT", "STATIC_ROOT")
for _name in (
    "DEBUG",
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "SITE_NAME",
    "DATABASE_URL",
    "CACHE_URL",
    "TRUSTED_PROXIES",
    *_FOLDERS,
):
    os.environ.pop(_name, None)
os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="newsroom-tests-")
if os.environ.get("TEST_POSTGRES_URL"):
    os.environ["DATABASE_URL"] = os.environ["TEST_POSTGRES_URL"]

from newsroom.settings import *  # noqa: E402, F403
from newsroom.settings import DATABASES, STATIC_ROOT, VAR_DIR  # noqa: E402

# WhiteNoise warns of a folder that is not there.
Path(STATIC_ROOT).mkdir()

# No test survives a loss of power, so none waits for the disk.
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
else:
    DATABASES["default"]["OPTIONS"] = {"options": "-c synchronous_commit=off"}
    # One server serves all checkouts, so there the folder's random part keeps their databases apart.
    DATABASES["default"]["TEST"] = {"NAME": f"test_{DATABASES['default']['NAME']}_{VAR_DIR.name[-8:]}"}

# The real hasher takes a fifth of a second for each password, on purpose.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
