"""Everything a forum's owner can set comes from the environment (or `.env`); the rest is decided here."""

import os
import sys
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from forum.data_folder import DataFolderError, prepare_data_folder, read_or_make_secret_key
from forum.database import sqlite_driver
from forum.environment.env_file import read_env_file
from forum.environment.environment import SettingError, own_key, read_environment
from forum.installed_apps import INSTALLED_APPS  # noqa: F401

sqlite_driver.use_newest()

BASE_DIR = Path(__file__).resolve().parent.parent

try:
    for _name, _value in read_env_file(BASE_DIR / ".env").items():
        os.environ.setdefault(_name, _value)
    _environment = read_environment(os.environ)
    FORUM_DATA = prepare_data_folder(os.environ.get("FORUM_DATA", "") or str(BASE_DIR / "var"))
    SECRET_KEY = own_key(os.environ.get("SECRET_KEY", "")) or read_or_make_secret_key(FORUM_DATA)
except (SettingError, DataFolderError) as error:
    sys.exit(str(error))

# --- where it stands ---------------------------------------------------------------------------------------------

PORT, FORUM_BIND = _environment.port, _environment.bind
FORUM_WORKERS, FORUM_WORKER_MEMORY = _environment.workers, _environment.worker_memory
# What visitors' pages may take in each web process; with 0 none is kept.
VISITOR_PAGES_BYTES = _environment.visitor_pages * 1024 * 1024 // FORUM_WORKERS
VISITOR_SESSIONS = _environment.visitor_sessions
TRAFFIC_IS_COUNTED = _environment.traffic
FORUM_URL = _environment.address.url
IS_LOCAL, IS_HTTPS = _environment.address.is_local, _environment.address.is_https
DEBUG = _environment.debug

ALLOWED_HOSTS = _environment.address.hosts
CSRF_TRUSTED_ORIGINS = [_environment.address.url]
# How many reverse proxies stand before the forum; 0 means nobody's X-Forwarded-For is believed.
FORUM_TRUSTED_PROXIES = ALLAUTH_TRUSTED_PROXY_COUNT = _environment.trusted_proxies
if FORUM_TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- what it is made of ------------------------------------------------------------------------------------------

MIDDLEWARE = [
    "forum.pages.middleware.traffic.TrafficMiddleware",
    "forum.pages.middleware.visitor_pages.VisitorPagesMiddleware",
    "forum.pages.middleware.outages.OutagesMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "forum.pages.middleware.compression.CompressionMiddleware",
    "forum.pages.middleware.content_policy.ContentPolicyMiddleware",
    "forum.pages.middleware.headers.HeadersMiddleware",
    "forum.pages.middleware.hosts.HostMiddleware",
    "forum.pages.middleware.unchanged_pages.UnchangedPagesMiddleware",
    "forum.pages.middleware.site_files.SiteFilesMiddleware",
    "forum.pages.middleware.sessions.SessionsMiddleware",
    "django.middleware.common.CommonMiddleware",
    "forum.pages.middleware.csrf.TokenOrOriginMiddleware",
    "forum.pages.middleware.sessions.MemberMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "forum.pages.middleware.reader_context.ReaderMiddleware",
    "forum.pages.middleware.warnings.WarningsMiddleware",
    "forum.pages.middleware.staff_second_factor.StaffMiddleware",
    "forum.pages.middleware.new_terms.NewTermsMiddleware",
    "forum.pages.middleware.waiting_members.WaitingMembersMiddleware",
    "forum.pages.middleware.known_devices.DeviceMiddleware",
    "forum.pages.middleware.sign_in_reasons.SignInReasonsMiddleware",
    "forum.pages.middleware.noindex.NoIndexMiddleware",
    "forum.pages.middleware.training.TrainingMiddleware",
    "forum.pages.middleware.mistyped_addresses.AddressesMiddleware",
    "forum.pages.middleware.over_limit.LimitsMiddleware",
    "forum.serving.too_large_page.TooLargeMiddleware",
]

ROOT_URLCONF, WSGI_APPLICATION = "forum.urls", "forum.wsgi.application"

FORM_RENDERER = "forum.pages.form_renderer.FormRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates", BASE_DIR / "templates" / "allauth"],
        "OPTIONS": {
            "loaders": [
                (
                    "forum.pages.template_loader.KeepingLoader",
                    ["forum.pages.template_loader.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "forum.pages.context_processors.site",
            ],
            "builtins": ["forum.pages.templatetags.url_tag"],
        },
    },
]

# --- where things are kept ---------------------------------------------------------------------------------------

_OWN_FILE = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(FORUM_DATA / "forum.sqlite3")}
DATABASES: dict[str, dict[str, Any]] = {"default": _environment.database or _OWN_FILE}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"] |= {"OPTIONS": sqlite_driver.OPTIONS, "CONN_MAX_AGE": 60}
else:
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 10,
        "prepare_threshold": 5 if _environment.database_prepares else None,
    } | DATABASES["default"].get("OPTIONS", {})
    # What PostgreSQL keeps of finding rows goes with the connection.
    DATABASES["default"]["CONN_MAX_AGE"] = 600
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"].setdefault("TEST", {})

REDIS_URL = _environment.redis_url
CACHES: dict[str, dict[str, Any]]
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
else:
    # Sign-in limits must be counted once for all processes, so the shared place is the database.
    _IN_DATABASE = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "forum_cache"}
    CACHES = {"default": {**_IN_DATABASE, "OPTIONS": {"MAX_ENTRIES": 50_000}}}
# Kept by each process for itself. Visitors' pages have the version of what they show in their key, so that none is ever
# stale; how many topics on a board have which tag may be some minutes old.
_IN_MEMORY = "forum.site.objects_in_memory.ObjectsInMemory"
CACHES["pages"] = {"BACKEND": _IN_MEMORY, "LOCATION": "pages", "OPTIONS": {"MAX_ENTRIES": 200}}
CACHES["counts"] = {"BACKEND": _IN_MEMORY, "LOCATION": "counts", "OPTIONS": {"MAX_ENTRIES": 5_000}}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# How many nightly backups are kept; with 0 and 0 the worker makes none.
BACKUPS_DAILY, BACKUPS_WEEKLY = _environment.backups_daily, _environment.backups_weekly

STATIC_URL = "/static/"
STATIC_ROOT = FORUM_DATA / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "forum.serving.static_storage.StaticStorage"},
    "attachments": _environment.object_storage
    or {"BACKEND": "forum.attachments.files.Folder", "OPTIONS": {"location": FORUM_DATA / "media" / "files"}},
}
# Who sends an attachment, once the forum knows that its reader may have it: the forum unless one of these is set.
FILES_SIGNED, FILES_X_ACCEL = _environment.files_signed, _environment.files_x_accel
WHITENOISE_MAX_AGE = 3600

# --- mail --------------------------------------------------------------------------------------------------------

HAS_MAIL = _environment.mail is not None
if _environment.mail:
    vars().update(_environment.mail)
else:
    EMAIL_BACKEND = "forum.site.mail_to_folder.FolderBackend"
    EMAIL_FILE_PATH = FORUM_DATA / "mail"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = _environment.mail_from
# A mail provider that knows this secret may say which addresses are dead; without one nobody may.
MAIL_HOOK_SECRET = _environment.mail_hook_secret
# Whose webhooks django-anymail reads, and what else it has to know for that.
MAIL_PROVIDER = _environment.mail_provider
SPAM_SERVICES = _environment.spam_services
ANYMAIL = _environment.anymail | {"WEBHOOK_SECRET": f"folkmoot:{MAIL_HOOK_SECRET}"}

# --- who gets in -------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.MemberBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = [f"django.contrib.auth.hashers.{name}PasswordHasher" for name in ("Argon2", "PBKDF2")]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "forum.pages.accounts.adapter.Adapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.LoginForm",
    "signup": "accounts.sign_up.form.SignupForm",
    "add_email": "accounts.forms.AddEmailForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if HAS_MAIL else "none"
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True  # by way of the second factor, and back to where they came from
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_CHANGE_EMAIL = True  # one address; a new one replaces it once it is confirmed
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _environment.address.scheme
MFA_FORMS = {
    # allauth's own answer 500 to a malformed key.
    "add_webauthn": "accounts.passkeys.AddKeyForm",
    "authenticate_webauthn": "accounts.passkeys.SecondStepKeyForm",
    "login_webauthn": "accounts.passkeys.SignInWithKeyForm",
    "reauthenticate_webauthn": "accounts.passkeys.ReauthenticateKeyForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # until EMAIL_URL is set, no address is confirmed
MFA_TOTP_TOLERANCE = 1
MFA_ADAPTER = "forum.pages.accounts.adapter.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Folkmoot"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = IS_LOCAL
STAFF_NEED_TWO_FACTOR = _environment.staff_need_two_factor

# --- how it defends itself ---------------------------------------------------------------------------------------

_PREFIX = "__Host-" if IS_HTTPS else ""
SESSION_COOKIE_NAME = f"{_PREFIX}session"
CSRF_COOKIE_NAME = f"{_PREFIX}csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
CSRF_FAILURE_VIEW = "forum.pages.errors.views.csrf_failure"
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if IS_HTTPS else 0
# Other hosts below this one may not have https; only their owner can say.
SECURE_HSTS_INCLUDE_SUBDOMAINS, SECURE_HSTS_PRELOAD = _environment.hsts_subdomains, _environment.hsts_preload
# The proxy that holds the certificate does this; /healthz/ must answer without it.
SECURE_SSL_REDIRECT = False
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # see SECURE_HSTS_INCLUDE_SUBDOMAINS
    "security.W021",
    "security.W003",  # our CSRF middleware is Django's with a say for visitors, which the check does not recognise
    "security.W008",  # see SECURE_SSL_REDIRECT
]
X_FRAME_OPTIONS = "DENY"
# Whose script asks whoever signs up to show that they are no program, where the owner has set it.
_CAPTCHA_HOSTS = {
    "turnstile": ["https://challenges.cloudflare.com"],
    "hcaptcha": ["https://hcaptcha.com", "https://*.hcaptcha.com"],
}
_CAPTCHA = _CAPTCHA_HOSTS[SPAM_SERVICES.captcha.provider] if SPAM_SERVICES.captcha else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, *_CAPTCHA],
        "style-src": [SELF, *_CAPTCHA],
        "img-src": [SELF, "data:", "https:"],
        "font-src": [SELF],
        "connect-src": [SELF, *_CAPTCHA],
        # Asked for when somebody presses a video; see `forum.markup.videos`.
        "frame-src": ["https://www.youtube-nocookie.com", "https://player.vimeo.com", *_CAPTCHA],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = ["forum.pages.uploads.FilesWhereTaken"]

# --- words and clocks --------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
FORMAT_MODULE_PATH = ["forum.site.formats"]
USE_TZ = True
TIME_ZONE = _environment.time_zone

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"outside": {"()": "forum.database.outages.OneLineFilter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["outside"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "forum": {"level": "INFO"},
        "django.request": {"level": "ERROR"},  # a page that is not found is no news
        "django.security.csrf": {"level": "ERROR"},
    },
}
