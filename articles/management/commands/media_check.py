"""Hold the files of photos against the database: `manage.py media_check [--mend]`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from articles.desk import media


class Command(BaseCommand):
    help = "Lists files of photos that are missing and files that nothing needs; exits 1 when there are any."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--mend", action="store_true", help="remove orphans older than a day, copy what readers miss"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        findings = media.look()
        if options["mend"] and findings:
            media.put_right(findings)
            findings = media.look()
        for label, names in (
            (_("Missing from the private storage: %s"), findings.private_missing),
            (_("Needed by nobody in the private storage: %s"), findings.private_orphans),
            (_("Missing from the public storage: %s"), findings.public_missing),
            (_("Public though no version in force prints it: %s"), findings.public_orphans),
        ):
            for name in names:
                self.stdout.write(label % name)
        if findings:
            raise CommandError(_("The files do not agree with the database."))
        self.stdout.write(_("All files are where they belong."))
