"""What every answer carries, whichever view, middleware or mistake made it."""

import datetime
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.http import HttpResponse
from django.test import Client

from articles.models.redirect import Redirect
from articles.tests.factories import boss, make_category, make_publication

pytestmark = pytest.mark.django_db

PUBLIC_CSP = {
    "default-src": "'none'",
    "style-src": "'self'",
    "font-src": "'self'",
    "img-src": "'self'",
    "manifest-src": "'self'",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


def policy(response: HttpResponse) -> dict[str, str]:
    header = response.headers["Content-Security-Policy"]
    return dict(part.strip().partition(" ")[::2] for part in header.split(";"))


@pytest.fixture
def paper() -> None:
    """A small paper: story 1 is whole, 2 withdrawn, and the stored body of 3 is broken."""
    category = make_category("Thời sự")
    make_category("Đối ngoại", parent=category)
    now = datetime.datetime.now(datetime.UTC)
    make_publication(1, category=category)
    make_publication(2, category=category, withdrawn_at=now)
    make_publication(3, category=category, document={"version": 99, "blocks": []})
    Redirect.objects.create(old_path="/cu/", new_path="/thoi-su/")
    (Path(django_settings.STATIC_ROOT) / "thu.css").write_text("p { margin: 0 }")


# Path -> status: every kind of answer that a reader may meet.
PUBLIC_ANSWERS = {
    "/": 200,
    "/thoi-su/": 200,
    "/thoi-su/doi-ngoai/": 200,
    "/tin-so-1-1.html": 200,
    "/rss/moi-nhat.xml": 200,
    "/rss/moi-nhat.atom.xml": 200,
    "/sitemap.xml": 200,
    "/news-sitemap.xml": 200,
    "/robots.txt": 200,
    "/healthz": 200,
    "/static/thu.css": 200,
    "/sai-1.html": 301,
    "/cu/": 301,
    "/thoi-su": 301,
    "/admin": 301,
    "/khong-co/": 404,
    "/khong-co-9.html": 404,
    "/static/khong-co.css": 404,
    "/%00/": 400,
    "/tin-so-1-1.html?a=%00": 400,
    "/tin-so-2-2.html": 410,
    "/tin-so-3-3.html": 500,
}


def assert_every_header(response: HttpResponse) -> None:
    headers = response.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Permissions-Policy"] == django_settings.PERMISSIONS_POLICY
    assert "Content-Security-Policy" in headers
    assert "Strict-Transport-Security" not in headers


def assert_public(response: HttpResponse) -> None:
    assert_every_header(response)
    assert policy(response) == PUBLIC_CSP
    assert not response.cookies
    assert "Set-Cookie" not in response.headers
    assert "cookie" not in response.headers.get("Vary", "").lower()


@pytest.mark.slow
@pytest.mark.usefixtures("paper")
@pytest.mark.parametrize(("path", "status"), PUBLIC_ANSWERS.items())
@pytest.mark.parametrize("cookie", ["", "rác", "0123456789abcdef0123456789abcdef"], ids=["none", "rubbish", "session"])
def test_public_answer_carries_every_header_and_no_cookie(path: str, status: int, cookie: str) -> None:
    client = Client(raise_request_exception=False)
    if cookie:
        client.cookies.load({"sessionid": cookie, "csrftoken": cookie, "messages": cookie})
    response = client.get(path)
    assert response.status_code == status
    assert_public(response)


@pytest.mark.usefixtures("paper")
def test_page_is_the_same_for_who_is_signed_in_and_who_is_not(client: Client) -> None:
    editor = Client()
    editor.force_login(boss())
    for path in ("/", "/thoi-su/", "/tin-so-1-1.html"):
        seen, signed_in = client.get(path), editor.get(path)
        assert seen.content == signed_in.content
        assert_public(signed_in)


@pytest.mark.usefixtures("paper")
@pytest.mark.parametrize("path", ["/", "/thoi-su/", "/tin-so-1-1.html"])
@pytest.mark.parametrize("checks", [True, False], ids=["as in production", "without the check of forms"])
def test_refused_form_carries_every_header(path: str, checks: bool) -> None:
    response = Client(enforce_csrf_checks=checks).post(path, {"x": "y"})
    assert response.status_code in (403, 405)
    assert_public(response)


@pytest.mark.usefixtures("paper")
@pytest.mark.parametrize("path", ["/", "/tin-so-1-1.html", "/khong-co/"])
def test_wrong_host_is_a_bad_request_that_does_not_repeat_it(client: Client, path: str) -> None:
    response = client.get(path, headers={"host": "evil.example"})
    assert response.status_code == 400
    assert b"evil.example" not in response.content
    assert_public(response)


@pytest.mark.parametrize("header", ["x-forwarded-host", "x-original-url", "x-rewrite-url", "x-http-method-override"])
@pytest.mark.usefixtures("paper")
def test_headers_that_would_change_host_path_or_method_are_ignored(client: Client, header: str) -> None:
    response = client.get("/thoi-su/", headers={header: "evil.example"})
    assert response.content == client.get("/thoi-su/").content
    assert b"evil.example" not in response.content


@pytest.mark.usefixtures("paper")
def test_broken_story_says_nothing_of_the_inside() -> None:
    response = Client(raise_request_exception=False).get("/tin-so-3-3.html")
    page = response.content.decode()
    assert response.status_code == 500
    for word in ("Traceback", "DocumentError", "articles", "Django", "version", str(django_settings.BASE_DIR)):
        assert word not in page
    assert 'lang="vi"' in page


# --- The desk's own policy ----------------------------------------------------------------------------------------


def test_desk_has_its_own_policy_with_scripts_of_ours_only(client: Client) -> None:
    client.force_login(boss())
    first, second = client.get("/admin/"), client.get("/admin/login/")
    for response in (first, second):
        assert_every_header(response)
        found = policy(response)
        assert found["script-src"].startswith("'self'")
        assert "unsafe" not in response.headers["Content-Security-Policy"]
        assert found["default-src"] == found["base-uri"] == found["frame-ancestors"] == "'none'"
        assert "nonce" not in found["style-src"]


def test_answers_of_the_desk_are_not_for_shared_caches(client: Client) -> None:
    client.force_login(boss())
    for path in ("/admin/", "/admin/articles/article/"):
        response = client.get(path)
        assert "private" in response.headers["Cache-Control"] or "no-store" in response.headers["Cache-Control"]
        assert "Cookie" in response.headers["Vary"]


# --- Transport ----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("paper")
def test_plain_http_at_the_proxy_leads_to_https(client: Client) -> None:
    response = client.get("/thoi-su/?truoc=1-1", headers={"x-forwarded-proto": "http", "host": "localhost"})
    assert (response.status_code, response.headers["Location"]) == (301, "https://localhost/thoi-su/?truoc=1-1")
    assert_every_header(response)


def test_plain_http_of_a_wrong_host_leads_nowhere(client: Client) -> None:
    response = client.get("/", headers={"x-forwarded-proto": "http", "host": "evil.example"})
    assert response.status_code == 400
    assert_every_header(response)


def test_plain_http_with_two_slashes_stays_on_this_host(client: Client) -> None:
    response = client.get("/", headers={"x-forwarded-proto": "http"}, PATH_INFO="//evil.example/")
    assert response.headers["Location"].startswith("https://testserver/")


@pytest.mark.usefixtures("paper")
@pytest.mark.parametrize("value", [None, "https", "", "HTTPS", "ftp", "http\t"])
def test_nothing_else_leads_to_https(client: Client, value: str | None) -> None:
    headers = {} if value is None else {"x-forwarded-proto": value}
    assert client.get("/thoi-su/", headers=headers).status_code == 200


@pytest.mark.slow
@pytest.mark.usefixtures("paper")
def test_strict_transport_is_asked_for_over_https_only(settings) -> None:
    settings.SECURE_HSTS_SECONDS = 31_536_000
    client = Client(raise_request_exception=False)
    for path in PUBLIC_ANSWERS:
        assert "Strict-Transport-Security" not in client.get(path).headers
        secure = client.get(path, headers={"x-forwarded-proto": "https"})
        assert secure.headers["Strict-Transport-Security"].startswith("max-age=31536000")


PRODUCTION = """
import django
django.setup()
from django.conf import settings
from django.test import Client
response = Client().get("/healthz", headers={"host": "bao.example", "x-forwarded-proto": "https"})
print(response.status_code, response.headers["Strict-Transport-Security"], settings.SESSION_COOKIE_NAME,
      settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY)
"""


@pytest.mark.slow
def test_production_asks_for_strict_transport_and_keeps_its_cookies_to_itself(tmp_path: Path) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "DEBUG": "false",
        "SECRET_KEY": "chỉ-để-thử-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFG",
        "ALLOWED_HOSTS": "bao.example",
        "VAR_DIR": str(tmp_path),
    }
    made = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PRODUCTION],
        cwd=django_settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    wanted = "200 max-age=31536000; includeSubDomains; preload __Host-sessionid True True True"
    assert made.stdout.strip() == wanted, made.stderr
