"""Lists over the whole paper: the latest, topics, contributors."""

import datetime
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.models.people import Contributor
from articles.public import heads, lists, page, queries
from articles.public.page import Link, Places
from articles.public.slices import Slice
from articles.public.views import answers, paging


@require_safe
def latest(request: HttpRequest) -> HttpResponse:
    """All stories, newest first."""
    now = timezone.now()
    cursors = paging.read_cursors(request)
    if cursors is None:
        return answers.not_found(request)
    places = page.places()
    shown = lists.latest(now, **cursors)
    context = {"heading": _("The latest"), "description": _("All stories of this paper, newest first.")}
    return show_list(request, places, now, shown, cursors, context)


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """A topic with its introduction and its stories; one that readers see nothing of is not found."""
    now = timezone.now()
    cursors = paging.read_cursors(request)
    found = lists.topic(slug)
    if cursors is None or found is None:
        return answers.not_found(request)
    shown = lists.topic_page(now, found, **cursors)
    if not shown.rows:
        return answers.not_found(request)
    places = page.places()
    context = {
        "over": _("Topic"),
        "heading": found.name,
        "introduction": found.introduction,
        "description": found.introduction or _("Stories of this paper on the topic “%(name)s”.") % {"name": found.name},
    }
    return show_list(request, places, now, shown, cursors, context, head=partial(heads.of_topic, tag=found))


@require_safe
def contributor(request: HttpRequest, slug: str) -> HttpResponse:
    """What somebody wrote; of somebody who only takes pictures, the pictures."""
    return _person(request, slug, pictures=False)


@require_safe
def pictures_of(request: HttpRequest, slug: str) -> HttpResponse:
    """The stories with somebody's pictures."""
    return _person(request, slug, pictures=True)


def _person(request: HttpRequest, slug: str, *, pictures: bool) -> HttpResponse:
    now = timezone.now()
    cursors = paging.read_cursors(request)
    found = lists.person(now, slug)
    if cursors is None or found is None or (pictures and not found.took_pictures):
        return answers.not_found(request)
    own = reverse("contributor", args=[slug])
    if pictures and not found.wrote:
        return answers.moved(own)
    shows_pictures = pictures or not found.wrote
    roles = lists.PICTURES if shows_pictures else lists.WORDS
    shown = lists.person_page(now, found.contributor, roles, **cursors)
    places = page.places()
    name = found.contributor.name
    of_pictures = _("Pictures by %(name)s") % {"name": name}
    tabs = [(Link(_("Stories"), own), not shows_pictures), (Link(of_pictures, f"{own}anh/"), shows_pictures)]
    context: dict[str, Any] = {
        "heading": name,
        "title": of_pictures if shows_pictures else name,
        "introduction": found.contributor.biography,
        "description": found.contributor.biography or _("Stories and pictures by %(name)s.") % {"name": name},
        "tabs": tabs if found.wrote and found.took_pictures else (),
        "face": page.initials(name) if found.contributor.kind == Contributor.Kind.PERSON else "",
        "only_pictures": shows_pictures and not found.wrote,
        "as_pictures": shows_pictures,
    }
    head = partial(heads.of_contributor, contributor=found.contributor)
    return show_list(request, places, now, shown, cursors, context, head=head)


def show_list(
    request: HttpRequest,
    places: Places,
    now: datetime.datetime,
    shown: Slice,
    cursors: dict[str, Any],
    context: dict[str, Any],
    *,
    head: answers.MakeHead = heads.of_page,
    template: str = "public/list.html",
) -> HttpResponse:
    """Answer with a page of a list under a heading; a place behind which nothing stands is none."""
    if cursors and not shown.rows:
        return answers.error(request, "404.html", status=404, places=places)
    if paging.is_first(shown, cursors):
        return paging.to_first(request)
    withdrawn = queries.withdrawn_photos(shown.rows)
    size = "card" if context.get("as_pictures") else "row"
    context["cards"] = [
        page.card(story, places, now, withdrawn, place=size, is_first=not position)
        for position, story in enumerate(shown.rows)
    ]
    context |= paging.ways_on(shown, cursors)
    query = paging.query_of(cursors)
    return answers.render(request, template, places, now, context, query=query, head=head)
