"""Import batches: what a run came to, and the documents of it that wait for a person."""

from collections import Counter
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy

from articles.admin.doubts import FIELDS
from articles.admin.looking import LookingAdmin
from articles.desk import policy
from articles.models.article import Article, State
from articles.models.intake import ImportBatch, ImportRecord

PER_PAGE = 50

OUTCOMES = {
    "published": gettext_lazy("published"),
    "waits": gettext_lazy("waiting with doubts"),
    "updated": gettext_lazy("updated"),
    "unchanged": gettext_lazy("unchanged"),
    "kept": gettext_lazy("changed in the source but touched here: left alone"),
    "copy": gettext_lazy("the same story as another: not loaded again"),
    "unreadable": gettext_lazy("unreadable"),
}


@admin.register(ImportBatch)
class ImportBatchAdmin(LookingAdmin):
    list_display = ["name", "source", "started_at", "finished_at", "started_by"]
    list_select_related = ["started_by"]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """Counts of a batch, and its documents with open doubts, oldest first; `loai` names a kind, `sau` a record."""
        if not self.has_view_permission(request) or request.method == "POST":
            raise PermissionDenied
        batch = self.get_object(request, object_id)
        if batch is None:
            raise Http404
        kind, after = request.GET.get("loai", ""), _number(request.GET.get("sau", ""))
        readable = batch.records.filter(
            article__in=Article.objects.filter(policy.readable_by(request.user)).values("pk"), undone_at=None
        )
        doubtful = _open_doubts(readable)
        of_kind = [key for key, fields in doubtful.items() if key > after and (not kind or kind in fields)]
        shown = of_kind[:PER_PAGE]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": batch.name,
            "batch": batch,
            "outcomes": [(label, batch.counts[name]) for name, label in OUTCOMES.items() if batch.counts.get(name)],
            "states": _states(readable),
            "undone": batch.records.exclude(undone_at=None).count(),
            "kinds": [
                (name, FIELDS.get(name, name), count)
                for name, count in Counter(field for fields in doubtful.values() for field in fields).most_common()
            ],
            "kind": kind if kind in FIELDS else "",
            "doubtful": _shown(readable, shown, doubtful),
            "waiting": len(doubtful),
            "is_first": not after,
            "next": shown[-1] if len(of_kind) > PER_PAGE else None,
        }
        return TemplateResponse(request, "admin/articles/importbatch/change_form.html", context)


@admin.register(ImportRecord)
class ImportRecordAdmin(LookingAdmin):
    list_display = ["external_id", "batch", "article", "sequence", "confidence", "created_at"]
    list_filter = ["batch"]
    list_select_related = ["batch", "article"]
    search_fields = ["external_id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportRecord]:
        readable = Article.objects.filter(policy.readable_by(request.user))
        return super().get_queryset(request).filter(article__in=readable.values("pk")).defer("raw")


def _open_doubts(records: QuerySet[ImportRecord]) -> dict[int, list[str]]:
    """Return the kinds of doubt of each record that has open ones, in the order in which they were loaded."""
    found = records.exclude(doubts=[]).order_by("pk").values_list("pk", "doubts")
    return {key: list(dict.fromkeys(doubt["field"] for doubt in doubts)) for key, doubts in found.iterator()}


def _states(records: QuerySet[ImportRecord]) -> list[tuple[Any, int]]:
    counted = dict(records.order_by().values_list("article__state").annotate(Count("article", distinct=True)))
    return [(state.label, counted[state]) for state in State if state in counted]


def _shown(
    records: QuerySet[ImportRecord], keys: list[int], doubtful: dict[int, list[str]]
) -> list[tuple[ImportRecord, list[Any]]]:
    found = records.select_related("article").defer("raw", "choices", "article__document").in_bulk(keys)
    return [(found[key], [FIELDS.get(field, field) for field in doubtful[key]]) for key in keys if key in found]


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else 0
