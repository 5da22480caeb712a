"""What a text must have before readers may see it: rules that block or warn, for each kind of story."""

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from articles.desk import audit, policy
from articles.document.blocks import Document, Figure
from articles.document.codec import DocumentError
from articles.document.text import fold
from articles.models.article import Article
from articles.models.checklist import ChecklistRule, Level, Rule
from articles.models.history import AuditEntry
from articles.models.intake import ImportRecord
from articles.models.photos import Photo
from articles.models.publication import Publication
from articles.models.story import Kind

if TYPE_CHECKING:
    from accounts.models import User

Sentence = str | Promise

HEADLINE_LENGTH = range(15, 111)  # characters; longer ones take four lines on a phone
SOURCES_OF_NEWS = 2
ALIKE_WITHIN = datetime.timedelta(hours=48)
ALIKE_FROM = 0.85  # of the letters of two folded titles, in order

# A missing file, text or credit of an imported photo is the photo desk's to mend, and holds back nothing.
_PHOTO_RULES = frozenset({Rule.CAPTIONS, Rule.CREDITS, Rule.ALTS, Rule.FILES, Rule.LEAD_PHOTO})

_DEFAULT = {
    Rule.SAPO: Level.BLOCK,
    Rule.HEADLINE: Level.WARN,
    Rule.LEAD_PHOTO: Level.WARN,
    Rule.CAPTIONS: Level.BLOCK,
    Rule.CREDITS: Level.BLOCK,
    Rule.ALTS: Level.BLOCK,
    Rule.FILES: Level.BLOCK,
    Rule.RIGHTS: Level.BLOCK,
    Rule.SOURCES: Level.OFF,
    Rule.INTERVIEWEE: Level.OFF,
    Rule.LEGAL: Level.BLOCK,
    Rule.SENSITIVE: Level.BLOCK,
    Rule.PHOTOS_ORDERED: Level.WARN,
    Rule.DUPLICATE: Level.WARN,
    Rule.DOUBTS: Level.BLOCK,
}
_OF_KIND: dict[Kind, dict[Rule, Level]] = {
    Kind.NEWS: {Rule.SOURCES: Level.BLOCK},
    Kind.FEATURE: {Rule.SOURCES: Level.WARN},
    Kind.INTERVIEW: {Rule.INTERVIEWEE: Level.BLOCK},
    Kind.OPINION: {Rule.SAPO: Level.WARN, Rule.LEAD_PHOTO: Level.OFF},
    Kind.PHOTO_STORY: {Rule.SAPO: Level.WARN, Rule.LEAD_PHOTO: Level.BLOCK},
    Kind.LONG_READ: {Rule.SOURCES: Level.WARN},
}


@dataclass(frozen=True)
class Check:
    """One rule as it stands for one article: `missing` says what is not kept, None when all is well."""

    rule: Rule
    level: Level
    missing: Sentence | None

    @property
    def blocks(self) -> bool:
        return self.level == Level.BLOCK and self.missing is not None


@dataclass(frozen=True)
class _Material:
    """What the rules look at, read once."""

    article: Article
    figures: list[Figure]
    photos: dict[object, Photo]
    now: datetime.datetime
    day: datetime.date  # on which readers would see it
    doubts: list[Mapping[str, object]] | None  # those of its import that are open; None: it was written here


def blockers(article: Article) -> list[Sentence]:
    """Return the sentences that forbid publishing whatever anybody says, none when the text can be printed."""
    found: list[Sentence] = []
    if not article.title.strip():
        found.append(_("The title is missing."))
    if article.category_id is None:
        found.append(_("The category is missing."))
    try:
        if not article.body().blocks and not article.sapo.strip():
            found.append(_("The text is empty."))
    except DocumentError as error:
        found.append(_("The body cannot be read: %(error)s") % {"error": error})
    return found


def checks(
    article: Article, *, now: datetime.datetime | None = None, when: datetime.datetime | None = None
) -> list[Check]:
    """Return every rule that is asked of an article of its kind, kept or not; six queries at most.

    `when` is the moment from which readers are to see it, if not now.
    """
    now = now or timezone.now()
    material = _read(article, now, timezone.localdate(when or now))
    of_kind = levels(Kind(article.kind))
    if material.doubts is None:
        del of_kind[Rule.DOUBTS]
    else:
        del of_kind[Rule.SOURCES]  # those of an archive text stand in print
        if material.figures:
            of_kind |= {rule: Level.WARN for rule in _PHOTO_RULES if of_kind[rule] == Level.BLOCK}
    return [Check(rule, level, _CHECKED[rule](material)) for rule, level in of_kind.items() if level != Level.OFF]


def open_blocks(
    article: Article, *, now: datetime.datetime | None = None, when: datetime.datetime | None = None
) -> list[Check]:
    """Return the rules that block and were not passed over, with a reason, for this very text."""
    blocking = [check for check in checks(article, now=now, when=when) if check.blocks]
    passed = passed_over(article) if blocking else frozenset()
    return [check for check in blocking if check.rule not in passed]


def passed_over(article: Article) -> frozenset[str]:
    """Return the rules that somebody passed over, with a reason, for the text as it stands."""
    entries = AuditEntry.objects.filter(
        article=article.pk, revision_number=article.revision_number, details__has_key="passed_over"
    )
    return frozenset(rule for details in entries.values_list("details", flat=True) for rule in details["passed_over"])


def levels(kind: Kind) -> dict[Rule, Level]:
    """Return the level of each rule for a kind: the default, but where the managing editor chose another."""
    chosen = ChecklistRule.objects.filter(kind=kind).values_list("rule", "level")
    return default_levels(kind) | {Rule(rule): Level(level) for rule, level in chosen}


def default_levels(kind: Kind) -> dict[Rule, Level]:
    """Return the levels that hold while nobody chose others."""
    return _DEFAULT | _OF_KIND[kind]


def choose_levels(chosen: Mapping[tuple[Kind, Rule], Level], *, actor: "User") -> int:
    """Set how strictly rules are asked, each for a kind, and return how many changed; the rest stays as it is."""
    policy.demand(actor, "change_checklistrule")
    with transaction.atomic():
        before = {kind: levels(kind) for kind in {kind for kind, _rule in chosen}}
        changed = {(kind, rule): level for (kind, rule), level in chosen.items() if before[kind][rule] != level}
        for (kind, rule), level in changed.items():
            if level == default_levels(kind)[rule]:
                ChecklistRule.objects.filter(kind=kind, rule=rule).delete()
            else:
                ChecklistRule.objects.update_or_create(kind=kind, rule=rule, defaults={"level": level})
        if changed:
            told = {f"{kind}/{rule}": [before[kind][rule], level] for (kind, rule), level in changed.items()}
            audit.record("set_levels", actor=actor, subject="checklist", details={"changed": told})
    return len(changed)


def alike(one: str, other: str) -> bool:
    """Tell whether two titles say the same but for a word, accents and case aside."""
    one, other = (re.sub(r"[^\w ]", "", fold(title)) for title in (one, other))
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    # The cheap upper bounds first: of a few hundred titles hardly one comes to the third.
    return (
        matcher.real_quick_ratio() >= ALIKE_FROM
        and matcher.quick_ratio() >= ALIKE_FROM
        and matcher.ratio() >= ALIKE_FROM
    )


def _read(article: Article, now: datetime.datetime, day: datetime.date) -> _Material:
    try:
        document = article.body()
    except DocumentError:
        document = Document()
    figures = [figure for _path, figure in document.figures()]
    keys = {figure.photo for figure in figures} | ({article.lead_photo_id} if article.lead_photo_id else set())
    photos = Photo.objects.prefetch_related("credit_lines").in_bulk(keys) if keys else {}
    records = ImportRecord.objects.filter(article=article.pk).order_by("-sequence")
    doubts = records.values_list("doubts", flat=True).first() if article.pk else None
    return _Material(article, figures, photos, now, day, doubts)


def _sapo(material: _Material) -> Sentence | None:
    return None if material.article.sapo.strip() else _("The sapo is missing.")


def _headline(material: _Material) -> Sentence | None:
    length = len(material.article.title.strip())
    if length in HEADLINE_LENGTH:
        return None
    return _("The title has %(length)d characters; between %(low)d and %(high)d read well.") % {
        "length": length,
        "low": HEADLINE_LENGTH.start,
        "high": HEADLINE_LENGTH.stop - 1,
    }


def _lead_photo(material: _Material) -> Sentence | None:
    return None if material.article.lead_photo_id else _("No lead photo is chosen.")


def _without(material: _Material, is_there: Callable[[Figure, Photo | None], bool]) -> int:
    return sum(not is_there(figure, material.photos.get(figure.photo)) for figure in material.figures)


def _captions(material: _Material) -> Sentence | None:
    count = _without(material, lambda figure, photo: bool(figure.caption))
    return _counted(ngettext_lazy("%(count)d photo lacks a caption.", "%(count)d photos lack captions.", count), count)


def _credits(material: _Material) -> Sentence | None:
    def is_there(figure: Figure, photo: Photo | None) -> bool:
        return bool(figure.credit or (photo and (photo.printed_credit or photo.credit_lines.all())))

    count = _without(material, is_there)
    return _counted(ngettext_lazy("%(count)d photo lacks a credit.", "%(count)d photos lack credits.", count), count)


def _alts(material: _Material) -> Sentence | None:
    count = _without(material, lambda figure, photo: bool(figure.alt))
    return _counted(
        ngettext_lazy(
            "%(count)d photo lacks a text for those who cannot see it.",
            "%(count)d photos lack texts for those who cannot see them.",
            count,
        ),
        count,
    )


def _files(material: _Material) -> Sentence | None:
    count = _without(material, lambda figure, photo: photo is not None and not photo.awaits_file)
    return _counted(
        ngettext_lazy("%(count)d photo awaits its file.", "%(count)d photos await their files.", count), count
    )


def _rights(material: _Material) -> Sentence | None:
    # Once a photo, the lead photo with them: it stands on cards where the body does not show it.
    count = sum(
        photo.withdrawn_at is not None or (photo.rights_until is not None and photo.rights_until < material.day)
        for photo in material.photos.values()
    )
    return _counted(
        ngettext_lazy(
            "%(count)d photo was withdrawn, or its rights have ended by then.",
            "%(count)d photos were withdrawn, or their rights have ended by then.",
            count,
        ),
        count,
    )


def _counted(sentence: Promise, count: int) -> Sentence | None:
    return sentence % {"count": count} if count else None


def _sources(material: _Material) -> Sentence | None:
    noted = sum(bool(line.strip()) for line in material.article.sources.splitlines())
    wanted = SOURCES_OF_NEWS if material.article.kind == Kind.NEWS else 1
    if noted >= wanted:
        return None
    return _("%(noted)d of %(wanted)d sources are noted.") % {"noted": noted, "wanted": wanted}


def _interviewee(material: _Material) -> Sentence | None:
    return None if material.article.interviewee_approved else _("The interviewee has not approved the text.")


def _legal(material: _Material) -> Sentence | None:
    return _("The text waits for legal review.") if material.article.needs_legal else None


def _sensitive(material: _Material) -> Sentence | None:
    return _("The text is marked as sensitive.") if material.article.is_sensitive else None


def _photos_ordered(material: _Material) -> Sentence | None:
    return _("Photos were ordered and are not there.") if material.article.needs_photo else None


def _doubts(material: _Material) -> Sentence | None:
    count = len(material.doubts or ())
    return _counted(
        ngettext_lazy("%(count)d doubt of the import is open.", "%(count)d doubts of the import are open.", count),
        count,
    )


def _duplicate(material: _Material) -> Sentence | None:
    title = next((other for other in _recent_titles(material) if alike(material.article.title, other)), None)
    return _("A similar title is in the paper: “%(title)s”.") % {"title": title} if title else None


def _recent_titles(material: _Material) -> Iterable[str]:
    """Return the titles readers first saw within the last two days, and those that wait; not the story's own."""
    article, now = material.article, material.now
    if not article.title.strip():
        return ()
    seen = Publication.objects.visible(now).filter(first_published_at__gt=now - ALIKE_WITHIN)
    waiting = Publication.objects.waiting(now)
    # Two questions: each has an index of its own, their OR has none.
    return [
        title
        for publications in (seen, waiting)
        for title in publications.exclude(story_id=article.story_id).values_list("title", flat=True)
    ]


_CHECKED: dict[Rule, Callable[[_Material], Sentence | None]] = {
    Rule.SAPO: _sapo,
    Rule.HEADLINE: _headline,
    Rule.LEAD_PHOTO: _lead_photo,
    Rule.CAPTIONS: _captions,
    Rule.CREDITS: _credits,
    Rule.ALTS: _alts,
    Rule.FILES: _files,
    Rule.RIGHTS: _rights,
    Rule.SOURCES: _sources,
    Rule.INTERVIEWEE: _interviewee,
    Rule.LEGAL: _legal,
    Rule.SENSITIVE: _sensitive,
    Rule.PHOTOS_ORDERED: _photos_ordered,
    Rule.DUPLICATE: _duplicate,
    Rule.DOUBTS: _doubts,
}
