"""Who did what. Called inside the transaction of the deed, so that neither exists without the other."""

import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone

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
    return AuditEntry.objects.create(
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
