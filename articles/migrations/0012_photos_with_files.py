"""An index of the photos that have their files, with which the library begins."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0011_calendar")]

    operations = [
        migrations.AddIndex(
            model_name="photo",
            index=models.Index(
                condition=models.Q(("original", ""), _negated=True),
                fields=["-created_at", "id"],
                name="photo_with_file_newest",
            ),
        ),
    ]
