"""The sign-in page and the page for one's own password."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth import views as django_views
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from accounts import sessions
from accounts.devices import remember_device
from accounts.events import Deed, tell
from accounts.forms import OwnPasswordForm, SignInForm


class SignInView(django_views.LoginView):
    """Lets people in, to the page they asked for if it is ours, and remembers the device."""

    form_class = SignInForm
    template_name = "admin/login.html"
    next_page = reverse_lazy("admin:index")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if admin.site.has_permission(request):
            return HttpResponseRedirect(self.get_success_url())
        return super().get(request, *args, **kwargs)

    def get_redirect_url(self) -> str:
        """Return where the person wanted to go, if that is a page of the desk: no other asks people to sign in."""
        asked = super().get_redirect_url()
        return asked if asked.startswith("/admin/") else ""

    def form_valid(self, form: SignInForm) -> HttpResponse:
        response = super().form_valid(form)
        user = form.get_user()
        tell(Deed.SIGN_IN, user, actor=user, request=self.request)
        remember_device(self.request, response, user)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = {
            "title": _("Log in"),
            "subtitle": None,
            "app_path": self.request.get_full_path(),
            "home": str(self.next_page),
        }
        return super().get_context_data(**admin.site.each_context(self.request), **page, **kwargs)


class OwnPasswordView(django_views.PasswordChangeView):
    """Changes the own password: every other session of the person ends, and every other device becomes unknown."""

    form_class = OwnPasswordForm
    success_url = reverse_lazy("admin:index")

    def form_valid(self, form: OwnPasswordForm) -> HttpResponse:
        with transaction.atomic():
            user = form.save()
            tell(Deed.CHANGE_PASSWORD, user, actor=user, request=self.request)
        update_session_auth_hash(self.request, user)
        sessions.confirm(self.request)
        messages.success(
            self.request, _("Your password is changed. Wherever else you were signed in, you no longer are.")
        )
        response = redirect(self.success_url)
        remember_device(self.request, response, user)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**admin.site.each_context(self.request), **kwargs)
