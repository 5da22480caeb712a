"""`manage.py loadseeds`: raw article text in, structured articles out."""

import json
import sys
from collections import Counter
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, ProgrammingError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.desk import intake
from articles.desk.intake import Outcome
from seeds import loading
from seeds.parsing.export import as_dict
from seeds.reading import Unreadable

DEFAULT_PATH = settings.BASE_DIR / "seeds" / "documents"
PROGRESS_EVERY = 500

_OUTCOMES = {
    Outcome.PUBLISHED: gettext_lazy("published"),
    Outcome.WAITS: gettext_lazy("waiting with doubts"),
    Outcome.UPDATED: gettext_lazy("updated"),
    Outcome.UNCHANGED: gettext_lazy("unchanged"),
    Outcome.KEPT: gettext_lazy("changed in the source but touched here: left alone"),
}

# What seeds/reading.py gives as reasons, and what stands in doubts.
_REASONS = {
    "cannot be opened": gettext_lazy("cannot be opened"),
    "holds half a character": gettext_lazy("holds half a character"),
    "holds letters that were lost before": gettext_lazy("holds letters that were lost before"),
    "its id occurred before": gettext_lazy("its id occurred before"),
    "larger than the limit for a document": gettext_lazy("larger than the limit for a document"),
    "looks double-encoded": gettext_lazy("looks double-encoded"),
    "looks like VNI or TCVN3 letters": gettext_lazy("looks like VNI or TCVN3 letters"),
    "no id": gettext_lazy("no id"),
    "no raw text": gettext_lazy("no raw text"),
    "no such file or folder": gettext_lazy("no such file or folder"),
    "no text": gettext_lazy("no text"),
    "not a file": gettext_lazy("not a file"),
    "lies outside its folder": gettext_lazy("lies outside its folder"),
    "names no file": gettext_lazy("names no file"),
    "not a JSON object": gettext_lazy("not a JSON object"),
    "not valid UTF-8": gettext_lazy("not valid UTF-8"),
    "the compressed file is damaged": gettext_lazy("the compressed file is damaged"),
    "the folder holds no text files": gettext_lazy("the folder holds no text files"),
    "date": gettext_lazy("date"),
    "category": gettext_lazy("category"),
    "caption": gettext_lazy("caption"),
    "title": gettext_lazy("title"),
    "text": gettext_lazy("text of the story"),
}


class Command(BaseCommand):
    """Arguments in, counts out; the work is in seeds/loading.py."""

    help = "Import raw article texts. Each document is loaded whole or not at all; a second run changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "paths",
            nargs="*",
            type=Path,
            metavar="PATH",
            help="Text files, folders, or .jsonl[.gz] dumps of id and raw.",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="Write nothing; print what each document was taken for."
        )
        parser.add_argument("--format", choices=["jsonl"], default="jsonl", help="The form of what a dry run prints.")

    def handle(self, *args, **options) -> None:
        paths = options["paths"] or [DEFAULT_PATH]
        try:
            counts = self._dry_run(paths) if options["dry_run"] else self._load(paths)
        except (OperationalError, ProgrammingError) as error:
            # What was loaded so far is whole and stays; the next run goes on from there.
            raise CommandError(_("The database does not answer as it should: %(error)s") % {"error": error}) from error
        if unreadable := counts["unreadable"]:
            message = ngettext("%d document could not be read.", "%d documents could not be read.", unreadable)
            raise CommandError(message % unreadable)

    def _dry_run(self, paths: list[Path]) -> Counter:
        counts: Counter[str] = Counter()
        progress = Progress(self.stderr)
        for parsed in loading.parse_documents(paths):
            if isinstance(parsed, Unreadable):
                self._report_unreadable(parsed, progress)
                counts["unreadable"] += 1
            else:
                document, story = parsed
                self.stdout.write(json.dumps(as_dict(document.id, story), ensure_ascii=False))
                counts["parsed"] += 1
            progress.step()
        progress.finish()
        return counts

    def _load(self, paths: list[Path]) -> Counter:
        counts: Counter[str] = Counter()
        progress = Progress(self.stderr)
        batch_name = f"loadseeds {timezone.localtime():%Y-%m-%d %H:%M:%S.%f}"
        for loaded in loading.load_documents(paths, batch_name=batch_name):
            if isinstance(loaded, Unreadable):
                self._report_unreadable(loaded, progress)
                counts["unreadable"] += 1
            else:
                counts[loaded.outcome] += 1
                if loaded.outcome in (Outcome.WAITS, Outcome.KEPT):
                    progress.clear()
                    doubts = f" ({', '.join(str(_REASONS[doubt]) for doubt in loaded.doubts)})" if loaded.doubts else ""
                    self.stderr.write(f"{loaded.id}: {_OUTCOMES[loaded.outcome]}{doubts}")
            progress.step()
        progress.finish()
        intake.finish_batch(batch_name, dict(counts))
        self._summarise(counts)
        return counts

    def _report_unreadable(self, unreadable: Unreadable, progress: "Progress") -> None:
        progress.clear()
        place = "" if unreadable.offset is None else _(", byte %d") % unreadable.offset
        self.stderr.write(
            self.style.ERROR(f"{unreadable.source}{place}: {_REASONS.get(unreadable.reason, unreadable.reason)}")
        )

    def _summarise(self, counts: Counter) -> None:
        documents = sum(counts.values())
        self.stdout.write(ngettext("%d document read:", "%d documents read:", documents) % documents)
        for outcome, label in _OUTCOMES.items():
            if counts[outcome]:
                self.stdout.write(f"  {counts[outcome]:>6}  {label}")
        if counts["unreadable"]:
            label = _("unreadable")  # not within the f-string: xgettext cannot see in there
            self.stdout.write(f"  {counts['unreadable']:>6}  {label}")


class Progress:
    """A line that counts: rewritten in place on a terminal, once every so many documents elsewhere."""

    def __init__(self, stream) -> None:
        self.stream = stream
        self.count = 0
        self.on_terminal = stream.isatty() if hasattr(stream, "isatty") else sys.stderr.isatty()
        self.started = timezone.now()

    def step(self) -> None:
        """Count one document."""
        self.count += 1
        if self.on_terminal and (self.count % 20 == 0 or self.count == 1):
            self.stream.write(f"\r{self._line()}", ending="")
        elif not self.on_terminal and self.count % PROGRESS_EVERY == 0:
            self.stream.write(self._line())

    def clear(self) -> None:
        """Make room for another line."""
        if self.on_terminal:
            self.stream.write("\r\033[K", ending="")

    def finish(self) -> None:
        """Write the last count."""
        self.clear()
        self.stream.write(self._line())

    def _line(self) -> str:
        seconds = max((timezone.now() - self.started).total_seconds(), 0.001)
        return _("%(count)d documents, %(rate)d a second") % {"count": self.count, "rate": self.count / seconds}
