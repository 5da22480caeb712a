"""The reader's HTML, from blocks. All text is escaped here or by a template; nothing typed is ever marked safe."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING, Any, cast

from django.template import Context
from django.template.loader import get_template
from django.urls import get_script_prefix
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.document import blocks
from articles.document.blocks import Document, Inline, Mark
from articles.document.text import hold_units
from articles.public import pictures

if TYPE_CHECKING:
    from articles.public.heads import Head
    from articles.public.page import Card, Frame

# By which a component names its own elements, and tells one by the other.
_NAMES = re.compile(r' (id|for|aria-labelledby|aria-describedby|aria-controls)="([^"]*)"')
_TAGS = {Mark.STRONG: "strong", Mark.EMPHASIS: "em", Mark.SUBSCRIPT: "sub", Mark.SUPERSCRIPT: "sup"}


@dataclass(frozen=True)
class Photos:
    """What a publication printed of its photos, which of them are withdrawn since, and where files are served from."""

    printed: Mapping[str, Any]
    withdrawn: frozenset[str]
    url: pictures.PictureUrl


def body(document: Document, photos: Photos, *, is_interview: bool = False) -> SafeString:
    """Return a document as HTML; templates (templates/blocks/) make what has parts, text alone is written here.

    In an interview a paragraph that is strong throughout is a question; where none is, as in texts that came without
    marks, every paragraph that asks and is answered by the next.
    """
    questions = _questions(document.blocks) if is_interview else frozenset()
    # Every part was made by a template or escaped here.
    return mark_safe(
        "\n".join(
            _question(cast(blocks.Paragraph, block)) if place in questions else _BLOCKS[type(block)](block, photos)
            for place, block in enumerate(document.blocks)
        )
    )


def figure(block: blocks.Figure, photos: Photos, *, is_lead: bool = False) -> SafeString:
    """Return one picture with caption and credit; a ruled placeholder while its file is missing."""
    key = str(block.photo)
    printed = photos.printed.get(key)
    shown = None
    if printed is not None and key not in photos.withdrawn:
        place = "story" if is_lead else "body"
        shown = pictures.picture(printed["renditions"], shape="full", place=place, alt=block.alt, url=photos.url)
    withdrawn = key in photos.withdrawn
    credit = "" if withdrawn else block.credit or (printed["credit"] if printed else "")
    if shown is not None:
        inside = picture(shown, is_first=is_lead)
    elif withdrawn:
        gone = _("This picture is no longer shown")  # gettext finds no string within a pattern
        inside = f'<div class="ph ph--gone"><span>{escape(gone)}</span></div>'
    else:
        awaited = _("Picture to follow")
        inside = f'<div class="ph ph--wide"><span><b>{escape(awaited)}</b></span></div>'
    told = f"<span>{inline(block.caption)}</span>" if block.caption else ""
    told += f'<span class="credit">{escape(credit)}</span>' if credit else ""
    below = f"<figcaption>{told}</figcaption>" if told else ""
    lead = " fig--lead" if is_lead else ""
    return mark_safe(f'<figure class="fig{lead}">\n{inside}\n{below}\n</figure>\n')


def picture(shown: pictures.Picture, *, is_first: bool = False) -> SafeString:
    """Return a picture in its stored sizes; the one that a reader sees first is loaded at once, others when near.

    Written here and not by a template: a front page has thirty.
    """
    sizes = escape(shown.sizes)
    sources = "".join(
        f'<source type="{escape(kind)}" srcset="{escape(srcset)}" sizes="{sizes}"'
        + (f' media="{escape(screens)}">' if screens else ">")
        for kind, srcset, screens in shown.sources
    )
    srcset = f' srcset="{escape(shown.srcset)}" sizes="{sizes}"' if shown.srcset else ""
    when = 'fetchpriority="high"' if is_first else 'loading="lazy" decoding="async"'
    return mark_safe(
        f'<picture>{sources}<img src="{escape(shown.src)}"{srcset} width="{int(shown.width)}" '
        f'height="{int(shown.height)}" alt="{escape(shown.alt)}" {when}></picture>'
    )


def card(
    story: "Card", *, level: int, size: str = "", row: bool = False, media: str = "", sapo: str = "", here: str = ""
) -> SafeString:
    """Return a story in a list, written here and not by a template: a page has forty.

    `level` is that of its heading; `size` "2" or "3" makes the headline larger; `row` sets the picture small at the end
    of the line. `media` "photo" shows a picture where there is one, "place" also keeps the place of one still missing.
    `sapo` "always" shows it, "bare" only without a picture. `here` is the address of the category whose page or block
    this is: its own name is not said again.
    """
    name, url = (escape(story.category.name), escape(story.category.url)) if story.category else ("", "")
    in_row = row and media and story.image
    parts = [f'<article class="card{f" card--{escape(size)}" if size else ""}{" card--row" if in_row else ""}">\n']
    if media and story.image:
        parts.append(f'<div class="card__media">{story.image}</div>\n')
    elif media == "place" and story.has_photo:
        parts.append(f'<div class="card__media ph" aria-hidden="true"><span><b>{name}</b></span></div>\n')
    parts.append('<div class="card__body">\n')
    if story.category and (story.category.url != here or story.kicker != story.category.name):
        parts.append(f'<p class="kicker"><a href="{url}">{escape(story.kicker)}</a></p>\n')
    title = f'<a href="{escape(story.url)}">{escape(story.title)}</a>'
    parts.append(f'<h{int(level)} class="card__title">{title}</h{int(level)}>\n')
    if story.sapo and (sapo == "always" or (sapo and not story.image)):
        parts.append(f'<p class="sapo">{escape(story.sapo)}</p>\n')
    byline = f"<b>{escape(story.byline)}</b>" if story.byline and sapo else ""
    when = f'<time datetime="{escape(story.moment.iso)}">{escape(story.moment.short)}</time>'
    parts.append(f'<p class="meta">{byline}{when}</p>\n</div>\n</article>')
    return mark_safe("".join(parts))


def component(name: str, context: Mapping[str, Any]) -> SafeString:
    """Return a component (templates/components/) with what it asks for."""
    return get_template(f"components/{name}.html").template.render(Context(dict(context)))


def apart(html: SafeString, number: int) -> SafeString:
    """Return a component whose elements bear names of their own, so that it can stand on a page twice."""

    def renamed(match: re.Match[str]) -> str:
        return f' {match[1]}="{" ".join(f"{name}-{number}" for name in match[2].split())}"'

    # What was escaped stays so: a number is added to names, nothing is taken away.
    return mark_safe(_NAMES.sub(renamed, html))


def kept(name: str, **context: Any) -> SafeString:
    """Return a component that stands on many pages, kept by all it is given: what changes is shown at once.

    So it is given plain values, links and tuples of them, never a row of a table, which stays equal when it changes.
    """
    return _kept(name, tuple(context.items()), get_language(), get_script_prefix())


@lru_cache(maxsize=512)
def _kept(name: str, context: tuple[tuple[str, Any], ...], language: str | None, root: str) -> SafeString:
    return component(name, dict(context))


def head(told: "Head", *, canonical: str, site_name: str) -> SafeString:
    """Return what machines read of a page, for its head: feeds, Open Graph, structured data."""
    lines = []
    for feed in told.feeds:
        title = escape(f"{feed.title} – {site_name}")
        for kind, address in (("rss", feed.rss), ("atom", feed.atom)):
            link = f'type="application/{kind}+xml" title="{title}" href="{escape(address)}"'
            lines.append(f'<link rel="alternate" {link}>')
    if (share := told.share) is not None:
        properties: list[tuple[str, str | int]] = [
            ("og:type", share.type),
            ("og:site_name", site_name),
            ("og:locale", "vi_VN"),
            ("og:url", canonical),
            ("og:title", share.title),
            ("og:description", share.description),
            ("article:published_time", share.published),
            ("article:modified_time", share.modified),
            ("article:section", share.section),
            *(("article:tag", tag) for tag in share.tags),
            ("og:image", share.image.url),
            ("og:image:width", share.image.width),
            ("og:image:height", share.image.height),
            ("og:image:alt", share.image_alt),
        ]
        told_of = [(name, escape(str(value))) for name, value in properties if value != ""]
        lines += [f'<meta property="{name}" content="{value}">' for name, value in told_of]
        lines.append('<meta name="twitter:card" content="summary_large_image">')
    # The structured data is an element already (jsonld.script).
    return mark_safe("\n  ".join([*lines, conditional_escape(told.data)]))


def foot(frame: "Frame") -> SafeString:
    """Return the foot with the imprint."""
    outlet = frame.outlet
    facts = tuple((f.attname, getattr(outlet, f.attname)) for f in outlet._meta.concrete_fields) if outlet else ()
    return _foot(frame.site_name, frame.year, facts, get_language(), get_script_prefix())


@lru_cache(maxsize=64)
def _foot(site_name: str, year: int, facts: tuple[tuple[str, Any], ...], language: str | None, root: str) -> SafeString:
    frame = {"site_name": site_name, "year": year}
    return component("imprint", {"frame": frame, "outlet": dict(facts)})


def inline(content: Inline) -> SafeString:
    """Return spans as HTML: escaped text inside the elements of its marks and links."""
    made = []
    for span in content:
        text = escape(hold_units(span.text)).replace("\n", "<br>")
        for mark in span.marks:
            text = f"<{_TAGS[mark]}>{text}</{_TAGS[mark]}>"
        if span.href is not None:
            outside = ' rel="noopener"' if span.href.startswith("http") else ""
            text = f'<a href="{escape(span.href)}"{outside}>{text}</a>'
        made.append(text)
    return mark_safe("".join(made))


def _paragraph(block: blocks.Paragraph, photos: Photos) -> SafeString:
    return mark_safe(f"<p>{inline(block.content)}</p>")


def _question(block: blocks.Paragraph) -> SafeString:
    return mark_safe(f'<p class="ask">{inline(block.content)}</p>')


def _questions(body: Sequence[blocks.Block]) -> frozenset[int]:
    """Return the places of an interview's questions."""
    strong = frozenset(place for place, block in enumerate(body) if _is_strong(block))
    asked = [_asks(block) for block in body]
    answered = frozenset(
        place
        for place, (_block, after) in enumerate(pairwise(body))
        if asked[place] and not asked[place + 1] and isinstance(after, blocks.Paragraph)
    )
    return strong or answered


def _is_strong(block: blocks.Block) -> bool:
    if not isinstance(block, blocks.Paragraph):
        return False
    words = [span for span in block.content if span.text.strip()]
    return bool(words) and all(Mark.STRONG in span.marks for span in words)


def _asks(block: blocks.Block) -> bool:
    if not isinstance(block, blocks.Paragraph):
        return False
    return "".join(span.text for span in block.content).rstrip(' ”"').endswith("?")


def _heading(block: blocks.Heading, photos: Photos) -> SafeString:
    level = int(block.level)
    return mark_safe(f"<h{level}>{inline(block.content)}</h{level}>")


def _quote(block: blocks.Quote, photos: Photos) -> SafeString:
    return _template("quote", paragraphs=[inline(p) for p in block.paragraphs], source=block.source)


def _list(block: blocks.List, photos: Photos) -> SafeString:
    items = [(inline(item.content), _list(item.sublist, photos) if item.sublist else "") for item in block.items]
    return _template("list", items=items, ordered=block.ordered)


def _table(block: blocks.Table, photos: Photos) -> SafeString:
    rows = [[(inline(cell.content), cell.header) for cell in row.cells] for row in block.rows]
    head = rows[:1] if rows and all(is_header for _content, is_header in rows[0]) else []
    return _template("table", head=head, rows=rows[len(head) :], caption=block.caption)


def _figure(block: blocks.Figure, photos: Photos) -> SafeString:
    return figure(block, photos)


def _gallery(block: blocks.Gallery, photos: Photos) -> SafeString:
    return _template("gallery", figures=[figure(f, photos) for f in block.figures], caption=block.caption)


def _box(block: blocks.Box, photos: Photos) -> SafeString:
    return _template("box", title=block.title, content=body(Document(block.blocks), photos))


def _embed(block: blocks.Embed, photos: Photos) -> SafeString:
    return _template(
        "embed", provider=block.provider, url=_EMBED_PAGES[block.provider].format(block.id), title=block.title
    )


def _rule(block: blocks.Rule, photos: Photos) -> SafeString:
    return _template("rule")


def _template(name: str, **context: Any) -> SafeString:
    # The engine's own template: a block needs no request and no context processors, forty times a page.
    return get_template(f"blocks/{name}.html").template.render(Context(context))


# Where a reader goes who wants to see the embed: nothing is loaded from there before.
_EMBED_PAGES = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "dailymotion": "https://www.dailymotion.com/video/{}",
    "tiktok": "https://www.tiktok.com/embed/v2/{}",
    "facebook_video": "https://www.facebook.com/watch/?v={}",
}

_BLOCKS: dict[type, Callable[[Any, Photos], SafeString]] = {
    blocks.Paragraph: _paragraph,
    blocks.Heading: _heading,
    blocks.Quote: _quote,
    blocks.List: _list,
    blocks.Table: _table,
    blocks.Figure: _figure,
    blocks.Gallery: _gallery,
    blocks.Box: _box,
    blocks.Embed: _embed,
    blocks.Rule: _rule,
}
