"""Readers' addresses; docs/architecture.md promises them."""

from django.urls import path, re_path

from articles.public.views import feeds, sitemaps
from articles.public.views.about import accessibility, all_feeds, imprint
from articles.public.views.archive import archive, day, month
from articles.public.views.category import category, section
from articles.public.views.corrections import corrections
from articles.public.views.front import front
from articles.public.views.lists import contributor, latest, pictures_of, topic
from articles.public.views.search import finder
from articles.public.views.story import paper, story

urlpatterns = [
    path("", front, name="front"),
    # The number is the key; the slug decorates. Digits are bounded so that no number overflows the database's.
    # Any slug is let in, so that an old, wrong or capital one is led to the right address.
    re_path(r"^(?P<slug>[^/]+)-(?P<number>[1-9][0-9]{0,17})\.html$", story, name="story"),
    re_path(r"^(?P<number>[1-9][0-9]{0,17})\.html$", story),
    path("dinh-chinh/", corrections, name="corrections"),
    re_path(r"^in/(?P<number>[1-9][0-9]{0,17})\.html$", paper, name="paper"),
    path("tin-moi/", latest, name="latest"),
    path("toa-soan/", imprint, name="imprint"),
    path("rss/", all_feeds, name="feeds"),
    path("tro-nang/", accessibility, name="accessibility"),
    path("luu-tru/", archive, name="archive"),
    re_path(r"^luu-tru/(?P<year>[0-9]{4})/$", archive, name="archive_year"),
    re_path(r"^luu-tru/(?P<year>[0-9]{4})/(?P<month>[0-9]{2})/$", month, name="archive_month"),
    re_path(r"^luu-tru/(?P<year>[0-9]{4})/(?P<month>[0-9]{2})/(?P<day>[0-9]{2})/$", day, name="archive_day"),
    path("chu-de/<slug:slug>/", topic, name="topic"),
    path("tac-gia/<slug:slug>/", contributor, name="contributor"),
    path("tac-gia/<slug:slug>/anh/", pictures_of, name="pictures_of"),
    path("tim-kiem/", finder, name="search"),
    path("rss/<slug:name>.xml", feeds.of_category, {"form": "rss"}, name="rss"),
    path("rss/<slug:name>.atom.xml", feeds.of_category, {"form": "atom"}, name="atom"),
    path("rss/chu-de/<slug:name>.xml", feeds.of_topic, {"form": "rss"}, name="topic-rss"),
    path("rss/chu-de/<slug:name>.atom.xml", feeds.of_topic, {"form": "atom"}, name="topic-atom"),
    path("rss/tac-gia/<slug:name>.xml", feeds.of_contributor, {"form": "rss"}, name="contributor-rss"),
    path("rss/tac-gia/<slug:name>.atom.xml", feeds.of_contributor, {"form": "atom"}, name="contributor-atom"),
    path("robots.txt", sitemaps.robots),
    path("favicon.ico", sitemaps.icon),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-trang.xml", sitemaps.pages, name="sitemap-pages"),
    re_path(r"^sitemap-(?P<name>[12][0-9]{3}-(?:0[1-9]|1[0-2]))\.xml$", sitemaps.month, name="sitemap-month"),
    path("news-sitemap.xml", sitemaps.news, name="news-sitemap"),
    path("<slug:slug>/", section, name="section"),
    path("<slug:section>/<slug:slug>/", category, name="category"),
]
