"""Revisions and the audit trail."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.events import Deed
from articles.admin.looking import LookingAdmin
from articles.desk.transitions import Action
from articles.models.article import State
from articles.models.history import AuditEntry, Revision


@admin.register(Revision)
class RevisionAdmin(LookingAdmin):
    list_display = ["article", "number", "author", "reason", "created_at"]
    list_select_related = ["article", "author"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("state")


@admin.register(AuditEntry)
class AuditEntryAdmin(LookingAdmin):
    list_display = ["at", "actor", "deed", "article", "came_from", "went_to", "version", "reason"]
    list_select_related = ["actor", "article"]
    fields = ["at", "actor", "deed", "article", "subject", "came_from", "went_to", "version", "reason", "details"]

    @admin.display(description=_("what"), ordering="action")
    def deed(self, entry: AuditEntry) -> str:
        labels = dict(Action.choices) | dict(Deed.choices)
        return str(labels.get(entry.action, _("create")))

    @admin.display(description=_("from"))
    def came_from(self, entry: AuditEntry) -> str:
        return str(State(entry.from_state).label) if entry.from_state else ""

    @admin.display(description=_("to"))
    def went_to(self, entry: AuditEntry) -> str:
        return str(State(entry.to_state).label) if entry.to_state else ""
