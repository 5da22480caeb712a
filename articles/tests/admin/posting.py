"""Sending an article's form as its page would: every field as it is shown, but for what a test types."""

import re
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from articles.models.article import Article


class _Fields(HTMLParser):
    """Reads what a browser would send of the form `article_form`, buttons aside."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[tuple[str, str]] = []
        self.buttons: list[tuple[str, str]] = []
        self._inside = False
        self._textarea: str | None = None
        self._select: str | None = None
        self._chosen: str | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "form":
            self._inside = given.get("id") == "article_form"
        if not self._inside:
            return
        if (tag == "button" and name and "disabled" not in given) or (tag == "input" and given.get("type") == "submit"):
            self.buttons.append((name, value))
        elif tag == "input" and name and not (given.get("type") in ("checkbox", "radio") and "checked" not in given):
            self.sent.append((name, value or ("on" if given.get("type") == "checkbox" else "")))
        elif tag == "textarea":
            self._textarea, self._text = name, ""
        elif tag == "select":
            self._select, self._chosen = name, None
        elif tag == "option" and (self._chosen is None or "selected" in given):
            self._chosen = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "textarea" and self._textarea is not None:
            self.sent.append((self._textarea, self._text.removeprefix("\n")))
            self._textarea = None
        elif tag == "select" and self._select is not None:
            self.sent.append((self._select, self._chosen or ""))
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._textarea is not None:
            self._text += data


def change_url(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def fields_of(response: HttpResponse) -> dict[str, list[str]]:
    """Return what a browser would send of the page's form."""
    reader = _Fields()
    reader.feed(response.content.decode())
    found: dict[str, list[str]] = {}
    for name, value in reader.sent:
        found.setdefault(name, []).append(value)
    return found


def buttons_of(response: HttpResponse) -> set[str]:
    """Return the moves that the page offers as buttons that can be pressed."""
    reader = _Fields()
    reader.feed(response.content.decode())
    return {value for name, value in reader.buttons if name == "_move"}


def opened(client: Client, article: Article | None = None) -> dict[str, list[str]]:
    """Open an article's form, or a new one, and return its fields."""
    response = client.get(reverse("admin:articles_article_add") if article is None else change_url(article))
    assert response.status_code == 200
    return fields_of(response)


def send(client: Client, article: Article | None, fields: dict[str, Any], **typed: Any) -> HttpResponse:
    """Send a form that was opened; what is typed goes over what was shown."""
    url = reverse("admin:articles_article_add") if article is None else change_url(article)
    return client.post(url, {**fields, **typed})


def move(client: Client, article: Article, action: str, **asked: str) -> HttpResponse:
    """Open an article and press the button of a move, having answered what it asks."""
    answers = {f"{action}_{question}": value for question, value in asked.items()}
    return send(client, article, opened(client, article), _move=action, **answers)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def said(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())
