"""The entrance for servers. A server that forgets to say otherwise runs as in production."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
os.environ.setdefault("DEBUG", "false")

application = get_wsgi_application()
