"""The index of search: what Django's models cannot say, in the way of each database.

Both hold terms that articles/public/search.py has made, byte for byte, so that they find the same: SQLite's tokenizer only
cuts at spaces, PostgreSQL's vectors are made of arrays and never see a configuration. Terms only, no positions and no
text: what was found is ranked by the words in `SearchEntry`.
"""

import django.db.models.deletion
from django.db import migrations, models

MAKE = {
    "sqlite": [
        "CREATE VIRTUAL TABLE articles_searchindex USING fts5("
        "terms, content='', columnsize=0, detail=none, tokenize=\"ascii tokenchars '_^='\")",
    ],
    "postgresql": [
        "ALTER TABLE articles_searchentry ADD COLUMN terms tsvector",
        "CREATE INDEX articles_searchentry_terms ON articles_searchentry USING gin (terms)",
        # The rows themselves stay small, for the index leads to thousands of them; and a hundred texts are read for a
        # page: unpacking them took longer than finding them.
        "ALTER TABLE articles_searchentry ALTER COLUMN terms SET STORAGE EXTERNAL",
        "ALTER TABLE articles_searchentry ALTER COLUMN folded SET STORAGE EXTERNAL",
        "ALTER TABLE articles_searchentry ALTER COLUMN accented SET STORAGE EXTERNAL",
    ],
}
DROP = {"sqlite": ["DROP TABLE articles_searchindex"], "postgresql": []}


def run(statements):
    def operation(apps, editor):
        for statement in statements[editor.connection.vendor]:
            editor.execute(statement)

    return operation


class Migration(migrations.Migration):
    dependencies = [("articles", "0007_photo_rights_rule")]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "publication",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="articles.publication",
                        verbose_name="publication",
                    ),
                ),
                ("length", models.PositiveIntegerField()),
                ("folded", models.TextField()),
                ("accented", models.TextField()),
            ],
            options={"verbose_name": "search entry", "verbose_name_plural": "search entries"},
        ),
        migrations.RunPython(run(MAKE), run(DROP)),
    ]
