"""Settings of a process that tests start beside themselves: on the database that the environment names."""

from newsroom.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
