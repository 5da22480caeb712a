"""What the photo library finds photos by and reads from their files."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from articles.document.text import fold


def fold_texts(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    Photo = apps.get_model("articles", "Photo")
    some = []
    for photo in Photo.objects.only("description", "alt", "printed_credit", "place").iterator(chunk_size=500):
        photo.folded_text = fold(" ".join((photo.description, photo.alt, photo.printed_credit, photo.place)))
        some.append(photo)
        if len(some) == 500:
            Photo.objects.bulk_update(some, ["folded_text"])
            some = []
    Photo.objects.bulk_update(some, ["folded_text"])


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_append_only")]

    operations = [
        migrations.AddField("photo", "headline", models.CharField("headline", blank=True, max_length=300, default=""), preserve_default=False),
        migrations.AddField("photo", "copyright_notice", models.CharField("copyright notice", blank=True, max_length=300, default=""), preserve_default=False),
        migrations.AddField("photo", "file_says", models.JSONField(blank=True, default=dict, editable=False)),
        migrations.AddField("photo", "folded_text", models.TextField(blank=True, default="", editable=False), preserve_default=False),
        migrations.RunPython(fold_texts, migrations.RunPython.noop),
    ]
