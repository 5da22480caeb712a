"""Addresses: one for each story, whatever was typed; nonsense is not found, and breaks nothing."""

import re

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client

from articles.models.publication import Publication
from articles.tests.factories import boss, make_category, make_publication

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _story() -> None:
    section = make_category("Xã hội")
    make_category("Đời sống", parent=section)
    make_publication(7, category=section)


def canonical(client: Client, path: str) -> list[str]:
    response = client.get(path)
    assert response.status_code in (200, 404), (path, response.status_code)
    return re.findall(r'<link rel="canonical" href="([^"]*)"', response.content.decode())


# --- One address for each story -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/sai-ten-7.html",
        "/TIN-SO-7-7.html",
        "/Tin-So-7-7.html",
        "/7.html",
        "/tin-so-7-8-7.html",
        "/tin-số-7-7.html",
        "/--7.html",
        "/tin%20so%207-7.html",
        "/tin-so-7%0a-7.html",
        "/%3Cscript%3E-7.html",
        "/" + "a" * 3000 + "-7.html",
    ],
    ids=lambda path: ascii(path[:30]),
)
def test_story_of_another_slug_leads_permanently_to_its_address(client: Client, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.headers["Location"]) == (301, "/tin-so-7-7.html")
    assert client.get(response.headers["Location"]).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/-7.html",
        "/tin-so-7-7.html/",
        "/tin-so-7-7.HTML",
        "/tin-so-7-7.htm",
        "/tin-so-7-07.html",
        "/tin-so-7-٧.html",
        "/tin-so-7-７.html",
        "/tin-so-7-7.html%0a",
        "/7.html%0a",
        "/tin-so-7-7.html/x.jpg",
        "/xa-hoi/tin-so-7-7.html",
        "/tin-so-7-0.html",
        "/tin-so-7--7.html%20",
        "/tin-so-7-7e0.html",
        "/tin-so-7-+7.html",
        "/tin-so-7-8.html",
        "/tin-so-7-999999999999999999.html",
        "/tin-so-7-9223372036854775807.html",
        "/tin-so-7-9223372036854775808.html",
        "/tin-so-7-" + "9" * 400 + ".html",
    ],
    ids=lambda path: ascii(path[:40]),
)
def test_what_is_no_storys_address_is_not_found(client: Client, path: str) -> None:
    response = client.get(path, follow=True)
    assert response.status_code == 404
    assert "404.html" in {template.name for template in response.templates}


def test_canonical_address_is_the_storys_own_whatever_follows_it(client: Client) -> None:
    own = ["http://testserver/tin-so-7-7.html"]
    for query in ("", "?utm_source=zalo&utm_medium=x", "?fbclid=1", "?truoc=1-1", "?a=<b>&%0d=%0a", "?"):
        assert canonical(client, f"/tin-so-7-7.html{query}") == own


def test_canonical_address_of_a_list_drops_what_is_not_its_place(client: Client) -> None:
    assert canonical(client, "/?utm_source=zalo") == ["http://testserver/"]
    assert canonical(client, "/xa-hoi/?utm_source=zalo&sap-xep=cu") == ["http://testserver/xa-hoi/"]
    assert canonical(client, "/xa-hoi/doi-song/") == ["http://testserver/xa-hoi/doi-song/"]


def test_canonical_address_of_a_lists_page_is_its_own(client: Client) -> None:
    shown = canonical(client, "/xa-hoi/?utm_source=zalo&truoc=9999999999999999-5&sau=")
    assert shown == ["http://testserver/xa-hoi/?truoc=9999999999999999-5"]
    for number in range(100, 121):
        make_publication(number, category=make_category("Xã hội"))
    assert canonical(client, "/xa-hoi/?sau=1700000000000000-5") == ["http://testserver/xa-hoi/?sau=1700000000000000-5"]


def test_no_page_names_another_host_whatever_its_path(client: Client) -> None:
    # The test client takes "//host" for a host, as a browser does; a server is sent it as a path.
    response = client.get("/", PATH_INFO="//evil.example/")
    assert response.status_code == 404
    assert b"evil.example" not in response.content
    response = client.get("/", PATH_INFO="//evil.example")
    assert not response.headers.get("Location", "").startswith(("//", "http"))


# --- Categories ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/xa-hoi", "/xa-hoi/doi-song", "/khong-co/gi-het"])
def test_a_missing_slash_at_the_end_is_added(client: Client, path: str) -> None:
    response = client.get(f"{path}?utm_source=zalo")
    assert (response.status_code, response.headers["Location"]) == (301, f"{path}/?utm_source=zalo")


@pytest.mark.parametrize(
    "path",
    [
        *("/doi-song/", "/xa-hoi/xa-hoi/", "/doi-song/xa-hoi/", "/xa-hoi/doi-song/gi/", "/khong-co/", "/xã-hội/"),
        *("/xa-hoi//", "/%0a/", "/xa-hoi%0a/", "/xa-hoi/%2e%2e/", "/_/", "/-/", "/None/"),
        *("/admin.php/", "/.git/config"),
    ],
)
def test_unknown_category_is_not_found(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert "404.html" in {template.name for template in response.templates}
    assert "Thể thao" not in response.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        *("truoc=9e99", "truoc=", "truoc=0", "truoc=-1", "truoc=1-1-1", "truoc=%0a", "truoc=%ff%fe"),
        *("truoc=99999999999999999-999999999999999999", "truoc=0-0", "sau=0-0", "sau=99999999999999999-1"),
        *("truoc=1-1&truoc=2-2", "truoc=1-1&sau=1-1", "truoc=x&sau=1-1", "truoc[]=1-1"),
        *("page=-1", "page=9e99", "&&&===", "truoc=" + "9" * 5000, "sau=1%2d1", "sau=' OR 1=1--"),
        "&".join(f"a{n}=1" for n in range(900)),
    ],
    ids=lambda query: query[:40],
)
def test_any_place_in_a_list_is_answered_or_not_found(client: Client, query: str) -> None:
    assert client.get(f"/xa-hoi/?{query}", follow=True).status_code in (200, 404)
    assert client.get(f"/?{query}").status_code == client.get(f"/tin-so-7-7.html?{query}").status_code == 200


def test_repeated_places_count_by_the_last(client: Client) -> None:
    behind_all = "truoc=9999999999999999-1"
    assert client.get(f"/xa-hoi/?truoc=9e99&{behind_all}").status_code == 200
    assert client.get(f"/xa-hoi/?{behind_all}&truoc=9e99").status_code == 404


@pytest.mark.parametrize("query", ["truoc=1-1", "sau=9999999999999999-1"])
@pytest.mark.parametrize("path", ["/xa-hoi/", "/xa-hoi/doi-song/", "/tin-moi/", "/dinh-chinh/"])
def test_a_place_behind_which_nothing_stands_is_not_found(client: Client, path: str, query: str) -> None:
    assert client.get(f"{path}?{query}").status_code == 404
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/%00", "/tin-so-7%00-7.html", "/xa-hoi/%00/", "/xa-hoi/?truoc=1-1%00", "/?%00=1"])
def test_a_nul_in_an_address_is_a_bad_request(client: Client, path: str) -> None:
    assert client.get(path).status_code == 400


def test_too_many_parameters_do_not_break_a_page(client: Client) -> None:
    query = "&".join(f"a{n}=1" for n in range(5000))
    assert client.get(f"/xa-hoi/?{query}").status_code in (200, 400)


@pytest.mark.parametrize("path", ["//[x", "//[::1", "//[/thoi-su/", "//"])
def test_path_that_looks_like_a_host_is_just_not_found(client: Client, path: str) -> None:
    assert client.get("/", PATH_INFO=path).status_code in (301, 404)


def test_redirect_to_the_right_slug_is_asked_for_again(client: Client) -> None:
    response = client.get("/sai-7.html")
    assert (response.status_code, response.headers["Cache-Control"]) == (301, "max-age=300")


def test_admin_tells_nobody_the_address_of_what_he_names(client: Client) -> None:
    client.force_login(boss())
    kind = ContentType.objects.get_for_model(Publication)
    assert client.get(f"/admin/r/{kind.pk}/{Publication.objects.get().pk}/").status_code == 404
