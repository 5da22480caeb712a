"""The readers' style sheets, joined: kept as a file for each part, sent as one.

A finder of static files, so that one request is enough everywhere: `runserver`, tests and `collectstatic` find the
same sheet, and the storage puts its hash into the name as into any other.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage

NAME = "newsroom/css/paper.css"
# In the order of their layers (tokens.css names it); all lie in or below the folder of the joined one's address,
# and only fonts.css names other files, from that very folder.
PARTS = (
    *("fonts", "tokens", "base", "layout"),
    *(
        f"components/{name}"
        for name in ("masthead", "cards", "blocks", "article", "body", "listing", "search", "kinds")
    ),
    "print",
)
_COMMENTS = re.compile(r"/\*.*?\*/", re.DOTALL)


def joined() -> str:
    """Return all parts as one sheet, without comments and indentation."""
    parts = [Path(finders.find(f"newsroom/css/{part}.css")).read_text(encoding="utf-8") for part in PARTS]
    lines = _COMMENTS.sub("", "\n".join(parts)).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip()) + "\n"


class JoinedSheetFinder(finders.BaseFinder):
    """Finds the joined sheet, made anew each time that somebody looks for it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storage = FileSystemStorage(location=settings.VAR_DIR / "joined")

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> str | list[str]:
        if path != NAME:
            return []
        place = Path(self._write())
        return [str(place)] if find_all or kwargs.get("all") else str(place)

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        self._write()
        yield NAME, self.storage

    def _write(self) -> str:
        place = Path(self.storage.path(NAME))
        sheet = joined()
        if not place.exists() or place.read_text(encoding="utf-8") != sheet:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(sheet, encoding="utf-8")
        return str(place)
