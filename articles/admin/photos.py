"""Photos: the library, the upload, a photo's own page. The addresses stand here, the pages in photo_pages.py."""

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path

from articles.admin import photo_pages, photo_views
from articles.admin.looking import LookingAdmin
from articles.desk import policy
from articles.models.photos import CreditLine, Photo, Rendition


@admin.register(Photo)
class PhotoAdmin(admin.ModelAdmin):
    """Django's addresses of a model, each with a page of ours: what is changed is changed by a verb of the desk."""

    def has_view_permission(self, request: HttpRequest, obj: Photo | None = None) -> bool:
        return policy.may_see_photos(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return policy.may_upload_photos(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Photo | None = None) -> bool:
        return obj is not None and policy.may_change_photo(request.user, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Photo | None = None) -> bool:
        return policy.may_remove_photos(request.user)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return photo_pages.page_of_library(request)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        return photo_pages.page_of_upload(request)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        return photo_pages.page_of_photo(request, _key(object_id))

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        return photo_pages.page_of_deletion(request, _key(object_id))

    def get_urls(self) -> list[URLPattern]:
        site = self.admin_site.admin_view
        return [
            path("choose/", site(photo_views.choose), name="articles_photo_choose"),
            path("upload/", site(photo_views.upload), name="articles_photo_upload"),
            path("<uuid:pk>/file/", site(photo_views.give_file), name="articles_photo_file"),
            path(
                "<uuid:pk>/picture/<slug:shape>/<int:width>.<slug:ending>",
                # Kept by the browser, unlike every other answer of the desk.
                site(photo_views.picture, cacheable=True),
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


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error
