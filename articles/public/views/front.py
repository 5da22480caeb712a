"""The front page."""

import datetime
from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.models.publication import Publication
from articles.public import heads, page, queries
from articles.public.page import Places
from articles.public.views import answers

# In what shape the first sections stand, in their order; those behind share rows.
RHYTHM = ("lead", "row", "wide")
# What stands behind so many sections.
OPINION_AFTER, STRIP_AFTER = 1, 2
IN_COLUMNS = 3
# These blocks need a large picture first, where a story of theirs has one.
OPENED_BY_A_PICTURE = {"lead", "wide", "column"}


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The front page: the lead and what is new, opinion, photo stories, and a block for each section."""
    now = timezone.now()
    places = page.places()
    found = queries.front_page(now, [section.pk for section in places.sections])
    blocks = [(section.pk, found.blocks[section.pk]) for section in places.sections if found.blocks[section.pk]]
    make = _Maker(places, now, queries.withdrawn_photos(found.stories))
    lead, seconds, latest = found.top[:1], found.top[1:4], found.top[4:]
    return answers.render(
        request,
        "public/front.html",
        places,
        now,
        {
            "is_front": True,
            "lead": [make.card(story, "lead", is_first=True) for story in lead],
            "seconds": [make.card(story) for story in seconds],
            "latest": [page.headline(story, now) for story in latest],
            "parts": list(_parts(make, found, blocks)),
        },
        head=heads.of_front,
    )


class _Maker:
    """Makes cards and blocks of one page."""

    def __init__(self, places: Places, now: datetime.datetime, withdrawn: frozenset[str]) -> None:
        self.places, self.now, self.withdrawn = places, now, withdrawn

    def card(self, story: Publication, place: str = "card", *, is_first: bool = False) -> page.Card:
        return page.card(story, self.places, self.now, self.withdrawn, place=place, is_first=is_first)

    def block(self, form: str, key: int, stories: Sequence[Publication], places: Sequence[str]) -> dict[str, Any]:
        """Return a section's block: cards for its places, in that order, and headlines of what is left."""
        section = self.places.by_key[key]
        if form in OPENED_BY_A_PICTURE:
            # Stable: but for the picture the newest stands first.
            opening = next((story for story in stories if queries.has_picture(story)), stories[0])
            stories = [opening, *(story for story in stories if story is not opening)]
        return {
            "form": form,
            "section": self.places.link(key),
            "children": self.places.children(section),
            "cards": [self.card(story, place) for story, place in zip(stories, places, strict=False)],
            "heads": [page.headline(story) for story in stories[len(places) :]],
        }


def _parts(
    make: _Maker, found: queries.FrontPage, blocks: list[tuple[int, list[Publication]]]
) -> Iterator[dict[str, Any]]:
    """Yield what stands below the top, each with the form in which it stands."""
    sections = iter(_sections(make, blocks))
    for position in range(max(len(blocks), STRIP_AFTER) + 1):
        if position == OPINION_AFTER and found.opinion:
            yield {"form": "opinion", "cards": [make.card(story, "row") for story in found.opinion]}
        if position == STRIP_AFTER and found.strip:
            yield {"form": "strip", "cards": [make.card(story, "strip") for story in found.strip]}
        if (block := next(sections, None)) is not None:
            yield block


def _sections(make: _Maker, blocks: list[tuple[int, list[Publication]]]) -> Iterator[dict[str, Any]]:
    """Yield the sections' blocks: three in shapes of their own, then rows of three columns, last a pair or two."""
    large, rest = blocks[: len(RHYTHM)], blocks[len(RHYTHM) :]
    for form, (key, stories) in zip(RHYTHM, large, strict=False):
        block = make.block(form, key, stories, _PLACES[form])
        # Without a picture there is nothing to show wide.
        yield block if form != "wide" or block["cards"][0].picture else make.block("row", key, stories, _PLACES["row"])
    if len(rest) == 1:
        yield make.block("row", *rest[0], _PLACES["row"])
        return
    in_pairs = {0: 0, 1: 4, 2: 2}[len(rest) % IN_COLUMNS]
    columns = [make.block("column", *block, _PLACES["column"]) for block in rest[: len(rest) - in_pairs]]
    pairs = [make.block("pair", *block, _PLACES["pair"]) for block in rest[len(rest) - in_pairs :]]
    for form, made, across in (("columns", columns, IN_COLUMNS), ("pairs", pairs, 2)):
        for start in range(0, len(made), across):
            yield {"form": form, "blocks": made[start : start + across]}


# How large the pictures of a block are drawn; what has no place here is a headline.
_PLACES = {
    "lead": ("head", "small", "small"),
    "row": ("small",) * 4,
    "wide": ("wide", "row", "row", "row"),
    "column": ("column",),
    "pair": ("row", "row"),
}
