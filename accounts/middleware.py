"""What stands between a session and the desk: its age, and the one-time password.

Readers' pages never look at request.user: that would read the session and vary the page by cookie.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts import sessions

GetResponse = Callable[[HttpRequest], HttpResponse]


def SessionMiddleware(get_response: GetResponse) -> GetResponse:
    """Keep a session alive while it is used, and end it after a week all the same."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/admin/") and request.user.is_authenticated:
            sessions.go_on(request)
        return get_response(request)

    return middleware


def PasswordChangeMiddleware(get_response: GetResponse) -> GetResponse:
    """Send a person whose password must change to the password page, whatever of the desk was asked for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/admin/") and getattr(request.user, "must_change_password", False):
            open_pages = {reverse("admin:password_change"), reverse("admin:logout"), reverse("admin:jsi18n")}
            if request.path not in open_pages:
                return redirect("admin:password_change")
        return get_response(request)

    return middleware
