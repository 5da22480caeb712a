"""The process that decodes strangers' files: `python -m articles.imaging.child`, started by imaging/bench.py.

It takes its limits before it looks at anything and talks in lines of JSON: a question on the standard input, the answer
on the standard output. Whatever happens to it happens to nobody else.
"""

import errno
import json
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

MEMORY = 3 * 2**29  # bytes of address space: 1.5 GiB
SECONDS = 40  # of processor time, for opening and all sizes together
LARGEST_FILE = 64 * 2**20


def limit() -> None:
    """Give this process so much and no more."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))


class Child:
    """The picture on the bench and the two things that can be asked about it."""

    def __init__(self) -> None:
        self.answers: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {"open": self.open, "cut": self.cut}

    def open(self, question: dict[str, Any]) -> dict[str, Any]:
        """Open and decode a file; answers its size upright and what it says of itself."""
        from articles.imaging import cutting, metadata, opening

        with Path(question["path"]).open("rb") as file:
            image = opening.open_picture(file, question["name"])
            said = metadata.read(image)
            lies = metadata.orientation(image)
            self.size = cutting.upright_size(image, lies)
            self.picture = cutting.decode(image, lies)
        width, height = self.size
        return {"width": width, "height": height, "metadata": said.as_json()}

    def cut(self, question: dict[str, Any]) -> dict[str, Any]:
        """Write all stored sizes into a folder; answers what was written."""
        from articles.imaging import cutting
        from articles.imaging.labels import Label

        focal, label = (question["focal"][0], question["focal"][1]), Label(**question["label"])
        made = cutting.make(self.picture, self.size, focal, label, Path(question["folder"]))
        return {"made": [one.as_json() for one in made]}

    def answer(self, question: dict[str, Any]) -> dict[str, Any]:
        """Answer one question; a refusal is an answer, too."""
        from articles.imaging.refusals import Reason, Refused

        try:
            return self.answers[question["ask"]](question)
        except Refused as refused:
            return {"refused": refused.reason}
        except MemoryError:
            return {"refused": Reason.TOO_HEAVY}
        except Exception as error:  # a decoder may raise anything
            return {"refused": _reason(error)}


def _reason(error: Exception) -> str:
    from PIL import Image

    from articles.imaging.refusals import Reason

    if isinstance(error, Image.DecompressionBombError | Image.DecompressionBombWarning):
        return Reason.TOO_MANY_PIXELS
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Reason.NO_ROOM
    return Reason.DAMAGED


def main() -> None:
    limit()
    child = Child()
    for line in sys.stdin:
        print(json.dumps(child.answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
