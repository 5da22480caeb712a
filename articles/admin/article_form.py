"""The form of an article's text: what is asked for, and what a save of it changes."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import User
from articles.admin.article_names import BylinesField, NamedByline, NamedTag, TagsField
from articles.admin.body import BodyField
from articles.desk import editing, people, taxonomy, writing
from articles.desk.addresses import story_number
from articles.document.blocks import Document, Figure
from articles.document.codec import DocumentError, from_json
from articles.document.plaintext import count_words
from articles.document.text import excerpt
from articles.models.article import Article, Byline
from articles.models.photos import Photo
from articles.models.publication import Publication
from articles.models.story import AIUse, Kind
from articles.models.taxonomy import Category, Desk, Tag

FIRST, NONE = "", "none"


def _line(label: Any, limit: int, help_text: Any = "", widget: forms.Widget | None = None) -> forms.CharField:
    """Return a field of one line; the browser sets no limit, for it would cut what is pasted."""
    widget = widget or forms.TextInput({"class": "vTextField", "autocomplete": "off"})
    return forms.CharField(
        label=label, required=False, validators=[MaxLengthValidator(limit)], help_text=help_text, widget=widget
    )


def _lines(label: Any, help_text: Any = "", **attributes: Any) -> forms.CharField:
    widget = forms.Textarea({"class": "vLargeTextField", **attributes})
    return forms.CharField(label=label, required=False, help_text=help_text, widget=widget)


def _choice(label: Any, help_text: Any = "", **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, help_text=help_text, **more)


class ArticleForm(forms.Form):
    """The words of an article and where they belong; state, writer and holder are nobody's to type."""

    kicker = _line(gettext_lazy("Kicker"), 100)
    title = _line(
        gettext_lazy("Title"),
        300,
        gettext_lazy("Under 90 characters it takes two lines at most on the front page."),
        forms.Textarea({"class": "vTextField", "rows": 2, "data-one-line": ""}),
    )
    sapo = _lines(gettext_lazy("Sapo"), gettext_lazy("One paragraph: who, what, where, when."), rows=4)
    body = BodyField(label=gettext_lazy("Body"), required=False)

    kind = _choice(gettext_lazy("Kind"), choices=[(value, capfirst(label)) for value, label in Kind.choices])
    category = _choice(pgettext_lazy("form", "Category"))
    desk = _choice(pgettext_lazy("form", "Desk"))
    bylines = BylinesField(
        label=gettext_lazy("Byline"),
        required=False,
        help_text=gettext_lazy("Names or pen names, accents are not needed. A pen name is printed as it was typed."),
    )
    tags = TagsField(label=gettext_lazy("Tags"), required=False, help_text=pgettext_lazy("tags", "One a line."))
    lead_photo = forms.CharField(
        label=gettext_lazy("Lead photo"),
        required=False,
        widget=forms.Select,
        help_text=gettext_lazy("Stands for the story on the front page and in lists."),
    )

    sources = _lines(gettext_lazy("Sources"), gettext_lazy("One a line; never printed."), rows=3)
    interviewee_approved = forms.BooleanField(label=gettext_lazy("The interviewee approved the text"), required=False)
    needs_legal = forms.BooleanField(label=gettext_lazy("Needs legal review"), required=False)
    needs_photo = forms.BooleanField(label=gettext_lazy("Photos are ordered"), required=False)
    is_sensitive = forms.BooleanField(label=gettext_lazy("Sensitive"), required=False)

    ai_use = _choice(gettext_lazy("Use of AI"), choices=[(value, capfirst(label)) for value, label in AIUse.choices])
    ai_note = _line(gettext_lazy("Note to readers on AI"), 300)
    related = _lines(
        gettext_lazy("Related stories"),
        gettext_lazy("Numbers or addresses of printed stories, one a line; the rest is found by likeness."),
        rows=2,
    )
    update_note = _line(
        gettext_lazy("Note to readers on the update"),
        300,
        gettext_lazy("Printed with the hour under the byline once the changes are published."),
    )
    reason = _line(gettext_lazy("Note on this save"), 500, gettext_lazy("For the history; not necessary."))

    FLAGS = ("interviewee_approved", "needs_legal", "needs_photo", "is_sensitive")
    TEXTS = ("kicker", "title", "sapo", "sources", *FLAGS, "ai_note", "update_note")

    def __init__(self, user: User, article: Article, data: Any = None) -> None:
        super().__init__(data, initial=None if data is not None else initial_of(article), label_suffix="")
        self.user, self.article = user, article
        self.fields["category"].choices = list(_categories())
        self.fields["desk"].choices = [("", _("that of the category")), *Desk.objects.values_list("pk", "name")]
        self.fields["bylines"].allow_adding(user.has_perm("articles.add_contributor"))
        self.fields["tags"].allow_adding(user.has_perm("articles.add_tag"))
        document = self._shown_document()
        self.fields["lead_photo"].widget.choices = list(_lead_photos(document, article.lead_photo_id))
        for name in ("kind", "ai_use"):
            self.fields[name].required = True
        self.counts = {"title": len(self["title"].value() or ""), "sapo": len((self["sapo"].value() or "").split())}
        self.counts["body"] = count_words(document)

    def clean_title(self) -> str:
        # Its field has room for two lines; a title has one.
        return " ".join(self.cleaned_data["title"].split())

    def clean_related(self) -> list[int]:
        lines = self.cleaned_data["related"].split()
        if None in (numbers := [story_number(line) for line in lines]):
            raise ValidationError(_("Give the number of a story, or its address."))
        numbers = [number for number in dict.fromkeys(numbers) if number != self.article.number]
        known = set(Publication.objects.filter(number__in=numbers).values_list("number", flat=True))
        if missing := [number for number in numbers if number not in known]:
            raise ValidationError(_("Story %(number)d was never in print.") % {"number": missing[0]})
        if len(numbers) > writing.MOST_RELATED:
            raise ValidationError(_("%(limit)d related stories at most.") % {"limit": writing.MOST_RELATED})
        return numbers

    def clean_body(self) -> dict[str, Any]:
        body = self.cleaned_data["body"]
        wanted = {figure.photo for _path, figure in from_json(body).figures()}
        if wanted and Photo.objects.filter(pk__in=wanted).count() < len(wanted):
            raise ValidationError(_("A photo of the body is no longer in the library. Take it out or choose another."))
        return body

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "body" in cleaned:
            figures = [figure.photo for _path, figure in from_json(cleaned["body"]).figures()]
            cleaned["lead_photo"] = self._lead_photo(cleaned.get("lead_photo", FIRST), figures)
        return cleaned

    def change(self) -> editing.Change:
        """Return what a save changes; the names that were confirmed as new are added now."""
        cleaned = self.cleaned_data
        return editing.Change(
            self.columns(),
            [
                editing.BylineEntry(self._contributor(byline), byline.role, byline.printed_name)
                for byline in cleaned["bylines"]
            ],
            [(named.tag or taxonomy.add_tag(named.name, actor=self.user)).pk for named in cleaned["tags"]],
        )

    def columns(self) -> dict[str, Any]:
        """Return the columns of the text as they were typed."""
        cleaned = self.cleaned_data
        return {
            **{name: cleaned[name] for name in self.TEXTS},
            "kind": cleaned["kind"],
            "ai_use": cleaned["ai_use"],
            "related": cleaned["related"],
            "document": cleaned["body"],
            "lead_photo_id": cleaned["lead_photo"],
            "category_id": int(cleaned["category"]) if cleaned["category"] else None,
            "desk_id": int(cleaned["desk"]) if cleaned["desk"] else None,
        }

    def problems(self) -> list[tuple[str, str, str]]:
        """Return every refusal with the field it is about and the place where that is mended."""
        return [
            (self[name].id_for_label, str(self.fields[name].label), str(message))
            for name, messages in self.errors.items()
            if name in self.fields
            for message in messages
        ]

    def _contributor(self, byline: NamedByline) -> int:
        return (byline.contributor or people.add_contributor(byline.name, actor=self.user)).pk

    def _lead_photo(self, chosen: str, figures: list[UUID]) -> UUID | None:
        if chosen == NONE:
            return None
        key = next((key for key in (*figures, self.article.lead_photo_id) if str(key) == chosen), None)
        # What was chosen and then taken out of the body leaves the first one in its place.
        return key or next(iter(figures), None)

    def _shown_document(self) -> Document:
        try:
            if not self.is_bound:
                return from_json(self.article.document)
            return from_json(self.fields["body"].clean(self["body"].value()))
        except (DocumentError, ValidationError):
            return Document()


def initial_of(article: Article) -> dict[str, Any]:
    """Return an article as its form shows it."""
    initial = {name: getattr(article, name) for name in (*ArticleForm.TEXTS, "kind", "ai_use")}
    initial |= {
        "body": article.document,
        "related": "\n".join(map(str, article.related)),
        "category": article.category_id or "",
        "desk": "" if article.desk_id == default_desk(article) else article.desk_id,
        "lead_photo": _initial_lead_photo(article),
        "bylines": (),
        "tags": (),
    }
    if article.pk:
        bylines = Byline.objects.filter(article=article).select_related("contributor")
        tags = Tag.objects.filter(pk__in=article.tags.through.objects.filter(article=article).values("tag"))
        initial["bylines"] = [NamedByline(b.contributor, b.contributor.name, b.role, b.printed_name) for b in bylines]
        initial["tags"] = [NamedTag(tag, tag.name) for tag in tags.order_by("name")]
    return initial


def default_desk(article: Article) -> int | None:
    """Return the desk that an article's category belongs to."""
    if article.category_id is None:
        return None
    category = Category.objects.select_related("parent").get(pk=article.category_id)
    return category.desk_id or (category.parent.desk_id if category.parent else None)


def _initial_lead_photo(article: Article) -> str:
    try:
        figures = [figure.photo for _path, figure in from_json(article.document).figures()]
    except DocumentError:
        figures = []
    if article.lead_photo_id == next(iter(figures), None):
        return FIRST
    return str(article.lead_photo_id) if article.lead_photo_id else NONE


def _categories() -> Iterator[tuple[Any, Any]]:
    categories = list(Category.objects.in_menu_order())
    yield "", "—"
    for section in (category for category in categories if category.parent_id is None):
        below = [(child.pk, f"{section.name} › {child.name}") for child in categories if child.parent_id == section.pk]
        yield section.name, [(section.pk, section.name), *below]


def _lead_photos(document: Document, current: UUID | None) -> Iterator[tuple[str, str]]:
    yield FIRST, _("the first photo of the body")
    figures: dict[UUID, Figure] = {}
    for _path, figure in document.figures():
        figures.setdefault(figure.photo, figure)
    for number, (key, figure) in enumerate(figures.items(), start=1):
        caption = "".join(span.text for span in figure.caption) or figure.alt
        yield str(key), _("Photo %(number)d: %(caption)s") % {"number": number, "caption": excerpt(caption, 60)}
    if current is not None and current not in figures:
        yield str(current), _("the present one, which is not in the body")
    yield NONE, _("none")
