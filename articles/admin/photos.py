"""Photos: the library, the upload, a photo's own page."""

from django.contrib import admin
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from articles.admin import photo_views
from articles.admin.looking import LookingAdmin, LookingInline
from articles.models.photos import CreditLine, Photo, Rendition


class CreditLineInline(LookingInline):
    model = CreditLine


class RenditionInline(LookingInline):
    model = Rendition
    fields = ["shape", "format", "width", "height", "size"]


@admin.register(Photo)
class PhotoAdmin(LookingAdmin):
    list_display = ["description", "printed_credit", "source", "has_file", "created_at"]
    search_fields = ["description", "printed_credit"]
    inlines = [CreditLineInline, RenditionInline]

    @admin.display(description=_("file is here"), boolean=True)
    def has_file(self, photo: Photo) -> bool:
        return not photo.awaits_file

    def get_urls(self) -> list[URLPattern]:
        site = self.admin_site.admin_view
        return [
            path("choose/", site(photo_views.choose), name="articles_photo_choose"),
            path("upload/", site(photo_views.upload), name="articles_photo_upload"),
            path("<uuid:pk>/file/", site(photo_views.give_file), name="articles_photo_file"),
            path(
                "<uuid:pk>/picture/<slug:shape>/<int:width>.<slug:ending>",
                # Cached by the browser, unlike every other answer of the desk.
                self.admin_site.admin_view(photo_views.picture, cacheable=True),
                name="articles_photo_picture",
            ),
            *super().get_urls(),
        ]


@admin.register(CreditLine)
class CreditLineAdmin(LookingAdmin):
    list_display = ["name", "kind", "contributor", "photo"]
    list_filter = ["kind"]
    list_select_related = ["contributor", "photo"]


@admin.register(Rendition)
class RenditionAdmin(LookingAdmin):
    list_display = ["photo", "shape", "format", "width", "height", "size"]
    list_filter = ["shape", "format"]
    list_select_related = ["photo"]
