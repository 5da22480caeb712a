"""The page on which staff see every component of the readers' pages, each from its named examples."""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from articles.public import page
from articles.public.examples import EXAMPLES
from articles.public.page import Places

# A component names its own elements; two looks of it on one page would share the names.
_NAMES = re.compile(r' (id|for|aria-labelledby|aria-describedby|aria-controls)="([^"]*)"')


def parts(request: HttpRequest) -> HttpResponse:
    """Show all examples in the readers' own style."""
    frame = page.frame(Places([]), None, timezone.now())
    shown = [(example, _apart(example.html(), number)) for number, example in enumerate(EXAMPLES, start=1)]
    return render(request, "admin/parts.html", {"frame": frame, "examples": shown})


def _apart(html: SafeString, number: int) -> SafeString:
    """Return an example whose elements bear names that no other example's do."""

    def renamed(match: re.Match[str]) -> str:
        return f' {match[1]}="{" ".join(f"{name}-{number}" for name in match[2].split())}"'

    # What the template escaped stays as it was: only names of our own templates are lengthened.
    return mark_safe(_NAMES.sub(renamed, html))
