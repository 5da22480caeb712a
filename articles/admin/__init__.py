"""The desk's interface in Django admin: forms, lists, buttons. It calls the verbs of articles/desk and has no rules of
its own.
"""

from articles.admin import (
    article,
    checklist,
    corrections,
    history,
    intake,
    people,
    photos,
    pins,
    publications,
    stories,
    taxonomy,
)

__all__ = [
    "article",
    "checklist",
    "corrections",
    "history",
    "intake",
    "people",
    "photos",
    "pins",
    "publications",
    "stories",
    "taxonomy",
]
