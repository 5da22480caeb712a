"""Writing: every save of a text is a revision, and none overwrites what its writer did not see."""

import copy
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, cast

from django.db import transaction
from django.db.models import Field, Model
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.desk import audit, comparison, history, photos, policy, snapshot, workflow
from articles.desk.guards import Move
from articles.desk.refusals import NotAllowed, NotPossible
from articles.desk.transitions import BY_MOVE, Action, Transition
from articles.document.blocks import normalise
from articles.document.codec import DocumentError, from_json, to_json
from articles.document.plaintext import count_words
from articles.document.text import fold, tidy
from articles.models.article import Article, ArticlePhoto, Byline, State, state_at
from articles.models.history import Revision
from articles.models.people import Contributor
from articles.models.photos import Photo
from articles.models.taxonomy import Category

if TYPE_CHECKING:
    from accounts.models import User

# What `_derive` sets.
_DERIVED = ("search_text", "words", "pictures", "awaited_files")
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
    """What a save changes: columns of the text by name (see snapshot.TEXT_FIELDS), and bylines and tags as wholes."""

    columns: Mapping[str, Any]
    bylines: Sequence[BylineEntry] | None = None
    tags: Sequence[int] | None = None


@dataclass(frozen=True)
class Settling:
    """What settles a doubt of an import: what it changes of the text, and of what no save may change (its date)."""

    change: Change
    details: Mapping[str, Any]
    own: Mapping[str, Any] = field(default_factory=dict)


def create(change: Change, *, actor: "User | None", reason: str = "", **own: Any) -> Article:
    """Create an article with its first revision; a person becomes its writer and needs the permission to write.

    `own` sets columns that no save may change later (an import's own date). Raises `NotAllowed`.
    """
    if actor is not None and not (actor.is_active and actor.has_perm("articles.write_article")):
        raise NotAllowed(_("Your role does not allow this."))
    with transaction.atomic():
        now = timezone.now()
        article = Article(writer=actor, revision_number=1, state_changed_at=now, **own, **_tidied(change.columns))
        _take_desk_of_category(article)
        _derive(article, change)
        article.save(force_insert=True)
        _write_links(article, change)
        _write_revision(article, actor=actor, reason=reason, parent=None)
        audit.record("create", actor=actor, article=article, to_state=article.state, reason=reason, at=now)
    return article


def save(
    article: Article,
    change: Change,
    *,
    actor: "User",
    revision: int | None = None,
    reason: str = "",
    details: Mapping[str, Any] | None = None,
) -> Article:
    """Save a text by the table's row for its state: in place, or reopening what was approved, scheduled or published.

    `revision` is the one that the writer had before her. Raises `Conflict` when another save came between, and
    `NotAllowed` or `NotPossible`; then nothing was written.
    """
    seen = article.revision_number if revision is None else revision
    with transaction.atomic():
        current = workflow.settle(article)
        if current.revision_number != seen:
            raise workflow.conflict()
        row = _row_of_save(current)
        move = Move(actor, timezone.now(), tidy(reason).strip(), details=dict(details or {}))
        if (refusal := workflow.policy_refuses(row, current, actor)) is not None:
            raise NotAllowed(refusal)
        if (refusal := workflow.why_not(row, current, move)) is not None:
            raise NotPossible(refusal)
        _write(row, current, change, move)
    return current


def reopens(article: Article) -> bool:
    """Tell whether a save takes an article back to editing: it was approved, scheduled or published."""
    return (Action.REOPEN, State(article.state)) in BY_MOVE


def changed_after_approval() -> NotPossible:
    """Return the answer to whoever wants to publish words that nobody approved."""
    return NotPossible(_("You changed the approved text. Save it first: it then goes back to editing."))


def differs(article: Article, change: Change, state: Mapping[str, Any] | None = None) -> bool:
    """Tell whether a change would change anything of an article, or of the state of one of its revisions."""
    before = snapshot.state_of(article) if state is None else state
    return _with_change(before, change) != before


def save_import(article: Article, change: Change, *, reason: str = "") -> Article:
    """Save an import's newer text in place, the system's own act; the caller made sure that no person touched it."""
    with transaction.atomic():
        current = workflow.settle(article)
        if current.revision_number != article.revision_number:
            raise workflow.conflict()
        _write(workflow.find(Action.SAVE_IMPORT, current), current, change, Move(None, timezone.now(), reason))
    return current


def settle_import(
    article: Article, settling: Callable[[Article], Settling], *, actor: "User", revision: int
) -> Article:
    """Save what settles a doubt of an import, by the table's row for the article's state; it stays where it is.

    `settling` is asked once the article is read and the person may. Raises as `save` does.
    """
    with transaction.atomic():
        current = workflow.settle(article)
        if current.revision_number != revision:
            raise workflow.conflict()
        row = workflow.find(Action.SETTLE, current)
        move = Move(actor, timezone.now())
        if (refusal := workflow.policy_refuses(row, current, actor)) is not None:
            raise NotAllowed(refusal)
        if (refusal := workflow.why_not(row, current, move)) is not None:
            raise NotPossible(refusal)
        made = settling(current)
        move.details.update(made.details)
        _write(row, current, made.change, move, made.own)
    return current


def why_not_settle(article: Article, actor: "User") -> str | Promise | None:
    """Return why a person may not settle this article's doubts now, or None when she may."""
    try:
        row = workflow.find(Action.SETTLE, article)
    except NotPossible as refusal:
        return refusal.message
    return workflow.why_not(row, article, Move(actor, timezone.now()))


def why_not_save(article: Article, actor: "User") -> str | Promise | None:
    """Return why a person may not save this article's text now, or None when she may; three queries at most."""
    now = timezone.now()
    current = copy.copy(article)
    current.state = state_at(article, now)
    try:
        row = _row_of_save(current)
    except NotPossible as refusal:
        return refusal.message
    return workflow.why_not(row, current, Move(actor, now))


def restore_revision(
    article: Article, number: int, *, actor: "User", revision: int | None = None, reason: str = ""
) -> Article:
    """Save an old revision's text again, as a new revision; raises as `restore` does, or `NoSuchText`."""
    return restore(article, history.find(article, str(number)), actor=actor, revision=revision, reason=reason)


def restore(
    article: Article, saved: history.Saved, *, actor: "User", revision: int | None = None, reason: str = ""
) -> Article:
    """Save an old text of an article again, as a new revision; a publication's leaves what is never printed as it is.

    What was deleted since is left out, and the audit entry names it; a photo comes back under its own key and awaits
    its file, so that its place and caption are kept. Raises as `save` does.
    """
    state = saved.state
    gone = comparison.gone(state, comparison.Names(state))
    columns = {name: state[name] for name in snapshot.TEXT_FIELDS if name in state}
    columns |= {name: None for name in ("category_id", "desk_id") if name in gone}
    bylines = [
        BylineEntry(entry["contributor"], entry["role"], entry["printed_name"])
        for entry in state["bylines"]
        if entry["contributor"] not in gone.get("bylines", ())
    ]
    tags = [key for key in state["tags"] if key not in gone.get("tags", ())]
    details = {"restored": saved.key} | ({"gone": gone} if gone else {})
    try:
        with transaction.atomic():
            photos.await_again(gone.get("photos", ()), from_json(state["document"]))
            change = Change(columns, bylines, tags)
            return save(article, change, actor=actor, revision=revision, reason=reason, details=details)
    except DocumentError as error:
        raise NotPossible(_("This body can no longer be read; nothing of it was lost.")) from error


def set_aside(article: Article, change: Change, *, actor: "User", revision: int) -> Revision:
    """Keep a text that came too late beside the history, so that a conflict loses neither; the working copy stays.

    `revision` is the one it was written upon. It can be looked at, compared and restored like any other.
    Raises `NotAllowed` when the person may not even read the article.
    """
    if not policy.may_read(actor, article):
        raise NotAllowed(_("Your role does not allow this."))
    with transaction.atomic():
        parent = article.revisions.filter(number=revision).first()
        if parent is None:
            raise NotPossible(_("Revision %(number)d is not one of this article.") % {"number": revision})
        state = _with_change(parent.state, change)
        digest = snapshot.digest(state)
        kept = article.revisions.filter(number=None, parent=parent, author=actor, digest=digest).first()
        if kept is not None:
            return kept  # sent twice
        audit.record("set_aside", actor=actor, article=article, details={"written_upon": revision})
        return Revision.objects.create(
            article=article,
            number=None,
            parent=parent,
            state=state,
            digest=digest,
            author=actor,
            created_at=timezone.now(),
        )


def _with_change(state: Mapping[str, Any], change: Change) -> dict[str, Any]:
    """Return the state of a text with a change made to it."""
    made = dict(state) | snapshot.as_stored(_tidied(change.columns))
    if change.bylines is not None:
        made["bylines"] = [asdict(_tidied_entry(entry)) for entry in change.bylines]
    if change.tags is not None:
        made["tags"] = sorted(change.tags)
    if made["desk_id"] is None:
        made["desk_id"] = _desk_of_category(made["category_id"])
    return made


def _row_of_save(article: Article) -> Transition:
    """Return the table's row that a save of an article is; raises `NotPossible` where there is none."""
    action = Action.SAVE if (Action.SAVE, State(article.state)) in BY_MOVE else Action.REOPEN
    return workflow.find(action, article)


def _write(row: Transition, article: Article, change: Change, move: Move, own: Mapping[str, Any] | None = None) -> None:
    parent = article.revisions.filter(number=article.revision_number).first()
    columns = _tidied(change.columns)
    for name, value in columns.items():
        setattr(article, name, value)
    _take_desk_of_category(article)
    _derive(article, change)
    columns |= {name: getattr(article, name) for name in ("desk_id", *_DERIVED)} | dict(own or {})
    workflow.perform(row, article, move, revision_number=article.revision_number + 1, **columns)
    _write_links(article, change)
    _write_revision(article, actor=move.actor, reason=move.reason, parent=parent)


def _tidied(columns: Mapping[str, Any]) -> dict[str, Any]:
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
        tidied["document"] = to_json(normalise(from_json(tidied["document"])))
    return tidied


def _related(numbers: Sequence[Any]) -> list[int]:
    """Return the numbers of related stories as they are stored: in order, each once."""
    found = list(dict.fromkeys(numbers))
    if not all(type(number) is int and 0 < number < 2**63 for number in found):
        raise NotPossible(_("A related story is named by its number."))
    if len(found) > MOST_RELATED:
        raise NotPossible(_("%(limit)d related stories at most.") % {"limit": MOST_RELATED})
    return found


def _tidied_entry(entry: BylineEntry) -> BylineEntry:
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


def _take_desk_of_category(article: Article) -> None:
    if article.desk_id is None:
        article.desk_id = _desk_of_category(article.category_id)


def _desk_of_category(key: int | None) -> int | None:
    if key is None:
        return None
    category = Category.objects.select_related("parent").get(pk=key)
    return category.desk_id or (category.parent.desk_id if category.parent else None)


def _derive(article: Article, change: Change) -> None:
    """Set what lists show and search, so that they never read a body."""
    document = from_json(article.document)
    article.words = count_words(document) + len(article.sapo.split())
    shown = [figure.photo for _path, figure in document.figures()]
    article.pictures = min(len(shown), 32_767)
    article.awaited_files = Photo.objects.filter(pk__in=set(shown), original="").count() if shown else 0
    if change.bylines is None:
        names = [byline.printed_name or byline.contributor.name for byline in _bylines_of(article)]
    else:
        known = Contributor.objects.in_bulk([entry.contributor for entry in change.bylines])
        names = [entry.printed_name or known[entry.contributor].name for entry in change.bylines]
    article.search_text = fold(" ".join([article.kicker, article.title, *names]))[: Article.LONGEST_SEARCH_TEXT]


def _bylines_of(article: Article) -> Iterable[Byline]:
    return article.bylines.select_related("contributor") if article.pk else ()


def _write_links(article: Article, change: Change) -> None:
    if change.bylines is not None:
        article.bylines.all().delete()
        Byline.objects.bulk_create(
            Byline(
                article=article,
                contributor_id=entry.contributor,
                role=entry.role,
                printed_name=entry.printed_name,
                position=position,
            )
            for position, entry in enumerate(map(_tidied_entry, change.bylines))
        )
    if change.tags is not None:
        article.tags.set(change.tags)
    if "document" in change.columns:
        article.photo_uses.all().delete()
        ArticlePhoto.objects.bulk_create(
            ArticlePhoto(article=article, photo_id=figure.photo, path=path)
            for path, figure in from_json(article.document).figures()
        )


def _write_revision(article: Article, *, actor: "User | None", reason: str, parent: Revision | None) -> Revision:
    state = snapshot.state_of(article)
    return Revision.objects.create(
        article=article,
        number=article.revision_number,
        parent=parent,
        state=state,
        digest=snapshot.digest(state),
        author=actor,
        reason=reason[:500],  # the audit entry has it whole
        created_at=timezone.now(),
    )
