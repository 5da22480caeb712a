from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps  # the name AdminConfig here would count as an app of ours
from django.db import connection


class NewsroomConfig(AppConfig):
    """The composition root as an app: its static files, its commands, its checks."""

    name = "newsroom"
    default = True

    def ready(self) -> None:
        from newsroom import auditing, checks  # noqa: F401  (importing registers them; models are ready only now)

        if connection.vendor == "postgresql":
            from newsroom import postgres  # the driver is loaded only where it is used

            postgres.prepare()


class DeskConfig(admin_apps.AdminConfig):
    """Django admin, whose first page is the board."""

    default = False
    default_site = "newsroom.desk_site.DeskSite"
