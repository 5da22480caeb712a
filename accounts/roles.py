"""The names of the newsroom's roles, nothing else. What each may do stands in articles/desk/policy.py."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """A role is a group of the same name; `manage.py sync_roles` keeps the groups."""

    REPORTER = "reporter", _("reporter")
    EDITOR = "editor", _("editor")
    DESK_HEAD = "desk_head", _("desk head")
    MANAGING_EDITOR = "managing_editor", _("managing editor")
    EDITOR_IN_CHIEF = "editor_in_chief", _("editor-in-chief")
    PHOTO_EDITOR = "photo_editor", _("photo editor")
    ADMINISTRATOR = "administrator", _("administrator")
