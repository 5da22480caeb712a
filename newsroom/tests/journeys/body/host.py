"""A page of its own for the body's editor, with a library of three photos behind it."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import engines
from django.urls import path
from js_asset import Media

from articles.admin.body import BodyField, BodyWidget
from articles.admin.photo_upload import takes_photos
from newsroom.urls import urlpatterns as site

THUMB = "data:image/gif;base64,R0lGODlhAQABAIAAAAUEBAAAACwAAAAAAQABAAACAkQBADs="
PICTURE = UUID("11111111-1111-4111-8111-111111111111")
AWAITED = UUID("22222222-2222-4222-8222-222222222222")
OTHER = UUID("33333333-3333-4333-8333-333333333333")
NEW = UUID("44444444-4444-4444-8444-444444444444")

# What the next page shows; what it sent last.
shown: dict[str, Any] = {}
sent: list[str] = []

PAGE = engines["django"].from_string("""{% extends "admin/base_site.html" %}{% load static %}
{% block extrahead %}{{ block.super }}<script src="{% url "admin:jsi18n" %}"></script>{{ media }}{% endblock %}
{% block content %}<form method="post" id="article_form">{% csrf_token %}
<p><label for="before">Trước</label> <input id="before" name="before"></p>
<fieldset class="module aligned ed"><div class="form-row field-body">
{{ form.body.errors }}{{ form.body.label_tag }}{{ form.body }}</div></fieldset>
<p><label for="after">Sau</label> <input id="after" name="after"></p>
<input type="submit" value="Lưu"></form>{% endblock %}""")


class HostWidget(BodyWidget):
    def photo_addresses(self) -> dict[str, str]:
        return {
            "choose": "/admin/body/choose/",
            "upload": "/admin/body/upload/",
            "file": "/admin/body/00000000-0000-0000-0000-000000000000/file/",
        }


class BodyForm(forms.Form):
    body = BodyField(required=False, label="Thân bài", widget=HostWidget)


class DeskForm(forms.Form):
    """With the desk's own library."""

    body = BodyField(required=False, label="Thân bài")


def photo(identifier: UUID, **more: Any) -> dict[str, Any]:
    has_file = identifier != AWAITED
    found = {
        "id": str(identifier),
        "description": "Cầu Bến Thủy lúc bình minh",
        "alt": "Cây cầu qua sông",
        "credit": "Ảnh: Mai Hoa",
        "awaits_file": not has_file,
        "width": 800 if has_file else None,
        "height": 533 if has_file else None,
        "thumb": THUMB if has_file else None,
        "picture": THUMB if has_file else None,
        "withdrawn": False,
    }
    return found | more


def library() -> dict[str, dict[str, Any]]:
    photos = [photo(PICTURE), photo(AWAITED, description="Lễ khai mạc"), photo(OTHER, description="Đê Tả Lam")]
    return {each["id"]: each for each in photos}


def host(request: HttpRequest, form_class: type[forms.Form] = BodyForm) -> HttpResponse:
    form = form_class(request.POST or None, initial={"body": shown or None})
    if request.method == "POST":
        sent.append(request.POST["body"])
        if form.is_valid():
            return JsonResponse(form.cleaned_data["body"], json_dumps_params={"ensure_ascii": False})
    media = Media.from_media(form.media, nonce=str(request.csp_nonce))
    return HttpResponse(PAGE.render({"form": form, "media": media}, request))


def choose(request: HttpRequest) -> HttpResponse:
    photos = library()
    if "id" in request.GET:
        return JsonResponse({"photos": [photos[i] for i in request.GET.getlist("id") if i in photos], "older": None})
    words = request.GET.get("q", "").lower()
    return JsonResponse({"photos": [p for p in photos.values() if words in p["description"].lower()], "older": None})


@takes_photos(lambda request: True)
def upload(request: HttpRequest) -> HttpResponse:
    taken, refused = [], []
    for file in request.FILES.getlist("files"):
        if file.name.endswith(".txt"):
            refused.append({"name": file.name, "reason": "không phải ảnh"})
        else:
            taken.append(photo(NEW, description=file.name))
    return JsonResponse({"photos": taken, "refused": refused})


@takes_photos(lambda request: True)
def complete(request: HttpRequest, identifier: UUID) -> HttpResponse:
    if request.FILES["file"].name.endswith(".txt"):
        refused = [{"name": request.FILES["file"].name, "reason": "không phải ảnh"}]
        return JsonResponse({"refused": refused}, status=400)
    return JsonResponse({"photo": photo(identifier, awaits_file=False, thumb=THUMB, picture=THUMB)})


urlpatterns = [
    path("admin/body/", host),
    path("admin/body/desk/", host, {"form_class": DeskForm}),
    path("admin/body/choose/", choose),
    path("admin/body/upload/", upload),
    path("admin/body/<uuid:identifier>/file/", complete),
    *site,
]
handler404 = "articles.public.views.answers.not_found"
