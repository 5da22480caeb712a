"""`manage.py tick`: catch up stored states with the clock."""

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from articles.desk import workflow


class Command(BaseCommand):
    """Readers see scheduled stories exactly on time without this; it settles states, audit and notices, once."""

    help = "Settle scheduled articles whose time has come. Run it every minute; any number of workers do no harm."

    def handle(self, *args, **options) -> None:
        count = workflow.settle_due()
        self.stdout.write(ngettext("%d article went live.", "%d articles went live.", count) % count)
