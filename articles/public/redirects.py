"""Addresses of older systems: looked up only when nothing else answered."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from articles.public import queries
from articles.public.views import answers


def RedirectMiddleware(get_response: Callable[[HttpRequest], HttpResponse]):
    """Turn a 404 into a permanent redirect where the redirect table knows the path.

    Stands within CommonMiddleware, which would first add a slash to "/muc-cu/bai-cu" and so miss it in the table.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == 404 and request.method in ("GET", "HEAD"):
            try:
                target = queries.redirect_target(timezone.now(), request.path)
            except queries.StoryWithdrawn:
                return answers.gone(request)
            if target is not None:
                return answers.moved(target)
        return response

    return middleware
