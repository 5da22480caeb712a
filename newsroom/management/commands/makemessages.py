"""Django's makemessages, with one catalogue for all our strings: articles/locale."""

from django.core.management.commands import makemessages

# Not ours to translate: data, tests, what is made at run time.
IGNORED = ["var", "*/tests/*", "seeds/documents", "benchmarks", "docs", "node_modules", "requirements*.txt", "OFL.txt"]


class Command(makemessages.Command):
    """Sends every string to the first of LOCALE_PATHS; newsroom/locale (Django's own strings) is kept by hand."""

    # Which file, not which line: otherwise every edit of a view would change the catalogue.
    xgettext_options = [*makemessages.Command.xgettext_options, "--add-location=file", "--no-wrap"]
    msguniq_options = [*makemessages.Command.msguniq_options, "--add-location=file", "--no-wrap"]
    msgmerge_options = [
        *makemessages.Command.msgmerge_options,
        "--add-location=file",
        "--no-wrap",
        "--no-fuzzy-matching",
    ]

    def find_files(self, root):
        self.ignore_patterns += IGNORED
        files = super().find_files(root)
        for file in files:
            file.locale_dir = self.default_locale_path
        return files
