"""The rows of a text: what was typed made fit to be stored, what is derived from it, its links and its revisions.

Only desk/editing.py calls these, inside the transaction of a save.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, cast

from django.db.models import Field, Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.desk import snapshot
from articles.desk.refusals import NotPossible
from articles.document.blocks import Document
from articles.document.codec import from_json, to_json
from articles.document.plaintext import count_words
from articles.document.text import fold, tidy
from articles.models.adding import add_keyless, add_rows
from articles.models.article import Article, ArticlePhoto, Byline
from articles.models.history import Revision
from articles.models.people import Contributor
from articles.models.photos import Photo
from articles.models.taxonomy import Category

if TYPE_CHECKING:
    from accounts.models import User

# What `derive` sets.
DERIVED = ("search_text", "words", "pictures", "awaited_files")
MOST_RELATED = 6
_CHOICES = ("kind", "ai_use")
_TEXTS = ("kicker", "title", "sapo", "ai_note", "update_note", "sources")


@dataclass(frozen=True)
class BylineEntry:
    """One place in a byline."""

    contributor: int
    role: str = Byline.Role.TEXT
    printed_name: str = ""


@dataclass(frozen=True)
class Change:
    """What a save changes: columns of the text by name (see snapshot.TEXT_FIELDS), and bylines and tags as wholes.

    The body may be a document or its JSON.
    """

    columns: Mapping[str, Any]
    bylines: Sequence[BylineEntry] | None = None
    tags: Sequence[int] | None = None


def tidied(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Return columns as they are stored: text normalised at this entrance, the body decoded and in normal form."""
    unknown = set(columns) - set(snapshot.TEXT_FIELDS)
    if unknown:
        raise TypeError(f"Not columns of a text: {sorted(unknown)}")
    tidied = dict(columns)
    for name in _TEXTS:
        if name in tidied:
            tidied[name] = tidy(tidied[name]).strip()
            _refuse_what_does_not_fit(Article, name, tidied[name])
    for name in _CHOICES:
        if name in tidied and tidied[name] not in dict(cast(Field, Article._meta.get_field(name)).flatchoices):
            raise NotPossible(_("“%(value)s” is not a choice.") % {"value": str(tidied[name])[:40]})
    if "related" in tidied:
        tidied["related"] = _related(tidied["related"])
    if "document" in tidied:
        document = tidied["document"]
        tidied["document"] = to_json(document if isinstance(document, Document) else from_json(document))
    return tidied


def _related(numbers: Sequence[Any]) -> list[int]:
    """Return the numbers of related stories as they are stored: in order, each once."""
    found = list(dict.fromkeys(numbers))
    if not all(type(number) is int and 0 < number < 2**63 for number in found):
        raise NotPossible(_("A related story is named by its number."))
    if len(found) > MOST_RELATED:
        raise NotPossible(_("%(limit)d related stories at most.") % {"limit": MOST_RELATED})
    return found


def tidied_entry(entry: BylineEntry) -> BylineEntry:
    """Return a place in a byline as it is stored."""
    if entry.role not in Byline.Role.values:
        raise NotPossible(_("“%(value)s” is not a choice.") % {"value": str(entry.role)[:40]})
    printed_name = tidy(entry.printed_name).strip()
    _refuse_what_does_not_fit(Byline, "printed_name", printed_name)
    return BylineEntry(entry.contributor, entry.role, printed_name)


def _refuse_what_does_not_fit(model: type[Model], name: str, text: str) -> None:
    """Refuse what PostgreSQL would refuse without a sentence, and SQLite not at all."""
    column = cast(Field, model._meta.get_field(name))
    if column.max_length is not None and len(text) > column.max_length:
        raise NotPossible(
            _("“%(name)s” is longer than %(limit)d characters.")
            % {"name": column.verbose_name, "limit": column.max_length}
        )


def take_desks_of_categories(articles: Sequence[Article]) -> None:
    wanted = {article.category_id for article in articles if article.desk_id is None} - {None}
    found = Category.objects.select_related("parent").in_bulk(wanted) if wanted else {}
    for article in articles:
        if article.desk_id is None and article.category_id is not None:
            if article.category_id not in found:
                raise Category.DoesNotExist
            category = found[article.category_id]
            article.desk_id = category.desk_id or (category.parent.desk_id if category.parent else None)


def desk_of_category(key: int | None) -> int | None:
    article = Article(category_id=key)
    take_desks_of_categories([article])
    return article.desk_id


def derive(articles: Sequence[Article], changes: Sequence[Change], documents: Sequence[Document]) -> None:
    """Set what lists show and search, so that they never read a body."""
    shown = [[figure.photo for _path, figure in document.figures()] for document in documents]
    keys = {key for photos_of_one in shown for key in photos_of_one}
    awaited = set(Photo.objects.filter(pk__in=keys, original="").values_list("pk", flat=True)) if keys else set()
    named = {entry.contributor for change in changes for entry in change.bylines or ()}
    known = Contributor.objects.only("name").in_bulk(named) if named else {}
    for article, change, document, photos_of_one in zip(articles, changes, documents, shown, strict=True):
        article.words = count_words(document) + len(article.sapo.split())
        article.pictures = min(len(photos_of_one), 32_767)
        article.awaited_files = len(awaited.intersection(photos_of_one))
        if change.bylines is None:
            names = [byline.printed_name or byline.contributor.name for byline in _bylines_of(article)]
        else:
            names = [entry.printed_name or known[entry.contributor].name for entry in change.bylines]
        article.search_text = fold(" ".join([article.kicker, article.title, *names]))[: Article.LONGEST_SEARCH_TEXT]


def _bylines_of(article: Article) -> Iterable[Byline]:
    return article.bylines.select_related("contributor") if article.pk else ()


def write_links(article: Article, change: Change, document: Document) -> None:
    """Put the links that a change names in place of those that are there."""
    if change.bylines is not None:
        article.bylines.all().delete()
    if change.tags is not None:
        article.tags.clear()
    if "document" in change.columns:
        article.photo_uses.all().delete()
    add_links([article], [change], [document])


def add_links(articles: Sequence[Article], changes: Sequence[Change], documents: Sequence[Document]) -> None:
    rows = list(zip(articles, changes, documents, strict=True))
    add_keyless(
        Byline(
            article=article,
            contributor_id=entry.contributor,
            role=entry.role,
            printed_name=entry.printed_name,
            position=position,
        )
        for article, change, _document in rows
        for position, entry in enumerate(map(tidied_entry, change.bylines or ()))
    )
    for article, change, _document in rows:
        if change.tags:
            article.tags.add(*change.tags)
    shown = (
        (article.pk, figure.photo, path)
        for article, change, document in rows
        if "document" in change.columns
        for path, figure in document.figures()
    )
    add_rows(ArticlePhoto, ["article_id", "photo_id", "path"], shown)


def write_first_revisions(
    articles: Sequence[Article], changes: Sequence[Change], *, actor: "User | None", reason: str
) -> None:
    """Write the first revisions of articles, whose links are those of their changes."""
    add_keyless(
        _revision(
            article,
            snapshot.state_with(
                article,
                [asdict(tidied_entry(entry)) for entry in change.bylines or ()],
                sorted(change.tags or ()),
            ),
            actor=actor,
            reason=reason,
            parent=None,
        )
        for article, change in zip(articles, changes, strict=True)
    )


def write_revision(article: Article, *, actor: "User | None", reason: str, parent: Revision | None) -> None:
    _revision(article, snapshot.state_of(article), actor=actor, reason=reason, parent=parent).save(force_insert=True)


def _revision(
    article: Article, state: dict[str, Any], *, actor: "User | None", reason: str, parent: Revision | None
) -> Revision:
    return Revision(
        article=article,
        number=article.revision_number,
        parent=parent,
        state=state,
        digest=snapshot.digest(state),
        author=actor,
        reason=reason[:500],  # the audit entry has it whole
        created_at=timezone.now(),
    )
