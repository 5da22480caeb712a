"""Django's admin site, whose first page is the board."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse


class DeskSite(AdminSite):
    """The desk; what stands under it registers itself as with Django's own."""

    # The board leads everywhere; a list beside every page takes the room of the text and moves it while it loads.
    enable_nav_sidebar = False

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Show the board, and below it the lists that a person may open."""
        # Not before: what articles.admin registers needs this very class.
        from articles.admin import board_page

        return super().index(request, board_page.context(request, self) | (extra_context or {}))
