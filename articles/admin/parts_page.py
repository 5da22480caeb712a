"""The page on which staff see every component of the readers' pages, each from its named examples."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from articles.public import page
from articles.public.examples import EXAMPLES
from articles.public.page import Places
from articles.public.render import apart


def parts(request: HttpRequest) -> HttpResponse:
    """Show all examples in the readers' own style."""
    frame = page.frame(Places([]), None, timezone.now())
    shown = [(example, apart(example.html(), number)) for number, example in enumerate(EXAMPLES, start=1)]
    return render(request, "admin/parts.html", {"frame": frame, "examples": shown})
