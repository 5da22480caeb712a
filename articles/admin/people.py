"""Contributors and their pen names."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db.models import Q, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from articles.admin.keeping import KeepingAdmin, KeepingForm
from articles.admin.looking import LookingAdmin
from articles.desk import people
from articles.desk.refusals import Refusal
from articles.document.text import fold
from articles.models.people import Contributor, PenName


class ContributorForm(KeepingForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "user" in self.fields:
            free = Q(is_active=True, is_staff=True, contributor=None) | Q(contributor=self.instance.pk or 0)
            self.fields["user"].queryset = User.objects.filter(free).order_by("full_name", "username")
            self.fields["user"].empty_label = _("none")
            self.fields["user"].help_text = _(
                "Whoever signs in with it cannot approve a text that carries this name or one of its pen names."
            )

    def refuse(self) -> None:
        people.refuse_contributor(self.instance, actor=self.actor)


class PenNamesFormSet(BaseInlineFormSet):
    def clean(self) -> None:
        """Refuse a pen name that the contributor has already, accents and case aside."""
        super().clean()
        kept = [form for form in self.forms if form.cleaned_data.get("name") and not self._should_delete_form(form)]
        seen: set[str] = set()
        for form in kept:
            folded = fold(form.cleaned_data["name"])
            if folded in seen:
                form.add_error("name", _("This pen name stands here twice."))
            seen.add(folded)


class PenNameForm(KeepingForm):
    class Meta:
        # The head of the table is no label for who hears the page.
        widgets = {"name": AdminTextInputWidget({"aria-label": gettext_lazy("pen name")})}


class PenNameInline(admin.TabularInline):
    model = PenName
    form = PenNameForm
    formset = PenNamesFormSet
    fields = ["name"]
    extra = 1


@admin.register(Contributor)
class ContributorAdmin(KeepingAdmin):
    form = ContributorForm
    list_display = ["name", "pen_names_in_a_row", "kind", "user", "is_confirmed", "is_active"]
    list_filter = ["is_confirmed", "kind", "is_active"]
    list_select_related = ["user"]
    search_fields = ("folded_name", "pen_names__folded_name")
    actions = ["confirm"]
    inlines = [PenNameInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Contributor]:
        return super().get_queryset(request).prefetch_related("pen_names")

    @admin.display(description=gettext_lazy("pen names"))
    def pen_names_in_a_row(self, contributor: Contributor) -> str:
        return ", ".join(pen_name.name for pen_name in contributor.pen_names.all())

    def get_fields(self, request: HttpRequest, obj: Contributor | None = None) -> list[str]:
        """Offer who may only add the name itself; the rest is for those who keep the list."""
        own = ["name", "kind", "biography"]
        if obj is None and not request.user.has_perm("articles.change_contributor"):
            return own
        return [*own, "user", "is_confirmed", "is_active"]

    def keep(self, contributor: Contributor, form: forms.ModelForm, actor: User) -> None:
        people.save_contributor(contributor, actor=actor)

    def save_formset(self, request: HttpRequest, form, formset, change: bool) -> None:
        formset.save(commit=False)
        for pen_name in formset.deleted_objects:
            people.delete_pen_name(pen_name, actor=request.user)
        for pen_name, _changed in formset.changed_objects:
            people.save_pen_name(pen_name, actor=request.user)
        for pen_name in formset.new_objects:
            people.save_pen_name(pen_name, actor=request.user)

    @admin.action(description=gettext_lazy("Confirm the chosen names"), permissions=["change"])
    def confirm(self, request: HttpRequest, chosen: QuerySet[Contributor]) -> None:
        count = 0
        for contributor in chosen.filter(is_confirmed=False):
            try:
                people.confirm(contributor, actor=request.user)
            except Refusal as refusal:
                self.message_user(request, f"{contributor}: {refusal}", messages.ERROR)
            else:
                count += 1
        said = ngettext("%(count)d name is confirmed.", "%(count)d names are confirmed.", count) % {"count": count}
        self.message_user(request, said, messages.SUCCESS)


@admin.register(PenName)
class PenNameAdmin(LookingAdmin):
    list_display = ["name", "contributor"]
    list_select_related = ["contributor"]
