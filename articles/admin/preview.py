"""A text as readers would see it: the very functions of publishing and of the public page, nothing saved."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.admin.article_form import ArticleForm
from articles.desk import policy, snapshot
from articles.document.codec import DocumentError
from articles.models.article import Article, Byline
from articles.models.people import Contributor
from articles.models.publication import Publication
from articles.models.taxonomy import Tag
from articles.public import page, pictures, queries
from articles.public.page import Places, StoryPage

# Of a text that was never saved: no story has it, and its address is nowhere shown.
_NO_NUMBER = 10**17
HEADERS = {
    "X-Robots-Tag": "noindex",
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
}


def show(admin: Any, request: HttpRequest, number: int | None = None) -> HttpResponse:
    """The text of the form, or the stored one, at the width of a phone and of a desk's screen."""
    if number is None:
        article = Article(writer=request.user)
        if not policy.may_write(request.user) or request.method != "POST":
            raise Http404
    else:
        found = Article.objects.filter(policy.readable_by(request.user), pk=number) if number < 2**63 else None
        article = found.first() if found is not None else None
        if article is None:
            raise Http404
    bylines = tags = None
    problems: list[tuple[str, str, str]] = []
    if request.method == "POST" and "title" in request.POST:
        form = ArticleForm(request.user, article, request.POST)
        if form.is_valid():
            bylines, tags = _take(form, article)
        else:
            problems = form.problems()
    context = {
        **admin.admin_site.each_context(request),
        "title": _("Preview"),
        "subtitle": article.title,
        "article": article,
        "problems": problems,
        "paper": "" if problems else _paper(article, bylines, tags),
    }
    response = TemplateResponse(request, "admin/articles/article/preview.html", context, headers=HEADERS)
    # The frame is a part of this page; what it shows may load what this page may.
    response._csp_update = {"frame-src": "'self'"}
    return response


def story_of(article: Article, bylines: list[Byline] | None = None, tags: list[Tag] | None = None) -> StoryPage:
    """Return an article as a story's page would hold it; raises `DocumentError` where its body cannot be read."""
    return _story(article, bylines, tags, page.places())


def _story(article: Article, bylines: list[Byline] | None, tags: list[Tag] | None, places: Places) -> StoryPage:
    now = timezone.now()
    outlet = queries.outlet_in_force(timezone.localdate(now))
    publication = snapshot.build(article, outlet=outlet, bylines=bylines, tags=tags).publication
    live = article.live if article.live_id else None
    publication.number = article.pk or _NO_NUMBER
    publication.goes_live_at = now
    publication.first_published_at = live.first_published_at if live else (article.dated_at or now)
    publication.first_published_precision = live.first_published_precision if live else article.dated_precision
    corrections = queries.corrections(live, now) if live else ()
    return page.story_page(
        publication, places, queries.live_facts(publication), corrections, now, url=_checked_urls(publication)
    )


def _paper(article: Article, bylines: list[Byline] | None, tags: list[Tag] | None) -> str:
    """Return the whole public page of a text."""
    places = page.places()
    now = timezone.now()
    try:
        story = _story(article, bylines, tags, places)
    except DocumentError:
        return ""
    frame = page.frame(
        places, queries.outlet_in_force(timezone.localdate(now)), now, current=places.by_key.get(article.category_id)
    )
    return render_to_string("admin/articles/article/paper.html", {"story": story, "frame": frame})


def _take(form: ArticleForm, article: Article) -> tuple[list[Byline], list[Tag]]:
    """Put what was typed into an article that is never saved; return its bylines and tags."""
    for name, value in form.columns().items():
        setattr(article, name, value)
    bylines = [
        Byline(
            contributor=named.contributor or Contributor(pk=0, name=named.name),
            role=named.role,
            printed_name=named.printed_name,
            position=position,
        )
        for position, named in enumerate(form.cleaned_data["bylines"])
    ]
    tags = [named.tag or Tag(pk=0, name=named.name) for named in form.cleaned_data["tags"]]
    return bylines, sorted(tags, key=lambda tag: tag.name)


def _checked_urls(publication: Publication) -> pictures.PictureUrl:
    """Return how a rendition's file is reached by who may see it before readers do."""
    addresses: dict[str, str] = {}
    for key, photo in publication.printed["photos"].items():
        for rendition in photo["renditions"]:
            try:
                addresses[rendition["file"]] = reverse(
                    "admin:articles_photo_picture",
                    args=[key, rendition["shape"], rendition["width"], rendition["format"]],
                )
            except NoReverseMatch:
                continue
    return lambda name: addresses.get(name, "")
