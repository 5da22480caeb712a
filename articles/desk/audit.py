"""Who did what. Called inside the transaction of the deed, so that neither exists without the other."""

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.utils import timezone

from articles.models.adding import add_keyless
from articles.models.article import Article
from articles.models.history import AuditEntry

if TYPE_CHECKING:
    from accounts.models import User


def record(
    action: str,
    *,
    actor: "User | None",
    article: Article | None = None,
    subject: str = "",
    from_state: str = "",
    to_state: str = "",
    version: int | None = None,
    reason: str = "",
    at: datetime.datetime | None = None,
    details: dict[str, Any] | None = None,
) -> AuditEntry:
    """Write one audit entry; an actor of None is the system itself (clock, importer)."""
    entry = entry_of(
        action,
        actor=actor,
        article=article,
        subject=subject,
        from_state=from_state,
        to_state=to_state,
        version=version,
        reason=reason,
        at=at,
        details=details,
    )
    entry.save(force_insert=True)
    return entry


def entry_of(
    action: str,
    *,
    actor: "User | None",
    article: Article | None = None,
    subject: str = "",
    from_state: str = "",
    to_state: str = "",
    version: int | None = None,
    reason: str = "",
    at: datetime.datetime | None = None,
    details: dict[str, Any] | None = None,
) -> AuditEntry:
    """Return an audit entry for whoever writes many at once; not saved."""
    return AuditEntry(
        at=at or timezone.now(),
        actor=actor,
        action=action,
        article=article,
        subject=subject,
        from_state=from_state,
        to_state=to_state,
        revision_number=article.revision_number if article else None,
        version=version,
        reason=reason,
        details=details or {},
    )


def record_all(entries: Iterable[AuditEntry]) -> None:
    """Write entries in the transaction of their deeds."""
    add_keyless(list(entries))


def columns_of(thing: Model) -> dict[str, Any]:
    """Return what stands in the database of a row's own columns, nothing for a row that is not there yet."""
    names = [field.attname for field in thing._meta.concrete_fields if field.editable and not field.primary_key]
    found = type(thing)._default_manager.filter(pk=thing.pk).values(*names).first() if thing.pk else None
    # The trail keeps JSON, which knows no moments.
    return {
        name: value.isoformat() if isinstance(value, datetime.datetime) else value
        for name, value in (found or {}).items()
    }


def record_saved(thing: Model, *, actor: "User", before: dict[str, Any], **more: Any) -> AuditEntry | None:
    """Record what a save changed of one of the newsroom's lists, old and new; nothing where nothing changed."""
    changed = {
        name: [before.get(name), value] for name, value in columns_of(thing).items() if before.get(name) != value
    } | more
    if not changed:
        return None
    action = "change" if before else "add"
    return record(action, actor=actor, subject=subject_of(thing), details={"name": str(thing), "changed": changed})


def subject_of(thing: Model) -> str:
    """Return how the trail names a row that is not an article: its kind and its key."""
    return f"{thing._meta.model_name}/{thing.pk}"
