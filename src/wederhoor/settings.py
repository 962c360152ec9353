"""All settings, in one file, from environment variables; secrets may come from files (``NAME_FILE``) or are made once.

WEDERHOOR_DATA           folder for database, keys, vault and kept mail (default: ``var`` of the checkout)
WEDERHOOR_URL            public address; gives hosts, cookies and the passkey's site (default: http://localhost:8000)
WEDERHOOR_INSTALLATION   ``shop`` (default) or ``organisation``
WEDERHOOR_SECRET_KEY     signs sessions (default: made in the data folder)
WEDERHOOR_MAIL_URL       smtp://user:password@host:587 or smtps://…; without it letters are kept as files
WEDERHOOR_MAIL_FROM      sender of the installation's own mail (codes, notices)
WEDERHOOR_COPIES         mailbox for blind copies of letters sent from one's own mail program; none: no BCC
WEDERHOOR_STORE          where exhibits' bytes lie: a folder (default: ``vault`` in the data folder) or s3://bucket/folder
WEDERHOOR_S3_ENDPOINT    address of the service that has the bucket; without it Amazon's own
WEDERHOOR_S3_REGION      its region (default: us-east-1)
WEDERHOOR_S3_KEY         access key; without it and its secret those of the machine's own role are asked for
WEDERHOOR_S3_SECRET      secret of that key
WEDERHOOR_KEYS           folder of the ledger's and the dossiers' keys (default: ``keys`` in the data folder)
WEDERHOOR_SEAL           PKCS#12 file that signs what leaves the house (default: self-made, in the folder of keys)
WEDERHOOR_SEAL_PASSWORD  password of that file
WEDERHOOR_POLICY         file (C2SP tlog-policy) with the witnesses a checkpoint needs; without it: none
WEDERHOOR_AUTHORITIES    addresses of time-stamp authorities (RFC 3161), a space between them; none: nobody is asked
WEDERHOOR_AUTHORITY_ROOTS file or folder (PEM) with the roots they must stand under; without it that is not judged
WEDERHOOR_RESOLVERS      addresses of name servers (``#port`` behind), a space between; default: those of this machine
WEDERHOOR_CHROMIUM       browser that draws the shop's pages (default: the first on the path; or ``none``)
WEDERHOOR_BACKUP_DAYS    after how many days no backup or write-ahead log of then is left (default: 14)
WEDERHOOR_LOG            folder of the published log (default: ``log`` in the data folder)
WEDERHOOR_LOGS           where logs of sites and payments lie, sealed: a folder (default: ``logs`` in the data folder)
                         or s3://bucket/folder, another than the exhibits'
WEDERHOOR_DEMO           1 (default) loads the demonstration on the first start of an empty database
WEDERHOOR_SIGNUP         ``open`` (default) or ``closed``
WEDERHOOR_PROXIES        how many trusted proxies stand in front (default: 0)
DATABASE_URL             application login: owns nothing, no BYPASSRLS (default: the embedded database)
DATABASE_OWNER_URL       owner's login, used by ``wederhoor migrate`` only
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from psycopg.conninfo import conninfo_to_dict

from wederhoor.supervisor.folder import DataFolder, data_folder, given

DATA = DataFolder(data_folder(os.environ))
URL = os.environ.get("WEDERHOOR_URL", "http://localhost:8000").rstrip("/")
INSTALLATION = os.environ.get("WEDERHOOR_INSTALLATION", "shop")
DEMO = os.environ.get("WEDERHOOR_DEMO", "1") == "1"
SIGNUP_OPEN = os.environ.get("WEDERHOOR_SIGNUP", "open") == "open"
AS_OWNER = os.environ.get("WEDERHOOR_AS_OWNER") == "1"

_host = urlsplit(URL).hostname or ""
_is_local = _host in ("localhost", "127.0.0.1")
_is_secure = URL.startswith("https://")

SECRET_KEY = given(os.environ, "WEDERHOOR_SECRET_KEY") or DATA.secret("secret-key")
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1"] if _is_local else [_host]
ROOT_URLCONF = "wederhoor.urls"
WSGI_APPLICATION = "wederhoor.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Where bytes live.
STORE = os.environ.get("WEDERHOOR_STORE") or str(DATA.vault)
S3 = {
    "endpoint": os.environ.get("WEDERHOOR_S3_ENDPOINT", ""),
    "region": os.environ.get("WEDERHOOR_S3_REGION", ""),
    "key": given(os.environ, "WEDERHOOR_S3_KEY") or "",
    "secret": given(os.environ, "WEDERHOOR_S3_SECRET") or "",
}
LOGS = os.environ.get("WEDERHOOR_LOGS") or str(DATA.path / "logs")
KEYS = Path(os.environ.get("WEDERHOOR_KEYS") or DATA.keys)
SEAL = os.environ.get("WEDERHOOR_SEAL", "")
SEAL_PASSWORD = given(os.environ, "WEDERHOOR_SEAL_PASSWORD")
POST_FOLDER = DATA.post
# A path, ``none``, or ``unsandboxed:path`` for a machine that gives the browser no sandbox of its own.
CHROMIUM = os.environ.get("WEDERHOOR_CHROMIUM", "")
# Withdrawals are written here before anything else knows of them; web and work process share it.
WITHDRAWALS = DATA.path / "withdrawals"
# What is forgotten is named as gone from backups after these days; a certificate says the date.
BACKUP_DAYS = int(os.environ.get("WEDERHOOR_BACKUP_DAYS") or 14)
LOG_FOLDER = Path(os.environ.get("WEDERHOOR_LOG") or DATA.path / "log")
LEDGER_ORIGIN = f"{_host}{urlsplit(URL).path}/log"
POLICY = os.environ.get("WEDERHOOR_POLICY", "")
AUTHORITIES = os.environ.get("WEDERHOOR_AUTHORITIES", "").split()
AUTHORITY_ROOTS = os.environ.get("WEDERHOOR_AUTHORITY_ROOTS", "")
RESOLVERS = tuple(os.environ.get("WEDERHOOR_RESOLVERS", "").split())

# Mail of the installation itself; letters of a shop go out under the shop's own address.
MAIL_URL = given(os.environ, "WEDERHOOR_MAIL_URL") or ""
DEFAULT_FROM_EMAIL = os.environ.get("WEDERHOOR_MAIL_FROM", f"wederhoor@{_host}")
# Each letter gets an address of its own in it (copies+CODE@host), so that its copy finds its case.
COPY_ADDRESS = os.environ.get("WEDERHOOR_COPIES", "")
EMAIL_BACKEND = "wederhoor.accounts.post.AccountPost"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",  # the list of one's own sessions is written with it
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "procrastinate.contrib.django",
    "django_htmx",
    "wederhoor.journal",
    "wederhoor.accounts",
    "wederhoor.shops",
    "wederhoor.evidence",
    "wederhoor.pages",
    "wederhoor.parcels",
    "wederhoor.logs",
    "wederhoor.claims",
    "wederhoor.letters",
    "wederhoor.withdrawals",
    "wederhoor.web",
]

# Those of this house that answer for pages: filled by ``web``, outermost first.
WEB_MIDDLEWARE: list[str] = [
    "wederhoor.web.middleware.ContentPolicy",
    "wederhoor.web.middleware.ReaderLanguage",
    "wederhoor.web.middleware.Refusal",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    *WEB_MIDDLEWARE,
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wederhoor.web.context.page",
            ]
        },
    }
]

# The database. ``default`` owns nothing; ``wederhoor migrate`` alone connects as the owner.


def _database(url: str) -> dict[str, Any]:
    parts = {name: str(value) for name, value in conninfo_to_dict(url).items() if value is not None}
    known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    named = {key: parts.pop(name, "") for name, key in known.items()}
    # Asking first whether a kept connection still lives lets the program outlive a restart of the database.
    kept = {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
    # No statement is prepared because it came by often, only those that ask for it: see journal.many.
    options = {**parts, "prepare_threshold": sys.maxsize}
    return {"ENGINE": "django.db.backends.postgresql", **named, **kept, "OPTIONS": options}


IS_EMBEDDED = not given(os.environ, "DATABASE_URL")
_app_url = given(os.environ, "DATABASE_URL") or DATA.database_url("app")
_owner_url = given(os.environ, "DATABASE_OWNER_URL") or (DATA.database_url("owner") if IS_EMBEDDED else "")
DATABASES = {"default": _database(_owner_url or _app_url if AS_OWNER else _app_url)}
APP_ROLE: str = _database(_app_url)["USER"]
HOUSE_ROLE: str = f"{_database(_app_url)['NAME']}_house"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "wederhoor_cache"}}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# People.
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/shop/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "wederhoor.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = str
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if _is_secure else "http"
ACCOUNT_SESSION_REMEMBER = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_TOTP_ISSUER = "Wederhoor"
MFA_RECOVERY_CODES_SHOW_ONCE = True
# Browsers themselves allow passkeys over http on localhost only.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = _is_local
USERSESSIONS_TRACK_ACTIVITY = False
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("WEDERHOOR_PROXIES", "0"))

# Cookies carry the kind of installation: two on one host would sign each other's people out, ports do not part them.
SESSION_COOKIE_NAME = f"wederhoor_{INSTALLATION}_session"
CSRF_COOKIE_NAME = f"wederhoor_{INSTALLATION}_csrf"
LANGUAGE_COOKIE_NAME = f"wederhoor_{INSTALLATION}_language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _is_secure
SESSION_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [URL]
# The program itself speaks plain http; where the public address is https, a proxy in front says so.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _is_secure else None
SECURE_HSTS_SECONDS = 31_536_000 if _is_secure else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# The shape of Django 6's own setting, so that upgrading removes our middleware.
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "frame-src": ["'self'"],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'none'"],
    "manifest-src": ["'self'"],
}

# Languages and time.
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [Path(__file__).parent / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"

STATIC_URL = "/static/"
STATIC_ROOT = DATA.path / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Limits before anything is parsed. 25 MB of bytes, which is what mail servers take, are 35 MB of base64 in the API.
DATA_UPLOAD_MAX_MEMORY_SIZE = 36 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
DATA_UPLOAD_MAX_NUMBER_FILES = 20

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
