from django.conf import settings
from django.db import migrations, models
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce, Left


def derive(apps, editor):
    """Fill what every save derives from now on (desk/editing.py)."""
    Article, ArticlePhoto = apps.get_model("articles", "Article"), apps.get_model("articles", "ArticlePhoto")
    awaited = (
        ArticlePhoto.objects.filter(article=OuterRef("pk"), photo__original="")
        .order_by()
        .values("article")
        .annotate(n=Count("photo", distinct=True))
        .values("n")
    )
    Article.objects.update(awaited_files=Coalesce(Subquery(awaited), 0), search_text=Left("search_text", 600))


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0005_correction_newest'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='article',
            name='awaited_files',
            field=models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='photo files missing'),
        ),
        migrations.RunPython(derive, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['-updated_at', '-number', 'state', 'state_changed_at', 'desk', 'category', 'kind', 'writer', 'holder', 'live', 'is_sample', 'awaited_files', 'search_text'], name='article_list'),
        ),
    ]
