"""The same story in two files: found by its traces, so that it is reported and not loaded twice."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from articles.desk.imported import ImportedStory
from articles.document import alike
from articles.models.adding import add_rows
from articles.models.intake import ImportRecord, ImportTrace


class Seen:
    """Imported texts in which copies are looked for: those in the database that the asked for resemble, and each other.

    Two queries for all that it is made for.
    """

    def __init__(self, stories: Sequence[ImportedStory] = ()) -> None:
        self._texts: dict[int, list[tuple[str, str]]] = defaultdict(list)
        self._look({value for story in stories for value in traces_of(story)})
        self._looked = bool(stories)

    def copy_of(self, story: ImportedStory) -> str | None:
        """Return the id under which the same story is known, or None; then it is known from now on itself."""
        traces = traces_of(story)
        if not self._looked:
            self._look(set(traces))
        near = {id: raw for value in traces for id, raw in self._texts[value]}
        for id, raw in near.items():
            if id != story.external_id and alike.likeness(story.raw, raw) >= alike.ALIKE_FROM:
                return id
        for value in traces:
            self._texts[value].append((story.external_id, story.raw))
        return None

    def _look(self, values: set[int]) -> None:
        if not values:
            return
        found = ImportTrace.objects.filter(value__in=values, record__undone_at=None).order_by("pk")
        for value, id, raw in found.values_list("value", "record__external_id", "record__raw"):
            self._texts[value].append((id, raw))


def traces_of(story: ImportedStory) -> Sequence[int]:
    """Return the traces of a document, reckoned now where nobody has."""
    return alike.traces(story.raw) if story.traces is None else story.traces


def write(loaded: Iterable[tuple[ImportRecord, Sequence[int]]]) -> None:
    """Keep the traces of documents in place of those of their earlier texts."""
    loaded = list(loaded)
    older = [record.external_id for record, _traces in loaded if record.sequence > 1]
    if older:
        ImportTrace.objects.filter(record__external_id__in=older).delete()
    rows = ((record.pk, value) for record, traces in loaded for value in traces)
    add_rows(ImportTrace, ["record_id", "value"], rows)
