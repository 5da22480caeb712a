"""Search over all that is printed, by words and filters; an address says all of it and can be passed on."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from articles.document.codec import DocumentError, from_json
from articles.document.plaintext import to_text
from articles.document.query import LONGEST_QUERY, Query, parse
from articles.document.snippets import LENGTH, Stretch, mark, passage, with_marks
from articles.document.text import excerpt, tidy
from articles.models.publication import CardRow, Publication
from articles.models.story import Kind
from articles.public import page, queries, search
from articles.public.filters import LONGEST_NAME, SearchFilters
from articles.public.page import Card
from articles.public.slices import IN_LIST
from articles.public.views import answers

_LENGTHS = {"q": LONGEST_QUERY, "tac_gia": LONGEST_NAME}
# What no filter needs is not even read.
LONGEST_ADDRESS = 400
MOST_PAGES = search.MOST_FOUND // IN_LIST


@dataclass(frozen=True)
class Hit:
    """A story that was found, with what was asked for marked in its title and in a passage of its text."""

    card: Card
    title: tuple[Stretch, ...]
    passage: tuple[Stretch, ...]


@dataclass(frozen=True)
class Chip:
    """A filter in force, and the address without it."""

    name: str
    url: str


@dataclass(frozen=True)
class Section:
    """A section of the paper, and the address that looks for the same in it alone."""

    name: str
    url: str
    is_chosen: bool


@require_safe
def finder(request: HttpRequest) -> HttpResponse:
    """What answers a question within its filters: the best, or the newest, sixty at most."""
    now = timezone.now()
    places = page.places()
    asked = _asked(request)
    number = _page_number(request.GET.get("trang") or "1")
    if number is None:
        return answers.error(request, "404.html", status=404, places=places)
    filters = SearchFilters(asked, places=places, now=now)
    shown, chosen = filters.qs, filters.form.cleaned_data
    query, is_newest_first = parse(asked.get("q", "")), chosen.get("xep") == "moi"
    found = search.find(shown, query, newest_first=is_newest_first)
    begin = (number - 1) * IN_LIST
    keys = found.keys[begin : begin + IN_LIST]
    if number > 1 and not keys:
        return answers.error(request, "404.html", status=404, places=places)
    stories = Publication.objects.visible(now)
    if keys:
        by_key = stories.only(*CardRow._fields, "document").in_bulk(keys)
        listed = [by_key[key] for key in keys if key in by_key]
    else:
        listed = list(stories.for_cards().newest_first()[:3])
    withdrawn = queries.withdrawn_photos(listed)
    cards = [page.card(story, places, now, withdrawn, place="row" if keys else "card") for story in listed]
    response = answers.render(
        request,
        "public/search.html",
        places,
        now,
        {
            "form": filters.form,
            "question": asked.get("q", "") if query else "",
            "is_blank": not asked,
            "tally": _tally(found, query, is_newest_first=is_newest_first),
            "chips": _chips(filters, asked),
            "sections": _sections(places, asked),
            "hits": [_hit(story, card, query) for story, card in zip(listed, cards, strict=True)] if keys else [],
            "others": [] if keys else cards,
            "whole_paper": _address({"q": asked["q"]}) if query else "",
            "newer": _address({**asked, "trang": str(number - 1)} if number > 2 else asked) if number > 1 else "",
            "older": _address({**asked, "trang": str(number + 1)}) if found.keys[begin + IN_LIST :] else "",
            "number": number,
        },
        query=_address(asked).removeprefix("."),
    )
    # No shared cache is filled by what anybody may type, and a story that is withdrawn is gone from here at once.
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _asked(request: HttpRequest) -> dict[str, str]:
    """Return what an address asks for, tidied, of known names only and nothing blank."""
    texts = {name: tidy(request.GET.get(name, "")[:LONGEST_ADDRESS]) for name in SearchFilters.base_filters}
    texts = {name: " ".join(text.split())[: _LENGTHS.get(name, LONGEST_ADDRESS)] for name, text in texts.items()}
    return {name: text for name, text in texts.items() if text}


def _page_number(text: str) -> int | None:
    numbers = {str(number): number for number in range(1, MOST_PAGES + 1)}
    return numbers.get(text)


def _address(asked: dict[str, str]) -> str:
    return f"?{urlencode(asked)}" if asked else "."


def _hit(story: Publication, card: Card, query: Query) -> Hit:
    try:
        texts = [story.sapo, *to_text(from_json(story.document)).split("\n")]
    except DocumentError:
        texts = [story.sapo]
    exact = with_marks([story.title, *texts], query)
    found = passage(texts, query, exact) or (Stretch(excerpt(story.sapo, LENGTH)),)
    return Hit(card, mark(story.title, query, exact), found)


def _chips(filters: SearchFilters, asked: dict[str, str]) -> list[Chip]:
    """Return the filters in force, each with the address that leaves it out."""
    chosen, names = filters.form.cleaned_data, {}
    if chosen.get("muc"):
        names["muc"] = filters.categories[chosen["muc"]].name
    if chosen.get("tac_gia"):
        names["tac_gia"] = _("Author: %s") % chosen["tac_gia"]
    for name, words in (("tu", _("from %s")), ("den", _("to %s"))):
        if chosen.get(name):
            names[name] = words % date_format(chosen[name], "d/m/Y")
    if chosen.get("the_loai"):
        names["the_loai"] = capfirst(Kind(chosen["the_loai"]).label)
    if chosen.get("co_anh"):
        names["co_anh"] = _("With pictures")
    return [
        Chip(name, _address({key: value for key, value in asked.items() if key != left_out}))
        for left_out, name in names.items()
    ]


def _sections(places: page.Places, asked: dict[str, str]) -> list[Section]:
    chosen = asked.get("muc", "").split("/")[0]
    return [
        Section(section.name, _address({**asked, "muc": section.slug}), section.slug == chosen)
        for section in places.sections
    ]


def _tally(found: search.Found, query: Query, *, is_newest_first: bool) -> str:
    """Say how many were found, and no more than is known."""
    count, others = len(found.keys), len(found.keys) - found.whole
    if not query:
        newest = _("The %d newest stories") if found.is_capped else ngettext("%d story", "%d stories", count)
        return newest % count
    if found.is_capped:
        if is_newest_first:
            return _("Many stories match; these are the %d best, newest first") % count
        return _("Many stories match; these are the %d best") % count
    if not found.whole:
        return (
            ngettext("No story holds all words; %d comes near", "No story holds all words; %d come near", count) % count
        )
    whole = ngettext("%d story holds all words", "%d stories hold all words", found.whole) % found.whole
    if not others:
        return whole
    near = ngettext("%d more comes near", "%d more come near", others) % others
    return f"{whole}, {near}"
