"""The parent's side of the child that decodes: started for one file, watched, and gone when the file is done."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from articles.imaging.cutting import Made
from articles.imaging.labels import Label
from articles.imaging.metadata import Metadata
from articles.imaging.refusals import Reason, Refused

SECONDS = 60  # by the clock, whatever the processor says
_ROOT = Path(__file__).resolve().parents[2]
# No secret of the server's environment is in the process that opens strangers' files.
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
_COMMAND = [sys.executable, "-s", "-X", "utf8", "-m", "articles.imaging.child"]
_TOO_HEAVY_SIGNALS = {-9, -24, -25}  # killed by the watch or the kernel, processor time, file size
# Each child may take 1.5 GiB: a server process opens one file at a time.
_turns = threading.Semaphore(1)


@dataclass(frozen=True)
class Picture:
    """A decoded picture: its size upright and what it says of itself."""

    width: int
    height: int
    metadata: Metadata


class Bench:
    """One file in the hands of a child process."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def open(self, path: Path, name: str) -> Picture:
        """Open and decode a file; raises `Refused`."""
        answer = self._ask({"ask": "open", "path": str(path), "name": name})
        said = answer["metadata"]
        if "gps" in said:
            said["gps"] = tuple(said["gps"])
        return Picture(answer["width"], answer["height"], Metadata(**said))

    def cut(self, focal: tuple[float, float], label: Label, folder: Path) -> list[Made]:
        """Write all stored sizes of the opened file into a folder; raises `Refused`."""
        question = {
            "ask": "cut",
            "focal": list(focal),
            "folder": str(folder),
            "label": {name: getattr(label, name) for name in Label.__dataclass_fields__},
        }
        return [Made(**made) for made in self._ask(question)["made"]]

    def _ask(self, question: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps(question) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except OSError:
            line = ""
        if not line.endswith("\n"):
            raise Refused(self._why_it_died())
        answer: dict[str, Any] = json.loads(line)
        if "refused" in answer:
            raise Refused(Reason(answer["refused"]))
        return answer

    def _why_it_died(self) -> Reason:
        self._process.kill()
        return Reason.TOO_HEAVY if self._process.wait() in _TOO_HEAVY_SIGNALS else Reason.DAMAGED


@contextmanager
def side_by_side(files: int) -> Iterator[None]:
    """Let this process open so many files at once within the block; for a command that has the machine to itself."""
    for _ in range(files - 1):
        _turns.release()
    try:
        yield
    finally:
        for _ in range(files - 1):
            _turns.acquire()


@contextmanager
def bench(*, seconds: float = SECONDS) -> Iterator[Bench]:
    """Start a child for one file and end it with the block. Waits while another file of this process is open."""
    with _turns:
        process = subprocess.Popen(
            _COMMAND,
            cwd=_ROOT,
            env=_ENVIRONMENT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        watch = threading.Timer(seconds, process.kill)
        watch.start()
        try:
            yield Bench(process)
        finally:
            watch.cancel()
            process.kill()
            process.communicate()
