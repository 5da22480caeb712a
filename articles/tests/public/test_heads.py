"""What a page's head tells machines: the same as its readers see, and nothing that a word typed could break."""

import datetime
import json
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles.desk.corrections import void
from articles.desk.taxonomy import save_tag
from articles.desk.transitions import Action
from articles.models.photos import Photo
from articles.models.publication import Correction, PublicationContributor, PublicationTag
from articles.models.story import Kind
from articles.models.taxonomy import Tag
from articles.public import jsonld
from articles.tests.factories import (
    advance,
    boss,
    make_category,
    make_contributor,
    make_document,
    make_outlet,
    make_photo,
    make_publication,
    make_published,
)

pytestmark = pytest.mark.django_db

A = Action
NOW = timezone.make_aware(datetime.datetime(2026, 3, 1, 8))
FOLDER = f"photos/aa/{'b' * 40}"


@pytest.fixture(autouse=True)
def clock(time_machine) -> None:
    time_machine.move_to(NOW, tick=False)


def told(client: Client, path: str) -> list[dict[str, Any]]:
    """Return the structured data of a page; there is one element of it."""
    (data,) = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', client.get(path).content.decode(), re.DOTALL
    )
    parsed = json.loads(data)
    return parsed if isinstance(parsed, list) else [parsed]


def article_of(client: Client, path: str) -> dict[str, Any]:
    return next(thing for thing in told(client, path) if thing["@type"].endswith("NewsArticle"))


def metas(client: Client, path: str) -> dict[str, str]:
    html = client.get(path).content.decode()
    return dict(re.findall(r'<meta (?:property|name)="([^"]*)" content="([^"]*)">', html))


def printed_photo(photo: Photo, *sizes: tuple[str, int, int], credit: str = "Ảnh: Mai Hoa") -> dict[str, Any]:
    renditions = [
        {"shape": shape, "width": width, "height": height, "format": form, "file": f"{FOLDER}/{shape}-{width}.{form}"}
        for shape, width, height in sizes
        for form in ("jpeg", "webp")
    ]
    return {str(photo.pk): {"credit": credit, "lines": [], "renditions": renditions}}


ALL_SHAPES = (("full", 1600, 1067), ("16x9", 1200, 675), ("4x3", 1200, 900), ("1x1", 240, 240), ("1x1", 1200, 1200))


# --- A story ----------------------------------------------------------------------------------------------------


def test_story_is_told_whole(client: Client) -> None:
    make_outlet()
    section = make_category("Thời sự")
    below = make_category("Đối ngoại", parent=section)
    photo = make_photo()
    person, agency = make_contributor("Lê Văn Sông"), make_contributor("Bến Sông", kind="agency")
    bylines = [
        {
            "id": person.pk,
            "name": "Sông Quê",
            "pen_name": True,
            "slug": "le-van-song",
            "kind": "person",
            "role": "text",
        },
        {"id": agency.pk, "name": "Tên cũ", "pen_name": False, "slug": "cu", "kind": "agency", "role": "both"},
        {"id": 0, "name": "Thu Hạ", "pen_name": False, "slug": "thu-ha", "kind": "person", "role": "photos"},
    ]
    make_publication(
        1,
        category=below,
        at=NOW - datetime.timedelta(hours=3),
        sapo="Một đoạn sapo.",
        lead_photo=photo,
        printed={
            "photos": printed_photo(photo, *ALL_SHAPES),
            "bylines": bylines,
            "tags": [{"id": 0, "name": "Cầu đường", "slug": "cau-duong"}],
        },
        card={"photo": {"id": str(photo.pk), "alt": "Cây cầu", "credits": ["Mai Hoa", "TTXVN"], "renditions": []}},
    )
    article, crumbs = told(client, "/tin-so-1-1.html")
    publisher = {
        "@type": "NewsMediaOrganization",
        "@id": "http://testserver/#toa-soan",
        "name": "Báo Thử",
        "url": "http://testserver/",
        "logo": {"@type": "ImageObject", "url": "http://testserver/static/newsroom/img/icon.svg"},
    }
    sizes = [("16x9", 1200, 675), ("4x3", 1200, 900), ("1x1", 1200, 1200)]
    assert article == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": "http://testserver/tin-so-1-1.html",
        "headline": "Tin số 1",
        "description": "Một đoạn sapo.",
        "image": [
            {
                "@type": "ImageObject",
                "url": f"http://testserver/media/{FOLDER}/{shape}-{width}.jpeg",
                "width": width,
                "height": height,
                "creditText": "Mai Hoa - TTXVN",
            }
            for shape, width, height in sizes
        ],
        "datePublished": "2026-03-01T05:00:00+07:00",
        "dateModified": "2026-03-01T05:00:00+07:00",
        "author": [
            {"@type": "Person", "name": "Sông Quê"},  # a pen name leads to nobody
            {"@type": "Organization", "name": "Bến Sông", "url": "http://testserver/tac-gia/ben-song/"},
        ],
        "publisher": publisher,
        "articleSection": "Đối ngoại",
        "keywords": ["Cầu đường"],
        "inLanguage": "vi",
        "isAccessibleForFree": True,
    }
    assert [(item["position"], item["name"], item["item"]) for item in crumbs["itemListElement"]] == [
        (1, "Trang nhất", "http://testserver/"),
        (2, "Thời sự", "http://testserver/thoi-su/"),
        (3, "Đối ngoại", "http://testserver/thoi-su/doi-ngoai/"),
        (4, "Tin số 1", "http://testserver/tin-so-1-1.html"),
    ]
    shared = metas(client, "/tin-so-1-1.html?utm_source=x")
    assert {name: shared[name] for name in shared if name.startswith(("og:", "article:", "twitter:", "robots"))} == {
        "robots": "max-image-preview:large",
        "og:type": "article",
        "og:site_name": "Báo Thử",
        "og:locale": "vi_VN",
        "og:url": "http://testserver/tin-so-1-1.html",
        "og:title": "Tin số 1",
        "og:description": "Một đoạn sapo.",
        "article:published_time": "2026-03-01T05:00:00+07:00",
        "article:modified_time": "2026-03-01T05:00:00+07:00",
        "article:section": "Đối ngoại",
        "article:tag": "Cầu đường",
        "og:image": f"http://testserver/media/{FOLDER}/16x9-1200.jpeg",
        "og:image:width": "1200",
        "og:image:height": "675",
        "og:image:alt": "Cây cầu",
        "twitter:card": "summary_large_image",
    }


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (Kind.NEWS, "NewsArticle"),
        (Kind.INTERVIEW, "NewsArticle"),
        (Kind.PHOTO_STORY, "NewsArticle"),
        (Kind.FEATURE, "ReportageNewsArticle"),
        (Kind.LONG_READ, "ReportageNewsArticle"),
        (Kind.OPINION, "OpinionNewsArticle"),
    ],
)
def test_kind_of_a_story_has_its_name(client: Client, kind: Kind, name: str) -> None:
    make_publication(1, category=make_category(), kind=kind)
    assert article_of(client, "/tin-so-1-1.html")["@type"] == name


def test_what_there_is_nothing_to_say_of_is_left_out_and_the_paper_answers_for_it(client: Client) -> None:
    make_publication(1, category=make_category())
    article = article_of(client, "/tin-so-1-1.html")
    assert {"image", "description", "keywords", "correction"}.isdisjoint(article)
    assert article["author"] == [{"@type": "Organization", "name": "Tòa soạn", "url": "http://testserver/"}]
    shared = metas(client, "/tin-so-1-1.html")
    assert (shared["og:image"], shared["og:image:width"], shared["og:image:height"], shared["og:image:alt"]) == (
        "http://testserver/static/newsroom/img/share.png",
        "1200",
        "630",
        "Tòa soạn",
    )


def test_picture_is_not_made_larger_and_a_thumbnail_is_none(client: Client) -> None:
    photo = make_photo()
    sizes = (("16x9", 640, 360), ("4x3", 200, 150), ("full", 1600, 1067))
    printed = {"photos": printed_photo(photo, *sizes)}
    make_publication(1, category=make_category(), lead_photo=photo, printed=printed)
    (image,) = article_of(client, "/tin-so-1-1.html")["image"]
    assert (image["width"], image["height"], image["creditText"]) == (640, 360, "Ảnh: Mai Hoa")


def test_first_photo_of_the_body_stands_in_for_a_lead_photo(client: Client) -> None:
    first, second = make_photo(), make_photo("Thu Hạ")
    printed = {"photos": printed_photo(second, *ALL_SHAPES, credit="Ảnh: Thu Hạ") | printed_photo(first, *ALL_SHAPES)}
    make_publication(1, category=make_category(), document=make_document(photos=(first, second)), printed=printed)
    assert {image["creditText"] for image in article_of(client, "/tin-so-1-1.html")["image"]} == {"Ảnh: Mai Hoa"}


def test_withdrawn_photo_is_no_longer_told_of(client: Client) -> None:
    photo = make_photo()
    printed = {"photos": printed_photo(photo, *ALL_SHAPES)}
    make_publication(1, category=make_category(), lead_photo=photo, printed=printed)
    assert FOLDER in client.get("/tin-so-1-1.html").content.decode()
    Photo.objects.update(withdrawn_at=NOW)
    shown = client.get("/tin-so-1-1.html").content.decode()
    assert FOLDER not in shown
    assert "Mai Hoa" not in json.dumps(told(client, "/tin-so-1-1.html"), ensure_ascii=False)


def test_correction_is_told_until_it_is_voided(client: Client, time_machine) -> None:
    article = advance(make_published(), A.CORRECT, correction="Tên đúng là Lan.")
    time_machine.move_to(NOW + datetime.timedelta(minutes=1), tick=False)
    article = advance(article, A.CORRECT, correction="Số đúng là 7.")
    address = article.live.get_absolute_url()
    corrections = article_of(client, address)["correction"]
    assert {(c["@type"], c["text"], c["datePublished"]) for c in corrections} == {
        ("CorrectionComment", "Tên đúng là Lan.", "2026-03-01T08:00+07:00"),
        ("CorrectionComment", "Số đúng là 7.", "2026-03-01T08:01+07:00"),
    }
    void(Correction.objects.get(text="Tên đúng là Lan."), actor=boss(), reason="Nhầm bài.")
    (left,) = article_of(client, address)["correction"]
    assert left["text"] == "Số đúng là 7."
    assert "Tên đúng là Lan." not in client.get(address).content.decode()


# --- Other pages ------------------------------------------------------------------------------------------------


def test_front_page_says_whose_paper_it_is(client: Client) -> None:
    make_outlet(email="toasoan@example.vn", phone="0238 000", address="1 Lê Lợi", tagline="Tin của bến sông")
    paper, site = told(client, "/")
    assert (paper["@type"], paper["email"], paper["telephone"], paper["address"], paper["correctionsPolicy"]) == (
        "NewsMediaOrganization",
        "toasoan@example.vn",
        "0238 000",
        "1 Lê Lợi",
        "http://testserver/dinh-chinh/",
    )
    assert site == {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "@id": "http://testserver/#trang",
        "name": "Báo Thử",
        "url": "http://testserver/",
        "publisher": {"@id": paper["@id"]},
    }
    shared = metas(client, "/")
    assert (shared["og:type"], shared["og:title"], shared["og:description"]) == (
        "website",
        "Báo Thử",
        "Tin của bến sông",
    )


def test_category_page_tells_the_way_and_leads_to_its_feeds(client: Client) -> None:
    section = make_category("Thời sự")
    make_category("Đối ngoại", parent=section)
    (crumbs,) = told(client, "/thoi-su/doi-ngoai/")
    assert [item["name"] for item in crumbs["itemListElement"]] == ["Trang nhất", "Thời sự", "Đối ngoại"]
    html = client.get("/thoi-su/doi-ngoai/").content.decode()
    found = re.findall(r'<link rel="alternate" type="application/(\w+)\+xml" title="[^"]*" href="([^"]*)">', html)
    assert found == [
        ("rss", "/rss/doi-ngoai.xml"),
        ("atom", "/rss/doi-ngoai.atom.xml"),
        ("rss", "/rss/moi-nhat.xml"),
        ("atom", "/rss/moi-nhat.atom.xml"),
    ]


def test_pages_of_topics_and_contributors_say_whom_they_tell_of_and_lead_to_their_feeds(client: Client) -> None:
    story = make_publication(1, category=make_category())
    tag, person = save_tag(Tag(name="Cầu đường")), make_contributor("Lê Văn Sông", biography="Phóng viên.")
    PublicationTag.objects.create(publication=story, tag=tag)
    PublicationContributor.objects.create(publication=story, contributor=person, role="text")
    (crumbs,) = told(client, "/chu-de/cau-duong/")
    assert [item["name"] for item in crumbs["itemListElement"]] == ["Trang nhất", "Cầu đường"]
    assert '"/rss/chu-de/cau-duong.xml"' in client.get("/chu-de/cau-duong/").content.decode()
    (profile,) = told(client, "/tac-gia/le-van-song/")
    assert (profile["@type"], profile["mainEntity"]) == (
        "ProfilePage",
        {
            "@type": "Person",
            "name": "Lê Văn Sông",
            "url": "http://testserver/tac-gia/le-van-song/",
            "description": "Phóng viên.",
        },
    )
    assert '"/rss/tac-gia/le-van-song.atom.xml"' in client.get("/tac-gia/le-van-song/").content.decode()


def test_every_page_leads_to_the_papers_feeds(client: Client) -> None:
    make_publication(1, category=make_category())
    for path in ("/", "/dinh-chinh/", "/thoi-su/", "/tin-so-1-1.html", "/khong-co/"):
        html = client.get(path).content.decode()
        for feed in ("/rss/moi-nhat.xml", "/rss/moi-nhat.atom.xml"):
            assert f'href="{feed}"' in html, path
        assert '<meta name="robots" content="max-image-preview:large">' in html


# --- Hostile words ------------------------------------------------------------------------------------------------

HOSTILE = [
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "]]>&lt;/script&gt;",
    '"},{"@type":"NewsArticle","headline":"giả"',
    "\\u003c\\",
    "\u2028\u2029\x07\x1f",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_data(client: Client, words: str) -> None:
    """In every text of a story at once: one element, in it one story, and the words as they were typed."""
    make_outlet(name=words)
    photo = make_photo()
    person = make_contributor("Lê Văn Sông")
    person.name = words
    person.save()
    printed = {
        "photos": printed_photo(photo, *ALL_SHAPES, credit=words),
        "bylines": [{"id": person.pk, "name": words, "pen_name": True, "slug": "a", "kind": "person", "role": "text"}],
        "tags": [{"id": 0, "name": words, "slug": "x"}],
    }
    card = {"photo": {"id": str(photo.pk), "alt": words, "credits": [words], "renditions": []}}
    story = make_publication(
        1, category=make_category(), title=words, sapo=words, lead_photo=photo, printed=printed, card=card
    )
    Correction.objects.create(story_id=story.story_id, number=1, version=1, text=words, created_at=NOW)
    article, crumbs = told(client, "/tin-so-1-1.html")
    assert [article["headline"], article["description"], article["publisher"]["name"]] == [words] * 3
    assert [article["author"][0]["name"], article["correction"][0]["text"], *article["keywords"]] == [words] * 3
    assert {image["creditText"] for image in article["image"]} == {words}
    assert crumbs["itemListElement"][-1]["name"] == words
    html = client.get("/tin-so-1-1.html").content.decode()
    assert html.count("<script") == html.count("</script") == 1


def test_script_leaves_no_sign_that_could_end_it() -> None:
    made = jsonld.script({"name": "</script> <!-- & \u2028\u2029"})
    inside = made.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not set(inside) & set("<>&\u2028\u2029")
    assert json.loads(inside)["name"] == "</script> <!-- & \u2028\u2029"
