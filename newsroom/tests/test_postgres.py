"""What PostgreSQL is told beyond its defaults."""

import pytest
from django.db import connection

from articles.models.article import Article
from articles.tests.factories import make_article, make_document

pytestmark = pytest.mark.django_db


@pytest.mark.skipif(connection.vendor != "postgresql", reason="asks PostgreSQL")
def test_long_texts_are_packed_by_lz4_where_the_server_can() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'lz4' = ANY (enumvals) FROM pg_settings WHERE name = 'default_toast_compression'")
        if not any(cursor.fetchone() or ()):
            pytest.skip("this server was built without LZ4")
        article = make_article(document=make_document("gió mùa thổi qua cánh đồng " * 500))
        cursor.execute("SELECT pg_column_compression(document) FROM articles_article WHERE number = %s", [article.pk])
        assert cursor.fetchone()[0] == "lz4"
    assert Article.objects.get(pk=article.pk).document == article.document
