"""Screens of the newsroom's own lists: each save and each deletion goes through a verb of the desk."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db.models import Field, Model, QuerySet
from django.forms.models import construct_instance
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from articles.desk.refusals import Refusal
from articles.document.text import fold, tidy


class KeepingForm(forms.ModelForm):
    """Cleans text before it is compared, and says in the form what the verb would refuse."""

    # Given by the screen: the person who asks.
    actor: Any = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        return {name: tidy(value).strip() if isinstance(value, str) else value for name, value in cleaned.items()}

    def refuse(self) -> None:
        """Raise the desk's refusal of the row as it would be saved."""

    def _post_clean(self) -> None:
        if not self.errors:
            # Before Django's own look at the row: the verb says in words what a constraint would call by its name.
            construct_instance(self, self.instance, self._meta.fields, self._meta.exclude)
            try:
                self.refuse()
            except Refusal as refusal:
                self.add_error(None, str(refusal))
                return
        super()._post_clean()


class KeepingAdmin(admin.ModelAdmin):
    """A list and a form; nothing is deleted, and what changes is changed by `keep`."""

    form = KeepingForm
    list_per_page = 50
    show_full_result_count = False
    actions = None
    view_on_site = False
    # Folded columns; the words searched for are folded as well.
    search_fields: tuple[str, ...] = ()

    class Media:
        css = {"all": ["newsroom/css/desk/lists.css"]}

    def keep(self, thing: Model, form: forms.ModelForm, actor: Any) -> None:
        """Call the verb that saves."""
        raise NotImplementedError

    def save_model(self, request: HttpRequest, obj: Model, form: forms.ModelForm, change: bool) -> None:
        self.keep(obj, form, request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_form(self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any):
        made = super().get_form(request, obj, change=change, **kwargs)
        made.actor = request.user
        return made

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        """Offer no windows beside a choice: each list has a screen of its own."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        return super().get_search_results(request, queryset, fold(search_term))

    def changeform_view(self, request: HttpRequest, object_id=None, form_url="", extra_context=None) -> HttpResponse:
        """Say a refusal that came after the form was found good: somebody was faster. Nothing was written."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refusal as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def delete_view(self, request: HttpRequest, object_id, extra_context=None) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except Refusal as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path().removesuffix("delete/") + "change/")
