"""What search engines ask for: robots.txt, the paper's mark and the sitemaps."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles.public import feeds, page, queries, sitemaps
from articles.public.sitemaps import Month
from articles.public.views import answers


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Everything that is public may be indexed; searches and the desk may not."""
    text = render_to_string("machines/robots.txt", {"base": answers.base(request)})
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=86_400)
def icon(request: HttpRequest) -> HttpResponse:
    """The paper's mark, for feed readers and engines that look in no page for it."""
    return redirect(static("newsroom/img/icon.svg"))


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The sitemaps there are: that of the pages, and one for each month."""
    base = answers.base(request)
    return _xml(
        "sitemap_index.xml",
        {"base": base, "pages": base + reverse("sitemap-pages"), "months": sitemaps.months(timezone.now())},
    )


@require_safe
def month(request: HttpRequest, name: str) -> HttpResponse:
    """The stories of a month."""
    places = list(sitemaps.stories(timezone.now(), Month(name), answers.base(request)))
    # A sitemap without an address is no sitemap.
    return _xml("sitemap.xml", {"places": places}) if places else answers.not_found(request)


@require_safe
def pages(request: HttpRequest) -> HttpResponse:
    """The pages that lead to stories."""
    now = timezone.now()
    found = sitemaps.pages(now, page.places(), answers.base(request))
    return _xml("sitemap.xml", {"places": list(found)})


@require_safe
def news(request: HttpRequest) -> HttpResponse:
    """The stories of the last two days for news searches; on a quiet weekend, none."""
    now = timezone.now()
    outlet = queries.outlet_in_force(timezone.localdate(now))
    context = {"site_name": page.site_name(outlet), "stories": sitemaps.news(now, answers.base(request))}
    return _xml("news_sitemap.xml", context)


def _xml(template: str, context: dict[str, Any]) -> HttpResponse:
    return HttpResponse(feeds.xml(template, context), content_type="application/xml; charset=utf-8")
