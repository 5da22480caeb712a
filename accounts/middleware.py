"""A one-time password opens one page only: the one on which it is changed."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse


def PasswordChangeMiddleware(get_response: Callable[[HttpRequest], HttpResponse]):
    """Send a person whose password must change to the password page, whatever of the desk was asked for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        # Readers' pages never look at request.user: that would read the session and vary the page by cookie.
        if request.path.startswith("/admin/") and getattr(request.user, "must_change_password", False):
            open_pages = {reverse("admin:password_change"), reverse("admin:logout"), reverse("admin:jsi18n")}
            if request.path not in open_pages:
                return redirect("admin:password_change")
        return get_response(request)

    return middleware
