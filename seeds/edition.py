"""A demo edition: documents with a manifest that tells what their texts do not, `edition.json` beside them.

The manifest gives each story its age at the moment of loading, its kind, topics and notes, and to each caption in turn
a text for those who cannot see its picture, and the picture where there is one; topics get introductions, contributors
biographies. All of it goes the way of any import (articles/desk/intake.py); what is there already is left as it is.
"""

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from articles.desk import people, taxonomy
from articles.desk.imported import ImportedStory
from articles.models.people import Contributor
from articles.models.story import Precision
from articles.models.taxonomy import Tag
from seeds.pictures import Told
from seeds.reading import RawDocument

MANIFEST = "edition.json"


@dataclass(frozen=True)
class Edition:
    """A folder of documents with its manifest."""

    folder: Path
    manifest: Mapping[str, Any]

    def age(self, story: ImportedStory) -> float:
        """Return how many hours old a story is when it is loaded."""
        return self._entry(story)["hours"]

    def pictures_of(self, story: ImportedStory) -> dict[int, Told]:
        """Return a story's pictures by the place of their caption, from 1; a caption without one awaits it."""
        told = enumerate(self._entry(story)["pictures"], start=1)
        return {place: Told(self.folder / one["file"], one["alt"]) for place, one in told if "file" in one}

    def complete(
        self, story: ImportedStory, *, now: datetime.datetime, dated_at: datetime.datetime | None = None
    ) -> ImportedStory:
        """Return a story with all that the manifest says of it; its date is its age before `now`, or that it has."""
        entry = self._entry(story)
        told = iter(entry["pictures"])
        return replace(
            story,
            blocks=[replace(b, alt=next(told)["alt"]) if b.kind == "figure" else b for b in story.blocks],
            dated_at=dated_at or (now - datetime.timedelta(hours=entry["hours"])).replace(second=0, microsecond=0),
            precision=Precision.MINUTE,
            columns=entry["columns"],
            tags=[tag.pk for tag in taxonomy.find_tags(entry.get("topics", ())).values()],
            correction=entry.get("correction", ""),
        )

    def told(self, story: ImportedStory) -> str:
        """Return what the manifest says of a story, as one string; its age counts only when it is loaded first."""
        entry = {key: value for key, value in self._entry(story).items() if key != "hours"}
        return json.dumps(entry, ensure_ascii=False, sort_keys=True)

    def bring_names(self) -> None:
        """Add the topics and contributors that the newsroom does not have."""
        known = taxonomy.find_tags(self.manifest["topics"])
        for name, introduction in self.manifest["topics"].items():
            if name not in known:
                taxonomy.save_tag(Tag(name=name, introduction=introduction))
        for name, biography in self.manifest["contributors"].items():
            if people.find(name) is None:
                people.save_contributor(Contributor(name=name, biography=biography))

    def _entry(self, story: ImportedStory) -> Mapping[str, Any]:
        return self.manifest["stories"][story.external_id]


def edition_of(document: RawDocument) -> Edition | None:
    """Return the edition that a document belongs to, or None for any other."""
    folder = Path(document.source).parent
    manifest = folder / MANIFEST
    if document.source != str(folder / f"{document.id}.txt") or not manifest.is_file():
        return None
    edition = Edition(folder, json.loads(manifest.read_text(encoding="utf-8")))
    return edition if document.id in edition.manifest["stories"] else None
