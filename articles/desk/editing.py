"""Writing: every save of a text is a revision, and none overwrites what its writer did not see."""

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.desk import audit, comparison, history, photos, policy, snapshot, workflow, writing
from articles.desk.guards import Move
from articles.desk.refusals import NotAllowed, NotPossible
from articles.desk.transitions import BY_MOVE, Action, Transition
from articles.desk.writing import BylineEntry, Change
from articles.document.codec import DocumentError, from_json
from articles.document.text import tidy
from articles.models.adding import add_all
from articles.models.article import Article, State, state_at
from articles.models.history import Revision

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Draft:
    """An article to be created: its text, and columns that no save may change later (an import's own date)."""

    change: Change
    own: Mapping[str, Any] = field(default_factory=dict)


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
    return create_all([Draft(change, own)], actor=actor, reason=reason)[0]


def create_all(drafts: Sequence[Draft], *, actor: "User | None", reason: str = "") -> list[Article]:
    """Create articles as `create` does, all or none of them; so many queries, however many articles."""
    if actor is not None and not (actor.is_active and actor.has_perm("articles.write_article")):
        raise NotAllowed(_("Your role does not allow this."))
    with transaction.atomic():
        now = timezone.now()
        articles = [
            Article(
                writer=actor,
                revision_number=1,
                state_changed_at=now,
                **draft.own,
                **writing.tidied(draft.change.columns),
            )
            for draft in drafts
        ]
        changes = [draft.change for draft in drafts]
        writing.take_desks_of_categories(articles)
        documents = [article.body() for article in articles]
        writing.derive(articles, changes, documents)
        add_all(articles)
        writing.add_links(articles, changes, documents)
        writing.write_first_revisions(articles, changes, actor=actor, reason=reason)
        audit.record_all(
            audit.entry_of("create", actor=actor, article=article, to_state=article.state, reason=reason, at=now)
            for article in articles
        )
    return articles


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


def change_to(state: Mapping[str, Any]) -> Change:
    """Return the change that makes a text what a revision's state says."""
    return Change(
        {name: state[name] for name in snapshot.TEXT_FIELDS if name in state},
        [BylineEntry(entry["contributor"], entry["role"], entry["printed_name"]) for entry in state["bylines"]],
        state["tags"],
    )


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
    made = dict(state) | snapshot.as_stored(writing.tidied(change.columns))
    if change.bylines is not None:
        made["bylines"] = [asdict(writing.tidied_entry(entry)) for entry in change.bylines]
    if change.tags is not None:
        made["tags"] = sorted(change.tags)
    if made["desk_id"] is None:
        made["desk_id"] = writing.desk_of_category(made["category_id"])
    return made


def _row_of_save(article: Article) -> Transition:
    """Return the table's row that a save of an article is; raises `NotPossible` where there is none."""
    action = Action.SAVE if (Action.SAVE, State(article.state)) in BY_MOVE else Action.REOPEN
    return workflow.find(action, article)


def _write(row: Transition, article: Article, change: Change, move: Move, own: Mapping[str, Any] | None = None) -> None:
    parent = article.revisions.filter(number=article.revision_number).first()
    columns = writing.tidied(change.columns)
    for name, value in columns.items():
        setattr(article, name, value)
    writing.take_desks_of_categories([article])
    document = article.body()
    writing.derive([article], [change], [document])
    columns |= {name: getattr(article, name) for name in ("desk_id", *writing.DERIVED)} | dict(own or {})
    workflow.perform(row, article, move, revision_number=article.revision_number + 1, **columns)
    writing.write_links(article, change, document)
    writing.write_revision(article, actor=move.actor, reason=move.reason, parent=parent)
