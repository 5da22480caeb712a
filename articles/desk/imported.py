"""A document as a parser hands it to the desk, and what the desk answers."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from articles.desk.photos import Credit
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
    """A document as a parser understood it; what it could not tell is None or empty, and stands among the doubts.

    `columns` and `tags` are what a source tells besides the text (kind, kicker, use of AI), `correction` is the note it
    printed on the text; an import that knows none leaves them empty. `traces` are the text's (document/alike.py), for
    whoever reckoned them elsewhere already.
    """

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
    columns: Mapping[str, Any] = field(default_factory=dict)
    tags: Sequence[int] | None = None
    correction: str = ""
    traces: Sequence[int] | None = None
    choices: dict[str, Any] = field(default_factory=dict)
    doubts: Sequence[dict[str, Any]] = ()
    confidence: float | None = None
    told: str = ""  # what the source tells besides the raw text; where it changes, the document has changed


class Outcome(StrEnum):
    """What loading a document came to."""

    PUBLISHED = "published"
    WAITS = "waits"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    KEPT = "kept"  # changed in the source, but touched here: left alone and reported
    COPY = "copy"  # the same story came under another id: reported, not loaded


@dataclass(frozen=True)
class Loaded:
    """What became of a document; `copy_of` is the id under which the same story is here already."""

    outcome: Outcome
    copy_of: str = ""


_NOTES: dict[str, str | Promise] = {
    "was double-encoded": gettext_lazy("it was encoded twice: its letters were restored"),
    "was TCVN3": gettext_lazy("it was in TCVN3: its letters were converted"),
    "was VNI": gettext_lazy("it was in VNI: its letters were converted"),
    "marks of direction were left out": gettext_lazy("invisible marks of writing direction were left out"),
    "marks heaped on letters were left out": gettext_lazy("accents heaped on letters were left out"),
    "holds markup, which is kept as text": gettext_lazy("it holds markup, which is kept as text"),
}


def note_in_words(note: str) -> str:
    """Return in words what was done to make clean text of what came; a note that nobody knows stands as it is."""
    return str(_NOTES.get(note, note))
