"""Headers and transport: what every answer carries, whichever view made it."""

from collections.abc import Callable

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.middleware.gzip import GZipMiddleware

GetResponse = Callable[[HttpRequest], HttpResponse]


def SecureTransportMiddleware(get_response: GetResponse) -> GetResponse:
    """Send a reader who came to the proxy by plain HTTP to HTTPS; without a proxy nothing is redirected."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.META.get("HTTP_X_FORWARDED_PROTO") == "http":
            return HttpResponsePermanentRedirect(f"https://{request.get_host()}{request.get_full_path()}")
        return get_response(request)

    return middleware


def SecurityHeadersMiddleware(get_response: GetResponse) -> GetResponse:
    """Refuse the browser features that a newspaper never uses."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        return response

    return middleware


def NulMiddleware(get_response: GetResponse) -> GetResponse:
    """Refuse a NUL in path or query: no address of ours holds one, and PostgreSQL breaks on it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("NUL in the address")
        return get_response(request)

    return middleware


def CookielessReadersMiddleware(get_response: GetResponse) -> GetResponse:
    """Take cookies away from what readers ask for: no page can vary by one, nor answer a spoilt one with a new one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/admin/"):
            request.META.pop("HTTP_COOKIE", None)
        return get_response(request)

    return middleware


class CompressionMiddleware(GZipMiddleware):
    """Compress text; pictures and fonts are compressed by their nature."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if response.headers.get("Content-Type", "").startswith(("image/", "font/")):
            return response
        return super().process_response(request, response)


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """Give readers the public policy (no script, no nonce: cacheable) and the desk its own."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if not request.path.startswith("/admin/"):
            response._csp_config = settings.PUBLIC_CSP["DIRECTIVES"]
        return super().process_response(request, response)
