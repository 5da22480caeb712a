"""What deeds are called: one mapping for the trail of an article and of the whole newsroom."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.events import Deed
from articles.desk.transitions import Action
from articles.models.article import State

LABELS: dict[str, str | Promise] = {
    **dict(Action.choices),
    **dict(Deed.choices),
    "create": gettext_lazy("create"),
    "set_aside": gettext_lazy("set aside in a conflict"),
    "photo_upload": gettext_lazy("bring a photo into the library"),
    "photo_file": gettext_lazy("give a photo its file"),
    "photo_edit": gettext_lazy("change what is known of a photo"),
    "photo_focus": gettext_lazy("set a photo's focal point"),
    "photo_delete": gettext_lazy("delete a photo"),
    "photo_withdraw": gettext_lazy("withdraw a photo"),
    "photo_let_back": gettext_lazy("let a photo back"),
}


def deed_label(action: str) -> str:
    """Return what a deed is called; a name that nobody entered here stands for itself."""
    return str(LABELS.get(action, action))


def state_label(state: str) -> str:
    """Return what a state is called."""
    return str(State(state).label) if state in State.values else state


def move_label(from_state: str, to_state: str) -> str:
    """Return a move from one state to another in words; nothing where the state stayed."""
    if from_state == to_state:
        return ""
    return " → ".join(filter(None, (state_label(from_state), state_label(to_state))))


def restored_label(details: Mapping[str, Any]) -> str:
    """Return which text a save restored, in words; nothing where it restored none."""
    key = str(details.get("restored", ""))
    if not key:
        return ""
    if key.startswith("r"):
        return _("restored from the text set aside")
    return (
        _("restored from version %(key)s") % {"key": key[1:]}
        if key.startswith("v")
        else _("restored from revision %(key)s") % {"key": key}
    )
