"""Django's settings, complete for a laptop; `detente.web.config` holds what an operator may change.

No participant has a session and no page sets ``csrftoken``: both cookies are ``Path=/`` and would join what a person
does in two consultations (anonymity.md section 5). `core.middleware` checks the Fetch metadata of every unsafe
request instead, and sessions exist below ``/staff/`` only.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from detente.web import config

CONFIG = config.load()
SECRET_KEY = config.secret_of(CONFIG.data)

BASE = Path(__file__).resolve().parent
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"] if CONFIG.local else [CONFIG.host]
ROOT_URLCONF = "detente.web.urls"
WSGI_APPLICATION = "detente.web.wsgi.application"
APPEND_SLASH = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "detente.web.core",
    "detente.web.ledger",
    "detente.web.people",  # before allauth, whose templates it replaces
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "detente.web.dialogues",
    "detente.web.encounters",
    "detente.web.consultations",
    "detente.web.results",
    "detente.web.agenda",
    "detente.web.answers",
]

# Sessions, log-ins and messages are wrapped: they run below /staff/ and nowhere else. allauth insists on its own
# middleware by name; elsewhere it sets an attribute and touches neither session nor cookie.
MIDDLEWARE = [
    "detente.web.core.middleware.Headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "detente.web.core.middleware.Language",
    "detente.web.core.middleware.Door",
    "detente.web.core.middleware.SameOrigin",
    "detente.web.core.middleware.Methods",
    "detente.web.core.middleware.Refusals",
    "detente.web.core.middleware.StaffSessions",
    "detente.web.core.middleware.StaffAuthentication",
    "detente.web.core.middleware.StaffMessages",
    "allauth.account.middleware.AccountMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "detente.web.core.context.site",
                "detente.web.core.context.staff",
            ],
        },
    }
]


def _database() -> dict[str, object]:
    if not CONFIG.database_url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(CONFIG.data / "detente.sqlite3"),
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                # An acknowledged vote survives the loss of power, not only of the process.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
            },
        }
    parts = urlsplit(CONFIG.database_url)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(options.pop("port", parts.port or "")),
        "CONN_MAX_AGE": None,
        "OPTIONS": options,
    }


DATABASES = {"default": _database()}

# --- people with log-ins ---
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
]
STAFF_PREFIX = "/staff/"
SESSION_COOKIE_NAME = "__Secure-staff"
SESSION_COOKIE_PATH = STAFF_PREFIX
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "staff_home"
ACCOUNT_ADAPTER = "detente.web.people.adapter.AccountAdapter"
MFA_ADAPTER = "detente.web.people.adapter.MFAAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
# No limit per address, so that none is read; failed log-ins and codes are counted per mail address and per person, in
# the memory of the process.
ACCOUNT_RATE_LIMITS = {
    "login": "",
    "login_failed": "5/5m/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
ACCOUNT_FORMS = {
    "login": "detente.web.people.forms.LogIn",
    "change_password": "detente.web.people.forms.ChangePassword",
    "reauthenticate": "detente.web.people.forms.Reauthenticate",
}
MFA_FORMS = {
    "activate_totp": "detente.web.people.forms.ActivateTOTP",
    "authenticate": "detente.web.people.forms.Authenticate",
    "reauthenticate": "detente.web.people.forms.ReauthenticateByCode",
}
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Detente"

# --- words and time ---
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ru", _("Russian")), ("ar", _("Arabic"))]
LOCALE_PATHS = [BASE.parent / "locale"]
FORMAT_MODULE_PATH = "detente.web.core.formats"
USE_TZ = True
TIME_ZONE = "UTC"

# --- files ---
STATIC_URL = "/static/"
STATIC_ROOT = CONFIG.data / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "detente.web.core.files.HashedFiles"},
}
# What may come at all is said at the door (core.middleware): 8 KiB from the public. These are above its limit for
# staff, so that the door alone refuses, and keep every upload in memory, off the disk.
DATA_UPLOAD_MAX_MEMORY_SIZE = FILE_UPLOAD_MAX_MEMORY_SIZE = 2_200_000

# --- safety ---
# `same-origin`, because `no-referrer` makes form posts carry `Origin: null` (Fetch standard).
SECURE_REFERRER_POLICY = "same-origin"
SILENCED_SYSTEM_CHECKS: list[str] = []

# --- mail: none unless set ---
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if CONFIG.smtp_url else "django.core.mail.backends.dummy.EmailBackend"
)
if CONFIG.smtp_url:
    _smtp = urlsplit(CONFIG.smtp_url)
    EMAIL_HOST, EMAIL_PORT = _smtp.hostname or "localhost", _smtp.port or 587
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_smtp.username or ""), unquote(_smtp.password or "")
    EMAIL_USE_TLS, EMAIL_USE_SSL = _smtp.scheme == "smtp", _smtp.scheme == "smtps"
    DEFAULT_FROM_EMAIL = CONFIG.mail_from

# --- logs: see core.logs for what they may hold ---
LOGGING_CONFIG = "detente.web.core.logs.configure"
LOGGING = {"level": CONFIG.log_level}
