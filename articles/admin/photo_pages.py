"""The pages of the photo library: the grid, the upload, one photo."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.admin.photo_cards import described, picture_url
from articles.admin.photo_forms import CreditLines, FocusForm, SearchForm, WordsForm
from articles.admin.photo_upload import MOST_FILES
from articles.desk import library, policy
from articles.desk.refusals import Refusal
from articles.models.article import Article
from articles.models.photos import Photo
from articles.models.publication import Publication

PER_PAGE = 24
_MOST_USES = 50  # named on a photo's page


def page_of_library(request: HttpRequest) -> HttpResponse:
    """Show the library as a grid, searched or not, page by page."""
    if not policy.may_see_photos(request.user):
        raise PermissionDenied
    form = SearchForm(request.GET)
    photos = Photo.objects.prefetch_related("credit_lines", "renditions")
    page = library.page(
        form.found(photos), older=request.GET.get("truoc", ""), newer=request.GET.get("sau", ""), size=PER_PAGE
    )
    kept = {name: value for name in form.fields if (value := request.GET.get(name, ""))}
    return _page(
        request,
        "change_list",
        title=_("Photo library"),
        form=form,
        is_searched=bool(kept),
        awaiting="" if {"q", "lacks"} & kept.keys() else f"?{urlencode({**kept, 'lacks': 'file'})}",
        photos=[_card(photo) for photo in page.photos],
        older=f"?{urlencode({**kept, 'truoc': page.older})}" if page.older else "",
        newer=f"?{urlencode({**kept, 'sau': page.newer})}" if page.newer else "",
        may_upload=policy.may_upload_photos(request.user),
    )


def page_of_upload(request: HttpRequest, made: Any = (), refused: Any = ()) -> HttpResponse:
    """Show the form for new files and, after it was sent without a script, what became of them."""
    if not policy.may_upload_photos(request.user):
        raise PermissionDenied
    return _page(request, "upload", title=_("Upload photos"), made=made, refused=refused, most_files=MOST_FILES)


def page_of_photo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show one photo with all that may be done with it, and do what was asked."""
    if not policy.may_see_photos(request.user):
        raise PermissionDenied
    photo = get_object_or_404(Photo.objects.prefetch_related("credit_lines", "renditions"), pk=pk)
    data = request.POST if request.method == "POST" else None
    words = WordsForm(data if data and "_words" in data else None, instance=photo)
    own = [{"kind": line.kind, "name": line.name} for line in photo.credit_lines.all()]
    lines = CreditLines(data if data and "_words" in data else None, initial=own, prefix="lines")
    focal = {"across": round(photo.focal_x * 100, 1), "down": round(photo.focal_y * 100, 1)}
    focus = FocusForm(data if data and "_focus" in data else None, initial=focal)
    if data is not None:
        try:
            done = _done(request, photo, words, lines, focus)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            if done:
                messages.success(request, done)
                return HttpResponseRedirect(reverse("admin:articles_photo_change", args=[pk]))
            messages.error(request, _("Please correct what is marked below. Nothing was saved."))
    return _page(
        request,
        "change_form",
        title=_("Photo"),
        photo=photo,
        described=described(photo),
        large=picture_url(photo, "full", 1200),
        crops=[(name, picture_url(photo, name, 240)) for name in ("16x9", "3x2", "4x3", "1x1")],
        words=words,
        lines=lines,
        focus=focus,
        uses=_uses(request, photo),
        file_says=_file_says(photo),
        may_change=policy.may_change_photo(request.user, photo),
        may_remove=policy.may_remove_photos(request.user),
    )


def page_of_deletion(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask once more, then delete; or say where the photo is used."""
    if not policy.may_remove_photos(request.user):
        raise PermissionDenied
    photo = get_object_or_404(Photo.objects.prefetch_related("credit_lines", "renditions"), pk=pk)
    if request.method == "POST":
        try:
            library.delete(photo, actor=request.user)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(reverse("admin:articles_photo_change", args=[pk]))
        messages.success(request, _("The photo was deleted."))
        return HttpResponseRedirect(reverse("admin:articles_photo_changelist"))
    used = _uses(request, photo)
    return _page(request, "delete", title=_("Delete photo"), photo=photo, described=described(photo), uses=used)


# --- Parts of the above ---------------------------------------------------------------------------------------------


def _done(request: HttpRequest, photo: Photo, words: WordsForm, lines: Any, focus: FocusForm) -> str:
    """Do what the pressed button asks and return what was done; empty where a form was not filled as it must be."""
    posted, reason = request.POST, request.POST.get("reason", "")
    if "_words" in posted:
        if not (words.is_valid() and lines.is_valid()):
            return ""
        entered = [(form.cleaned_data["kind"], form.cleaned_data.get("name", "")) for form in lines.ordered_forms]
        library.edit(photo, words.cleaned_data, lines=entered, actor=request.user)
        return _("The photo's data were saved.")
    if "_focus" in posted:
        if not focus.is_valid():
            return ""
        across, down = focus.cleaned_data["across"] / 100, focus.cleaned_data["down"] / 100
        library.move_focal_point(photo, across, down, actor=request.user)
        return _("The photo was cut anew. Published articles show it once they are published again.")
    if "_withdraw" in posted:
        library.withdraw(photo, reason=reason, actor=request.user)
        return _("The photo was withdrawn: no page shows it any more.")
    if "_let_back" in posted:
        library.let_back(photo, reason=reason, actor=request.user)
        return _("The photo may be shown again.")
    return ""


def _card(photo: Photo) -> dict[str, Any]:
    """Return a photo for the grid: what scripts get, and what an editor looks for at a glance."""
    lacks_credit = not photo.printed_credit and not photo.credit_lines.all()
    return described(photo) | {
        "address": reverse("admin:articles_photo_change", args=[photo.pk]),
        "created_at": photo.created_at,
        "lacks_credit": lacks_credit,
        "lacks_alt": not photo.alt,
    }


def _uses(request: HttpRequest, photo: Photo) -> dict[str, Any]:
    """Return where a photo is used, by name where the person may see it or readers do, else as a number."""
    used = library.uses(photo)
    keys = {article.pk for article in (*used.articles, *used.earlier_texts)} | {p.number for p in used.publications}
    readable = set(Article.objects.filter(policy.readable_by(request.user), pk__in=keys).values_list("pk", flat=True))

    def named(articles: tuple[Article, ...]) -> list[Article]:
        return [article for article in articles if article.pk in readable][:_MOST_USES]

    articles, earlier = named(used.articles), named(used.earlier_texts)
    # What waits, or was withdrawn, is no more public than a draft.
    shown = set(Publication.objects.visible(timezone.now()).filter(number__in=keys).values_list("pk", flat=True))
    printed = [one for one in used.publications if one.number in readable or one.pk in shown]
    publications = printed[:_MOST_USES]
    return {
        "any": bool(used),
        "articles": articles,
        "earlier": earlier,
        "others": len(used.articles) + len(used.earlier_texts) - len(articles) - len(earlier),
        "publications": publications,
        "more_publications": len(used.publications) - len(publications),
    }


def _file_says(photo: Photo) -> list[tuple[str, str]]:
    """Return what the file said of itself, each under a name that an editor knows."""
    names = {
        "caption": _("Caption"),
        "headline": _("Headline"),
        "creator": _("Creator"),
        "credit": _("Credit"),
        "source": _("Source"),
        "copyright": _("Copyright"),
        "usage_terms": _("Usage terms"),
        "place": _("Place of the picture"),
        "taken": _("Taken"),
        "gps": _("Coordinates"),
    }
    said = photo.file_says
    return [
        (name, ", ".join(map(str, said[key])) if isinstance(said[key], list) else str(said[key]))
        for key, name in names.items()
        if key in said
    ]


def _page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    context = {**admin.site.each_context(request), "opts": Photo._meta, **context}
    return TemplateResponse(request, f"admin/articles/photo/{template}.html", context)
