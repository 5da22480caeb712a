"""All settings, in one file. The environment may change those that are read by `env`; docs/running.md lists them."""

import sys
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from newsroom import env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = env.folder("VAR_DIR", BASE_DIR / "var")

# --- What every installation decides -----------------------------------------------------------------------

# A developer sets nothing; newsroom/wsgi.py turns DEBUG off for every real server.
DEBUG = env.boolean("DEBUG", default=True)
if DEBUG:
    SECRET_KEY = env.text("SECRET_KEY", "development-only-never-for-a-real-paper")
    ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
else:
    SECRET_KEY = env.text("SECRET_KEY", "")
    ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", [])
    if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 8:
        raise ImproperlyConfigured("SECRET_KEY must be set to at least 50 random characters when DEBUG is off.")
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("ALLOWED_HOSTS must name the paper's hosts, not '*', when DEBUG is off.")

# The name that pages carry while no outlet (name, governing body, licence …) is in force.
SITE_NAME = env.text("SITE_NAME", "Tòa soạn")

# --- The shape of the project ---------------------------------------------------------------------------------

INSTALLED_APPS = [
    "whitenoise.runserver_nostatic",
    "newsroom",
    "accounts",
    "articles",
    "seeds",
    "newsroom.apps.DeskConfig",  # django.contrib.admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_filters",
    "django_prose_editor",
    "csp",
]

MIDDLEWARE = [
    # First what sets headers, so that every answer of those below carries them: redirects, refusals, files.
    "django.middleware.security.SecurityMiddleware",
    "newsroom.middleware.SecurityHeadersMiddleware",
    "newsroom.middleware.ContentSecurityPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "newsroom.middleware.CookielessReadersMiddleware",
    "newsroom.middleware.SecureTransportMiddleware",
    # Safe beside TLS: readers' pages hold no secret, the desk's forms mask their token anew each time (BREACH).
    "newsroom.middleware.CompressionMiddleware",
    "newsroom.middleware.NulMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "articles.public.cache.FreshnessMiddleware",
    "articles.public.redirects.RedirectMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.SessionMiddleware",
    "accounts.middleware.PasswordChangeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEST_RUNNER = "django.test.runner.DiscoverRunner"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# --- Data -------------------------------------------------------------------------------------------------------

DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{VAR_DIR / 'newsroom.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # A transaction that reads, then writes, must hold the write lock from its start: DEFERRED ones fail
        # with "database is locked" at once instead of waiting.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA mmap_size=134217728;"
            "PRAGMA journal_size_limit=27103364;PRAGMA cache_size=-20000;PRAGMA temp_store=MEMORY;"
            # Else REPLACE INTO passes the triggers of append-only tables.
            "PRAGMA recursive_triggers=ON;"
        ),
    }
    # A file also in tests: shared in-memory databases neither lock nor run WAL, so races would not be real.
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

CACHES = {"default": env.cache("CACHE_URL")}

MEDIA_ROOT = env.folder("MEDIA_ROOT", VAR_DIR / "media")
MEDIA_URL = "/media/"
# Originals and new renditions; no address leads here, the desk sees them through a checked view.
PRIVATE_MEDIA_ROOT = env.folder("PRIVATE_MEDIA_ROOT", VAR_DIR / "private")
STATIC_URL = "/static/"
STATIC_ROOT = env.folder("STATIC_ROOT", VAR_DIR / "static")
TESTING = "pytest" in sys.modules
STORAGES = {
    "default": {"BACKEND": "newsroom.storage.WholeFileStorage"},
    "private": {
        "BACKEND": "newsroom.storage.WholeFileStorage",
        "OPTIONS": {"location": PRIVATE_MEDIA_ROOT, "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "newsroom.stylesheets.JoinedSheetFinder",
]
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# A view that takes files asks for them itself, once it has looked at the person and the size.
FILE_UPLOAD_HANDLERS = ["newsroom.uploads.NoFiles"]

# --- People -----------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "admin:login"
AUTHENTICATION_BACKENDS = ["accounts.backends.CountedBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "full_name", "email"]},
    },
    {"NAME": "accounts.validators.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "accounts.validators.NotGuessable", "OPTIONS": {"names": "newsroom.names.names_of_the_paper"}},
    {"NAME": "accounts.validators.NotTheOneTimePassword"},
]
# How many proxies stand before this server and add the address they saw to X-Forwarded-For; 0: that header is a claim.
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0, low=0, high=9)

# --- Vietnamese -------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
FORMAT_MODULE_PATH = "newsroom.formats"
# Ours (articles/locale), then what Django's own Vietnamese catalogue leaves untranslated (newsroom/locale).
LOCALE_PATHS = [BASE_DIR / "articles" / "locale", BASE_DIR / "newsroom" / "locale"]

# --- Security ---------------------------------------------------------------------------------------------------

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# SECURE_SSL_REDIRECT stays off: newsroom/middleware.py redirects where a proxy says that the reader came by plain HTTP.
SILENCED_SYSTEM_CHECKS = ["security.W008"]
SECURE_HSTS_SECONDS = 0 if DEBUG else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = not DEBUG
SECURE_HSTS_PRELOAD = not DEBUG
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEBUG
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
# Of a session that is not used; one that is used ends after a week (accounts/sessions.py).
SESSION_COOKIE_AGE = 12 * 3600
# The prefix makes browsers refuse these cookies from anyone but this very host.
SESSION_COOKIE_NAME = "sessionid" if DEBUG else "__Host-sessionid"
CSRF_COOKIE_NAME = "csrftoken" if DEBUG else "__Host-csrftoken"
# For the desk's pages only, so it cannot be “__Host-”.
DEVICE_COOKIE_NAME = "device" if DEBUG else "__Secure-device"

# Readers get text, styles, fonts and pictures of ours and nothing that runs.
PUBLIC_CSP = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF],
        "manifest-src": [SELF],
        # For no script, there is none: browsers' own tools ask for robots.txt in the page's name.
        "connect-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
# The desk runs Django admin's own scripts; inline ones only with the request's nonce.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"

# --- Logging ----------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "newsroom.logs.LineFormatter", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
}
