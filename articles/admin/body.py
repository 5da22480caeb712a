"""The body of a story in a form: a field over documents, and the widget that edits them."""

import json
import re
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from js_asset import ImportMap, Media, Script

from articles.document.blocks import EMBED_PROVIDERS
from articles.document.codec import DocumentError, Json, from_json, to_json
from articles.document.html import from_html, to_html

_MODULES = (
    "blocks",
    "body",
    "chooser",
    "dialogs",
    "dom",
    "embed",
    "library",
    "paste",
    "photo",
    "table",
    "toolbar",
    "views",
)
# Through the map, because the names of static files carry a hash that no module can know of another.
_IMPORTS = {"django-prose-editor/editor": "django_prose_editor/editor.js"} | {
    f"newsroom/editor/{name}": f"newsroom/js/editor/{name}.js" for name in _MODULES
}
_NO_PHOTO = UUID(int=0)
_END_OF_BLOCK = re.compile(r"(</(?:p|h2|h3|blockquote|ul|ol|li|table|caption|tr|figure|div|aside)>|<hr>)")
_PLACE = re.compile(r"blocks\[([0-9]+)\]")
_LIMIT = re.compile(r"(more|longer) than ([0-9]+) (blocks|characters)")
_LINES = {
    "source": gettext_lazy("source of the quote"),
    "caption": gettext_lazy("caption"),
    "alt": gettext_lazy("alt text"),
    "credit": gettext_lazy("credit"),
    "title": gettext_lazy("title"),
}


class BodyWidget(forms.Textarea):
    """A textarea of HTML, which the editor's module takes the place of where scripts run."""

    def use_required_attribute(self, initial: Any) -> bool:
        # The browser would refuse to send a form over a required field that the editor hides.
        return False

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        setup = {
            "photos": self.photo_addresses(),
            "providers": {name: pattern.pattern[2:-2] for name, pattern in EMBED_PROVIDERS.items()},
        }
        context["widget"]["attrs"] |= {"data-body": json.dumps(setup), "spellcheck": "false", "rows": 24}
        return context

    def photo_addresses(self) -> dict[str, str]:
        """Return where the editor finds photos, sends new ones, and sends the file of one that awaits it."""
        return {
            "choose": reverse("admin:articles_photo_choose"),
            "upload": reverse("admin:articles_photo_upload"),
            "file": reverse("admin:articles_photo_file", args=[_NO_PHOTO]),
        }

    @property
    def media(self) -> Media:
        """The editor's files; its view passes the nonce on by `Media.from_media(media, nonce=…)`."""
        return Media(
            importmap=ImportMap(_IMPORTS),
            css={"all": ["newsroom/css/desk/body.css"]},
            # Asked for at once, not when one that needs it has come; a module runs once, however often it is named.
            js=[Script(path, type="module") for path in _IMPORTS.values()],
        )


class BodyField(forms.Field):
    """A document as a field: takes and gives its stored form, shows and reads it as HTML."""

    widget = BodyWidget

    def prepare_value(self, value: Any) -> Any:
        """Return the HTML of a stored document, a line for each block; what was posted stays as it was posted."""
        if not isinstance(value, dict):
            return value
        return _END_OF_BLOCK.sub(r"\1\n", to_html(from_json(value)))

    def to_python(self, value: Any) -> Json:
        """Return the stored form of posted HTML, cleaned; raises ValidationError naming what is too large and where."""
        try:
            return to_json(from_html(value or ""))
        except DocumentError as error:
            raise ValidationError(_describe(error), code="document") from error

    def validate(self, value: Json) -> None:
        if self.required and not value["blocks"]:
            raise ValidationError(self.error_messages["required"], code="required")

    def has_changed(self, initial: Json | None, data: Any) -> bool:
        """Tell whether the posted HTML is another document than the stored one, however it is written."""
        try:
            return self.to_python(data) != (initial or self.to_python(""))
        except ValidationError:
            return True


def _describe(error: DocumentError) -> str:
    """Say in the language of the form which of the limits the document is over, and in which block."""
    place, limit = _PLACE.match(error.path), _LIMIT.match(error.message)
    if limit is None:
        return _("The body cannot be stored: %(problem)s.") % {"problem": error}
    most = number_format(limit[2], force_grouping=True)
    if limit[1] == "longer":
        number = int(place[1]) + 1 if place else "?"
        line = _LINES.get(error.path.rpartition(".")[2], error.path)
        return _("Block %(number)s, %(line)s: more than %(most)s characters. Shorten it.") % {
            "number": number,
            "line": line,
            "most": most,
        }
    if limit[3] == "blocks":
        return _("The body has more than %(most)s blocks. Divide it.") % {"most": most}
    return _("The body has more than %(most)s characters. Divide it.") % {"most": most}
