"""What search knows of a publication; the terms of all of them stand in an index that each database has in its own way.

SQLite keeps them in the FTS5 table `articles_searchindex` by the publication's key, PostgreSQL in the column `terms` of
this table (migration 0008). Only articles/public/search.py reads either, only search_index.py writes.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.publication import Publication


class SearchEntry(models.Model):
    """The words of one publication, by which what was found is ranked. Derived: it can be made again at any time."""

    publication = models.OneToOneField(
        Publication, models.PROTECT, primary_key=True, related_name="+", verbose_name=_("publication")
    )
    length = models.PositiveIntegerField()
    # The title's words, then those of each further part on a line of its own; without marks, and with their tones.
    folded = models.TextField()
    accented = models.TextField()

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")

    def __str__(self) -> str:
        return str(self.publication_id)
