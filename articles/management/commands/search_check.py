"""`manage.py search_check`: hold the index of search against what was printed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from articles.public import search_index


class Command(BaseCommand):
    help = "Lists publications that search does not know, or knows otherwise than they were printed; exits 1 then."

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = 0
        for publication in search_index.check():
            self.stdout.write(f"{publication.number} v{publication.version}: {publication.title}")
            wrong += 1
        if wrong:
            raise CommandError(_("The index of search is not what was printed; run search_rebuild."))
        self.stdout.write(_("Search knows everything as it was printed."))
