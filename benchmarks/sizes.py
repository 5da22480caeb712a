"""Does the reader hold out against size? One file of 1 GB, one line of 50 MB, 100,000 small files; each in a process.

    python benchmarks/sizes.py [--files 100000] [--check]

benchmarks/README.md says what is measured and how to read it.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from pages import ROOT

MEGABYTES = 300
_MB = 1_000_000
_STORY = (
    " date 2025-03-{day:02} Xã hội Chợ Rộc phiên {number} đông người trở lại Sáng nay, bà con ba xã vùng cao gùi măng, "
    "gạo nếp và vải dệt xuống phiên chợ thứ {number} của năm.\n\nPhiên chợ họp sáu ngày một lần, từ tờ mờ sáng."
)


def one_file(folder: Path) -> None:
    """A text of 1 GB: no document is as large, and it is refused unread."""
    with (folder / "all.txt").open("wb") as file:
        for _ in range(1000):
            file.write(b"Mot phien cho. " * (_MB // 15))


def one_dump(folder: Path) -> None:
    """A dump of 1 GB, in lines of 50 MB, with one story at its end."""
    with (folder / "all.jsonl").open("wb") as file:
        for number in range(20):
            file.write(b'{"id": "%d", "raw": "' % number + b"Mot phien cho. " * (50 * _MB // 15) + b'"}\n')
        file.write('{"id": "last", "raw": "Chợ Rộc đông người trở lại"}\n'.encode())


def one_line(folder: Path) -> None:
    """One line of 50 MB without an end."""
    (folder / "line.jsonl").write_bytes(b"a" * (50 * _MB))


def small_files(count: int) -> Callable[[Path], None]:
    """So many stories, each in a file of its own, a thousand in a folder."""

    def write(folder: Path) -> None:
        for number in range(count):
            place = folder / f"{number // 1000:03}"
            place.mkdir(exist_ok=True)
            (place / f"{number}.txt").write_text(_STORY.format(day=number % 28 + 1, number=number), encoding="utf-8")

    return write


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--check", action="store_true", help=f"exit 1 above {MEGABYTES} MB")
    asked = parser.parse_args()
    most = 0.0
    for name, write in {
        "one file of 1 GB": one_file,
        "a dump of 1 GB in lines of 50 MB": one_dump,
        "one line of 50 MB": one_line,
        f"{asked.files:,} small files": small_files(asked.files),
    }.items():
        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder))
            megabytes, seconds, told = run(Path(folder))
        most = max(most, megabytes)
        print(f"{name}: {megabytes:.0f} MB at most, {seconds:.0f} s; {told}", flush=True)
    if asked.check and most > MEGABYTES:
        sys.exit(1)


def run(folder: Path) -> tuple[float, float, str]:
    """Read a folder; return the most memory it took, how long, and how much was read and refused."""
    started = time.monotonic()
    environment = {**os.environ, "VAR_DIR": str(folder), "DEBUG": "true"}
    command = [sys.executable, str(ROOT / "manage.py"), "loadseeds", "--dry-run", *map(str, sorted(folder.iterdir()))]
    with (folder / "out").open("wb") as out, (folder / "err").open("wb") as err:
        process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=out, stderr=err)
        _pid, _status, usage = os.wait4(process.pid, 0)
        process.returncode = 0
    seconds = time.monotonic() - started
    with (folder / "out").open("rb") as out:
        read = sum(1 for _line in out)
    refused = (folder / "err").read_text(encoding="utf-8").strip().splitlines()
    return usage.ru_maxrss / 1024, seconds, f"{read} read; {refused[0].replace(str(folder), '…') if refused else ''}"


if __name__ == "__main__":
    main()
