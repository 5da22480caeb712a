"""Imports: each document whole or absent, a second run changes nothing, what a person touched is never overwritten."""

import datetime
import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.desk import editing, people, photos, workflow
from articles.desk.photos import Credit
from articles.desk.refusals import Conflict
from articles.desk.transitions import Action
from articles.document.blocks import Block, Document, Figure, Heading, Paragraph, normalise, plain
from articles.document.codec import from_json, to_json
from articles.document.text import fold, tidy
from articles.models.article import Article, Byline, State
from articles.models.intake import ImportBatch, ImportRecord
from articles.models.photos import Photo
from articles.models.story import Precision


@dataclass(frozen=True)
class ImportedBlock:
    """A block as a parser understood it: a figure's text is its caption.

    A figure whose picture is in the library already names its `photo`; any other awaits its file.
    """

    kind: Literal["paragraph", "heading", "figure"]
    text: str
    credit: Credit | None = None
    photo: UUID | None = None
    alt: str = ""


@dataclass(frozen=True)
class ImportedStory:
    """A document as a parser understood it; what it could not tell is None or empty, and stands among the doubts."""

    external_id: str
    raw: str
    source: str
    title: str
    sapo: str
    category_id: int | None
    dated_at: datetime.datetime | None
    precision: Precision
    blocks: Sequence[ImportedBlock]
    bylines: Sequence[tuple[str, str]] = ()  # (name, role)
    choices: dict[str, Any] = field(default_factory=dict)
    doubts: Sequence[dict[str, Any]] = ()
    confidence: float | None = None


class Outcome(StrEnum):
    """What loading a document came to."""

    PUBLISHED = "published"
    WAITS = "waits"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    KEPT = "kept"  # changed in the source, but touched here: left alone and reported


def load(story: ImportedStory, *, batch_name: str, batch_source: str = "", is_sample: bool = False) -> Outcome:
    """Load one document in one transaction and say what became of it.

    Without doubts it is published under its own date; with doubts it waits as submitted. The batch's row is written
    with the first document that changes anything.
    """
    digest = hashlib.sha256(story.raw.encode()).hexdigest()
    record = None
    try:
        with transaction.atomic():
            record = latest_record(story.external_id)
            if record is not None and record.digest == digest:
                return Outcome.UNCHANGED
            if record is None:
                article, outcome = _create(story, is_sample), Outcome.PUBLISHED
            elif was_touched(record):
                return Outcome.KEPT
            else:
                article, outcome = _update(story, record), Outcome.UPDATED
            _write_record(story, article, record, digest, _batch(batch_name, batch_source))
            settled = _publish_or_hold(story, article, batch_name)
            return outcome if settled == State.PUBLISHED else Outcome.WAITS
    except (IntegrityError, Conflict):
        newest = latest_record(story.external_id)
        if newest == record or newest is None:
            raise
        # Another run was faster between our look and our write: what it wrote stands.
        return Outcome.UNCHANGED if newest.digest == digest else Outcome.KEPT


def finish_batch(name: str, counts: dict[str, int]) -> None:
    """Stamp the end of a run on its batch; a run that changed nothing has none."""
    ImportBatch.objects.filter(name=name).update(finished_at=timezone.now(), counts=counts)


def latest_record(external_id: str) -> ImportRecord | None:
    """Return the record in force for a document's id in its source."""
    return ImportRecord.objects.filter(external_id=external_id).select_related("article").order_by("-sequence").first()


def known_photos(story: ImportedStory) -> list[Photo | None]:
    """Return, for each figure of a document, the photo that an earlier import made of it, as it is in the library now.

    The article may have been given another text since; its photos are found as long as it shows them.
    """
    figures = [block for block in story.blocks if block.kind == "figure"]
    record = latest_record(story.external_id)
    if record is None:
        return [None] * len(figures)
    known = _known_photos(record)
    keys: list[UUID | None] = []
    for block in figures:
        same = known[fold(tidy(block.text)), _printed_credit(block)]
        keys.append(same.pop(0) if same else None)
    found = Photo.objects.in_bulk([key for key in keys if key is not None])
    return [found.get(key) if key is not None else None for key in keys]


def publish_pictures(external_id: str, *, batch_name: str) -> bool:
    """Publish an import again where photos of it have received files that no reader sees yet; tell whether it was so.

    What a person touched, and what waits, is left as it stands: its next publication prints them.
    """
    with transaction.atomic():
        record = latest_record(external_id)
        if record is None or record.article.state != State.PUBLISHED or record.doubts or was_touched(record):
            return False
        live = record.article.live
        lacking = [key for key, photo in live.printed["photos"].items() if not photo["renditions"]] if live else []
        if not Photo.objects.filter(pk__in=lacking).exclude(original="").exists():
            return False
        details = {"batch": batch_name, "pictures": True}
        workflow.transition(record.article, Action.PUBLISH_IMPORT, actor=None, details=details)
    return True


def was_touched(record: ImportRecord) -> bool:
    """Tell whether a person has ever saved, moved or claimed the article; the audit knows, though all looks alike."""
    article = record.article
    by_persons = article.audit_entries.filter(actor__isnull=False)
    return article.revision_number != record.revision_number or by_persons.exists()


def _create(story: ImportedStory, is_sample: bool) -> Article:
    return editing.create(
        _change(story, before=None),
        actor=None,
        reason="import",
        state=State.SUBMITTED,
        dated_at=story.dated_at,
        dated_precision=story.precision,
        is_sample=is_sample,
    )


def _update(story: ImportedStory, record: ImportRecord) -> Article:
    article = record.article
    if (article.dated_at, article.dated_precision) != (story.dated_at, story.precision):
        Article.objects.filter(pk=article.pk).update(dated_at=story.dated_at, dated_precision=story.precision)
    return editing.save_import(article, _change(story, before=record), reason="import")


def _publish_or_hold(story: ImportedStory, article: Article, batch_name: str) -> State:
    if not story.doubts:
        article = workflow.transition(article, Action.PUBLISH_IMPORT, actor=None, details={"batch": batch_name})
    elif article.state == State.PUBLISHED:
        article = workflow.transition(article, Action.HOLD_IMPORT, actor=None, details={"batch": batch_name})
    return State(article.state)


def _change(story: ImportedStory, *, before: ImportRecord | None) -> editing.Change:
    document = _document(story.blocks, _known_photos(before) if before else {})
    lead = next((figure.photo for _path, figure in document.figures()), None)
    bylines = {people.find_or_add(name).pk: (name, role) for name, role in story.bylines}
    return editing.Change(
        columns={
            "title": story.title,
            "sapo": story.sapo,
            "category_id": story.category_id,
            "document": to_json(document),
            "lead_photo_id": lead,
        },
        bylines=[
            editing.BylineEntry(contributor=pk, role=Byline.Role(role), printed_name=name)
            for pk, (name, role) in bylines.items()
        ],
    )


def _document(blocks: Sequence[ImportedBlock], known: dict[tuple[str, str], list[UUID]]) -> Document:
    """Return the body; a caption that stood in the old text keeps its photo, with all that was done to it since."""
    made: list[Block] = []
    for block in blocks:
        text = tidy(block.text)
        if block.kind == "figure" and block.photo is not None:
            credit = _own_credit(block.photo, block)
            made.append(Figure(photo=block.photo, caption=plain(text), alt=block.alt, credit=credit))
        elif block.kind == "figure":
            old = known.get((fold(text), _printed_credit(block)))
            photo = old.pop(0) if old else photos.await_photo(description=text, credit=block.credit).pk
            made.append(Figure(photo=photo, caption=plain(text), alt=block.alt))
        elif block.kind == "heading":
            made.append(Heading(plain(text)))
        else:
            made.append(Paragraph(plain(text)))
    return normalise(Document(tuple(made)))


def _own_credit(photo: UUID, block: ImportedBlock) -> str:
    """Return the credit to print in place of the photo's own, where this caption names another."""
    printed = _printed_credit(block)
    return "" if Photo.objects.filter(pk=photo, printed_credit=printed).exists() else printed


def _known_photos(record: ImportRecord) -> dict[tuple[str, str], list[UUID]]:
    """Return the photos of an earlier import by caption and credit as imported; the photo's own may be edited since."""
    known: dict[tuple[str, str], list[UUID]] = defaultdict(list)
    credits = record.choices.get("photos", {})
    for _path, figure in from_json(record.article.document).figures():
        caption = fold("".join(span.text for span in figure.caption))
        known[caption, credits.get(str(figure.photo), "")].append(figure.photo)
    return known


def _imported_credits(story: ImportedStory, article: Article) -> dict[str, str]:
    figures = [str(figure.photo) for _path, figure in from_json(article.document).figures()]
    credits = [_printed_credit(block) for block in story.blocks if block.kind == "figure"]
    return dict(zip(figures, credits, strict=True))


def _printed_credit(block: ImportedBlock) -> str:
    return block.credit.printed if block.credit else ""


def _batch(name: str, source: str) -> ImportBatch:
    return ImportBatch.objects.get_or_create(name=name, defaults={"source": source, "started_at": timezone.now()})[0]


def _write_record(
    story: ImportedStory, article: Article, before: ImportRecord | None, digest: str, batch: ImportBatch
) -> ImportRecord:
    return ImportRecord.objects.create(
        batch=batch,
        external_id=story.external_id,
        sequence=before.sequence + 1 if before else 1,
        source=story.source,
        raw=story.raw,
        digest=digest,
        article=article,
        revision_number=article.revision_number,
        choices={**story.choices, "photos": _imported_credits(story, article)},
        doubts=list(story.doubts),
        confidence=story.confidence,
    )
