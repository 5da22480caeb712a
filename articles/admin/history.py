"""Revisions and the audit trail."""

from django.contrib import admin

from articles.admin.looking import LookingAdmin
from articles.models.history import AuditEntry, Revision


@admin.register(Revision)
class RevisionAdmin(LookingAdmin):
    list_display = ["article", "number", "author", "reason", "created_at"]
    list_select_related = ["article", "author"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("state")


@admin.register(AuditEntry)
class AuditEntryAdmin(LookingAdmin):
    list_display = ["at", "actor", "action", "article", "from_state", "to_state", "version", "reason"]
    list_filter = ["action"]
    list_select_related = ["actor", "article"]
