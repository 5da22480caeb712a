"""Readers' addresses; docs/architecture.md promises them."""

from django.urls import path, re_path

from articles.public import views

urlpatterns = [
    path("", views.front, name="front"),
    # The number is the key; the slug decorates. Digits are bounded so that no number overflows the database's.
    # Any slug is let in, so that an old, wrong or capital one is led to the right address.
    re_path(r"^(?P<slug>[^/]+)-(?P<number>[1-9][0-9]{0,17})\.html$", views.story, name="story"),
    re_path(r"^(?P<number>[1-9][0-9]{0,17})\.html$", views.story),
    path("dinh-chinh/", views.corrections, name="corrections"),
    path("<slug:slug>/", views.section, name="section"),
    path("<slug:section>/<slug:slug>/", views.category, name="category"),
]
