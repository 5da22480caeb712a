"""A story."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.public import heads, page, queries
from articles.public.page import Places
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
    places = Places(queries.categories())
    facts = queries.live_facts(found)
    shown = page.story_page(found, places, facts, queries.corrections(found, now), now)
    return answers.render(
        request,
        "public/story.html",
        places,
        now,
        {"story": shown},
        current=places.by_key.get(found.category_id),
        head=partial(heads.of_story, story=found, shown=shown, facts=facts),
    )
