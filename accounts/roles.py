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

    @property
    def rank(self) -> int:
        """Return how far a role's word reaches: nobody gives one that ranks above his own."""
        return _RANKS.index(next(tier for tier in _RANKS if self in tier))


# An administrator keeps the accounts of those who work at a desk, and of his like. Who decides for the whole paper
# stands above him: else he could make himself, by a second account, what nobody made him.
_RANKS = (
    {Role.REPORTER, Role.PHOTO_EDITOR, Role.EDITOR, Role.DESK_HEAD},
    {Role.ADMINISTRATOR},
    {Role.MANAGING_EDITOR},
    {Role.EDITOR_IN_CHIEF},
)
