from django.apps import AppConfig


class NewsroomConfig(AppConfig):
    """The composition root as an app: its static files, its commands, its checks."""

    name = "newsroom"

    def ready(self) -> None:
        from newsroom import auditing, checks  # noqa: F401  (importing registers them; models are ready only now)
