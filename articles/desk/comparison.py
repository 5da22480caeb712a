"""Two texts of an article side by side: its fields by name, then its body."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.db.models import Field
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.desk import snapshot
from articles.document.alignment import Effort, equal_runs, stretches
from articles.document.codec import DocumentError, from_json
from articles.document.diff import BlockDiff, Change, Segment, compare, diff_text, has_changes
from articles.models.article import Article, Byline
from articles.models.people import Contributor
from articles.models.photos import Photo
from articles.models.taxonomy import Category, Desk, Tag

_TEXTS = ("kicker", "title", "sapo", "ai_note", "update_note", "sources")
_LINKS = {"category_id": Category, "desk_id": Desk}
# What a newsroom asks first stands first.
_ORDER = ("kicker", "title", "sapo", "bylines", "category_id", "tags", "lead_photo_id", "kind", "update_note")
FIELDS = (*_ORDER, *(name for name in snapshot.TEXT_FIELDS if name not in (*_ORDER, "document")))

State = Mapping[str, Any]


@dataclass(frozen=True)
class Item:
    """One value of a field, and what became of it."""

    change: Change
    text: str


@dataclass(frozen=True)
class FieldDiff:
    """A field on both sides: segments of a text, or items that have names."""

    name: str
    label: str | Promise
    segments: tuple[Segment, ...] = ()
    items: tuple[Item, ...] = ()

    @property
    def has_changed(self) -> bool:
        return has_changes(self.segments) or any(item.change != Change.KEPT for item in self.items)


@dataclass(frozen=True)
class Comparison:
    """What differs between two texts; `body` is None where a stored body cannot be read any more."""

    fields: tuple[FieldDiff, ...]
    body: tuple[BlockDiff, ...] | None
    photos: Mapping[UUID, Photo]

    @property
    def changed_fields(self) -> list[FieldDiff]:
        return [field for field in self.fields if field.has_changed]

    @property
    def is_empty(self) -> bool:
        return not self.changed_fields and self.body is not None and not has_changes(self.body)


class Names:
    """What the keys in states are called now; what was deleted since keeps its number. Six queries at most."""

    def __init__(self, *states: State) -> None:
        self.categories = _found(Category, _keys(states, "category_id"))
        self.desks = _found(Desk, _keys(states, "desk_id"))
        self.tags = _found(Tag, {key for state in states for key in state.get("tags", ())})
        self.contributors = _found(
            Contributor, {entry["contributor"] for state in states for entry in state.get("bylines", ())}
        )
        wanted = {key for state in states for key in photos_of(state)}
        photos = Photo.objects.prefetch_related("renditions")
        self.photos: dict[UUID, Photo] = photos.in_bulk(list(wanted)) if wanted else {}

    def values(self, state: State, name: str) -> list[str]:
        """Return the values of a field that is not text, by name, in order."""
        value = state.get(name)
        if value in (None, "", []):
            return []
        match name:
            case "category_id":
                return [_name(self.categories, value)]
            case "desk_id":
                return [_name(self.desks, value)]
            case "lead_photo_id":
                return [_name(self.photos, UUID(value))]
            case "tags":
                return sorted(_name(self.tags, key) for key in value)
            case "bylines":
                return [self._byline(entry) for entry in value]
            case "related":
                return [f"#{number}" for number in value]
            case "kind" | "ai_use":
                choices = dict(cast(Field, Article._meta.get_field(name)).flatchoices)
                return [str(choices.get(value, value))]
            case _:
                return [_("yes") if value else _("no")]

    def _byline(self, entry: Mapping[str, Any]) -> str:
        name = entry["printed_name"] or _name(self.contributors, entry["contributor"])
        if entry["role"] == Byline.Role.TEXT or entry["role"] not in Byline.Role.values:
            return name
        return f"{name} ({Byline.Role(entry['role']).label})"


def compare_states(old: State, new: State) -> Comparison:
    """Return what differs between two states; only fields that both have are compared. Six queries at most."""
    names = Names(old, new)
    fields = tuple(
        FieldDiff(name, label(name), segments=diff_text(old[name] or "", new[name] or ""))
        if name in _TEXTS
        else FieldDiff(name, label(name), items=_items(names.values(old, name), names.values(new, name)))
        for name in FIELDS
        if name in old and name in new
    )
    try:
        body = compare(from_json(old["document"]), from_json(new["document"]))
    except DocumentError:
        body = None
    return Comparison(fields, body, names.photos)


def gone(state: State, names: Names) -> dict[str, list[Any]]:
    """Return the keys of what a state names and was deleted since, as JSON; `names` are those of the state."""
    named: dict[str, tuple[set[Any], Mapping[Any, Any]]] = {
        "category_id": ({state.get("category_id")} - {None}, names.categories),
        "desk_id": ({state.get("desk_id")} - {None}, names.desks),
        "tags": (set(state.get("tags", ())), names.tags),
        "bylines": ({entry["contributor"] for entry in state.get("bylines", ())}, names.contributors),
    }
    found = {name: sorted(keys - known.keys()) for name, (keys, known) in named.items()}
    found["photos"] = sorted(map(str, photos_of(state) - names.photos.keys()))
    return {name: keys for name, keys in found.items() if keys}


def missing(state: State, names: Names) -> list[str]:
    """Return what `gone` found, in words."""
    said = {
        "category_id": _("category %(key)s"),
        "desk_id": _("desk %(key)s"),
        "tags": _("tag %(key)s"),
        "bylines": _("contributor %(key)s"),
        "photos": _("the file of picture %(key)s"),
    }
    return [said[name] % {"key": key} for name, keys in gone(state, names).items() for key in keys]


def label(name: str) -> str | Promise:
    """Return what a field of a state is called."""
    if name == "bylines":
        return gettext_lazy("bylines")
    if name == "tags":
        return gettext_lazy("tags")
    return cast(Field, Article._meta.get_field(name.removesuffix("_id"))).verbose_name


def photos_of(state: State) -> set[UUID]:
    """Return the photos of a state, the lead's and the body's; a body that cannot be read any more names none."""
    keys = {UUID(state["lead_photo_id"])} if state.get("lead_photo_id") else set()
    try:
        document = from_json(state["document"])
    except DocumentError:
        return keys
    return keys | {figure.photo for _path, figure in document.figures()}


def _items(old: Sequence[str], new: Sequence[str]) -> tuple[Item, ...]:
    made: list[Item] = []
    runs = equal_runs(old, new, Effort(len(old) * len(new))) or []
    for i, i_end, j, j_end, length in stretches(runs, len(old), len(new)):
        made += [Item(Change.REMOVED, text) for text in old[i:i_end]]
        made += [Item(Change.ADDED, text) for text in new[j:j_end]]
        made += [Item(Change.KEPT, text) for text in old[i_end : i_end + length]]
    return tuple(made)


def _keys(states: Iterable[State], name: str) -> set[Any]:
    return {state[name] for state in states if state.get(name) is not None}


def _found(model: type[Any], keys: set[Any]) -> dict[Any, Any]:
    return model.objects.in_bulk(list(keys)) if keys else {}


def _name(found: Mapping[Any, Any], key: Any) -> str:
    return str(found[key]) if key in found else _("deleted since (%(key)s)") % {"key": key}
