"""Corrections in print: who wrote them, when, and how one is voided. None is ever changed or removed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.desk import audit, policy
from articles.desk.refusals import Conflict, NotAllowed, NotPossible
from articles.document.text import tidy
from articles.models.article import Article
from articles.models.history import AuditEntry
from articles.models.publication import Correction, Publication

if TYPE_CHECKING:
    from accounts.models import User

VOID = "void_correction"
LONGEST_REASON = Correction._meta.get_field("reason").max_length or 0


@dataclass(frozen=True)
class Entry:
    """A correction as the desk sees it; `by` and `voided_by` are None for the system itself."""

    correction: Correction
    article: Article
    by: "User | None"
    voiding: Correction | None
    voided_by: "User | None"


def entries(
    user: "User", *, number: int | None = None, before: int | None = None, size: int = 50
) -> tuple[list[Entry], int | None]:
    """Return a page of the corrections of articles that a person may read, newest first, and where the older go on.

    `number`: of one article. Three queries, and what it takes to know whose articles she may read.
    """
    # One of a thousand articles at most has any: asked for by its key, it is found at once.
    readable = Article.objects.filter(policy.readable_by(user), pk__in=Correction.objects.values("number"))
    found = Correction.objects.filter(voids__isnull=True, number__in=readable.values("pk")).order_by("-pk")
    if number is not None:
        found = found.filter(number=number)
    if before is not None:
        found = found.filter(pk__lt=before)
    page = list(found.select_related("voided_by")[: size + 1])
    return _told(page[:size]), page[size - 1].pk if len(page) > size else None


def dropped(article: Article) -> str:
    """Return the wording of the correction that was taken back with a scheduled change and told nobody since, if any.

    A query; a second one where the newest version was taken back.
    """
    newest = Publication.objects.filter(story_id=article.story_id).order_by("-version").first()
    if newest is None or newest.ends_at != newest.goes_live_at:
        return ""
    notes = Correction.objects.filter(story_id=article.story_id, version=newest.version).order_by("pk")
    return notes.values_list("text", flat=True).first() or ""


def entry(correction: Correction) -> Entry:
    """Return one correction, not a row that voids, as the desk sees it."""
    return _told([correction])[0]


def why_not_void(user: "User", told: Entry) -> str | Promise | None:
    """Return why a person may not void a correction now, or None when she may."""
    if told.voiding is not None:
        return _("This correction was voided already.")
    if told.correction.created_at > timezone.now():
        return _("Readers do not see this correction yet: unschedule its change.")
    return policy.why_not(user, VOID, told.article)


def void(correction: Correction, *, actor: "User", reason: str) -> Correction:
    """Void a correction by a further row, whose reason readers see in place of its wording.

    Raises `NotAllowed`, `NotPossible`, and `Conflict` when somebody was faster; then nothing was written.
    """
    reason = tidy(reason).strip()
    if correction.voids_id is not None:
        raise NotPossible(_("This row voids another one."))
    told = entry(correction)
    if (refusal := policy.why_not(actor, VOID, told.article)) is not None:
        raise NotAllowed(refusal)
    if (refusal := why_not_void(actor, told)) is not None:
        raise NotPossible(refusal)
    if not reason:
        raise NotPossible(_("Write the reason."))
    if len(reason) > LONGEST_REASON:
        raise NotPossible(_("The reason is longer than %(limit)d characters.") % {"limit": LONGEST_REASON})
    now = timezone.now()
    with transaction.atomic():
        try:
            with transaction.atomic():
                voiding = Correction.objects.create(
                    story_id=correction.story_id,
                    number=correction.number,
                    version=correction.version,
                    created_at=now,
                    voids=correction,
                    reason=reason,
                )
        except IntegrityError as error:  # one row voids a correction, the database sees to it
            raise Conflict(_("This correction was voided already.")) from error
        audit.record(
            VOID,
            actor=actor,
            article=told.article,
            version=correction.version,
            reason=reason,
            at=now,
            details={"correction": correction.pk},
        )
    return voiding


def _told(corrections: Sequence[Correction]) -> list[Entry]:
    articles = Article.objects.select_related("category", "live").in_bulk({c.number for c in corrections})
    deeds = AuditEntry.objects.filter(article__in=articles, details__has_key="correction").select_related("actor")
    who = {(deed.details["correction"], deed.action == VOID): deed.actor for deed in deeds}
    return [
        Entry(
            correction=correction,
            article=articles[correction.number],
            by=who.get((correction.pk, False)),
            voiding=getattr(correction, "voided_by", None),
            voided_by=who.get((correction.pk, True)),
        )
        for correction in corrections
    ]
