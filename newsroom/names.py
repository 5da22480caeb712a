"""What the paper is called: words that its people would think of first for a password."""

from django.conf import settings

from articles.models.outlet import Outlet


def names_of_the_paper() -> list[str]:
    """Return the site's name, the outlets' names and the hosts' without their endings."""
    hosts = [part for host in settings.ALLOWED_HOSTS for part in host.split(".")[:-1]]
    return [settings.SITE_NAME, *Outlet.objects.values_list("name", flat=True), *hosts]
