"""Revisions, to look at, and the audit trail of the whole newsroom."""

import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import User
from articles.admin.ages import in_our_time
from articles.admin.deeds import LABELS, deed_label, move_label, state_label, subject_label, subjects_named
from articles.admin.looking import LookingAdmin
from articles.desk import history
from articles.models.history import AuditEntry, Revision

PAGE = 50
_DAY = forms.DateInput({"type": "date"}, "%Y-%m-%d")


@admin.register(Revision)
class RevisionAdmin(LookingAdmin):
    list_display = ["article", "number", "author", "reason", "created_at"]
    list_select_related = ["article", "author"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("state")


class TrailForm(forms.Form):
    """What the trail may be narrowed to."""

    who = forms.ModelChoiceField(
        User.objects.order_by("full_name", "username"),
        required=False,
        label=pgettext_lazy("trail", "Who"),
        empty_label="—",
    )
    action = forms.ChoiceField(required=False, label=pgettext_lazy("trail", "What"))
    article = forms.IntegerField(
        required=False, min_value=1, max_value=2**62, label=pgettext_lazy("trail", "Article number")
    )
    since = forms.DateField(
        required=False, label=pgettext_lazy("trail", "From day"), widget=_DAY, validators=[in_our_time]
    )
    until = forms.DateField(
        required=False, label=pgettext_lazy("trail", "To day"), widget=_DAY, validators=[in_our_time]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        named = sorted(((name, str(label)) for name, label in LABELS.items()), key=lambda choice: choice[1])
        self.fields["action"].choices = [("", "—"), *named]

    def conditions(self) -> dict[str, Any]:
        """Return what was asked for; days are those of the newsroom's clock, the last one included."""
        given = self.cleaned_data
        since, until = given["since"], given["until"]
        return {
            "who": given["who"].pk if given["who"] else None,
            "action": given["action"],
            "article": given["article"],
            "since": timezone.make_aware(datetime.datetime.combine(since, datetime.time())) if since else None,
            "until": timezone.make_aware(datetime.datetime.combine(until, datetime.time()) + datetime.timedelta(1))
            if until
            else None,
        }


@admin.register(AuditEntry)
class AuditEntryAdmin(LookingAdmin):
    """The trail: who did what in the newsroom, newest first, paged by place and never counted."""

    fields = ["at", "actor", "deed", "article", "subject", "came_from", "went_to", "version", "reason", "details"]

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = TrailForm(request.GET or None)
        asked = form.conditions() if form.is_bound and form.is_valid() else {}
        found: list[AuditEntry] = []
        older = ""
        if not form.is_bound or form.is_valid():
            try:
                found, older = history.deeds(**asked, before=request.GET.get("truoc", ""), size=PAGE)
            except history.NoSuchText as error:
                raise Http404 from error
        named = subjects_named(found)
        kept = {name: value for name, value in request.GET.items() if name in form.fields and value}
        context = {
            **self.admin_site.each_context(request),
            "title": _("Audit trail"),
            "opts": self.opts,
            "form": form,
            "lines": [
                {
                    "deed": deed,
                    "what": deed_label(deed.action),
                    "move": move_label(deed.from_state, deed.to_state),
                    "subject": subject_label(deed, named),
                }
                for deed in found
            ],
            "older": urlencode({**kept, "truoc": older}) if older else "",
            "is_narrowed": bool(kept),
            "is_first": "truoc" not in request.GET,
            "newest": urlencode(kept),
        }
        return TemplateResponse(request, "admin/articles/auditentry/trail.html", context)

    @admin.display(description=gettext_lazy("what"))
    def deed(self, entry: AuditEntry) -> str:
        return deed_label(entry.action)

    @admin.display(description=gettext_lazy("from"))
    def came_from(self, entry: AuditEntry) -> str:
        return state_label(entry.from_state)

    @admin.display(description=gettext_lazy("to"))
    def went_to(self, entry: AuditEntry) -> str:
        return state_label(entry.to_state)
