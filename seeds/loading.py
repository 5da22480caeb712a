"""From parsed documents to the desk: what was understood, what is doubtful, and the verbs that load it."""

import contextlib
import datetime
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import Any

from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from articles.desk import doubts, intake, taxonomy
from articles.desk.imported import ImportedBlock, ImportedStory, Outcome
from articles.desk.photos import Credit
from articles.document.credits import credit_lines
from articles.models.story import Precision
from articles.models.taxonomy import Category
from articles.public import search_index
from seeds import pictures, workers
from seeds.edition import Edition, edition_of
from seeds.parsing import names, parse
from seeds.parsing.story import SeedBlock, SeedStory
from seeds.reading import RawDocument, Unreadable, read_documents
from seeds.workers import Parsed

CATEGORIES_FILE = Path(__file__).parent / "categories.json"
# Below this the split of title and sapo waits for a person: on the research corpus one story in 58, and of the others
# one in 245 is split wrongly.
SURE_OF_TITLE = 0.8
# Below this a caption waits for a person as well: one story in ten of the research corpus, with titles one in nine.
SURE_OF_CAPTION = 0.6


@dataclass(frozen=True)
class Loaded:
    """A document and what became of it; `copy_of` is the id under which the same story is here already."""

    id: str
    source: str
    outcome: Outcome
    doubts: tuple[str, ...]
    copy_of: str = ""
    notes: tuple[str, ...] = ()  # what was done to make clean text of what came


@dataclass(frozen=True)
class Options:
    """How documents are loaded."""

    batch: str
    source: str = ""
    publish: bool = True
    limit: int | None = None
    jobs: int = 1
    demo: bool = True  # with the documents of demo editions


def load_documents(paths: Sequence[Path], options: Options) -> Iterator[Loaded | Unreadable]:
    """Load documents in their order, each whole or not at all, and say of each what became of it.

    Those of a demo edition come last, with all that its manifest tells, as samples.
    """
    ensure_categories()
    keys = dict(Category.objects.values_list("name", "pk"))
    source = (options.source or ", ".join(str(path) for path in paths))[:500]
    folders = pictures.Folders()
    editions: dict[Path, tuple[Edition, list[RawDocument]]] = {}
    documents = _others(islice(read_documents(paths), options.limit), editions)
    with search_index.sorted_aside():
        for chunk in workers.parse_all(documents, list(keys), jobs=options.jobs):
            parsed = [one for one in chunk if not isinstance(one, Unreadable)]
            told = [folders.pictures_of(one.document) for one in parsed]
            stories = [understand(one, keys) for one in parsed]
            brought = pictures.bring(list(zip(stories, told, strict=True)), hands=options.jobs)
            results = intake.load_all(
                [one.story for one in brought], batch_name=options.batch, batch_source=source, publish=options.publish
            )
            answers = iter(zip(parsed, told, brought, results, strict=True))
            yield from folders.refusals()
            for one in chunk:
                if isinstance(one, Unreadable):
                    yield one
                else:
                    yield from _answer(*next(answers), options)
        for edition, aside in editions.values() if options.demo else ():
            yield from _load_edition(edition, aside, keys, source, options)


def _others(
    documents: Iterable[RawDocument | Unreadable], editions: dict[Path, tuple[Edition, list[RawDocument]]]
) -> Iterator[RawDocument | Unreadable]:
    """Yield the documents that belong to no edition, and set the others aside."""
    for document in documents:
        edition = None if isinstance(document, Unreadable) else edition_of(document)
        if edition is not None and isinstance(document, RawDocument):
            editions.setdefault(edition.folder, (edition, []))[1].append(document)
        else:
            yield document


def _load_edition(
    edition: Edition, documents: list[RawDocument], keys: dict[str, int], source: str, options: Options
) -> Iterator[Loaded | Unreadable]:
    """Load a demo edition, the oldest story first; as many pictures are cut at once as there are processors."""
    parsed: dict[str, Parsed] = {}
    for one in chain.from_iterable(workers.parse_all(documents, list(keys))):
        if isinstance(one, Unreadable):
            yield one
        else:
            parsed[one.document.id] = one
    understood = (understand(one, keys) for one in parsed.values())
    stories = sorted((replace(one, told=edition.told(one)) for one in understood), key=edition.age, reverse=True)
    fresh = [story for story in stories if not intake.is_loaded(story)]
    now = timezone.now()
    if fresh:
        edition.bring_names()
    brought = {story.external_id: pictures.Brought(story) for story in stories}
    told = {story.external_id: edition.pictures_of(story) for story in stories}
    loaded = intake.dates_of([story.external_id for story in fresh])
    changed = {story.external_id for story in fresh}
    for one in pictures.bring([(story, told[story.external_id]) for story in stories], hands=os.cpu_count() or 1):
        key = one.story.external_id
        complete = edition.complete(one.story, now=now, dated_at=loaded.get(key)) if key in changed else one.story
        brought[key] = replace(one, story=complete)
    results = intake.load_all(
        [one.story for one in brought.values()],
        batch_name=options.batch,
        batch_source=source,
        is_sample=True,
        publish=options.publish,
    )
    for (key, one), result in zip(brought.items(), results, strict=True):
        yield from _answer(parsed[key], told[key], one, result, options)


def _answer(
    parsed: Parsed,
    told: dict[int, pictures.Told],
    brought: pictures.Brought,
    result: intake.Loaded | Exception,
    options: Options,
) -> Iterator[Loaded | Unreadable]:
    document, story = parsed.document, brought.story
    yield from brought.refused
    if isinstance(result, Exception):
        # Whole or absent: nothing of this document was written, and it does not stop the others.
        yield Unreadable(document.source, None, (str(result) or type(result).__name__).splitlines()[0], document.id)
        return
    outcome = result.outcome
    if told and outcome == Outcome.UNCHANGED:
        printed = options.publish and intake.publish_pictures(story.external_id, batch_name=options.batch)
        outcome = Outcome.UPDATED if printed or brought.filled else outcome
    doubts = tuple(doubt["field"] for doubt in story.doubts)
    yield Loaded(document.id, document.source, outcome, doubts, result.copy_of, document.notes)


def parse_documents(
    paths: Iterable[Path], *, demo: bool = True
) -> Iterator[tuple[RawDocument, SeedStory] | Unreadable]:
    """Parse documents without touching the database but to read the names of its categories, where it has any."""
    names = known_categories()
    for document in read_documents(paths):
        if isinstance(document, Unreadable):
            yield document
        elif demo or edition_of(document) is None:
            yield document, parse(document.raw, names)


def understand(parsed: Parsed, category_keys: dict[str, int]) -> ImportedStory:
    """Return a parsed document as the desk takes it, with every doubt named."""
    document, story = parsed.document, parsed.story
    category_id = category_keys.get(story.category.value or "")
    dated_at = _midnight(story.date.value)
    return ImportedStory(
        external_id=document.id,
        raw=document.raw,
        source=document.source,
        title=story.title.value or "",
        sapo=story.lead.value or "",
        category_id=category_id,
        dated_at=dated_at,
        precision=Precision.DAY,
        blocks=[_block(block) for block in story.blocks if _is_printed(block)],
        bylines=[entry for block in story.blocks if block.type == "byline" for entry in names.people(block.text)],
        traces=parsed.traces,
        choices={**_choices(story), **({"notes": list(document.notes)} if document.notes else {})},
        doubts=list(_doubts(story, dated_at, category_id)),
        confidence=story.confidence,
    )


def known_categories() -> list[str]:
    """Return the names of the shipped categories and of those that the database adds."""
    known = [entry["name"] for entry in _shipped_categories()]
    with contextlib.suppress(DatabaseError):  # a dry run works before the first migration, too
        known += [name for name in Category.objects.values_list("name", flat=True) if name not in known]
    return known


def ensure_categories() -> int:
    """Add the shipped categories that are missing, and return how many; what the paper changed stays as it is."""
    existing = {category.slug: category for category in Category.objects.all()}
    taken = {category.name for category in existing.values()}
    added = 0
    for position, entry in enumerate(_shipped_categories()):
        if entry["slug"] in existing or entry["name"] in taken:
            continue
        category = Category(
            name=entry["name"],
            slug=entry["slug"],
            parent=existing.get(entry["parent"]) if entry["parent"] else None,
            description=entry["description"],
            position=position,
        )
        try:
            with transaction.atomic():
                existing[category.slug] = taxonomy.save_category(category)
            added += 1
        except IntegrityError:
            existing[category.slug] = Category.objects.get(slug=category.slug)  # another run was faster
    return added


def _shipped_categories() -> list[dict[str, Any]]:
    return json.loads(CATEGORIES_FILE.read_text(encoding="utf-8"))


def _midnight(date: str | None) -> datetime.datetime | None:
    """Return the first moment of a whole date in the paper's zone; a month alone, or a day to come, is no date."""
    if date is None or len(date) != len("YYYY-MM-DD"):
        return None
    try:
        day = datetime.date.fromisoformat(date)
    except ValueError:
        return None
    if not doubts.EARLIEST_DAY <= day <= timezone.localdate():
        return None
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


def _is_printed(block: SeedBlock) -> bool:
    """Tell whether a block goes into the body: a byline becomes data where all of it is names."""
    if block.dropped or block.duplicate:
        return False
    return block.type != "byline" or not names.people(block.text)


def _block(block: SeedBlock) -> ImportedBlock:
    if block.type == "caption" and (block.text or not _is_of_a_video(block)):
        return ImportedBlock("figure", block.text, _credit(block))
    if block.type == "caption":
        return ImportedBlock("paragraph", block.printed_credit)
    return ImportedBlock("heading" if block.type == "heading" else "paragraph", block.text)


def _is_of_a_video(block: SeedBlock) -> bool:
    """Tell whether a credit names who filmed: below no picture it stands for none."""
    return {kind for kind, _name in credit_lines(block.printed_credit)} == {"video"}


def _credit(block: SeedBlock) -> Credit | None:
    if block.credit is None:
        return None
    return Credit(printed=block.printed_credit, lines=credit_lines(block.printed_credit))


def _doubts(story: SeedStory, dated_at: datetime.datetime | None, category_id: int | None) -> Iterator[dict[str, Any]]:
    if dated_at is None:
        yield {"field": "date", "value": story.date.value, "rule": story.date.rule}
    if category_id is None:
        yield {"field": "category", "value": story.category.value, "rule": story.category.rule}
    if not story.lead.value and not any(_is_printed(block) for block in story.blocks):
        yield {"field": "text", "value": None, "rule": "no lead and no body"}
    if not story.title.value:
        yield {"field": "title", "value": None, "rule": story.title.rule}
    elif story.confidence < SURE_OF_TITLE:
        yield {"field": "title", "value": story.title.value, "confidence": story.confidence, "rule": story.title.rule}
    for number, block in enumerate(story.blocks):
        if block.type == "caption" and _is_printed(block) and block.confidence < SURE_OF_CAPTION:
            yield {
                "field": "caption",
                "block": number,
                "value": block.text,
                "confidence": block.confidence,
                "rule": block.rule,
            }


def _choices(story: SeedStory) -> dict[str, Any]:
    """Return what was chosen for each span, and by which rule, as the import record keeps it."""
    fields = {"date": story.date, "category": story.category, "title": story.title, "lead": story.lead}
    return {
        **{name: {"value": c.value, "confidence": c.confidence, "rule": c.rule} for name, c in fields.items()},
        "blocks": [
            {
                "type": block.type,
                "text": block.text,
                "credit": block.credit,
                "confidence": block.confidence,
                "rule": block.rule,
                **({"printed": block.printed_credit} if block.printed_credit else {}),
                **({"duplicate": True} if block.duplicate else {}),
                **({"dropped": True} if block.dropped else {}),
                **({"above": True} if block.above else {}),
            }
            for block in story.blocks
        ],
    }
