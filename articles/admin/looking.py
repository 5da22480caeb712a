"""Screens to look at: nothing is added, changed or deleted behind the verbs' back."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from articles.document.text import tidy


class LookingMixin:
    """Refuses every change; whoever has the view permission may look."""

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


class LookingAdmin(LookingMixin, admin.ModelAdmin):
    """A list and a page of a model, to look at."""

    list_per_page = 50
    # COUNT over a hundred thousand rows is asked for once, not twice.
    show_full_result_count = False
    actions = None
    view_on_site = False

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """Search for text as it is stored: some keyboards send a letter and its marks apart."""
        return super().get_search_results(request, queryset, tidy(search_term))


class LookingInline(LookingMixin, admin.TabularInline):
    """Rows that belong to a model, to look at."""

    extra = 0
    can_delete = False
    show_change_link = True
