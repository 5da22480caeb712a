"""Corrections at the desk: which stories carry them, who wrote them, and how one is voided."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.admin.looking import LookingAdmin
from articles.desk import corrections, policy
from articles.desk.corrections import Entry
from articles.desk.refusals import Conflict, NotAllowed, Refusal
from articles.models.article import Article
from articles.models.publication import Correction, Publication


@admin.register(Correction)
class CorrectionAdmin(LookingAdmin):
    """A list and a page to look at, and one deed: to void, with a reason that readers see."""

    def get_urls(self):
        void = self.admin_site.admin_view(require_POST(self.void))
        return [path("<int:pk>/void/", void, name="articles_correction_void"), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Correction]:
        """Leave out what belongs to articles that a person may not read; Django's own pages ask here."""
        readable = Article.objects.filter(policy.readable_by(request.user))
        return super().get_queryset(request).filter(number__in=readable.values("pk"))

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """Every correction of the articles that a person may read, newest first; `bai` names one article."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        number, before = _number(request, "bai"), _number(request, "truoc")
        found, older = corrections.entries(request.user, number=number, before=before)
        context = {"entries": found, "older": older, "is_first": before is None, "number": number}
        return self._page(request, "change_list", _("Corrections"), **context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """One correction, and the form that voids it."""
        if not self.has_view_permission(request) or request.method == "POST":
            raise PermissionDenied
        return self._entry(request, self._find(request, object_id))

    def void(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Void a correction with a reason."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        told = self._find(request, str(pk))
        try:
            corrections.void(told.correction, actor=request.user, reason=request.POST.get("reason", ""))
        except Refusal as refusal:
            status = {NotAllowed: 403, Conflict: 409}.get(type(refusal), 400)
            return self._entry(request, told, error=str(refusal), status=status)
        messages.success(request, _("The correction is voided; readers see the reason in its place."))
        return HttpResponseRedirect(reverse("admin:articles_correction_change", args=[pk]))

    def _find(self, request: HttpRequest, pk: str) -> Entry:
        """Return a correction by its key; of a row that voids, the one that it voids."""
        found = self.get_object(request, pk)
        if found is None:
            raise Http404
        told = corrections.entry(found.voids or found)
        if not policy.may_read(request.user, told.article):
            raise Http404
        return told

    def _entry(self, request: HttpRequest, told: Entry, *, error: str = "", status: int = 200) -> HttpResponse:
        version = Publication.objects.filter(story_id=told.correction.story_id, version=told.correction.version).first()
        return self._page(
            request,
            "change_form",
            _("Correction"),
            status=status,
            entry=told,
            publication=version,
            why_not=corrections.why_not_void(request.user, told),
            longest=corrections.LONGEST_REASON,
            error=error,
            reason=request.POST.get("reason", ""),
        )

    def _page(self, request: HttpRequest, name: str, title: str, *, status: int = 200, **context) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": title, **context}
        return TemplateResponse(request, f"admin/articles/correction/{name}.html", context, status=status)


def _number(request: HttpRequest, name: str) -> int | None:
    value = request.GET.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None
