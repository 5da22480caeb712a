"""All addresses: the composition root's own, the desk, then readers' pages."""

from django.contrib import admin
from django.urls import include, path, re_path
from django.utils.translation import gettext_lazy as _

from accounts.views import OwnPasswordView, SignInView
from articles.admin.parts_page import parts
from articles.public.views import answers
from newsroom import media, views
from newsroom.names import name_of_the_paper

admin.site.site_header = admin.site.site_title = _("Newsroom desk")

urlpatterns = [
    path("healthz", views.healthz),
    path("readyz", views.readyz),
    re_path(rf"^media/(?P<name>{media.NAME})\Z", media.picture),
    path("admin/jsi18n/", admin.site.i18n_javascript, name="javascript-catalog"),
    # Django's "view on site" would tell any member of staff the address of whatever he names.
    re_path(r"^admin/r/", answers.not_found),
    # Before Django's own of the same names: counted, recorded, and they know the device again.
    path("admin/login/", SignInView.as_view(extra_context={"paper": name_of_the_paper})),
    path("admin/password_change/", admin.site.admin_view(OwnPasswordView.as_view())),
    path("admin/parts/", admin.site.admin_view(parts), name="parts"),
    path("admin/", admin.site.urls),
    path("", include("articles.public.urls")),
]

handler404 = "articles.public.views.answers.not_found"
