"""What readers see, and saw."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.admin.evidence import evidence
from articles.admin.looking import LookingAdmin
from articles.desk import policy
from articles.desk.outlet import overlapping, save_outlet
from articles.models.article import Article
from articles.models.outlet import Outlet
from articles.models.publication import (
    Publication,
    PublicationContributor,
    PublicationPhoto,
    PublicationTag,
)
from articles.models.redirect import Redirect


@admin.register(Publication)
class PublicationAdmin(LookingAdmin):
    """Every version as it was printed: evidence, whatever became of the story since."""

    list_display = ["title", "number", "version", "section", "goes_live_at", "ends_at", "withdrawn_at"]
    list_filter = ["kind", "section"]
    list_select_related = ["section"]
    search_fields = ["title"]

    def get_queryset(self, request: HttpRequest):
        """Leave out what belongs to articles that a person may not read."""
        found = super().get_queryset(request).defer("document", "printed")
        readable = policy.readable_by(request.user)  # empty: everything
        return found.filter(number__in=Article.objects.filter(readable).values("pk")) if readable else found

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """One version as printed: its words, names, pictures, imprint and interval; nothing is read anew."""
        if not self.has_view_permission(request) or request.method == "POST":
            raise PermissionDenied
        found = self.get_object(request, object_id)
        if found is None:
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Version %(version)d as printed") % {"version": found.version},
            **evidence(found, timezone.now()),
        }
        return TemplateResponse(request, "admin/articles/publication/change_form.html", context)


class OutletForm(forms.ModelForm):
    """Asks the verb whether the days are free before anything is saved."""

    def clean(self) -> dict:
        cleaned = super().clean()
        days = cleaned.get("valid_from"), cleaned.get("valid_to")
        if days[0] and (other := overlapping(self.instance.pk, *days)) is not None:
            raise forms.ValidationError(_("“%(name)s” is in force on some of these days.") % {"name": other})
        return cleaned


@admin.register(Outlet)
class OutletAdmin(admin.ModelAdmin):
    """The imprint is entered here; publications keep the one that was in force when they were frozen."""

    form = OutletForm
    list_display = ["name", "governing_body", "licence_number", "valid_from", "valid_to", "is_sample"]

    def save_model(self, request, obj, form, change) -> None:
        save_outlet(obj)

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


@admin.register(Redirect)
class RedirectAdmin(LookingAdmin):
    list_display = ["old_path", "story_number", "new_path", "created_at"]
    search_fields = ["old_path"]


@admin.register(PublicationContributor)
class PublicationContributorAdmin(LookingAdmin):
    list_display = ["publication", "contributor", "role"]
    list_select_related = ["publication", "contributor"]


@admin.register(PublicationTag)
class PublicationTagAdmin(LookingAdmin):
    list_display = ["publication", "tag"]
    list_select_related = ["publication", "tag"]


@admin.register(PublicationPhoto)
class PublicationPhotoAdmin(LookingAdmin):
    list_display = ["publication", "photo"]
    list_select_related = ["publication", "photo"]
