"""The front page."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.public import page, queries
from articles.public.page import Places
from articles.public.views import answers


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The front page: the newest, then a block for each section, no story twice."""
    now = timezone.now()
    places = Places(queries.categories())
    found = queries.front_page(now, [section.pk for section in places.sections])
    withdrawn = queries.withdrawn_photos([*found.newest, *(s for block in found.blocks.values() for s in block)])
    newest = [
        page.card(story, places, now, withdrawn, place="card" if position else "lead")
        for position, story in enumerate(found.newest)
    ]
    blocks = [
        {
            "section": places.link(section.pk),
            "children": places.children(section),
            "cards": [page.card(story, places, now, withdrawn) for story in found.blocks[section.pk]],
        }
        for section in places.sections
        if found.blocks[section.pk]
    ]
    return answers.render(
        request,
        "public/front.html",
        places,
        now,
        {"lead": newest[:1], "seconds": newest[1:4], "latest": newest[4:], "blocks": blocks, "is_front": True},
    )
