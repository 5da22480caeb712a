"""Imports: each document whole or absent, a second run changes nothing, what a person touched is never overwritten."""

import datetime
import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import DataError, IntegrityError, transaction
from django.utils import timezone

from articles.desk import copies, editing, people, photos, workflow
from articles.desk.imported import ImportedBlock, ImportedStory, Loaded, Outcome
from articles.desk.refusals import Conflict, Refusal
from articles.desk.snapshot import Shown
from articles.desk.transitions import Action
from articles.document.blocks import Block, Document, Figure, Heading, Paragraph, Span
from articles.document.codec import DocumentError, from_json
from articles.document.text import fold, tidy
from articles.models.adding import add_all, let_disk_follow
from articles.models.article import Article, Byline, State
from articles.models.intake import ImportBatch, ImportRecord
from articles.models.people import Contributor
from articles.models.photos import Photo
from articles.models.taxonomy import Category

# What may be wrong with one document and leaves the others alone: it is whole or absent.
BAD_DOCUMENT = (Refusal, DocumentError, DataError, IntegrityError, ValueError)


def load(
    story: ImportedStory, *, batch_name: str, batch_source: str = "", is_sample: bool = False, publish: bool = True
) -> Outcome:
    """Load one document in one transaction and say what became of it.

    Without doubts it is published under its own date, unless `publish` is False; with doubts it waits as submitted. The
    batch's row is written with the first document that changes anything.
    """
    run = _Run(batch_name, batch_source, is_sample, publish)
    digest = _digest(story)
    record = None
    try:
        with transaction.atomic():
            record = latest_record(story.external_id)
            return _load_one(story, digest, record, run).outcome
    except (IntegrityError, Conflict):
        newest = latest_record(story.external_id)
        if newest == record or newest is None:
            raise
        # Another run was faster between our look and our write: what it wrote stands.
        return Outcome.UNCHANGED if newest.digest == digest else Outcome.KEPT


def load_all(
    stories: Sequence[ImportedStory],
    *,
    batch_name: str,
    batch_source: str = "",
    is_sample: bool = False,
    publish: bool = True,
) -> list[Loaded | Exception]:
    """Load documents as `load` does, in one transaction, those that are new side by side; should one fail, each alone.

    A document that cannot be loaded is answered with what was wrong; nothing of it was written. The same story under
    another id is a copy, and is not loaded twice.
    """
    run = _Run(batch_name, batch_source, is_sample, publish)
    try:
        with transaction.atomic():
            let_disk_follow()  # a run that was cut off is run again, and its end (`finish_batch`) waits for all of it
            return list(_load_chunk(stories, run))
    except BAD_DOCUMENT:
        return [_load_alone(story, run) for story in stories]


@dataclass(frozen=True)
class _Run:
    """What all documents of a run share."""

    batch_name: str
    batch_source: str
    is_sample: bool
    publish: bool

    def batch(self) -> ImportBatch:
        defaults = {"source": self.batch_source, "started_at": timezone.now()}
        return ImportBatch.objects.get_or_create(name=self.batch_name, defaults=defaults)[0]


def _digest(story: ImportedStory) -> str:
    return hashlib.sha256((story.raw + story.told).encode()).hexdigest()


def _load_alone(story: ImportedStory, run: _Run) -> Loaded | Exception:
    try:
        with transaction.atomic():
            _wait_for_other_runs()
            if latest_record(story.external_id) is None and (copy := copies.Seen().copy_of(story)) is not None:
                return Loaded(Outcome.COPY, copy)
            return Loaded(
                load(
                    story,
                    batch_name=run.batch_name,
                    batch_source=run.batch_source,
                    is_sample=run.is_sample,
                    publish=run.publish,
                )
            )
    except BAD_DOCUMENT as error:
        return error


def _load_chunk(stories: Sequence[ImportedStory], run: _Run) -> list[Loaded]:
    """Load documents within one transaction; raises what is wrong with any of them."""
    _wait_for_other_runs()
    found = ImportRecord.objects.filter(external_id__in=[story.external_id for story in stories])
    known = {record.external_id: record for record in found.select_related("article").order_by("sequence")}
    fresh = [story for story in stories if story.external_id not in known]
    seen = copies.Seen(fresh)
    results: dict[str, Loaded] = {}
    new: list[ImportedStory] = []
    for story in stories:
        if story.external_id in known:
            results[story.external_id] = _load_one(story, _digest(story), known[story.external_id], run)
        elif (copy := seen.copy_of(story)) is not None:
            results[story.external_id] = Loaded(Outcome.COPY, copy)
        else:
            new.append(story)
    results |= dict(zip([story.external_id for story in new], _load_new(new, run), strict=True)) if new else {}
    return [results[story.external_id] for story in stories]


def _wait_for_other_runs() -> None:
    """Let one run write at a time: else two would not see each other's documents, and load one story under two ids.

    SQLite has one writer anyway. Elsewhere the first category's row is held till the end of the transaction, which
    nobody but who edits that category waits for.
    """
    Category.objects.select_for_update(no_key=True).order_by("pk").first()


def _load_one(story: ImportedStory, digest: str, record: ImportRecord | None, run: _Run) -> Loaded:
    if record is None:
        return _load_new([story], run)[0]
    if record.undone_at is None and record.digest == digest:
        return Loaded(Outcome.UNCHANGED)
    if was_touched(record):
        return Loaded(Outcome.KEPT)
    if record.undone_at is not None:
        record.article = workflow.transition(
            record.article, Action.REDO_IMPORT, actor=None, details={"batch": run.batch_name}
        )
    article = _update(story, record)
    _write_records([(story, article)], [record], run)
    details = {"batch": run.batch_name}
    if run.publish and not story.doubts:
        article = workflow.transition(article, Action.PUBLISH_IMPORT, actor=None, details=details)
    elif article.state == State.PUBLISHED:
        article = workflow.transition(article, Action.HOLD_IMPORT, actor=None, details=details)
    return Loaded(Outcome.UPDATED if article.state == State.PUBLISHED else Outcome.WAITS)


def _load_new(stories: Sequence[ImportedStory], run: _Run) -> list[Loaded]:
    """Load documents that nobody has seen before: so many queries, however many they are."""
    articles, awaited = _create(stories, run)
    _write_records(list(zip(stories, articles, strict=True)), [None] * len(stories), run)
    sure = [run.publish and not story.doubts for story in stories]
    plain_ones = [
        article
        for article, story, is_sure in zip(articles, stories, sure, strict=True)
        if is_sure and not story.correction
    ]
    details = {"batch": run.batch_name}
    if len(plain_ones) > 1:
        workflow.publish_imports(_with_categories(plain_ones), awaited, details=details)
        done = {article.pk for article in plain_ones}
    else:
        done = set()
    for article, story, is_sure in zip(articles, stories, sure, strict=True):
        if is_sure and article.pk not in done:
            workflow.transition(
                article, Action.PUBLISH_IMPORT, actor=None, correction=story.correction, details=details
            )
    return [Loaded(Outcome.PUBLISHED if is_sure else Outcome.WAITS) for is_sure in sure]


def _with_categories(articles: Sequence[Article]) -> Sequence[Article]:
    found = Category.objects.in_bulk({article.category_id for article in articles} - {None})
    for article in articles:
        if article.category_id is not None:
            article.category = found[article.category_id]
    return articles


def is_loaded(story: ImportedStory) -> bool:
    """Tell whether this very text stands as loaded, so that loading it again would change nothing."""
    record = latest_record(story.external_id)
    return record is not None and record.undone_at is None and record.digest == _digest(story)


def dates_of(external_ids: Sequence[str]) -> dict[str, datetime.datetime | None]:
    """Return the dates of the articles that documents are loaded as."""
    found = ImportRecord.objects.filter(external_id__in=external_ids).order_by("sequence")
    return dict(found.values_list("external_id", "article__dated_at"))


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


def _create(stories: Sequence[ImportedStory], run: _Run) -> tuple[list[Article], dict[UUID, Shown]]:
    """Create articles, and the photos that they await."""
    awaited: list[photos.Awaited] = []
    documents = [_document(story.blocks, {}, awaited) for story in stories]
    made = {shown.photo.pk: shown for shown in photos.await_all(awaited)}
    names = {name: False for story in stories for name, _role in story.bylines}
    known = people.find_or_add_all(names)
    articles = editing.create_all(
        [
            editing.Draft(
                _change(story, document, known),
                {
                    "state": State.SUBMITTED,
                    "dated_at": story.dated_at,
                    "dated_precision": story.precision,
                    "is_sample": run.is_sample,
                },
            )
            for story, document in zip(stories, documents, strict=True)
        ],
        actor=None,
        reason="import",
    )
    return articles, made


def _update(story: ImportedStory, record: ImportRecord) -> Article:
    article = record.article
    if (article.dated_at, article.dated_precision) != (story.dated_at, story.precision):
        Article.objects.filter(pk=article.pk).update(dated_at=story.dated_at, dated_precision=story.precision)
    awaited: list[photos.Awaited] = []
    document = _document(story.blocks, _known_photos(record), awaited)
    photos.await_all(awaited)
    known = people.find_or_add_all({name: False for name, _role in story.bylines})
    return editing.save_import(article, _change(story, document, known), reason="import")


def _change(story: ImportedStory, document: Document, known: Mapping[str, Contributor]) -> editing.Change:
    lead = next((figure.photo for _path, figure in document.figures()), None)
    bylines = {known[name].pk: (name, role) for name, role in story.bylines}
    return editing.Change(
        columns={
            "title": story.title,
            "sapo": story.sapo,
            "category_id": story.category_id,
            "document": document,
            "lead_photo_id": lead,
            **story.columns,
        },
        bylines=[
            # A name of one's own is none that hides somebody: only another form of it is kept as printed.
            editing.BylineEntry(pk, Byline.Role(role), "" if name == known[name].name else name)
            for pk, (name, role) in bylines.items()
        ],
        tags=story.tags,
    )


def _document(
    blocks: Sequence[ImportedBlock], known: dict[tuple[str, str], list[UUID]], awaited: list[photos.Awaited]
) -> Document:
    """Return the body, and add the photos that it awaits.

    A caption that stood in the old text keeps its photo, with all that was done to it since.
    """
    made: list[Block] = []
    for block in blocks:
        text = tidy(block.text)
        if block.kind == "figure" and block.photo is not None:
            credit = _own_credit(block.photo, block)
            made.append(Figure(photo=block.photo, caption=(Span(text),), alt=block.alt, credit=credit))
        elif block.kind == "figure":
            old = known.get((fold(text), _printed_credit(block)))
            if not old:
                awaited.append(photos.Awaited(text, block.credit))
            photo = old.pop(0) if old else awaited[-1].key
            made.append(Figure(photo=photo, caption=(Span(text),), alt=block.alt))
        elif block.kind == "heading":
            made.append(Heading((Span(text),)))
        else:
            made.append(Paragraph((Span(text),)))
    return Document(tuple(made))


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
    figures = [block["photo"] for block in article.document["blocks"] if block["type"] == "figure"]
    credits = [_printed_credit(block) for block in story.blocks if block.kind == "figure"]
    return dict(zip(figures, credits, strict=True))


def _printed_credit(block: ImportedBlock) -> str:
    return block.credit.printed if block.credit else ""


def _write_records(
    loaded: Sequence[tuple[ImportedStory, Article]], before: Sequence[ImportRecord | None], run: _Run
) -> None:
    batch = run.batch()
    records = [
        ImportRecord(
            batch=batch,
            external_id=story.external_id,
            sequence=old.sequence + 1 if old else 1,
            source=story.source,
            raw=story.raw,
            digest=_digest(story),
            article=article,
            revision_number=article.revision_number,
            choices={**story.choices, "photos": _imported_credits(story, article)},
            doubts=list(story.doubts),
            confidence=story.confidence,
        )
        for (story, article), old in zip(loaded, before, strict=True)
    ]
    add_all(records)
    copies.write(zip(records, (copies.traces_of(story) for story, _article in loaded), strict=True))
