"""The list of all corrections."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.public import lists, page
from articles.public.views import answers, paging


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """What the paper has put right, newest first."""
    now = timezone.now()
    cursors = paging.read_cursors(request)
    if cursors is None:
        return answers.not_found(request)
    shown, stories = lists.corrections_page(now, **cursors)
    if cursors and not shown.rows:
        return answers.not_found(request)
    if paging.is_first(shown, cursors):
        return paging.to_first(request)
    places = page.places()
    return answers.render(
        request,
        "public/corrections.html",
        places,
        now,
        {
            "entries": [
                page.correction_entry(correction, stories[correction.story_id], places, now)
                for correction in shown.rows
                if correction.story_id in stories
            ],
            **paging.ways_on(shown, cursors),
        },
        query=paging.query_of(cursors),
    )
