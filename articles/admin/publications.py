"""What readers see, and saw."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext as _

from articles.admin.looking import LookingAdmin, LookingInline
from articles.desk.outlet import overlapping, save_outlet
from articles.models.outlet import Outlet
from articles.models.publication import (
    Correction,
    Publication,
    PublicationContributor,
    PublicationPhoto,
    PublicationTag,
)
from articles.models.redirect import Redirect


class ContributorLinkInline(LookingInline):
    model = PublicationContributor


class TagLinkInline(LookingInline):
    model = PublicationTag


class PhotoLinkInline(LookingInline):
    model = PublicationPhoto


@admin.register(Publication)
class PublicationAdmin(LookingAdmin):
    list_display = ["title", "number", "version", "section", "goes_live_at", "ends_at", "withdrawn_at"]
    list_filter = ["kind", "section"]
    list_select_related = ["section"]
    search_fields = ["title"]
    inlines = [ContributorLinkInline, TagLinkInline, PhotoLinkInline]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("document", "printed")


@admin.register(Correction)
class CorrectionAdmin(LookingAdmin):
    list_display = ["number", "version", "text", "created_at", "voids"]
    list_select_related = ["voids"]


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
