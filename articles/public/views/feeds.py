"""Feeds in RSS 2.0 and Atom 1.0: of the whole paper, of a category, a topic, a contributor."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.models.people import Contributor
from articles.models.publication import Publication
from articles.models.taxonomy import Tag
from articles.public import feeds, page, queries
from articles.public.feeds import Feed
from articles.public.page import Places
from articles.public.views import answers

TYPES = {"rss": "application/rss+xml; charset=utf-8", "atom": "application/atom+xml; charset=utf-8"}


@require_safe
def of_category(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """The feed of a category, and under a name that no category has that of the whole paper."""
    now, places = timezone.now(), page.places()
    if name == feeds.LATEST:
        return _answer(request, form, feeds.latest(), feeds.newest(now), places)
    category = places.find_anywhere(name)
    if category is None:
        return answers.not_found(request)
    found = feeds.newest(now, category=category)
    return _answer(request, form, feeds.of_category(category), found, places, category.description)


@require_safe
def of_topic(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """The feed of a topic."""
    tag = Tag.objects.filter(slug=name).only("name", "slug", "introduction").first()
    # A topic or a person without a story in print may still be the desk's secret: there is no such feed.
    if tag is None or not (found := feeds.newest(timezone.now(), tag=tag)):
        return answers.not_found(request)
    return _answer(request, form, feeds.of_tag(tag), found, page.places(), tag.introduction)


@require_safe
def of_contributor(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """The feed of what somebody wrote or photographed."""
    person = Contributor.objects.filter(slug=name).only("name", "slug").first()
    if person is None or not (found := feeds.newest(timezone.now(), contributor=person)):
        return answers.not_found(request)
    return _answer(request, form, feeds.of_contributor(person), found, page.places())


def _answer(
    request: HttpRequest,
    form: str,
    feed: Feed,
    stories: list[Publication],
    places: Places,
    description: str = "",
) -> HttpResponse:
    now = timezone.now()
    outlet = queries.outlet_in_force(timezone.localdate(now))
    site_name = page.site_name(outlet)
    base = answers.base(request)
    withdrawn = queries.withdrawn_photos(stories)
    entries = [feeds.entry(story, places, withdrawn, base, site_name) for story in stories]
    context = {
        "title": f"{feed.title} – {site_name}",
        "description": description or (outlet.tagline if outlet else "") or site_name,
        "copyright": outlet.copyright_line if outlet else "",
        "page": base + feed.page,
        "rss": base + feed.rss,
        "atom": base + feed.atom,
        "entries": entries,
        "updated": feeds.last_change(entries, now),
    }
    return HttpResponse(feeds.xml(f"{form}.xml", context), content_type=TYPES[form])
