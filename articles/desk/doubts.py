"""The doubts of an import: what was not sure of a raw text, and the verbs by which a person settles it.

Each is one save of the text (a revision and an audit entry, by the table's row `settle`), and strikes the doubts that
it answers from the import's record. What is settled names the doubts by `Doubt.key`.
"""

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.desk import editing, people, photos
from articles.desk.photos import Credit
from articles.desk.refusals import NotPossible
from articles.document.blocks import Block, Document, Figure, Heading, Paragraph, normalise, plain
from articles.document.codec import DocumentError, from_json, to_json
from articles.document.credits import BETWEEN_NAMES, credit_lines, split_credit
from articles.document.text import fold, tidy
from articles.models.article import Article, Byline
from articles.models.intake import ImportRecord
from articles.models.photos import Photo
from articles.models.story import Precision
from articles.models.taxonomy import Category

if TYPE_CHECKING:
    from accounts.models import User

Kind = Literal["paragraph", "heading", "caption", "byline", "source", "related"]
KINDS: tuple[Kind, ...] = ("paragraph", "heading", "caption", "byline", "source", "related")
_WORD = re.compile(r"\S+")
_LABEL = re.compile(r"(?P<label>[^:]{2,20}):\s*")
# The first newspaper in Vietnamese; an earlier date is a misprint, as one to come is.
EARLIEST_DAY = datetime.date(1865, 4, 15)


@dataclass(frozen=True)
class Doubt:
    """One thing that an import was not sure of: which, what it chose, how surely, and by what."""

    key: str
    field: str
    value: str | None
    confidence: float | None
    rule: str
    block: int | None = None


@dataclass(frozen=True)
class ImportedBlock:
    """A block of the raw text as it was understood, and whether the article still shows it as such."""

    number: int
    kind: str
    text: str
    credit: str
    confidence: float | None
    is_printed: bool


@dataclass(frozen=True)
class Import:
    """What an article was made of: the raw text, its blocks, and the doubts that are open."""

    record: ImportRecord
    doubts: list[Doubt]
    blocks: list[ImportedBlock]
    head: list[str]
    title_ends: int  # after how many words of `head`


def of_article(article: Article) -> Import | None:
    """Return what an article was imported from, or None for one that was written here; one query."""
    records = ImportRecord.objects.filter(article=article.pk).select_related("batch")
    record = records.order_by("-sequence").first()
    if record is None:
        return None
    return Import(
        record=record,
        doubts=[_doubt(entry) for entry in record.doubts],
        blocks=list(_blocks(record, article)),
        head=_WORD.findall(f"{article.title} {article.sapo}"),
        title_ends=len(article.title.split()),
    )


def accept(article: Article, key: str, *, actor: "User", revision: int) -> Article:
    """Settle a doubt as it stands: what was chosen is right, or there is nothing better."""

    def do(record: ImportRecord, current: Article) -> _Settled:
        doubt = next((doubt for doubt in map(_doubt, record.doubts) if doubt.key == key), None)
        if doubt is None:
            raise NotPossible(_("This doubt is settled already."))
        missing = {
            "title": not current.title.strip() and _("The title is missing."),
            "category": current.category_id is None and _("The category is missing."),
        }.get(doubt.field)
        if missing:
            raise NotPossible(missing)
        return _Settled({key}, {"accepted": key})

    return _settle(article, do, actor=actor, revision=revision)


def move_title_end(article: Article, words: int, *, actor: "User", revision: int) -> Article:
    """Let the title be the first so many words of title and sapo, and the sapo the rest; no letter is lost."""

    def do(record: ImportRecord, current: Article) -> _Settled:
        head = f"{current.title.strip()} {current.sapo.strip()}".strip()
        places = [match.end() for match in _WORD.finditer(head)]
        if not 0 < words <= len(places):
            raise NotPossible(_("The title ends with one of its words."))
        end = places[words - 1]
        columns = {"title": head[:end], "sapo": head[end:].strip()}
        return _Settled({"title"}, {"title": [current.title, columns["title"]]}, columns)

    return _settle(article, do, actor=actor, revision=revision)


def set_date(article: Article, day: datetime.date, *, actor: "User", revision: int) -> Article:
    """Give a story the day under which it first appeared; lists stand in its order."""

    def do(record: ImportRecord, current: Article) -> _Settled:
        if not EARLIEST_DAY <= day <= timezone.localdate():
            raise NotPossible(_("This is no day on which a newspaper could have printed it."))
        moment = timezone.make_aware(datetime.datetime.combine(day, datetime.time()))
        own = {"dated_at": moment, "dated_precision": Precision.DAY}
        return _Settled({"date"}, {"date": day.isoformat()}, own=own)

    return _settle(article, do, actor=actor, revision=revision)


def set_category(article: Article, category: Category, *, actor: "User", revision: int) -> Article:
    """Put a story into a category."""

    def do(record: ImportRecord, current: Article) -> _Settled:
        return _Settled({"category"}, {"category": category.name}, {"category_id": category.pk})

    return _settle(article, do, actor=actor, revision=revision)


def change_kind(article: Article, number: int, kind: str, *, actor: "User", revision: int) -> Article:
    """Say what a block of the raw text is: it becomes that in the body, and its doubt is settled.

    A caption's photo awaits its file; a byline of names leaves the body and stands over the story.
    """

    def do(record: ImportRecord, current: Article) -> _Settled:
        entries = record.choices.get("blocks", [])
        if kind not in KINDS or not 0 <= number < len(entries):
            raise NotPossible(_("There is no such block."))
        entry = entries[number]
        was = entry["type"]
        made = _body_with(current, entries, number, kind)
        entry["type"] = kind
        entry.pop("dropped", None)
        details = {"block": number, "kind": [was, kind]}
        return _Settled({f"caption-{number}"}, details, *made)

    return _settle(article, do, actor=actor, revision=revision)


# --- One settling ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Settled:
    """Which doubts are answered, what the audit entry says of it, and what the save changes."""

    keys: set[str]
    details: dict[str, Any]
    columns: Mapping[str, Any] = field(default_factory=dict)
    bylines: Sequence[editing.BylineEntry] | None = None
    own: Mapping[str, Any] = field(default_factory=dict)


def _settle(
    article: Article, do: Callable[[ImportRecord, Article], _Settled], *, actor: "User", revision: int
) -> Article:
    """Settle in one transaction; raises `Conflict`, `NotAllowed` or `NotPossible`, and then nothing was written."""
    with transaction.atomic():
        record = ImportRecord.objects.select_for_update().filter(article=article.pk).order_by("-sequence").first()
        if record is None:
            raise NotPossible(_("This article was not imported."))

        def change_of(current: Article) -> editing.Settling:
            settled = do(record, current)
            record.doubts = [entry for entry in record.doubts if _doubt(entry).key not in settled.keys]
            return editing.Settling(
                editing.Change(settled.columns, settled.bylines),
                details={**settled.details, "open": len(record.doubts)},
                own=settled.own,
            )

        try:
            current = editing.settle_import(article, change_of, actor=actor, revision=revision)
        except DocumentError as error:
            raise NotPossible(gettext_lazy("This body can no longer be read; nothing of it was lost.")) from error
        record.save(update_fields=["doubts", "choices"])
    return current


def _doubt(entry: Mapping[str, Any]) -> Doubt:
    block = entry.get("block")
    key = entry["field"] if block is None else f"{entry['field']}-{block}"
    return Doubt(key, entry["field"], entry.get("value"), entry.get("confidence"), entry.get("rule") or "", block)


# --- Blocks ---------------------------------------------------------------------------------------------------------


def _blocks(record: ImportRecord, article: Article) -> list[ImportedBlock]:
    try:
        standing = {key for block in from_json(article.document).blocks if (key := _key_of(block)) is not None}
    except DocumentError:
        standing = set()
    return [
        ImportedBlock(
            number=number,
            kind=entry["type"],
            text=entry["text"],
            credit=entry.get("credit") or "",
            confidence=entry.get("confidence"),
            is_printed=fold(entry["text"]) in standing or fold(_whole(entry)) in standing,
        )
        for number, entry in enumerate(record.choices.get("blocks", []))
    ]


def _key_of(block: Block) -> str | None:
    """Return by what a block of the body is found again, or None for one that no import makes."""
    match block:
        case Paragraph(content) | Heading(content) | Figure(caption=content):
            return fold("".join(span.text for span in content))
        case _:
            return None


def _whole(entry: Mapping[str, Any]) -> str:
    """Return a block's text with its credit, as it stood in the raw text."""
    return f"{entry['text']} {entry.get('printed') or entry.get('credit') or ''}".strip()


def _body_with(
    article: Article, entries: Sequence[Mapping[str, Any]], number: int, kind: str
) -> tuple[dict[str, Any], list[editing.BylineEntry]]:
    """Return the columns and the byline of an article in which one block of its raw text has become another kind."""
    entry = entries[number]
    blocks = list(from_json(article.document).blocks)
    bylines = list(article.bylines.order_by("position").select_related("contributor"))
    place = _place_of(number, entries, blocks)
    if place is None:
        # A byline became data, and a line that belongs to no story was left out: they come back where they stood.
        named = {fold(name) for name, _role in _names(_whole(entry))} if entry["type"] == "byline" else set()
        stays = [byline for byline in bylines if fold(byline.printed_name or byline.contributor.name) not in named]
        if len(stays) == len(bylines) and not entry.get("dropped"):
            raise NotPossible(_("This block was changed here since: change it in the text itself."))
        before = [_place_of(other, entries, blocks) for other in range(number)]
        place = max((found for found in before if found is not None), default=-1) + 1
        blocks.insert(place, Paragraph(plain(_whole(entry))))
        bylines = stays
    text = _text_of(blocks[place])
    names = _names(text) if kind == "byline" else []
    standing = [editing.BylineEntry(b.contributor_id, b.role, b.printed_name) for b in bylines]
    for name, role in names:
        contributor = people.find_or_add(name)
        if contributor.pk not in {entry.contributor for entry in standing}:
            standing.append(editing.BylineEntry(contributor.pk, role, name))
    blocks[place : place + 1] = [] if names else [_made(blocks[place], text, kind)]
    document = normalise(Document(tuple(blocks)))
    shown = [figure.photo for _path, figure in document.figures()]
    columns: dict[str, Any] = {"document": to_json(document)}
    if article.lead_photo_id not in shown:
        columns["lead_photo_id"] = shown[0] if shown else None
    return columns, standing


def _place_of(number: int, entries: Sequence[Mapping[str, Any]], blocks: Sequence[Block]) -> int | None:
    """Return where a block of the raw text stands in the body; those that say the same stand in their order."""
    keys = _keys_of(entries[number])
    places = [place for place, block in enumerate(blocks) if _key_of(block) in keys]
    printed = (other for other in entries[:number] if not (other.get("dropped") or other.get("duplicate")))
    earlier = sum(not keys.isdisjoint(_keys_of(other)) for other in printed)
    return places[min(earlier, len(places) - 1)] if places else None


def _keys_of(entry: Mapping[str, Any]) -> set[str]:
    return {fold(entry["text"]), fold(_whole(entry))}


def _text_of(block: Block) -> str:
    """Return a block as the words that it was made of, its credit with them."""
    match block:
        case Paragraph(content) | Heading(content):
            return "".join(span.text for span in content)
        case Figure(photo, caption, _alt, credit):
            printed = credit or Photo.objects.filter(pk=photo).values_list("printed_credit", flat=True).first() or ""
            return " ".join(filter(None, ["".join(span.text for span in caption), printed]))
        case _:
            return ""


def _made(block: Block, text: str, kind: str) -> Block:
    if kind == "heading":
        return Heading(plain(text))
    if kind != "caption":
        return Paragraph(plain(text))
    if isinstance(block, Figure):
        return block
    found = split_credit(text)
    credit = Credit(found.printed, credit_lines(found.printed)) if found else None
    caption = tidy(found.text if found else text).strip()
    return Figure(photo=photos.await_photo(description=caption, credit=credit).pk, caption=plain(caption))


def _names(text: str) -> list[tuple[str, str]]:
    """Return the names of a line that a person called a byline, each with its part in the work."""
    label = _LABEL.match(text)
    said = fold(label["label"]) if label else ""
    role = Byline.Role.TEXT
    if "anh" in said.split():
        role = Byline.Role.PHOTOS if said == "anh" else Byline.Role.BOTH
    names = (name.strip(" .") for name in BETWEEN_NAMES.split(text[label.end() :] if label else text))
    return [(name, role) for name in dict.fromkeys(filter(None, names))]
