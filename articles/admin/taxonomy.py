"""Desks, categories, tags and the people in bylines."""

from django.contrib import admin

from articles.admin.looking import LookingAdmin, LookingInline
from articles.models.checklist import ChecklistRule
from articles.models.people import Contributor, PenName
from articles.models.taxonomy import Category, Desk, Tag


@admin.register(Desk)
class DeskAdmin(LookingAdmin):
    list_display = ["name", "slug"]


@admin.register(Category)
class CategoryAdmin(LookingAdmin):
    list_display = ["name", "parent", "desk", "slug", "position"]
    list_select_related = ["parent", "desk"]


@admin.register(Tag)
class TagAdmin(LookingAdmin):
    list_display = ["name", "slug"]
    search_fields = ["name", "folded_name"]


class PenNameInline(LookingInline):
    model = PenName


@admin.register(Contributor)
class ContributorAdmin(LookingAdmin):
    list_display = ["name", "kind", "user", "is_confirmed", "is_active"]
    list_filter = ["kind", "is_confirmed", "is_active"]
    list_select_related = ["user"]
    search_fields = ["name", "folded_name"]
    inlines = [PenNameInline]


@admin.register(PenName)
class PenNameAdmin(LookingAdmin):
    list_display = ["name", "contributor"]
    list_select_related = ["contributor"]


@admin.register(ChecklistRule)
class ChecklistRuleAdmin(LookingAdmin):
    list_display = ["kind", "rule", "level"]
