"""Articles and photos."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from articles.admin.looking import LookingAdmin, LookingInline
from articles.models.article import Article, ArticlePhoto, Byline
from articles.models.history import Revision
from articles.models.photos import CreditLine, Photo, Rendition


class BylineInline(LookingInline):
    model = Byline


class RevisionInline(LookingInline):
    model = Revision
    fields = ["number", "author", "reason", "created_at"]


@admin.register(Article)
class ArticleAdmin(LookingAdmin):
    list_display = ["title", "state", "category", "desk", "writer", "holder", "updated_at"]
    list_filter = ["state", "kind", "category", "desk", "is_sample"]
    list_select_related = ["category", "desk", "writer", "holder"]
    search_fields = ["title"]
    inlines = [BylineInline, RevisionInline]


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


@admin.register(Byline)
class BylineAdmin(LookingAdmin):
    list_display = ["article", "contributor", "role", "printed_name"]
    list_select_related = ["article", "contributor"]


@admin.register(ArticlePhoto)
class ArticlePhotoAdmin(LookingAdmin):
    list_display = ["article", "photo", "path"]
    list_select_related = ["article", "photo"]


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
