"""What a page's head tells machines: its feeds, Open Graph, structured data (written by render.head)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urljoin

from django.templatetags.static import static
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.document.codec import from_json
from articles.models.people import Contributor
from articles.models.publication import Publication
from articles.models.taxonomy import Category, Tag
from articles.public import feeds, jsonld, pictures
from articles.public.feeds import Feed, changed_at, stamp
from articles.public.jsonld import Author, Image
from articles.public.page import Frame, Link, Places, StoryPage, address
from articles.public.queries import LiveFacts

# What searches ask for of a story's picture; the sizes stored stand in imaging/renditions.py.
_SHAPES = ("16x9", "4x3", "1x1")
_SMALLEST = 50_000  # pixels


@dataclass(frozen=True)
class Share:
    """What a page is when somebody passes it on (Open Graph); the article's own part is blank for other pages."""

    type: str
    title: str
    description: str
    image: Image
    image_alt: str
    published: str = ""
    modified: str = ""
    section: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Head:
    """All of it, for one page."""

    feeds: tuple[Feed, ...]
    share: Share | None = None
    data: SafeString | str = ""


def of_page(frame: Frame, base: str) -> Head:
    """Return the head of any page: it leads to the feed of the whole paper."""
    return Head((feeds.latest(),))


def of_front(frame: Frame, base: str) -> Head:
    """Return the head of the front page: it says whose paper this is."""
    outlet = frame.outlet
    more = {"correctionsPolicy": base + address("corrections")}
    if outlet is not None:
        more |= {"email": outlet.email, "telephone": outlet.phone, "address": outlet.address}
    paper = _publisher(frame, base, **more)
    site = jsonld.website(url=base + address("front"), name=frame.site_name, publisher=paper)
    share = _share(frame, base, frame.site_name, outlet.tagline if outlet else "")
    return Head((feeds.latest(),), share, jsonld.script(paper, site))


def of_category(frame: Frame, base: str, *, category: Category, places: Places) -> Head:
    """Return the head of a category's pages."""
    crumbs = jsonld.breadcrumbs([*_crumbs(places.crumbs(category.pk), base)])
    share = _share(frame, base, category.name, category.description)
    return Head((feeds.of_category(category), feeds.latest()), share, jsonld.script(crumbs))


def of_topic(frame: Frame, base: str, *, tag: Tag) -> Head:
    """Return the head of a topic's pages."""
    feed = feeds.of_tag(tag)
    crumbs = jsonld.breadcrumbs([*_crumbs((Link(tag.name, feed.page),), base)])
    share = _share(frame, base, tag.name, tag.introduction)
    return Head((feed, feeds.latest()), share, jsonld.script(crumbs))


def of_contributor(frame: Frame, base: str, *, contributor: Contributor) -> Head:
    """Return the head of a contributor's pages: whom they tell of."""
    feed = feeds.of_contributor(contributor)
    is_person = contributor.kind == Contributor.Kind.PERSON
    told = jsonld.profile(Author(contributor.name, base + feed.page, is_person), contributor.biography)
    share = _share(frame, base, contributor.name, contributor.biography, type="profile")
    return Head((feed, feeds.latest()), share, jsonld.script(told))


def of_story(frame: Frame, base: str, *, story: Publication, shown: StoryPage, facts: LiveFacts) -> Head:
    """Return the head of a story's page."""
    published = stamp(story.first_published_at).iso
    modified = stamp(changed_at(story.first_published_at, story.goes_live_at, story.version)).iso
    section = shown.crumbs[-1].name if shown.crumbs else ""
    images = tuple(_images(story, facts, base))
    article = jsonld.article(
        kind=story.kind,
        url=base + shown.url,
        headline=story.title,
        description=story.sapo,
        published=published,
        modified=modified,
        authors=_authors(story, facts, base),
        publisher=_publisher(frame, base),
        section=section,
        keywords=[tag.name for tag in shown.tags],
        images=images,
        corrections=shown.corrections,
    )
    share = Share(
        type="article",
        title=story.title,
        description=story.sapo,
        image=images[0] if images else _mark(base),
        image_alt=(story.card.get("photo", {}).get("alt") or story.title) if images else frame.site_name,
        published=published,
        modified=modified,
        section=section,
        tags=tuple(tag.name for tag in shown.tags),
    )
    crumbs = jsonld.breadcrumbs([*_crumbs(shown.crumbs, base), Link(story.title, base + shown.url)])
    return Head((feeds.latest(),), share, jsonld.script(article, crumbs))


def _share(frame: Frame, base: str, title: str, description: str, *, type: str = "website") -> Share:
    return Share(type, title, description, _mark(base), frame.site_name)


def _mark(base: str) -> Image:
    """Return the paper's mark, for what has no picture of its own; structured data never takes it for one."""
    return Image(_own(base, "newsroom/img/share.png"), 1200, 630, "")


def _publisher(frame: Frame, base: str, **more: str) -> dict[str, Any]:
    logo = _own(base, "newsroom/img/icon.svg")
    return jsonld.publisher(url=base + address("front"), name=frame.site_name, logo=logo, **more)


@lru_cache(maxsize=64)
def _own(base: str, name: str) -> str:
    """Return the whole address of a file of the paper itself; it bears a hash and stands as long as this process."""
    return urljoin(base, static(name))


def _crumbs(links: tuple[Link, ...], base: str) -> Iterator[Link]:
    yield Link(_("Front page"), base + address("front"))
    for link in links:
        yield Link(link.name, base + link.url)


def _authors(story: Publication, facts: LiveFacts, base: str) -> list[Author]:
    """Return who wrote a story, else whoever its byline names, under the name that the page shows."""
    bylines = story.printed.get("bylines", ())
    writers = [entry for entry in bylines if entry.get("role") != "photos"]
    authors = []
    for entry in writers or bylines:
        name, slug = facts.contributors.get(entry["id"], (entry["name"], entry["slug"]))
        # A pen name leads to no page: that one would tell who bears it.
        pen_name = entry["pen_name"]
        url = "" if pen_name else base + address("contributor", slug)
        authors.append(Author(entry["name"] if pen_name else name, url, entry.get("kind") != "agency"))
    return authors


def _images(story: Publication, facts: LiveFacts, base: str) -> Iterator[Image]:
    """Yield the lead picture in each shape that was printed, in its largest size; none is made larger than it is."""
    photo, credit = _lead_photo(story, facts)
    for shape in _SHAPES:
        stored = [r for r in photo.get("renditions", ()) if r["shape"] == shape and r["format"] == "jpeg"]
        largest = max(stored, key=lambda r: r["width"], default=None)
        if largest is not None and largest["width"] * largest["height"] >= _SMALLEST:
            url = urljoin(base, pictures.public_url(largest["file"]))
            yield Image(url, largest["width"], largest["height"], credit)


def _lead_photo(story: Publication, facts: LiveFacts) -> tuple[Mapping[str, Any], str]:
    """Return what was printed of the lead photo, else of the first in the body, and its credit where it stands.

    Of one that is withdrawn since, nothing.
    """
    if story.lead_photo_id is not None:
        key, typed = story.lead_photo_id, " - ".join(story.card.get("photo", {}).get("credits", ()))
    else:
        figures = from_json(story.document).figures()
        key, typed = next(((figure.photo, figure.credit) for _path, figure in figures), (None, ""))
    photo = story.printed.get("photos", {}).get(str(key))
    if photo is None or str(key) in facts.withdrawn_photos:
        return {}, ""
    return photo, typed or photo["credit"]
