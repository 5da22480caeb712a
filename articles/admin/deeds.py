"""What deeds are called: one mapping for the trail of an article and of the whole newsroom."""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.events import Deed
from accounts.models import User
from articles.desk.transitions import Action
from articles.models.article import State
from articles.models.history import AuditEntry
from articles.models.photos import Photo

LABELS: dict[str, str | Promise] = {
    **dict(Action.choices),
    **dict(Deed.choices),
    "create": gettext_lazy("create"),
    "set_aside": gettext_lazy("set aside in a conflict"),
    "add": pgettext_lazy("deed", "add"),
    "change": pgettext_lazy("deed", "change"),
    "delete": pgettext_lazy("deed", "delete"),
    "set_levels": gettext_lazy("set the levels of the checklist"),
    "photo_upload": gettext_lazy("bring a photo into the library"),
    "photo_file": gettext_lazy("give a photo its file"),
    "photo_edit": gettext_lazy("change what is known of a photo"),
    "photo_focus": gettext_lazy("set a photo's focal point"),
    "photo_delete": gettext_lazy("delete a photo"),
    "photo_withdraw": gettext_lazy("withdraw a photo"),
    "photo_let_back": gettext_lazy("let a photo back"),
}


_SUBJECT = re.compile(
    r"accounts\.user/(?P<account>[0-9]{1,18})|photo/(?P<photo>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
)


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


def subject_label(deed: AuditEntry, named: Mapping[str, str]) -> str:
    """Return what a deed was done upon, in words: its kind and its name, as far as they are known."""
    if deed.subject in named:
        # Who signed in need not be named twice.
        return "" if named[deed.subject] == str(deed.actor) else named[deed.subject]
    name, kind = deed.details.get("name"), deed.subject.partition("/")[0]
    models = {
        model._meta.model_name: model._meta.verbose_name for model in apps.get_app_config("articles").get_models()
    }
    return f"{models[kind]} {name}" if name and kind in models else deed.subject


def subjects_named(deeds: Iterable[AuditEntry]) -> dict[str, str]:
    """Return the names of accounts and photos that deeds were done upon, by their subjects; two queries at most."""
    found = {deed.subject: match for deed in deeds if (match := _SUBJECT.fullmatch(deed.subject))}
    accounts = {int(match["account"]) for match in found.values() if match["account"]}
    photos = {UUID(match["photo"]) for match in found.values() if match["photo"]}
    users = User.objects.in_bulk(list(accounts)) if accounts else {}
    pictures = Photo.objects.in_bulk(list(photos)) if photos else {}
    named = {
        subject: users.get(int(match["account"])) if match["account"] else pictures.get(UUID(match["photo"]))
        for subject, match in found.items()
    }
    return {subject: str(thing) for subject, thing in named.items() if thing is not None}
