"""Readers' addresses; docs/architecture.md promises them."""

from django.urls import path, re_path

from articles.public.views.category import category, section
from articles.public.views.corrections import corrections
from articles.public.views.front import front
from articles.public.views.lists import contributor, latest, pictures_of, topic
from articles.public.views.search import finder
from articles.public.views.story import story

urlpatterns = [
    path("", front, name="front"),
    # The number is the key; the slug decorates. Digits are bounded so that no number overflows the database's.
    # Any slug is let in, so that an old, wrong or capital one is led to the right address.
    re_path(r"^(?P<slug>[^/]+)-(?P<number>[1-9][0-9]{0,17})\.html$", story, name="story"),
    re_path(r"^(?P<number>[1-9][0-9]{0,17})\.html$", story),
    path("dinh-chinh/", corrections, name="corrections"),
    path("tin-moi/", latest, name="latest"),
    path("chu-de/<slug:slug>/", topic, name="topic"),
    path("tac-gia/<slug:slug>/", contributor, name="contributor"),
    path("tac-gia/<slug:slug>/anh/", pictures_of, name="pictures_of"),
    path("tim-kiem/", finder, name="search"),
    path("<slug:slug>/", section, name="section"),
    path("<slug:section>/<slug:slug>/", category, name="category"),
]
