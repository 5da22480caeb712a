"""Where a request comes from: the network, because an address alone is changed too easily."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "unknown"


def network_of(request: HttpRequest | None) -> str:
    """Return the /24 of an IPv4 or the /64 of an IPv6 address, or a word for none.

    X-Forwarded-For is believed as far as TRUSTED_PROXIES says: each proxy adds the address that it saw at the end, and
    whatever stands before those the client may have made up.
    """
    if request is None:
        return UNKNOWN
    seen = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if len(forwarded) >= settings.TRUSTED_PROXIES:
            seen = forwarded[-settings.TRUSTED_PROXIES].strip() or seen
    try:
        address = ipaddress.ip_address(seen)
    except ValueError:
        return UNKNOWN
    address = getattr(address, "ipv4_mapped", None) or address
    return str(ipaddress.ip_network((int(address), 24 if address.version == 4 else 64), strict=False))
