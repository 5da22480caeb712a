"""What lists of the desk find: the conditions, what a person may see of them, and the rows, cheaply at any size.

Every condition reads columns of one index, `article_list`, or is a set of keys (models/article.py says why).
"""

import datetime
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Prefetch, Q

from articles.desk import policy
from articles.document.text import fold
from articles.models.article import Article, ArticlePhoto, ArticleQuerySet, Byline, State
from articles.models.intake import ImportRecord
from articles.models.photos import Photo
from articles.models.publication import Publication
from articles.models.taxonomy import Category

if TYPE_CHECKING:
    from accounts.models import User

# A search of more words than any headline has is a mistake, or worse.
MOST_WORDS, LONGEST_QUERY = 12, 200
# Before readers see a text, a doubt of its import is still somebody's to look at.
_UNSEEN = (State.DRAFT, State.SUBMITTED, State.IN_EDITING, State.AWAITING_APPROVAL, State.APPROVED)
_LARGEST_NUMBER = 2**63 - 1
# A phrase in any marks a keyboard has, or a word.
_TERM = re.compile(r'[“”"„«]([^“”"„«»]+)[“”"»]|([^\s“”"„«»]+)')

_SHOWN = (
    *("number", "kicker", "title", "kind", "state", "state_changed_at", "updated_at", "words", "pictures"),
    *("awaited_files", "is_sample", "revision_number", "writer_id", "live_id"),
    *("category__name", "category__parent_id", "desk__name", "writer__full_name", "writer__username"),
    *("holder__full_name", "holder__username", "waiting__goes_live_at"),
)


def visible_to(user: "User") -> ArticleQuerySet:
    """Return the articles a person may see, for lists and counts."""
    return Article.objects.where(policy.readable_by(user))


def sees_everything(user: "User") -> bool:
    """Tell whether no article is hidden from a person."""
    return user.has_perm("articles.work_all_desks") or user.has_perm("articles.read_all_desks")


def rows(keys: Iterable[int], *, bylines: bool = True) -> list[Article]:
    """Return articles in the order of their keys, with what a line about each shows; two queries, and no text read.

    Without bylines it is one.
    """
    found = Article.objects.select_related("category", "desk", "writer", "holder", "waiting").only(*_SHOWN)
    if bylines:
        entries = Byline.objects.select_related("contributor")
        shown = entries.only("article_id", "position", "printed_name", "contributor__name")
        found = found.prefetch_related(Prefetch("bylines", shown))
    by_key = found.in_bulk(list(keys))
    return [by_key[key] for key in keys if key in by_key]


def recount_awaited(photo: Photo) -> None:
    """Set anew how many files are missing in the articles that use a photo; for whoever gives it its file."""
    for key in set(ArticlePhoto.objects.filter(photo=photo).values_list("article", flat=True)):
        awaited = ArticlePhoto.objects.filter(article=key, photo__original="").values("photo").distinct().count()
        Article.objects.filter(pk=key).update(awaited_files=awaited)


# --- Conditions -----------------------------------------------------------------------------------------------


def matching(query: str) -> Q:
    """Return the condition of a search: every word and quoted phrase occurs, whatever its marks; or it is the number.

    Looks in kicker, title and byline.
    """
    condition = Q()
    terms = _TERM.findall(query[:LONGEST_QUERY])[:MOST_WORDS]
    for phrase, word in terms:
        term = fold(phrase or word)
        if not term:
            continue
        found = Q(search_text__contains=term)
        number = term.removeprefix("#")
        if number.isascii() and number.isdigit() and int(number) <= _LARGEST_NUMBER:
            found |= Q(number=int(number))
        condition &= found
    return condition


def in_state(state: str, now: datetime.datetime) -> Q:
    """Return the condition for a state as it counts at a moment: what was scheduled and has come is published."""
    if state == State.PUBLISHED:
        return Q(state=state) | _come(now)
    return Q(state=state) & ~_come(now) if state == State.SCHEDULED else Q(state=state)


def in_category(category: Category) -> Q:
    """Return the condition for a category and those below it."""
    return Q(category__in=Category.objects.filter(Q(pk=category.pk) | Q(parent=category)).values("pk"))


def mine(user: "User") -> Q:
    """Return the condition for what is in a person's hands: what she holds, and her drafts."""
    return Q(holder=user) | Q(writer=user, state=State.DRAFT)


def awaiting_files() -> Q:
    """Return the condition for articles with a photo whose file is not here."""
    return Q(awaited_files__gt=0)


def doubtful() -> Q:
    """Return the condition for imports that wait because the parser was not sure of them."""
    newer = ImportRecord.objects.filter(article=OuterRef("article"), sequence__gt=OuterRef("sequence"))
    # By way of the few articles that are not out yet: a record's doubts stand behind its raw text.
    records = ImportRecord.objects.filter(article__state__in=_UNSEEN).exclude(doubts=[]).exclude(Exists(newer))
    return Q(pk__in=records.values("article"))


def saved_within(begin: datetime.datetime | None, end: datetime.datetime | None) -> Q:
    """Return the condition for what was last saved from a moment to before another."""
    return _within("updated_at", begin, end)


def published_within(begin: datetime.datetime | None, end: datetime.datetime | None, now: datetime.datetime) -> Q:
    """Return the condition for what readers see now and saw first from a moment to before another."""
    due = min(end, now) if end is not None else now
    versions = Publication.objects.filter(_within("first_published_at", begin, due), withdrawn_at__isnull=True)
    return Q(pk__in=versions.values("number")) & (Q(live__isnull=False) | _come(now))


def _come(now: datetime.datetime) -> Q:
    """Return the condition for what is scheduled and whose time has come."""
    return Q(pk__in=Article.objects.filter(state=State.SCHEDULED, waiting__goes_live_at__lte=now).values("pk"))


def _within(column: str, begin: datetime.datetime | None, end: datetime.datetime | None) -> Q:
    condition = Q()
    if begin is not None:
        condition &= Q(**{f"{column}__gte": begin})
    return condition & Q(**{f"{column}__lt": end}) if end is not None else condition
