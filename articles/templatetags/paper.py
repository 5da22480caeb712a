"""Parts of pages that stand there so often that Python writes them: one line each onto articles/public/render.py."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from articles.public import page, render

register = template.Library()


@register.simple_tag
def card(story: page.Card, **how: Any) -> SafeString:
    """A story in a list; `render.card` says what may be asked for."""
    return render.card(story, **how)


@register.simple_tag
def menu(entries: tuple[page.MenuEntry, ...]) -> SafeString:
    """The sections and their sub-categories."""
    return render.menu(entries)


@register.simple_tag
def foot(frame: page.Frame) -> SafeString:
    """The foot of every page."""
    return render.foot(frame)
