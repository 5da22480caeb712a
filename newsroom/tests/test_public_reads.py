"""What readers' pages ask of the database: nothing that the desk is still working on.

The walls between modules stand in test_architecture.py; here the SQL itself is read, page by page.
"""

import datetime
import re
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.desk import editing
from articles.desk.taxonomy import save_tag
from articles.desk.transitions import Action
from articles.models.article import Article
from articles.models.history import AuditEntry, Revision
from articles.models.intake import ImportBatch, ImportRecord
from articles.models.people import Contributor
from articles.models.pins import Pin
from articles.models.publication import Publication
from articles.models.redirect import Redirect
from articles.models.taxonomy import Category, Tag
from articles.tests.factories import (
    TO_APPROVED,
    advance,
    boss,
    make_article,
    make_category,
    make_contributor,
    make_document,
    make_outlet,
    make_photo,
    make_published,
)
from newsroom.tests.test_architecture import DESK_TABLES

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# Stands in everything that readers must not see: in each text, name, caption, reason and address that is made below.
SECRET = "Chưain"
SECRET_IN_ADDRESSES = "chuain"
READ_BY_PAGES = {"category", "contributor", "correction", "outlet", "photo", "pin", "publication", "redirect", "tag"}
READ_BY_PAGES |= {"publicationcontributor", "publicationtag"}
READ_BY_PAGES |= {"penname", "searchentry"}  # searched; SQLite has an index beside the entries
READ_BY_PAGES |= {"searchindex"} if connection.vendor == "sqlite" else set()


@dataclass(frozen=True)
class Paper:
    """Addresses of a paper whose desk is full of drafts, and the status each answers with."""

    pages: dict[str, int]


def secret_change(what: str) -> editing.Change:
    """Return a text of which no word may reach a reader."""
    contributor = make_contributor(f"{SECRET} tác giả {what}")
    tag = save_tag(Tag(name=f"{SECRET} chủ đề {what}"))
    photo = make_photo(f"{SECRET} ảnh {what}")
    return editing.Change(
        {
            "title": f"{SECRET} {what}",
            "kicker": f"{SECRET} kicker",
            "sapo": f"{SECRET} sapo {what}.",
            "document": make_document(f"{SECRET} đoạn {what}.", photos=(photo,)),
            "lead_photo_id": photo.pk,
            "update_note": f"{SECRET} cập nhật",
            "ai_note": f"{SECRET} máy",
            "sources": f"{SECRET} nguồn tin",
        },
        bylines=[editing.BylineEntry(contributor.pk, printed_name=f"{SECRET} bút danh")],
        tags=[tag.pk],
    )


def make_draft(what: str, category: Category) -> Article:
    change = secret_change(what)
    columns = {**change.columns, "category_id": category.pk}
    return editing.create(editing.Change(columns, change.bylines, change.tags), actor=None)


def make_illustrated(category: Category) -> Article:
    """A story in print with all that a page may read anew: a byline, a tag, a photo."""
    photo = make_photo()
    columns = {
        "title": "Đã in, có ảnh",
        "sapo": "Một đoạn sapo.",
        "category_id": category.pk,
        "document": make_document("Một đoạn.", photos=(photo,)),
        "lead_photo_id": photo.pk,
    }
    bylines, tags = [editing.BylineEntry(make_contributor("Lê Văn Sông").pk)], [save_tag(Tag(name="Cầu đường")).pk]
    article = editing.create(editing.Change(columns, bylines, tags), actor=None)
    return advance(article, *TO_APPROVED, Action.PUBLISH)


@pytest.fixture
def paper() -> Paper:
    section = make_category("Thời sự")
    below = make_category("Đối ngoại", parent=section)
    make_outlet()
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    in_print = [make_published(title=f"Đã in {n}", category_id=(section, below)[n % 2].pk) for n in range(14)]
    in_print.insert(0, make_illustrated(section))
    open_one, edited, waiting_again, withdrawn = in_print[:4]
    withdrawn_address = withdrawn.live.get_absolute_url()

    # Two live stories are being changed, one of them waits with its new text, one is withdrawn.
    editing.save(edited, secret_change("đang sửa"), actor=boss())
    changed = editing.save(waiting_again, secret_change("chờ giờ"), actor=boss())
    advance(advance(changed, Action.FORWARD, Action.APPROVE), Action.SCHEDULE, when=tomorrow)
    withdrawn = advance(withdrawn, Action.CORRECT, correction=f"{SECRET} đính chính của bài đã rút")
    advance(withdrawn, Action.WITHDRAW, reason=f"{SECRET} lý do")
    in_print[4] = advance(in_print[4], Action.CORRECT, correction="Tên đúng là Lan.")
    # Texts that were never in print, one in each state.
    drafts = {
        "nháp": (),
        "đã nộp": TO_APPROVED[:1],
        "đang biên tập": TO_APPROVED[:2],
        "chờ duyệt": TO_APPROVED[:3],
        "đã duyệt": TO_APPROVED,
    }
    drafts = {what: advance(make_draft(what, section), *actions) for what, actions in drafts.items()}
    scheduled = advance(drafts["đã duyệt"], Action.SCHEDULE, when=tomorrow)
    spiked = advance(make_article(title=f"{SECRET} bỏ"), Action.SPIKE)
    batch = ImportBatch.objects.create(name=f"{SECRET} lô", started_at=timezone.now())
    ImportRecord.objects.create(
        batch=batch, external_id="x", raw=f"{SECRET} thô", digest="x", article=spiked, revision_number=1
    )
    Redirect.objects.create(old_path="/cu/", story_number=open_one.number)
    Redirect.objects.create(old_path="/cu-chua-in/", story_number=scheduled.number)
    Redirect.objects.create(old_path="/cu-da-rut/", story_number=withdrawn.number)

    # What is pinned names stories by number, whether readers see them or not.
    for position, article in enumerate((open_one, scheduled, withdrawn), start=1):
        Pin.objects.create(number=article.number, position=position, ends_at=tomorrow)
        Pin.objects.create(number=article.number, position=position, ends_at=tomorrow, category=section)

    def address(article: Article) -> str:
        return article.live.get_absolute_url()

    return Paper(
        {
            "/": 200,
            "/thoi-su/": 200,
            "/thoi-su/doi-ngoai/": 200,
            "/thoi-su/?truoc=99999999999999999-1": 200,
            "/thoi-su/?sau=0-0": 302,
            "/thoi-su/?truoc=x": 404,
            "/luu-tru/": 200,
            f"/luu-tru/{timezone.localdate():%Y}/": 200,
            "/luu-tru/1999/": 404,
            f"/luu-tru/{timezone.localdate():%Y/%m}/": 200,
            "/luu-tru/2020/13/": 404,
            f"/luu-tru/{timezone.localdate():%Y/%m/%d}/": 200,
            f"/luu-tru/{timezone.localdate() + datetime.timedelta(days=1):%Y/%m/%d}/": 404,
            "/luu-tru/2020/02/30/": 404,
            "/toa-soan/": 200,
            "/tro-nang/": 200,
            "/rss/": 200,
            f"/in/{open_one.number}.html": 200,
            f"/in/{scheduled.number}.html": 404,
            f"/in/{withdrawn.number}.html": 410,
            "/tin-moi/": 200,
            "/tin-moi/?truoc=x": 404,
            "/chu-de/cau-duong/": 200,
            "/chu-de/khong-co/": 404,
            "/tac-gia/le-van-song/": 200,
            "/tac-gia/le-van-song/anh/": 404,
            "/tac-gia/khong-co/": 404,
            **{f"/chu-de/{tag.slug}/": 404 for tag in Tag.objects.filter(name__contains=SECRET)},
            **{f"/tac-gia/{who.slug}/": 404 for who in Contributor.objects.filter(name__contains=SECRET)},
            "/dinh-chinh/": 200,
            "/dinh-chinh/?truoc=99999999999999999-1": 200,
            "/dinh-chinh/?sau=x": 404,
            "/tim-kiem/": 200,
            "/tim-kiem/?q=da+in": 200,
            f"/tim-kiem/?q={SECRET_IN_ADDRESSES[:5]}": 200,
            "/tim-kiem/?q=doan+sapo&muc=thoi-su&tac_gia=le&co_anh=on": 200,
            "/tim-kiem/?q=x&trang=99": 404,
            address(in_print[4]): 200,
            "/rss/moi-nhat.xml": 200,
            "/rss/thoi-su.atom.xml": 200,
            "/rss/chu-de/cau-duong.xml": 200,
            "/rss/tac-gia/le-van-song.atom.xml": 200,
            "/sitemap.xml": 200,
            f"/sitemap-{timezone.now():%Y-%m}.xml": 200,
            "/sitemap-trang.xml": 200,
            "/news-sitemap.xml": 200,
            "/robots.txt": 200,
            # What only drafts name has no feed.
            **{f"/rss/chu-de/{tag.slug}.xml": 404 for tag in Tag.objects.filter(slug__contains=SECRET_IN_ADDRESSES)},
            **{
                f"/rss/tac-gia/{person.slug}.xml": 404
                for person in Contributor.objects.filter(slug__contains=SECRET_IN_ADDRESSES)
            },
            "/khong-co/": 404,
            "/khong-co-gi-999.html": 404,
            address(open_one): 200,
            address(edited): 200,
            address(waiting_again): 200,
            f"/sai-{waiting_again.number}.html": 301,
            withdrawn_address: 410,
            "/cu/": 301,
            "/cu-chua-in/": 404,
            "/cu-da-rut/": 410,
            **{f"/bai-{draft.number}.html": 404 for draft in (*drafts.values(), spiked)},
            scheduled.waiting.get_absolute_url(): 404,
        }
    )


def tables_in(statement: str) -> set[str]:
    """Return the tables that a statement names, whichever way it quotes them."""
    known = connection.introspection.table_names()
    words = set(re.findall(r"\w+", statement))
    return {table for table in known if table in words}


def test_no_readers_page_names_a_table_of_the_desk(client: Client, paper: Paper) -> None:
    desk = {f"articles_{name}" for name in DESK_TABLES}
    allowed = {f"articles_{name}" for name in READ_BY_PAGES}
    assert desk <= set(connection.introspection.table_names())
    read: set[str] = set()
    for path, status in paper.pages.items():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == status, path
        for query in captured:
            named = tables_in(query["sql"])
            assert named, query["sql"]
            assert not named & desk, (path, query["sql"])
            assert named <= allowed, (path, query["sql"])
            read |= named
    # All of them were met, so that the pages above are the ones that read.
    assert read == allowed


def test_readers_pages_write_nothing(client: Client, paper: Paper) -> None:
    with CaptureQueriesContext(connection) as captured:
        for path in paper.pages:
            client.get(path)
    # Search sets PostgreSQL's planner for one statement, in front of it: no write.
    asked = [re.sub(r"^(SET LOCAL [^;]+; )+", "", query["sql"]) for query in captured]
    assert {statement.split()[0].strip("(") for statement in asked} == {"SELECT", "WITH"}
    # In PostgreSQL what begins with WITH may write as well.
    assert [statement for statement in asked if re.search(r"\b(INSERT|UPDATE|DELETE|MERGE)\b", statement)] == []


def test_no_word_of_a_draft_reaches_a_reader(client: Client, paper: Paper) -> None:
    # The desk does hold such words, in every table of its own.
    assert (
        Article.objects.filter(title__contains=SECRET).count() == 8
    )  # five drafts, one of them scheduled, a spiked one, two live
    assert any(SECRET in revision.state["title"] for revision in Revision.objects.all())
    assert AuditEntry.objects.filter(reason__contains=SECRET).exists()
    assert Publication.objects.filter(title__contains=SECRET).exists()
    seen: set[str] = set()
    to_see = set(paper.pages)
    while to_see - seen:
        path = (to_see - seen).pop()
        seen.add(path)
        response = client.get(path)
        whole = response.content.decode() + str(response.headers)
        assert SECRET.lower() not in whole.lower(), path
        assert not response.cookies, path
        assert SECRET_IN_ADDRESSES not in whole.replace(path, ""), path
        # Every address of this paper that the page leads to is a page of it, too.
        to_see |= {link for link in re.findall(r'href="(/[^"]*)"', whole) if not link.startswith("/static/")}
    assert len(seen) > len(paper.pages)


def test_readers_pages_name_nobody_with_a_login(client: Client, paper: Paper) -> None:
    """Names of accounts, their addresses and ids of the desk are nobody's business (S39)."""
    story = Article.objects.filter(state="published").first()
    for path in ("/", "/thoi-su/", story.live.get_absolute_url()):
        shown = client.get(path).content.decode()
        for inside in (boss().username, boss().full_name, str(story.story_id), "{#", "{%", "/admin/"):
            assert inside not in shown, (path, inside)


def test_every_model_of_the_desk_is_in_the_list_of_forbidden_tables() -> None:
    tables = {model._meta.db_table for model in apps.get_app_config("articles").get_models(include_auto_created=True)}
    assert {f"articles_{name}" for name in DESK_TABLES} < tables
