"""Structured data in the words of schema.org: plain values in, plain dictionaries out, and the element that holds them.

A publisher, an author and a picture are said to be what the page itself shows of them, nothing is invented.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from articles.models.story import Kind
from articles.public.page import CorrectionNote, Link

_CONTEXT = "https://schema.org"
_TYPES = {
    Kind.OPINION: "OpinionNewsArticle",
    Kind.FEATURE: "ReportageNewsArticle",
    Kind.LONG_READ: "ReportageNewsArticle",
}
# With these a text could leave its string or the element, whatever reads it.
_ESCAPES = {sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


@dataclass(frozen=True)
class Author:
    """Who wrote a story; `url` is blank for whom no page tells of."""

    name: str
    url: str
    is_person: bool


@dataclass(frozen=True)
class Image:
    """A stored picture of a story, with its true size."""

    url: str
    width: int
    height: int
    credit: str


def script(*things: dict[str, Any]) -> SafeString:
    """Return the element for a page's head. It holds data, so a policy that forbids every script lets it be."""
    told = [{"@context": _CONTEXT, **thing} for thing in things]
    text = json.dumps(told[0] if len(told) == 1 else told, ensure_ascii=False, separators=(",", ":"))
    # Not `translate`, which takes ten times as long where next to nothing is found.
    for sign, escape in _ESCAPES.items():
        text = text.replace(sign, escape)
    # No sign is left that could end the element or begin another.
    return mark_safe(f'<script type="application/ld+json">{text}</script>')


def article(
    *,
    kind: str,
    url: str,
    headline: str,
    description: str,
    published: str,
    modified: str,
    authors: Sequence[Author],
    publisher: dict[str, Any],
    section: str,
    keywords: Sequence[str],
    images: Sequence[Image],
    corrections: Iterable[CorrectionNote],
) -> dict[str, Any]:
    """Return a story; addresses are whole, moments have their zone."""
    in_force = [note for note in corrections if note.voided is None]
    return _told(
        {
            "@type": _TYPES.get(Kind(kind), "NewsArticle"),
            "mainEntityOfPage": url,
            "headline": headline,
            "description": description,
            "image": [_image(image) for image in images],
            "datePublished": published,
            "dateModified": modified,
            # A paper that answers for a text itself is its author.
            "author": [_author(a) for a in authors or [Author(publisher["name"], publisher["url"], is_person=False)]],
            "publisher": publisher,
            "articleSection": section,
            "keywords": list(keywords),
            "inLanguage": "vi",
            "isAccessibleForFree": True,
            "correction": [
                {"@type": "CorrectionComment", "text": note.text, "datePublished": note.moment.iso} for note in in_force
            ],
        }
    )


def publisher(*, url: str, name: str, logo: str, **more: str) -> dict[str, Any]:
    """Return the paper; `more` are further properties in schema.org's words, blank ones are left out."""
    organisation = {
        "@type": "NewsMediaOrganization",
        "@id": f"{url}#toa-soan",
        "name": name,
        "url": url,
        "logo": {"@type": "ImageObject", "url": logo},
    }
    return _told(organisation | more)


def website(*, url: str, name: str, publisher: dict[str, Any]) -> dict[str, Any]:
    """Return the site, so that search results name it rightly."""
    return {"@type": "WebSite", "@id": f"{url}#trang", "name": name, "url": url, "publisher": {"@id": publisher["@id"]}}


def breadcrumbs(links: Sequence[Link]) -> dict[str, Any]:
    """Return the way from the front page down; addresses are whole."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": link.name, "item": link.url}
            for position, link in enumerate(links, start=1)
        ],
    }


def profile(about: Author, description: str) -> dict[str, Any]:
    """Return the page of somebody whom stories name."""
    return {"@type": "ProfilePage", "mainEntity": _author(about) | _told({"description": description})}


def _image(image: Image) -> dict[str, Any]:
    size = {"width": image.width, "height": image.height}
    return _told({"@type": "ImageObject", "url": image.url, **size, "creditText": image.credit})


def _author(author: Author) -> dict[str, Any]:
    return _told({"@type": "Person" if author.is_person else "Organization", "name": author.name, "url": author.url})


def _told(properties: dict[str, Any]) -> dict[str, Any]:
    """Leave out what there is nothing to say of."""
    return {name: value for name, value in properties.items() if value not in ("", [])}
