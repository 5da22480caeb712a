"""Rows that belong to articles, to look at."""

from django.contrib import admin

from articles.admin.looking import LookingAdmin
from articles.models.article import ArticlePhoto, Byline


@admin.register(Byline)
class BylineAdmin(LookingAdmin):
    list_display = ["article", "contributor", "role", "printed_name"]
    list_select_related = ["article", "contributor"]


@admin.register(ArticlePhoto)
class ArticlePhotoAdmin(LookingAdmin):
    list_display = ["article", "photo", "path"]
    list_select_related = ["article", "photo"]
