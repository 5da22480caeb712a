"""All addresses: the composition root's own, the desk, then readers' pages."""

from django.contrib import admin
from django.urls import include, path

from newsroom import views

urlpatterns = [
    path("healthz", views.healthz),
    path("readyz", views.readyz),
    path("admin/jsi18n/", admin.site.i18n_javascript, name="javascript-catalog"),
    path("admin/", admin.site.urls),
    path("", include("articles.public.urls")),
]

handler404 = "articles.public.views.not_found"
