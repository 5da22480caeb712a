"""Articles in Django admin: where their pages are, and who finds them."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path

from articles.admin import article_view, choosers, handover_page, preview
from articles.admin.article_list import ArticleList
from articles.admin.looking import LookingAdmin
from articles.admin.revisions import HistoryPages
from articles.admin.withdrawal import WithdrawalPages
from articles.desk import policy
from articles.models.article import Article


@admin.register(Article)
class ArticleAdmin(ArticleList, WithdrawalPages, HistoryPages, LookingAdmin):
    """The list of articles, and the form that writes one. Nothing is deleted here: texts are spiked."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        return super().get_queryset(request).filter(policy.readable_by(request.user))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return policy.may_look(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return policy.may_look(request.user) if obj is None else policy.may_read(request.user, obj)

    def has_add_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return policy.may_write(request.user)

    def get_urls(self) -> list[URLPattern]:
        def page(view: Any) -> Any:
            def bound(request: HttpRequest, **arguments: Any) -> HttpResponse:
                return view(self, request, **arguments)

            return self.admin_site.admin_view(bound)

        site = self.admin_site.admin_view
        return [
            path("preview/", page(preview.show), name="articles_article_preview_new"),
            path("<int:number>/preview/", page(preview.show), name="articles_article_preview"),
            path("<int:number>/doubts/", page(article_view.settle), name="articles_article_doubts"),
            path("handover/", page(handover_page.show), name="articles_article_handover"),
            path("names/contributors/", site(choosers.contributors), name="articles_article_contributors"),
            path("names/tags/", site(choosers.tags), name="articles_article_tags"),
            *super().get_urls(),
        ]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        return article_view.add(self, request)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        if not (object_id.isascii() and object_id.isdigit() and len(object_id) < 19):
            raise Http404
        return article_view.change(self, request, int(object_id))

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: dict | None = None) -> HttpResponse:
        """Refuse without a look: Django's own would tell which articles there are."""
        raise PermissionDenied
