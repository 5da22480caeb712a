"""Parts of pages that stand there so often that Python writes them: one line each onto articles/public/render.py."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from articles.public import heads, page, render

register = template.Library()


@register.simple_tag
def card(story: page.Card, **how: Any) -> SafeString:
    """A story in a list; `render.card` says what may be asked for."""
    return render.card(story, **how)


@register.simple_tag
def kept(name: str, **context: Any) -> SafeString:
    """A component that stands on many pages; `render.kept` says what it may be given."""
    return render.kept(name, **context)


@register.simple_tag
def machines(head: heads.Head, **how: str) -> SafeString:
    """What machines read of a page, for its head."""
    return render.head(head, **how)


@register.simple_tag
def foot(frame: page.Frame) -> SafeString:
    """The foot of every page."""
    return render.foot(frame)
