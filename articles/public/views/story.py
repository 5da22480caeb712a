"""A story."""

from functools import partial
from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.public import heads, page, queries
from articles.public.page import Link
from articles.public.views import answers


@require_safe
def story(request: HttpRequest, number: str, slug: str = "") -> HttpResponse:
    """A story; another slug than its own leads permanently to its address."""
    now = timezone.now()
    try:
        found = queries.story(now, int(number))
    except queries.StoryWithdrawn:
        return answers.gone(request)
    except queries.StoryNotFound:
        return answers.not_found(request)
    if slug != found.slug:
        return answers.moved(found.get_absolute_url())
    places = page.places()
    beside = queries.beside(found, now)
    facts = queries.live_facts(found, beside.stories)
    shown = page.story_page(found, places, facts, queries.corrections(found, now), now, beside=beside)
    return answers.render(
        request,
        "public/story.html",
        places,
        now,
        {"story": shown, "shares": _shares(answers.base(request) + shown.url, found.title)},
        current=places.by_key.get(found.category_id),
        head=partial(heads.of_story, story=found, shown=shown, facts=facts),
    )


@require_safe
def paper(request: HttpRequest, number: str) -> HttpResponse:
    """A story as it goes to a printer: its words and pictures, and where it stands."""
    now = timezone.now()
    try:
        found = queries.story(now, int(number))
    except queries.StoryWithdrawn:
        return answers.gone(request)
    except queries.StoryNotFound:
        return answers.not_found(request)
    places = page.places()
    shown = page.story_page(found, places, queries.live_facts(found), queries.corrections(found, now), now)
    context = {"story": shown, "address": answers.base(request) + shown.url}
    return answers.render(
        request, "public/paper.html", places, now, context, current=places.by_key.get(found.category_id)
    )


def _shares(address: str, title: str) -> list[Link]:
    """Return plain links by which a reader passes a story on; nothing is loaded from there before."""
    return [
        Link("Facebook", f"https://www.facebook.com/sharer/sharer.php?{urlencode({'u': address})}"),
        Link("X", f"https://x.com/intent/post?{urlencode({'url': address, 'text': title})}"),
        # A mail program takes "+" for a plus.
        Link(_("By e-mail"), f"mailto:?{urlencode({'subject': title, 'body': address}, quote_via=quote)}"),
    ]
