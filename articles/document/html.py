"""The editor's edge: HTML in and out, and nowhere else."""

from articles.document.html_reader import from_html
from articles.document.html_writer import to_html

__all__ = ["clean", "from_html", "to_html"]


def clean(html: str) -> str:
    """Return the HTML as our own markup: whatever a document cannot hold is gone, its text kept."""
    return to_html(from_html(html))
