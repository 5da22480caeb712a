"""Import batches and their records."""

from django.contrib import admin

from articles.admin.looking import LookingAdmin
from articles.models.intake import ImportBatch, ImportRecord


@admin.register(ImportBatch)
class ImportBatchAdmin(LookingAdmin):
    list_display = ["name", "source", "started_at", "finished_at", "started_by"]
    list_select_related = ["started_by"]


@admin.register(ImportRecord)
class ImportRecordAdmin(LookingAdmin):
    list_display = ["external_id", "batch", "article", "sequence", "confidence", "created_at"]
    list_filter = ["batch"]
    list_select_related = ["batch", "article"]
    search_fields = ["external_id"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("raw")
