"""Which stories the desk holds up on the front page and on the categories' pages."""

import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from articles.admin.keeping import KeepingAdmin, KeepingForm
from articles.desk import pins, policy
from articles.desk.addresses import story_number
from articles.models.pins import PLACES, Pin
from articles.models.publication import Publication
from articles.models.taxonomy import Category

USUAL_HOURS = 6


class StoryNumberField(forms.CharField):
    """A story by its number, or by its whole address as copied from the browser."""

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        number = story_number(text) if text else None
        if text and number is None:
            raise forms.ValidationError(_("Give the number of a story, or its address."))
        return number


class PinForm(KeepingForm):
    number = StoryNumberField(
        label=gettext_lazy("Story"),
        help_text=gettext_lazy("Its number, or its address as copied from the browser."),
        widget=forms.TextInput({"class": "vTextField", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "category" in self.fields:
            self.fields["category"].queryset = _pages_of(self.actor)
            if self.actor.has_perm("articles.work_all_desks"):
                self.fields["category"].empty_label = _("front page")
            else:
                self.fields["category"].required = True
        if "position" in self.fields:
            self.fields["position"].widget.attrs |= {"min": 1, "max": PLACES}

    def refuse(self) -> None:
        pins.refuse_pin(self.instance, actor=self.actor)


@admin.register(Pin)
class PinAdmin(KeepingAdmin):
    form = PinForm
    fields = ["number", "category", "position", "ends_at"]
    list_display = ["page", "position", "story", "ends_at", "holds"]
    list_display_links = ["story"]
    list_select_related = ["category__parent"]
    sortable_by: list[str] = []

    def get_queryset(self, request: HttpRequest) -> QuerySet[Pin]:
        """Show the pins of the pages that a person may arrange; who only looks sees all."""
        found = super().get_queryset(request)
        user = request.user
        if user.has_perm("articles.work_all_desks") or not user.has_perm("articles.change_pin"):
            return found
        return found.filter(category__in=_pages_of(user))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        until = timezone.now() + datetime.timedelta(hours=USUAL_HOURS)
        return {"ends_at": until} | super().get_changeform_initial_data(request)

    @admin.display(description=gettext_lazy("page"))
    def page(self, pin: Pin) -> str:
        return str(pin.category) if pin.category else _("front page")

    @admin.display(description=gettext_lazy("story"))
    def story(self, pin: Pin) -> str:
        # A handful of rows, each with the title that readers see.
        found = Publication.objects.visible(timezone.now()).filter(number=pin.number).only("title").first()
        return found.title if found else _("#%(number)d, not in print now") % {"number": pin.number}

    @admin.display(description=gettext_lazy("holds"), boolean=True)
    def holds(self, pin: Pin) -> bool:
        return pin.ends_at > timezone.now()

    def has_change_permission(self, request: HttpRequest, obj: Pin | None = None) -> bool:
        may = super().has_change_permission(request, obj)
        return may and (obj is None or policy.may_pin(request.user, obj.category))

    def has_delete_permission(self, request: HttpRequest, obj: Pin | None = None) -> bool:
        return request.user.has_perm("articles.delete_pin") and (
            obj is None or policy.may_pin(request.user, obj.category)
        )

    def keep(self, pin: Pin, form: forms.ModelForm, actor: User) -> None:
        pins.save_pin(pin, actor=actor)

    def delete_model(self, request: HttpRequest, obj: Pin) -> None:
        pins.delete_pin(obj, actor=request.user)


def _pages_of(user: User) -> QuerySet[Category]:
    """Return the categories whose pages a person may arrange."""
    categories = Category.objects.in_menu_order()
    if user.has_perm("articles.work_all_desks"):
        return categories
    desks = user.desks.all()
    return categories.filter(Q(desk__in=desks) | Q(desk=None, parent__desk__in=desks))
