"""The doubts of an import on the page of its article: beside the raw text, each settled by one click."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import User
from articles.desk import doubts, editing
from articles.desk.doubts import Doubt, ImportedBlock
from articles.desk.imported import note_in_words
from articles.desk.refusals import NotPossible
from articles.models.article import Article
from articles.models.taxonomy import Category

Sentence = str | Promise

# So many words at the head can be chosen as the title's last; no newspaper's title has more.
WORDS = 48
LONGEST_RAW = 60_000  # characters

FIELDS: dict[str, Sentence] = {
    "date": gettext_lazy("Date"),
    "category": gettext_lazy("Category"),
    "title": gettext_lazy("Title"),
    "text": gettext_lazy("Text of the story"),
    "caption": gettext_lazy("Caption"),
}
KINDS: dict[str, Sentence] = {
    "paragraph": pgettext_lazy("block", "paragraph"),
    "heading": pgettext_lazy("block", "heading"),
    "caption": pgettext_lazy("block", "caption"),
    "byline": pgettext_lazy("block", "byline"),
    "source": pgettext_lazy("block", "source"),
    "related": pgettext_lazy("block", "related link"),
}


@dataclass(frozen=True)
class ShownBlock:
    """A block of the raw text with the kinds that it can be."""

    block: ImportedBlock
    kinds: tuple[tuple[str, Sentence, bool], ...]  # value, name, is it this


@dataclass(frozen=True)
class ShownDoubt:
    """A doubt in words, with what settles it."""

    doubt: Doubt
    label: Sentence
    sentence: str
    block: ShownBlock | None
    may_accept: bool
    month: str = ""


@dataclass(frozen=True)
class Panel:
    """All that the page shows of an import with open doubts."""

    doubts: list[ShownDoubt]
    blocks: list[ShownBlock]
    words: list[tuple[int, str, bool, bool]]  # number, word, is in the title, is its last
    rest: str
    raw: str
    is_cut: bool
    notes: list[str]
    source: str
    batch: str
    refusal: Sentence | None
    categories: list[tuple[int, str]]
    url: str
    revision: int


def panel_of(article: Article, user: User) -> Panel | None:
    """Return the panel of an article whose import has open doubts, else None; one query where there are none."""
    found = doubts.of_article(article)
    if found is None or not found.doubts:
        return None
    blocks = [_shown_block(block) for block in found.blocks]
    return Panel(
        doubts=[_shown(doubt, article, blocks) for doubt in found.doubts],
        blocks=blocks,
        words=[
            (number, word, number <= found.title_ends, number == found.title_ends)
            for number, word in enumerate(found.head[:WORDS], start=1)
        ],
        rest=" ".join(found.head[WORDS:]),
        raw=found.record.raw[:LONGEST_RAW],
        is_cut=len(found.record.raw) > LONGEST_RAW,
        notes=[note_in_words(note) for note in found.record.choices.get("notes", ())],
        source=found.record.source,
        batch=found.record.batch.name,
        refusal=editing.why_not_settle(article, user),
        categories=list(_categories()) if any(d.field == "category" for d in found.doubts) else [],
        url=reverse("admin:articles_article_doubts", args=[article.pk]),
        revision=article.revision_number,
    )


def settle(request: HttpRequest, article: Article) -> HttpResponse:
    """Do what one button of the panel says; raises what the desk refuses."""
    asked = request.POST
    revision = _number(asked.get("revision", ""))
    who = {"actor": request.user, "revision": revision}
    if "accept" in asked:
        article = doubts.accept(article, asked["accept"], **who)
    elif "title_end" in asked:
        article = doubts.move_title_end(article, _number(asked["title_end"]), **who)
    elif "kind" in asked:
        number, _colon, kind = asked["kind"].partition(":")
        article = doubts.change_kind(article, _number(number), kind, **who)
    elif "set_date" in asked:
        article = doubts.set_date(article, _day(asked.get("date", "")), **who)
    elif "set_category" in asked:
        category = Category.objects.filter(pk=_number(asked.get("category", ""))).first()
        if category is None:
            raise NotPossible(_("Choose a category."))
        article = doubts.set_category(article, category, **who)
    else:
        raise Http404
    left = doubts.of_article(article)
    if left is not None and left.doubts:
        messages.success(request, _("Settled."))
    else:
        messages.success(request, _("The last doubt is settled: the story can go on its way."))
    url = reverse("admin:articles_article_change", args=[article.pk])
    return HttpResponseRedirect(f"{url}#doubts" if left is not None and left.doubts else url)


def _shown(doubt: Doubt, article: Article, blocks: list[ShownBlock]) -> ShownDoubt:
    number = doubt.block
    block = blocks[number] if number is not None and number < len(blocks) else None
    may_accept = {
        "title": bool(article.title.strip()),
        "category": article.category_id is not None,
    }.get(doubt.field, True)
    month = doubt.value if doubt.field == "date" and doubt.value and len(doubt.value) == len("YYYY-MM") else ""
    return ShownDoubt(doubt, FIELDS.get(doubt.field, doubt.field), _sentence(doubt), block, may_accept, month)


def _sentence(doubt: Doubt) -> str:
    sure = "" if doubt.confidence is None else f"{doubt.confidence:.0%}".replace("%", " %")
    if doubt.field == "date" and not doubt.value:
        return _("The text gives no date.")
    if doubt.field == "date" and doubt.value and len(doubt.value) == len("YYYY-MM"):
        return _("The text gives a month only: %(value)s.") % {"value": "/".join(reversed(doubt.value.split("-")))}
    if doubt.field == "date":
        return _("No newspaper was printed on this day: %(value)s.") % {"value": doubt.value}
    if doubt.field == "category":
        return _("The text names no category of this paper.")
    if doubt.field == "text":
        return _("There is neither a lead nor a body.")
    if doubt.field == "title" and not doubt.value:
        return _("No title was found.")
    if doubt.field == "title":
        return _("Where the title ends is not certain (%(sure)s sure). Press its last word.") % {"sure": sure}
    return _("This may be no caption (%(sure)s sure). Press what it is.") % {"sure": sure}


def _shown_block(block: ImportedBlock) -> ShownBlock:
    return ShownBlock(block, tuple((kind, name, kind == block.kind) for kind, name in KINDS.items()))


def _categories() -> Iterable[tuple[int, str]]:
    for category in Category.objects.select_related("parent").order_by("parent__position", "position", "name"):
        yield category.pk, f"{category.parent.name} › {category.name}" if category.parent else category.name


def _number(typed: str) -> int:
    """Return a number as a button sent it; -1, which names nothing, for anything else."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else -1


def _day(typed: str) -> datetime.date:
    try:
        day = parse_date(typed)
    except ValueError:
        day = None
    if day is None:
        raise NotPossible(_("Give the day."))
    return day
