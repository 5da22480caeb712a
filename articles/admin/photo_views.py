"""The library for scripts: choosing, uploading, and the pictures themselves, each asked for by a person who may."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.storage import storages
from django.core.files.uploadedfile import UploadedFile
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotModified,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from articles.admin import photo_pages
from articles.admin.photo_cards import described
from articles.admin.photo_upload import MOST_FILES, count_file, refuse, refused, takes_photos, wants_page
from articles.desk import ingest, library, policy
from articles.desk.refusals import Refusal
from articles.imaging.renditions import SHAPES
from articles.models.photos import Photo, Rendition

PER_PAGE = 24
_MOST_IDS = 100


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Answer a page of the library, searched or not, or the photos that are named."""
    if not policy.may_see_photos(request.user):
        return refuse(_("Your role does not allow this."), status=403)
    photos = Photo.objects.prefetch_related("credit_lines", "renditions")
    if "id" in request.GET:
        ids = [key for text in request.GET.getlist("id")[:_MOST_IDS] if (key := _uuid(text)) is not None]
        return JsonResponse({"photos": [described(photo) for photo in photos.filter(pk__in=ids)], "older": None})
    found = library.find(request.GET.get("q", ""), among=photos)
    page = library.page(found, older=request.GET.get("older", ""), size=PER_PAGE)
    return JsonResponse({"photos": [described(photo) for photo in page.photos], "older": page.older or None})


@takes_photos(lambda request: policy.may_upload_photos(request.user))
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Take files into the library and answer which became photos, and why the others did not."""
    files = request.FILES.getlist("files")
    if len(files) > MOST_FILES:
        return refuse(_("More than %(limit)d files at once: send them in parts.") % {"limit": MOST_FILES}, status=413)
    made, noes = take_in(request, files)
    if wants_page(request):
        return photo_pages.page_of_upload(request, made, noes)
    return JsonResponse({"photos": made, "refused": noes})


def take_in(request: HttpRequest, files: list[UploadedFile]) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
    """Upload files one by one, each whole or not at all; returns the photos, `known` where it was there before."""
    made: list[dict[str, Any]] = []
    noes: list[dict[str, str]] = []
    words = {name: request.POST.get(name, "") for name in ("description", "credit")}
    for file in files:
        name = file.name or ""
        try:
            count_file(request)
            arrival = ingest.upload(file, name, actor=request.user, **words)
        except Refusal as refusal:
            noes.append(refused(name, refusal))
        else:
            made.append({**described(arrival.photo), "name": name, "known": arrival.known})
    return made, noes


def _may_change_any(request: HttpRequest) -> bool:
    """Tell whether a person may change any photo at all; which one, the verb asks."""
    return policy.may_upload_photos(request.user)


@takes_photos(_may_change_any)
@require_POST
def give_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give a photo its file, or another one, and answer the photo."""
    photo = get_object_or_404(Photo, pk=pk)
    if not policy.may_change_photo(request.user, photo):
        return refuse(_("Your role does not allow this."), status=403)
    file = request.FILES.get("file")
    if file is None:
        return refuse(_("Choose a file."), status=400)
    try:
        count_file(request)
        photo = ingest.give_file(photo, file, file.name or "", actor=request.user)
    except Refusal as refusal:
        if wants_page(request):
            messages.error(request, str(refusal))
            return HttpResponseRedirect(reverse("admin:articles_photo_change", args=[pk]))
        return JsonResponse({"refused": [refused(file.name or "", refusal)]}, status=400)
    if wants_page(request):
        messages.success(request, _("The photo has its file."))
        return HttpResponseRedirect(reverse("admin:articles_photo_change", args=[pk]))
    return JsonResponse({"photo": described(photo)})


@require_safe
def picture(request: HttpRequest, pk: UUID, shape: str, width: int, ending: str) -> HttpResponse:
    """Answer one stored size of a photo to who may see the library; its original leaves the house by no address."""
    if not policy.may_see_photos(request.user):
        return HttpResponse(status=403)
    if shape not in SHAPES or ending not in Rendition.Format.values or width > 10**6:
        raise Http404
    rendition = get_object_or_404(Rendition, photo_id=pk, shape=shape, width=width, format=ending)
    tag = f'"{rendition.content_hash}"'
    if request.headers.get("If-None-Match") == tag:
        return _guarded(HttpResponseNotModified(), tag)
    try:
        file = storages["private"].open(rendition.file.name)
    except FileNotFoundError as error:
        raise Http404 from error
    return _guarded(FileResponse(file, content_type=f"image/{ending}"), tag)


def _guarded(response: HttpResponse, tag: str) -> HttpResponse:
    response.headers["Cache-Control"] = "private, max-age=3600"
    response.headers["ETag"] = tag
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
