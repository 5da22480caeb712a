"""Articles."""

from django.contrib import admin

from articles.admin.looking import LookingAdmin, LookingInline
from articles.admin.revisions import HistoryPages
from articles.admin.withdrawal import WithdrawalPages
from articles.models.article import Article, ArticlePhoto, Byline
from articles.models.history import Revision


class BylineInline(LookingInline):
    model = Byline


class RevisionInline(LookingInline):
    model = Revision
    fields = ["number", "author", "reason", "created_at"]


@admin.register(Article)
class ArticleAdmin(WithdrawalPages, HistoryPages, LookingAdmin):
    list_display = ["title", "state", "category", "desk", "writer", "holder", "updated_at"]
    list_filter = ["state", "kind", "category", "desk", "is_sample"]
    list_select_related = ["category", "desk", "writer", "holder"]
    search_fields = ["title"]
    inlines = [BylineInline, RevisionInline]


@admin.register(Byline)
class BylineAdmin(LookingAdmin):
    list_display = ["article", "contributor", "role", "printed_name"]
    list_select_related = ["article", "contributor"]


@admin.register(ArticlePhoto)
class ArticlePhotoAdmin(LookingAdmin):
    list_display = ["article", "photo", "path"]
    list_select_related = ["article", "photo"]
