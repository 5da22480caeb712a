"""Sections and their sub-categories."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.public import heads, page, queries
from articles.public.views import answers, paging

# So many stories open a category's first page with large pictures.
LARGE = 3


@require_safe
def section(request: HttpRequest, slug: str) -> HttpResponse:
    """A section with all its sub-categories."""
    return _category(request, slug, None)


@require_safe
def category(request: HttpRequest, section: str, slug: str) -> HttpResponse:
    """A sub-category."""
    return _category(request, slug, section)


def _category(request: HttpRequest, slug: str, parent: str | None) -> HttpResponse:
    now = timezone.now()
    places = page.places()
    found = places.find(slug, parent)
    if found is None:
        return answers.error(request, "404.html", status=404, places=places)
    cursors = paging.read_cursors(request)
    if cursors is None:
        return answers.error(request, "404.html", status=404, places=places)
    shown = queries.category_page(now, found, **cursors)
    if cursors and not shown.rows:
        return answers.error(request, "404.html", status=404, places=places)
    if paging.is_first(shown, cursors):
        return paging.to_first(request)
    withdrawn = queries.withdrawn_photos(shown.rows)
    top = found.parent if found.parent_id else found
    return answers.render(
        request,
        "public/category.html",
        places,
        now,
        {
            "category": found,
            "section": places.link(top.pk),
            "children": places.children(top),
            "here": places.link(found.pk),
            "cards": [
                # The first page opens with large cards.
                page.card(
                    story,
                    places,
                    now,
                    withdrawn,
                    place="row" if cursors or position >= LARGE else "small" if position else "head",
                    is_first=not position,
                )
                for position, story in enumerate(shown.rows)
            ],
            **paging.ways_on(shown, cursors),
        },
        current=found,
        query=paging.query_of(cursors),
        head=partial(heads.of_category, category=found, places=places),
    )
