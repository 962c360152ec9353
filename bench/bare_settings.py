"""Settings of the bare peer in ``bare.py``: the program's own database under the program's own role, no more."""

from wederhoor.settings import DATABASES as OURS

DATABASES = OURS
ROOT_URLCONF = "bare"
ALLOWED_HOSTS = ["*"]
SECRET_KEY = "a benchmark signs nothing"
INSTALLED_APPS: list[str] = []
MIDDLEWARE: list[str] = []
USE_TZ = True
