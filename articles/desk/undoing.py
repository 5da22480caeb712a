"""Undoing a batch of an import: what nobody touched goes back to what it was, or from the readers; the rest stays."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.desk import copies, editing, intake, workflow
from articles.desk.refusals import NotPossible, Refusal
from articles.desk.transitions import Action
from articles.document import alike
from articles.models.article import State
from articles.models.history import Revision
from articles.models.intake import ImportBatch, ImportRecord, ImportTrace


class Undone(StrEnum):
    """What undoing a document came to."""

    WITHDRAWN = "withdrawn"  # readers saw it: its address answers that it is gone
    DROPPED = "dropped"  # it waited: it lies among what was spiked
    RESTORED = "restored"  # the batch had updated it: its earlier text stands again
    KEPT = "kept"  # a person touched it, or a later batch: left alone and reported
    ALREADY = "already"


@dataclass(frozen=True)
class UndoneDocument:
    """A document of a batch and what became of it."""

    external_id: str
    number: int
    outcome: Undone


def undo_batch(name: str) -> Iterator[UndoneDocument]:
    """Undo the documents of a batch one by one, the newest first, each whole or not at all.

    Nothing is deleted: what was printed stays as evidence, and a document that comes again is loaded again into its
    article. Raises `NotPossible` where there is no such batch.
    """
    batch = ImportBatch.objects.filter(name=name).first()
    if batch is None:
        raise NotPossible(_("There is no batch “%(name)s”.") % {"name": name})
    keys = batch.records.order_by("-pk").values_list("pk", flat=True)
    for key in list(keys):
        with transaction.atomic():
            record = ImportRecord.objects.select_related("article").get(pk=key)
            try:
                with transaction.atomic():
                    outcome = _undo(record, batch)
            except Refusal:
                outcome = Undone.KEPT
        yield UndoneDocument(record.external_id, record.article_id, outcome)


def _undo(record: ImportRecord, batch: ImportBatch) -> Undone:
    if record.undone_at is not None:
        return Undone.ALREADY
    newest = intake.latest_record(record.external_id)
    if newest != record or intake.was_touched(record):
        return Undone.KEPT
    earlier = ImportRecord.objects.filter(external_id=record.external_id, sequence__lt=record.sequence, undone_at=None)
    before = earlier.order_by("-sequence").first()
    article, details = record.article, {"batch": batch.name}
    if before is not None:
        _restore(record, before, batch)
        return Undone.RESTORED
    seen_by_readers = article.live_id is not None
    action = Action.UNDO_IMPORT if seen_by_readers else Action.DROP_IMPORT
    workflow.transition(article, action, actor=None, details=details)
    _mark_undone(record)
    return Undone.WITHDRAWN if seen_by_readers else Undone.DROPPED


def _restore(record: ImportRecord, before: ImportRecord, batch: ImportBatch) -> None:
    """Let the text of an earlier record stand again, in force by a record of its own."""
    revision = Revision.objects.get(article=record.article, number=before.revision_number)
    article = editing.save_import(record.article, editing.change_to(revision.state), reason="undo import")
    _mark_undone(record)
    undoing = ImportBatch.objects.get_or_create(
        name=f"undo {batch.name}"[:100], defaults={"source": batch.source, "started_at": timezone.now()}
    )[0]
    again = ImportRecord.objects.get(pk=before.pk)
    again.pk, again._state.adding = None, True
    again.batch, again.sequence, again.revision_number = undoing, record.sequence + 1, article.revision_number
    again.save(force_insert=True)
    copies.write([(again, alike.traces(again.raw))])
    details = {"batch": undoing.name}
    if not again.doubts:
        workflow.transition(article, Action.PUBLISH_IMPORT, actor=None, details=details)
    elif article.state == State.PUBLISHED:
        workflow.transition(article, Action.HOLD_IMPORT, actor=None, details=details)


def _mark_undone(record: ImportRecord) -> None:
    record.undone_at = timezone.now()
    record.save(update_fields=["undone_at"])
    ImportTrace.objects.filter(record=record).delete()
