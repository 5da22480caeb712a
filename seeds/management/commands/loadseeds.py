"""`manage.py loadseeds`: raw article text in, structured articles out."""

import json
import signal
import sys
import threading
from collections import Counter
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, ProgrammingError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.desk import intake, undoing
from articles.desk.imported import Outcome, note_in_words
from articles.desk.refusals import Refusal
from articles.desk.undoing import Undone
from seeds import loading, workers
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
    Outcome.COPY: gettext_lazy("the same story as another: not loaded again"),
}

_UNDONE = {
    Undone.WITHDRAWN: gettext_lazy("withdrawn from readers"),
    Undone.DROPPED: gettext_lazy("dropped before readers saw it"),
    Undone.RESTORED: gettext_lazy("back at its earlier text"),
    Undone.KEPT: gettext_lazy("touched here, or by a later batch: left alone"),
    Undone.ALREADY: gettext_lazy("undone already"),
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


def _count(typed: str) -> int:
    """Return a number of documents; raises ValueError, of which the parser of arguments tells."""
    if (number := int(typed)) < 0:
        raise ValueError(typed)
    return number


class Command(BaseCommand):
    """Arguments in, counts out; the work is in seeds/loading.py."""

    help = "Import raw article texts. Each document is loaded whole or not at all; a second run changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "paths",
            nargs="*",
            type=Path,
            metavar="PATH",
            help="Text files, folders, or .jsonl[.gz] dumps of id and raw; pictures beside them come along.",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="Write nothing; print what each document was taken for."
        )
        parser.add_argument("--without-demo", action="store_true", help="Leave out the documents of demo editions.")
        parser.add_argument(
            "--format",
            choices=["text", "json", "jsonl"],
            help="The form of the report: text (default) or one JSON object; a dry run prints JSON lines.",
        )
        parser.add_argument(
            "--state",
            choices=["published", "submitted"],
            default="published",
            help="What a document without doubts becomes: published under its own date, or submitted like the others.",
        )
        parser.add_argument(
            "--source", default="", help="Where the texts come from, for the batch; default: the paths."
        )
        parser.add_argument("--limit", type=_count, metavar="N", help="Stop after so many documents.")
        parser.add_argument(
            "--jobs", type=int, default=1, metavar="N", help="Processes: one writes, the others parse (default 1)."
        )
        parser.add_argument("--batch", default="", metavar="NAME", help="The name of the batch; default: the moment.")
        parser.add_argument(
            "--undo",
            metavar="NAME",
            help="Take back a batch: withdraw what it published, drop what waits; what somebody touched stays.",
        )

    def run_from_argv(self, argv: list[str]) -> None:
        workers.spare_collector()  # of this command's own process, not of one that calls it
        super().run_from_argv(argv)

    def handle(self, *args, **options) -> None:
        _end_softly_when_terminated()
        paths = options["paths"] or [DEFAULT_PATH]
        try:
            if options["undo"]:
                self._undo(options)
                return
            counts = self._dry_run(paths, options) if options["dry_run"] else self._load(paths, options)
        except (OperationalError, ProgrammingError) as error:
            # What was loaded so far is whole and stays; the next run goes on from there.
            raise CommandError(_("The database does not answer as it should: %(error)s") % {"error": error}) from error
        if unreadable := counts["unreadable"]:
            message = ngettext("%d document could not be read.", "%d documents could not be read.", unreadable)
            raise CommandError(message % unreadable)

    def _dry_run(self, paths: list[Path], options: dict) -> Counter:
        counts: Counter[str] = Counter()
        progress = Progress(self.stderr)
        for parsed in islice(loading.parse_documents(paths, demo=not options["without_demo"]), options["limit"]):
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

    def _load(self, paths: list[Path], options: dict) -> Counter:
        name = options["batch"] or f"loadseeds {timezone.localtime():%Y-%m-%d %H:%M:%S.%f}"
        report = Report(name)
        progress = Progress(self.stderr)
        how = loading.Options(
            name,
            options["source"],
            options["state"] == "published",
            options["limit"],
            max(options["jobs"], 1),
            not options["without_demo"],
        )
        interrupted = None
        try:
            for loaded in loading.load_documents(paths, how):
                report.add(loaded)
                self._tell(loaded, progress)
                progress.step()
        except KeyboardInterrupt as signal:
            interrupted = signal
        progress.finish()
        intake.finish_batch(name, dict(report.counts))
        if options["format"] == "json":
            self.stdout.write(json.dumps(report.as_json(progress), ensure_ascii=False))
        else:
            self._summarise(report)
        if interrupted is not None:
            self.stderr.write(_("Interrupted: what was loaded is whole; the next run goes on from here."))
            raise SystemExit(interrupted.args[0] if interrupted.args else 130)
        return report.counts

    def _tell(self, loaded: loading.Loaded | Unreadable, progress: "Progress") -> None:
        """Say at once what of a document wants a person."""
        if isinstance(loaded, Unreadable):
            self._report_unreadable(loaded, progress)
        elif loaded.outcome in (Outcome.WAITS, Outcome.KEPT, Outcome.COPY):
            progress.clear()
            doubts = ", ".join(dict.fromkeys(str(_REASONS[doubt]) for doubt in loaded.doubts))
            more = loaded.copy_of or (doubts if loaded.outcome == Outcome.WAITS else "")
            self.stderr.write(f"{loaded.id}: {_OUTCOMES[loaded.outcome]}{f' ({more})' if more else ''}")

    def _report_unreadable(self, unreadable: Unreadable, progress: "Progress") -> None:
        progress.clear()
        place = "" if unreadable.offset is None else _(", byte %d") % unreadable.offset
        self.stderr.write(
            self.style.ERROR(f"{unreadable.source}{place}: {_REASONS.get(unreadable.reason, unreadable.reason)}")
        )

    def _summarise(self, report: "Report") -> None:
        documents = sum(report.counts.values())
        self.stdout.write(ngettext("%d document read:", "%d documents read:", documents) % documents)
        for outcome, label in _OUTCOMES.items():
            if report.counts[outcome]:
                self.stdout.write(f"  {report.counts[outcome]:>6}  {label}")
        if report.counts["unreadable"]:
            label = _("unreadable")  # not within the f-string: xgettext cannot see in there
            self.stdout.write(f"  {report.counts['unreadable']:>6}  {label}")
        if report.notes:
            self.stdout.write(_("To make clean text of what came:"))
            for note, count in report.notes.most_common():
                self.stdout.write(f"  {count:>6}  {note_in_words(note)}")
        if report.doubts:
            self.stdout.write(_("Doubts, by documents:"))
            for doubt, count in report.doubts.most_common():
                self.stdout.write(f"  {count:>6}  {_REASONS[doubt]}")

    def _undo(self, options: dict) -> None:
        undone = []
        try:
            for document in undoing.undo_batch(options["undo"]):
                undone.append(document)
                if document.outcome == Undone.KEPT:
                    self.stderr.write(f"{document.external_id}: {_UNDONE[Undone.KEPT]} (#{document.number})")
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        counts = Counter(document.outcome for document in undone)
        if options["format"] == "json":
            kept = [document.external_id for document in undone if document.outcome == Undone.KEPT]
            told = {"batch": options["undo"], "counts": dict(counts), "kept": kept}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        self.stdout.write(_("Batch “%(name)s”:") % {"name": options["undo"]})
        for outcome, label in _UNDONE.items():
            if counts[outcome]:
                self.stdout.write(f"  {counts[outcome]:>6}  {label}")


class Report:
    """What a run came to: counts, and by name whatever wants a person."""

    def __init__(self, batch: str) -> None:
        self.batch = batch
        self.counts: Counter[str] = Counter()
        self.doubts: Counter[str] = Counter()
        self.notes: Counter[str] = Counter()
        self.noted: list[dict] = []
        self.waiting: list[dict] = []
        self.kept: list[str] = []
        self.copies: list[dict] = []
        self.unreadable: list[dict] = []

    def add(self, loaded: loading.Loaded | Unreadable) -> None:
        """Count one document."""
        if isinstance(loaded, Unreadable):
            self.counts["unreadable"] += 1
            self.unreadable.append({"source": loaded.source, "offset": loaded.offset, "reason": loaded.reason})
            return
        self.counts[loaded.outcome] += 1
        if loaded.notes:
            self.notes.update(loaded.notes)
            self.noted.append({"id": loaded.id, "notes": list(loaded.notes)})
        if loaded.outcome == Outcome.WAITS:
            self.doubts.update(set(loaded.doubts))
            self.waiting.append({"id": loaded.id, "source": loaded.source, "doubts": list(loaded.doubts)})
        elif loaded.outcome == Outcome.KEPT:
            self.kept.append(loaded.id)
        elif loaded.outcome == Outcome.COPY:
            self.copies.append({"id": loaded.id, "copy_of": loaded.copy_of})

    def as_json(self, progress: "Progress") -> dict:
        """Return all of it as one object."""
        return {
            "batch": self.batch,
            "documents": sum(self.counts.values()),
            "seconds": round(progress.seconds(), 1),
            "counts": dict(self.counts),
            "doubts": dict(self.doubts),
            "notes": self.noted,
            "waiting": self.waiting,
            "kept": self.kept,
            "copies": self.copies,
            "unreadable": self.unreadable,
        }


def _end_softly_when_terminated() -> None:
    """Let a service manager's signal end a run as Ctrl-C does: after the transaction in hand is rolled back."""

    def end(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt(128 + signal.SIGTERM)

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, end)


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
        return _("%(count)d documents, %(rate)d a second") % {"count": self.count, "rate": self.count / self.seconds()}

    def seconds(self) -> float:
        """Return how long it has run."""
        return max((timezone.now() - self.started).total_seconds(), 0.001)
