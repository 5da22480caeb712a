"""Pages about the paper itself: its imprint, its statement on accessibility, its feeds."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.public import feeds, page
from articles.public.views import answers


@require_safe
def imprint(request: HttpRequest) -> HttpResponse:
    """Who makes this paper, as the outlet in force says."""
    return _page(request, "public/imprint.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What this paper does so that everybody can read it, and where to tell what fails."""
    return _page(request, "public/accessibility.html")


@require_safe
def all_feeds(request: HttpRequest) -> HttpResponse:
    """The feeds of the paper, of each section and of its sub-categories."""
    places = page.places()
    context = {"feeds": feeds.feeds(places)}
    return answers.render(request, "public/feeds.html", places, timezone.now(), context)


def _page(request: HttpRequest, template: str) -> HttpResponse:
    return answers.render(request, template, page.places(), timezone.now(), {})
