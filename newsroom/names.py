"""What the paper is called."""

from django.conf import settings
from django.utils import timezone

from articles.models.outlet import Outlet


def name_of_the_paper() -> str:
    """Return the name of the outlet in force, else the site's."""
    outlet = Outlet.objects.in_force(timezone.localdate()).first()
    return outlet.name if outlet else settings.SITE_NAME


def names_of_the_paper() -> list[str]:
    """Return every name that the paper's people would think of first for a password: sites', outlets', hosts'."""
    hosts = [part for host in settings.ALLOWED_HOSTS for part in host.split(".")[:-1]]
    return [settings.SITE_NAME, *Outlet.objects.values_list("name", flat=True), *hosts]
