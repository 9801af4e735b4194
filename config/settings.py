"""Django settings, all from the environment through config.env. Refuses to start with a bad value."""

import sys

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import env as _env

try:
    ENV = _env.read()
except _env.BadSetting as problem:
    sys.stderr.write(f"doithoai: {problem}\n")
    raise SystemExit(2) from None

BASE_DIR = _env.ROOT
DEBUG = ENV.debug
SECRET_KEY = ENV.secret_key
VAULT_KEY = ENV.vault_key
ALLOWED_HOSTS = ENV.hosts
SITE_PHONE = ENV.phone
TRUSTED_PROXIES = ENV.proxies
SITE_URL = ENV.url
SMTP_URL, MAIL_FROM = ENV.smtp_url, ENV.mail_from
WEBHOOK_URL, WEBHOOK_SECRET, WEBHOOK_PRIVATE = ENV.webhook_url, ENV.webhook_secret, ENV.webhook_private
# A gateway tried out on the own machine; never in production.
WEBHOOK_LOOPBACK = ENV.mode != "production"

IMAP_URL, IMAP_UNIT = ENV.imap_url, ENV.imap_unit

STAGES = ["people", "regulation", "programme", "intake", "triage", "assignment", "answer", "hall", "reports"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "doithoai.ground.core",
    "doithoai.ground.notices",
    "doithoai.ground.index",
    "doithoai.ground.look",
    *(f"doithoai.process.{stage}" for stage in STAGES),
    "doithoai.doors.portal",
    "doithoai.doors.desk",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "doithoai.ground.core.middleware.RequestId",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "doithoai.ground.core.middleware.PlainErrors",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "doithoai.process.people.middleware.SeatMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_TEMPLATE_DIRS = sorted(str(path) for path in (BASE_DIR / "doithoai").glob("*/*/templates"))
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": _TEMPLATE_DIRS,
        "OPTIONS": {"environment": "config.jinja.environment", "trim_blocks": True, "lstrip_blocks": True},
    },
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {}},
]

DATABASES = {"default": dj_database_url.parse(ENV.database_url, conn_max_age=None)}
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    # Compiling a statement takes PostgreSQL longer than any of ours runs.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    _env.make_home(ENV.home)
    DATABASES["default"]["OPTIONS"] = {
        # IMMEDIATE: a verb reads, checks and then writes; a deferred transaction would fail at the write.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: in WAL mode NORMAL loses acknowledged opinions at a power cut (measured, trust.md decision 1).
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            " PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=268435456;"
        ),
    }

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
# Argon2 takes a quarter of a second on purpose; hundreds of tests that only need somebody signed in do not wait for it.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher"
    if ENV.mode == "test"
    else "django.contrib.auth.hashers.Argon2PasswordHasher"
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "doithoai.doors.desk.views.locked_out"
LOGIN_URL = "desk:sign_in"

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "doithoai.doors.portal.errors.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.https
if ENV.https:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
# Not "no-referrer": browsers would then send "Origin: null" with every form, and the token check refuses that.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt")), ("en", _("Tiếng Anh"))]
LOCALE_PATHS = [BASE_DIR / "doithoai" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

STATIC_URL = "/static/"
STATIC_ROOT = ENV.home / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if ENV.mode == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = ENV.mode == "test"
MEDIA_ROOT = ENV.home / "files"

# Limits stated before they are hit: a text of 5,000 characters needs 20 kB; a village file 10 MB.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "doithoai.ground.core.logs.JsonFormatter"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["out"], "level": "INFO"},
    "loggers": {
        # Warnings would name each 404; an error says where a 500 came from, without values (see core.logs).
        "django.request": {"level": "ERROR", "propagate": True},
        "django.security": {"level": "CRITICAL", "propagate": True},
        "axes": {"level": "ERROR", "propagate": True},
    },
}
