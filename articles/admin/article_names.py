"""Names in the article's form: bylines and tags, typed or chosen, known or confirmed as new.

Everything works as plain inputs; static/newsroom/js/desk/names.js makes them comfortable.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.desk import people, taxonomy
from articles.document.text import fold, tidy
from articles.models.article import Byline
from articles.models.people import Contributor
from articles.models.taxonomy import Tag

MOST_NAMES = 30
_BLANK_ROWS = 1


@dataclass(frozen=True)
class NamedByline:
    """One place in a byline: a contributor who is known, or a name to be added."""

    contributor: Contributor | None
    name: str
    role: str
    printed_name: str


@dataclass(frozen=True)
class NamedTag:
    """A tag that is known, or a name to be added."""

    tag: Tag | None
    name: str


class NamesWidget(forms.Widget):
    """Base of both: shows which names nobody knows, each with a box that says "add it"."""

    template_name = ""
    unknown: Sequence[str] = ()
    may_add = False

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        given = context["widget"]["attrs"]
        context["widget"] |= {
            "unknown": self.unknown,
            "may_add": self.may_add,
            "choose": self.choose(),
            "described": given.get("aria-describedby", ""),
            "invalid": given.get("aria-invalid", ""),
        }
        return context

    def choose(self) -> str:
        """Return the address that finds names for scripts."""
        return ""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        # By the project's templates; forms have a renderer of their own that knows only Django's.
        return render_to_string(self.template_name, self.get_context(name, value, attrs))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False


class BylinesWidget(NamesWidget):
    """A row of plain fields for each place, and an empty one."""

    template_name = "admin/articles/article/bylines.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        rows = list(value or ())
        context["widget"]["rows"] = [*rows, *[{"role": Byline.Role.TEXT}] * (_BLANK_ROWS if rows else 1)]
        context["widget"]["roles"] = Byline.Role.choices
        return context

    def choose(self) -> str:
        return "contributor"

    def value_from_datadict(self, data: QueryDict, files: Any, name: str) -> dict[str, Any]:
        columns = [data.getlist(f"{name}_{part}") for part in ("id", "name", "role", "printed")]
        if len({len(column) for column in columns}) != 1:
            columns = [[] for _column in columns]
        rows = [dict(zip(("id", "name", "role", "printed"), row, strict=True)) for row in zip(*columns, strict=True)]
        return {"rows": rows, "new": data.getlist(f"{name}_new")}

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0"


class TagsWidget(NamesWidget):
    """A name on each line."""

    template_name = "admin/articles/article/tags.html"

    def choose(self) -> str:
        return "tag"

    def value_from_datadict(self, data: QueryDict, files: Any, name: str) -> dict[str, Any]:
        return {"lines": data.get(name, ""), "new": data.getlist(f"{name}_new")}


class NamesField(forms.Field):
    """Base of both: known names pass, new ones once they are confirmed by somebody who may add them."""

    unknown_message: str | Promise = ""

    def allow_adding(self, is_allowed: bool) -> None:
        self.widget.may_add = is_allowed

    def has_changed(self, initial: Any, data: Any) -> bool:
        return True

    def _refuse_unknown(self, names: list[str], confirmed: list[str]) -> None:
        wanted = {fold(name) for name in confirmed} if self.widget.may_add else set()
        self.widget.unknown = names
        unknown = [name for name in names if fold(name) not in wanted]
        if unknown:
            raise ValidationError(self.unknown_message, params={"names": ", ".join(f"“{name}”" for name in unknown)})


class BylinesField(NamesField):
    """Who stands over the story, in order."""

    widget = BylinesWidget
    unknown_message = gettext_lazy("Not in the list of contributors: %(names)s.")

    def prepare_value(self, value: Any) -> list[dict[str, Any]]:
        """Return rows for the widget, from the stored bylines or from what was posted."""
        if isinstance(value, dict):
            return [row for row in value["rows"] if row["name"].strip()]
        return [
            {
                "id": byline.contributor.pk if byline.contributor else "",
                "name": byline.name,
                "role": byline.role,
                "printed": byline.printed_name,
            }
            for byline in value or ()
        ]

    def clean(self, value: dict[str, Any]) -> list[NamedByline]:
        rows = [row for row in value["rows"] if row["name"].strip()]
        if len(rows) > MOST_NAMES:
            raise ValidationError(_("More than %(limit)d names.") % {"limit": MOST_NAMES})
        keys = [int(row["id"]) for row in rows if row["id"].isascii() and row["id"].isdigit() and len(row["id"]) < 19]
        known = Contributor.objects.prefetch_related("pen_names").in_bulk(keys)
        found = [self._read(row, known) for row in rows]
        self._refuse_unknown([byline.name for byline in found if byline.contributor is None], value["new"])
        named = [byline.contributor.pk if byline.contributor else fold(byline.name) for byline in found]
        twice = next((byline for byline in found if named.count(_key(byline)) > 1), None)
        if twice is not None:
            raise ValidationError(_("“%(name)s” stands in the byline twice.") % {"name": twice.name})
        return found

    def _read(self, row: dict[str, str], known: dict[int, Contributor]) -> NamedByline:
        name, printed = (tidy(row[part]).strip() for part in ("name", "printed"))
        if max(len(name), len(printed)) > 150:
            raise ValidationError(_("“%(name)s …” is longer than 150 characters.") % {"name": name[:40]})
        if row["role"] not in Byline.Role.values:
            raise ValidationError(_("“%(value)s” is not a choice.") % {"value": row["role"][:40]})
        chosen = known.get(int(row["id"])) if row["id"].isascii() and row["id"].isdigit() else None
        if chosen is not None and fold(name) != chosen.folded_name:
            pen_names = {pen_name.folded_name for pen_name in chosen.pen_names.all()}
            chosen = chosen if fold(name) in pen_names else None
        chosen = chosen or people.find(name)
        if chosen is None:
            return NamedByline(None, name, row["role"], printed)
        if fold(name) != chosen.folded_name:
            printed = printed or name  # a pen name was typed
        return NamedByline(chosen, chosen.name, row["role"], "" if printed == chosen.name else printed)


class TagsField(NamesField):
    """The topics of a story."""

    widget = TagsWidget
    unknown_message = gettext_lazy("No such tag: %(names)s.")

    def prepare_value(self, value: Any) -> str:
        """Return a name a line, from the stored tags or as it was posted."""
        if isinstance(value, dict):
            return str(value["lines"])
        return "\n".join(named.name for named in value or ())

    def clean(self, value: dict[str, Any]) -> list[NamedTag]:
        names = list(dict.fromkeys(filter(None, (tidy(line).strip() for line in value["lines"].splitlines()))))
        if len(names) > MOST_NAMES:
            raise ValidationError(_("More than %(limit)d names.") % {"limit": MOST_NAMES})
        if long := next((name for name in names if len(name) > 100), None):
            raise ValidationError(_("“%(name)s …” is longer than 100 characters.") % {"name": long[:40]})
        found = taxonomy.find_tags(names)
        self._refuse_unknown([name for name in names if name not in found], value["new"])
        tags = {found[name].pk: NamedTag(found[name], found[name].name) for name in names if name in found}
        new = {fold(name): NamedTag(None, name) for name in names if name not in found}
        return [*tags.values(), *new.values()]


def _key(byline: NamedByline) -> int | str:
    return byline.contributor.pk if byline.contributor else fold(byline.name)
