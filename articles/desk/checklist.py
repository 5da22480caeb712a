"""What a text must have before readers may see it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.document.codec import DocumentError, from_json
from articles.models.article import Article


def blockers(article: Article) -> list[str | Promise]:
    """Return the sentences that forbid publishing, none when the text is complete."""
    found: list[str | Promise] = []
    if not article.title.strip():
        found.append(_("The title is missing."))
    if article.category_id is None:
        found.append(_("The category is missing."))
    try:
        if not from_json(article.document).blocks and not article.sapo.strip():
            found.append(_("The text is empty."))
    except DocumentError as error:
        found.append(_("The body cannot be read: %(error)s") % {"error": error})
    return found
