"""`manage.py search_rebuild`: make the index of search anew from what was printed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import ngettext

from articles.public import search_index


class Command(BaseCommand):
    help = "Index all publications anew; readers go on searching meanwhile. --missing indexes only those that are not."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--missing", action="store_true", help="only publications that search does not know")

    def handle(self, *args: Any, **options: Any) -> None:
        count = search_index.fill() if options["missing"] else search_index.rebuild()
        self.stdout.write(ngettext("%d publication indexed.", "%d publications indexed.", count) % count)
