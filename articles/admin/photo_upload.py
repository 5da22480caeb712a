"""Files of photos in a request's body: who may send them, how much and how many is asked before a byte is read."""

import datetime
import math
from collections.abc import Callable
from functools import wraps

from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from accounts import throttle
from articles.desk.refusals import NotPossible, Refusal
from articles.imaging.opening import MAX_BYTES

MOST_FILES = 30
MOST_BYTES = 400 * 2**20  # of one request, all its files together

View = Callable[..., HttpResponse]


class PhotoUploadHandler(TemporaryFileUploadHandler):
    """Writes files to the disk and stops writing where one is larger than any photo; its size is told all the same."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) <= MAX_BYTES:
            super().receive_data_chunk(raw_data, start)


def takes_photos(may: Callable[[HttpRequest], bool]) -> Callable[[View], View]:
    """Let a view read photos from the body, but nobody's who may not send them, and not without the token of the form.

    Django's own check of the token reads the whole body first; here it comes after the person and the size.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if request.method == "POST":
                if not may(request):
                    return refuse(_("Your role does not allow this."), status=403)
                if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
                    return refuse(_("These files are more than 400 MB together: send them in parts."), status=413)
                if (wait := throttle.wait_of(_key(request))) is not None:
                    answer = refuse(_too_many(wait), status=429)
                    answer.headers["Retry-After"] = str(math.ceil(wait.total_seconds()))
                    return answer
                request.upload_handlers = [PhotoUploadHandler(request)]
            return csrf_protect(view)(request, *args, **kwargs)

        return csrf_exempt(checked)

    return decorate


def count_file(request: HttpRequest) -> None:
    """Count a file that a person sends, taken or not; raises `NotPossible` where it is one too many."""
    if (wait := throttle.spend(_key(request))) is not None:
        raise NotPossible(_too_many(wait))


def _key(request: HttpRequest) -> str:
    return f"photos:{request.user.pk}"


def _too_many(wait: datetime.timedelta) -> str:
    minutes = math.ceil(wait.total_seconds() / 60)
    return ngettext(
        "You sent very many photos in a short time. Go on in %(minutes)d minute.",
        "You sent very many photos in a short time. Go on in %(minutes)d minutes.",
        minutes,
    ) % {"minutes": minutes}


def refuse(reason: str, *, status: int, name: str = "") -> JsonResponse:
    """Answer that nothing was taken, and why."""
    return JsonResponse({"photos": [], "refused": [{"name": name, "reason": reason}]}, status=status)


def wants_page(request: HttpRequest) -> bool:
    """Tell whether a form was sent without a script, and so awaits a page."""
    return "text/html" in request.headers.get("Accept", "")


def refused(name: str, refusal: Refusal) -> dict[str, str]:
    """Return a refused file's line in an answer; the name is the sender's own, as a label."""
    return {"name": name[-255:], "reason": str(refusal)}
