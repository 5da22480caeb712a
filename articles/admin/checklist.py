"""How strictly the checklist asks: one page, a row for each rule, a column for each kind of story."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.admin.looking import LookingAdmin
from articles.desk import checklist
from articles.models.checklist import ChecklistRule, Level, Rule
from articles.models.story import Kind


class LevelsForm(forms.Form):
    """A choice for each rule and kind. Each remembers what was shown, so that only what a person changed is written."""

    def __init__(self, *args: Any, may_change: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in Kind:
            in_force, default = checklist.levels(kind), checklist.default_levels(kind)
            for rule in Rule:
                self.fields[_name(kind, rule)] = forms.ChoiceField(
                    choices=Level,
                    initial=in_force[rule],
                    disabled=not may_change,
                    label=f"{rule.label}: {kind.label}",
                    show_hidden_initial=may_change,
                    help_text="" if in_force[rule] == default[rule] else _default(default[rule]),
                )

    def rows(self) -> Iterator[tuple[Rule, list[tuple[Kind, forms.BoundField]]]]:
        """Return the table, rule by rule."""
        for rule in Rule:
            yield rule, [(kind, self[_name(kind, rule)]) for kind in Kind]

    def chosen(self) -> dict[tuple[Kind, Rule], Level]:
        """Return what the person changed."""
        return {
            (kind, rule): Level(self.cleaned_data[_name(kind, rule)])
            for kind in Kind
            for rule in Rule
            if _name(kind, rule) in self.changed_data
        }


def _name(kind: Kind, rule: Rule) -> str:
    return f"{kind}-{rule}"


def _default(level: Level) -> str:
    return _("by default: %(level)s") % {"level": level.label}


@admin.register(ChecklistRule)
class ChecklistRuleAdmin(LookingAdmin):
    """The table in place of a list; single rows are there to look at."""

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        may_change = request.user.has_perm("articles.change_checklistrule")
        if request.method == "POST" and not may_change:
            raise PermissionDenied
        form = LevelsForm(request.POST or None, may_change=may_change)
        if form.is_valid():
            count = checklist.choose_levels(form.chosen(), actor=request.user)
            said = ngettext("%(count)d level was changed.", "%(count)d levels were changed.", count)
            self.message_user(request, said % {"count": count}, messages.SUCCESS)
            return HttpResponseRedirect(request.path)
        context = {
            **self.admin_site.each_context(request),
            "title": _("How strictly the checklist asks"),
            "opts": self.opts,
            "form": form,
            "kinds": list(Kind),
            "may_change": may_change,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/articles/checklistrule/levels.html", context)
