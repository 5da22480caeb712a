"""Feeds: the same stories as on the pages, exactly on time, in XML that nothing typed can break."""

import datetime
import email.utils
from xml.etree import ElementTree

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client
from django.utils import timezone

from articles.desk import editing
from articles.desk.taxonomy import save_tag
from articles.desk.transitions import Action
from articles.document.blocks import Document, Figure, Paragraph, plain
from articles.document.codec import to_json
from articles.models.photos import Photo, Rendition
from articles.models.publication import Publication
from articles.models.taxonomy import Category, Tag
from articles.public import feeds, page
from articles.tests.desk.arrange import change
from articles.tests.factories import (
    TO_APPROVED,
    advance,
    boss,
    make_article,
    make_category,
    make_contributor,
    make_outlet,
    make_photo,
    make_publication,
    make_published,
)

pytestmark = pytest.mark.django_db

A = Action
NOW = timezone.make_aware(datetime.datetime(2026, 3, 1, 8))
DUE = NOW + datetime.timedelta(hours=2)
SECOND = datetime.timedelta(seconds=1)
NAMES = {
    "atom": "http://www.w3.org/2005/Atom",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
}
ALL = ("/rss/moi-nhat.xml", "/rss/moi-nhat.atom.xml")


@pytest.fixture(autouse=True)
def clock(time_machine) -> None:
    time_machine.move_to(NOW, tick=False)


def read(client: Client, path: str) -> ElementTree.Element:
    response = client.get(path)
    assert response.status_code == 200, path
    form = "atom" if ".atom." in path else "rss"
    assert response.headers["Content-Type"] == f"application/{form}+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


def entries(client: Client, path: str) -> list[ElementTree.Element]:
    return read(client, path).findall("channel/item" if ".atom." not in path else "atom:entry", NAMES)


def text(element: ElementTree.Element, path: str) -> str | None:
    return element.findtext(path, namespaces=NAMES)


def titles(client: Client, path: str) -> list[str | None]:
    return [text(entry, "title") or text(entry, "atom:title") for entry in entries(client, path)]


def publish_full_story(category: Category) -> Publication:
    """Publish a story with an author, an agency, a topic, and a photo whose picture is stored."""
    photo = make_photo("Mai Hoa")
    for width in (480, 1200):
        store_rendition(photo, width)
    document = Document((Figure(photo.pk, plain("Chợ & sông"), alt="Chợ"), Paragraph(plain("Một đoạn."))))
    columns = {
        "title": "Phiên chợ < mới",
        "sapo": "Sapo & “ngoặc”.",
        "category_id": category.pk,
        "document": to_json(document),
        "lead_photo_id": photo.pk,
    }
    bylines = [
        editing.BylineEntry(make_contributor("Lê Văn Sông").pk),
        editing.BylineEntry(make_contributor("Bến Sông", kind="agency").pk),
    ]
    article = editing.create(editing.Change(columns, bylines, [save_tag(Tag(name="Chợ quê")).pk]), actor=None)
    return advance(article, *TO_APPROVED, A.PUBLISH).live


def store_rendition(photo: Photo, width: int) -> None:
    name = storages["private"].save(f"photos/aa/{'b' * 40}/3x2-{width}.jpeg", ContentFile(b"x"))
    size = {"width": width, "height": width * 2 // 3, "size": 1}
    Rendition.objects.create(photo=photo, content_hash="c" * 64, shape="3x2", format="jpeg", file=name, **size)


# --- What stands in them --------------------------------------------------------------------------------------------


def test_rss_item_says_everything_of_its_story(client: Client) -> None:
    make_outlet(tagline="Tin của bến sông", copyright_line="© Báo Thử")
    story = publish_full_story(make_category("Thời sự"))
    channel = read(client, ALL[0]).find("channel")
    assert channel is not None
    assert text(channel, "title") == "Mới nhất – Báo Thử"
    assert text(channel, "link") == "http://testserver/tin-moi/"
    assert text(channel, "description") == "Tin của bến sông"
    assert text(channel, "language") == "vi"
    assert text(channel, "copyright") == "© Báo Thử"
    assert channel.find("atom:link[@rel='self']", NAMES).get("href") == "http://testserver/rss/moi-nhat.xml"
    (item,) = channel.findall("item")
    assert text(item, "title") == "Phiên chợ < mới"
    assert text(item, "link") == f"http://testserver{story.get_absolute_url()}"
    assert text(item, "guid") == f"urn:uuid:{story.story_id}"
    assert item.find("guid").get("isPermaLink") == "false"
    assert text(item, "pubDate") == "Sun, 01 Mar 2026 08:00:00 +0700"
    assert [c.text for c in item.findall("dc:creator", NAMES)] == ["Lê Văn Sông", "Bến Sông"]
    assert text(item, "category") == "Thời sự"
    assert text(item, "description") == "Sapo & “ngoặc”."
    media = item.find("media:content", NAMES)
    assert media is not None
    assert media.get("url") == f"http://testserver/media/photos/aa/{'b' * 40}/3x2-1200.jpeg"
    assert (media.get("width"), media.get("height"), media.get("type")) == ("1200", "800", "image/jpeg")
    assert text(media, "media:description") == "Chợ & sông"
    assert text(media, "media:credit") == "Mai Hoa"


def test_atom_entry_says_the_same(client: Client) -> None:
    make_outlet()
    story = publish_full_story(make_category("Thời sự"))
    feed = read(client, ALL[1])
    assert text(feed, "atom:updated") == "2026-03-01T08:00:00+07:00"
    assert feed.find("atom:link[@rel='self']", NAMES).get("href") == "http://testserver/rss/moi-nhat.atom.xml"
    (entry,) = feed.findall("atom:entry", NAMES)
    assert text(entry, "atom:id") == f"urn:uuid:{story.story_id}"
    assert text(entry, "atom:published") == text(entry, "atom:updated") == "2026-03-01T08:00:00+07:00"
    authors = [(text(a, "atom:name"), text(a, "atom:uri")) for a in entry.findall("atom:author", NAMES)]
    assert authors == [
        ("Lê Văn Sông", "http://testserver/tac-gia/le-van-song/"),
        ("Bến Sông", "http://testserver/tac-gia/ben-song/"),
    ]
    assert text(entry, "atom:summary") == "Sapo & “ngoặc”."
    assert text(entry, "media:content/media:credit") == "Mai Hoa"


@pytest.mark.parametrize("path", ALL)
def test_withdrawn_photo_leaves_its_entry_and_takes_caption_and_credit_with_it(client: Client, path: str) -> None:
    story = publish_full_story(make_category())
    assert b"media:content" in client.get(path).content
    Photo.objects.filter(pk=story.lead_photo_id).update(withdrawn_at=NOW)
    shown = client.get(path).content.decode()
    assert "Phiên chợ" in shown
    for gone in ("media:content", "Mai Hoa", "Chợ &amp; sông"):
        assert gone not in shown


def test_story_without_authors_sapo_or_picture_is_the_papers_own(client: Client) -> None:
    make_outlet()
    make_publication(1, category=make_category())
    (item,) = entries(client, ALL[0])
    assert text(item, "dc:creator") == "Báo Thử"
    assert text(item, "description") == "Tin số 1"
    (entry,) = entries(client, ALL[1])
    assert text(entry, "atom:author/atom:name") == "Báo Thử"
    assert entry.find("atom:author/atom:uri", NAMES) is None


def test_pen_name_leads_to_nobody(client: Client) -> None:
    article = make_article()
    bylines = [editing.BylineEntry(make_contributor("Lê Văn Sông").pk, printed_name="Sông Quê")]
    article = editing.save(article, editing.Change({}, bylines), actor=boss())
    advance(article, *TO_APPROVED, A.PUBLISH)
    for path in ALL:
        shown = client.get(path).content.decode()
        assert "Sông Quê" in shown
        assert "le-van-song" not in shown
        assert "Lê Văn Sông" not in shown


def test_id_stays_through_a_change_of_title_and_the_change_has_its_own_moment(client: Client, time_machine) -> None:
    article = make_published(title="Tin cũ")
    before = [text(entries(client, ALL[1])[0], f"atom:{name}") for name in ("id", "published", "updated")]
    time_machine.move_to(DUE, tick=False)
    article = editing.save(article, change("Tin đổi tên"), actor=boss())
    advance(article, A.FORWARD, A.APPROVE, A.PUBLISH_CHANGES)
    (entry,) = entries(client, ALL[1])
    assert text(entry, "atom:title") == "Tin đổi tên"
    assert [text(entry, f"atom:{name}") for name in ("id", "published")] == before[:2]
    assert (before[2], text(entry, "atom:updated")) == ("2026-03-01T08:00:00+07:00", "2026-03-01T10:00:00+07:00")


def test_imported_story_is_as_old_as_its_date_says_and_not_new_today() -> None:
    old = NOW - datetime.timedelta(days=300)
    assert feeds.changed_at(old, NOW, 1) == old
    assert feeds.changed_at(old, NOW, 2) == NOW


def test_dates_are_rfc_822_with_the_papers_zone(client: Client) -> None:
    make_publication(1, category=make_category(), at=datetime.datetime(2025, 12, 31, 17, 30, tzinfo=datetime.UTC))
    (item,) = entries(client, ALL[0])
    assert text(item, "pubDate") == "Thu, 01 Jan 2026 00:30:00 +0700"
    assert email.utils.parsedate_to_datetime(text(item, "pubDate")).utcoffset() == datetime.timedelta(hours=7)


# --- Which there are ------------------------------------------------------------------------------------------------


def test_each_feed_holds_its_own_stories(client: Client) -> None:
    section = make_category("Thời sự")
    below = make_category("Đối ngoại", parent=section)
    other = make_category("Kinh tế")
    make_publication(1, category=section)
    make_publication(2, category=below)
    make_publication(3, category=other)
    publish_full_story(other)
    full = "Phiên chợ < mới"
    for ending in (".xml", ".atom.xml"):
        assert titles(client, f"/rss/moi-nhat{ending}") == [full, "Tin số 1", "Tin số 2", "Tin số 3"]
        assert titles(client, f"/rss/thoi-su{ending}") == ["Tin số 1", "Tin số 2"]
        assert titles(client, f"/rss/doi-ngoai{ending}") == ["Tin số 2"]
        assert titles(client, f"/rss/chu-de/cho-que{ending}") == [full]
        # A photographer has a feed of what she photographed.
        for who in ("le-van-song", "ben-song", "mai-hoa"):
            assert titles(client, f"/rss/tac-gia/{who}{ending}") == [full]


def test_feed_of_nothing_is_not_there(client: Client) -> None:
    make_category("Thời sự")
    make_contributor("Người mới")
    save_tag(Tag(name="Chủ đề mới"))
    for name in ("khong-co", "chu-de/chu-de-moi", "tac-gia/nguoi-moi", "tac-gia/khong-co", "chu-de/khong-co"):
        for ending in (".xml", ".atom.xml"):
            assert client.get(f"/rss/{name}{ending}").status_code == 404, name
    assert entries(client, "/rss/thoi-su.xml") == []
    assert text(read(client, "/rss/thoi-su.atom.xml"), "atom:updated") == "2026-03-01T00:00:00+07:00"


def test_list_of_feeds_is_the_papers_and_that_of_each_category_in_menu_order(client: Client) -> None:
    section = make_category("Thời sự")
    make_category("Kinh tế")
    make_category("Đối ngoại", parent=section)
    found = feeds.feeds(page.places())
    assert [(f.title, f.page, f.rss, f.atom) for f in found] == [
        ("Mới nhất", "/tin-moi/", "/rss/moi-nhat.xml", "/rss/moi-nhat.atom.xml"),
        ("Thời sự", "/thoi-su/", "/rss/thoi-su.xml", "/rss/thoi-su.atom.xml"),
        ("Đối ngoại", "/thoi-su/doi-ngoai/", "/rss/doi-ngoai.xml", "/rss/doi-ngoai.atom.xml"),
        ("Kinh tế", "/kinh-te/", "/rss/kinh-te.xml", "/rss/kinh-te.atom.xml"),
    ]
    for feed in found:
        for path in (feed.rss, feed.atom):
            assert client.get(path).status_code == 200


def test_feed_holds_thirty_newest(client: Client) -> None:
    category = make_category()
    for number in range(1, 33):
        make_publication(number, category=category)
    assert titles(client, ALL[0]) == [f"Tin số {number}" for number in range(1, 31)]


# --- On time ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_scheduled_story_appears_exactly_on_time(client: Client, time_machine, seconds: int) -> None:
    advance(make_article(title="Tin hẹn giờ"), *TO_APPROVED, A.SCHEDULE, when=DUE)
    time_machine.move_to(DUE + seconds * SECOND, tick=False)
    for path in (*ALL, "/rss/thoi-su.xml"):
        assert titles(client, path) == (["Tin hẹn giờ"] if seconds >= 0 else []), path


def test_withdrawn_story_leaves_at_once_and_is_not_said_to_be_unmodified(client: Client) -> None:
    article = make_published(title="Tin sai")
    tags = {path: client.get(path).headers["ETag"] for path in ALL}
    for path, tag in tags.items():
        assert client.get(path, headers={"if-none-match": tag}).status_code == 304
    advance(article, A.WITHDRAW, reason="Sai")
    for path, tag in tags.items():
        response = client.get(path, headers={"if-none-match": tag})
        assert response.status_code == 200
        assert "Tin sai" not in response.content.decode()


def test_replaced_version_is_not_beside_the_new_one(client: Client) -> None:
    article = editing.save(make_published(title="Bản cũ"), change("Bản mới"), actor=boss())
    for path in ALL:
        assert titles(client, path) == ["Bản cũ"]
    advance(article, A.FORWARD, A.APPROVE, A.PUBLISH_CHANGES)
    for path in ALL:
        assert titles(client, path) == ["Bản mới"]


# --- Hostile words ------------------------------------------------------------------------------------------------

HOSTILE = [
    "]]></title><script>alert(1)</script>",
    "<![CDATA[ & ]]> &amp; &lt; &#0; “'\"",
    "\x01\x02\x08\x0b\x0c\x1f\x7f\ufffe\uffffTin",
    "<!--",
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]>&a;",
    "Tin 😀 \u202e\u2028\u2029\u200b ngược",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words(client: Client, words: str) -> None:
    category = make_category()
    photo = make_photo()
    card = {
        "byline": words,
        "authors": [{"name": words, "slug": "a", "kind": "person"}],
        "pictures": 1,
        "photo": {
            "id": str(photo.pk),
            "alt": words,
            "caption": words,
            "credits": [words],
            "renditions": [{"shape": "3x2", "format": "jpeg", "width": 1, "height": 1, "file": 'a"<&.jpeg'}],
        },
    }
    make_publication(1, category=category, title=words, sapo=words, card=card)
    Category.objects.update(name=words[:100], description=words)
    make_outlet(name=words, tagline=words, copyright_line=words)
    kept = "".join(c for c in words if c >= " " and c not in "\ufffe\uffff")
    for path in (*ALL, "/rss/thoi-su.xml", "/rss/thoi-su.atom.xml"):
        assert titles(client, path) == [kept], path
        (entry,) = entries(client, path)
        assert text(entry, "media:content/media:credit") == kept
        assert len(list(entry)) == (9 if ".atom." in path else 8)  # nothing typed became an element


# --- Cost ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_feed_asks_a_fixed_number_of_questions(client: Client, count: int, django_assert_num_queries) -> None:
    make_outlet()
    category = make_category("Thời sự")
    publish_full_story(category)
    for number in range(100, 99 + count):
        make_publication(number, category=category)
    for path, asked in {
        # Categories, stories, withdrawn photos, outlet, the next change.
        "/rss/moi-nhat.xml": 5,
        "/rss/moi-nhat.atom.xml": 5,
        "/rss/thoi-su.xml": 5,
        # And whose feed it is.
        "/rss/chu-de/cho-que.xml": 6,
        "/rss/tac-gia/le-van-song.atom.xml": 6,
    }.items():
        with django_assert_num_queries(asked):
            assert client.get(path).status_code == 200


def test_feed_reads_no_body(client: Client, django_assert_num_queries) -> None:
    make_published()
    with django_assert_num_queries(4) as captured:  # no photo to ask for
        client.get(ALL[0])
    assert not any('"document"' in query["sql"] or '"printed"' in query["sql"] for query in captured)
