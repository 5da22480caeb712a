"""A story's body as readers' HTML, written once for each version."""

from collections import OrderedDict

from django.urls import get_script_prefix
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from articles.document.blocks import Document, Figure
from articles.document.codec import from_json
from articles.models.publication import Publication
from articles.models.story import Kind
from articles.public import pictures, render

# Of so many stories it is kept, some 40 kB each.
MOST_KEPT = 200
_kept: OrderedDict[tuple[object, ...], tuple[SafeString, SafeString]] = OrderedDict()


def texts(story: Publication, withdrawn: frozenset[str], url: pictures.PictureUrl) -> tuple[SafeString, SafeString]:
    """Return a story's opening picture and its body.

    The database refuses to change what a version says, so what was written of it is kept, for the last that were read.
    """
    gone = frozenset(story.printed.get("photos", {})) & withdrawn
    if story.pk is None or url is not pictures.public_url:
        return _write(story, gone, url)
    key = (story.story_id, story.version, gone, get_language(), get_script_prefix())
    written = _kept.pop(key, None) or _write(story, gone, url)
    _kept[key] = written  # the last again: what nobody asked for the longest goes first
    while len(_kept) > MOST_KEPT:
        _kept.popitem(last=False)
    return written


def forget() -> None:
    """Keep nothing of what was written."""
    _kept.clear()


def _write(story: Publication, withdrawn: frozenset[str], url: pictures.PictureUrl) -> tuple[SafeString, SafeString]:
    document = from_json(story.document)
    first = document.blocks[0] if document.blocks else None
    lead = first if isinstance(first, Figure) else None
    rest = Document(document.blocks[1:]) if lead else document
    photos = render.Photos(story.printed.get("photos", {}), withdrawn, url)
    return (
        render.figure(lead, photos, is_lead=True) if lead else SafeString(""),
        render.body(rest, photos, is_interview=story.kind == Kind.INTERVIEW),
    )
