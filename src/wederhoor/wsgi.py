"""What the web server calls: the published log, programs, who withdraws, and people; it ends with its server."""

import os
import signal

from wederhoor.supervisor.leash import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wederhoor.settings")

if "WEDERHOOR_LEASHED" in os.environ:
    # A killed server would leave its worker behind, still answering on the same port.
    die_with_parent(os.getppid(), signal.SIGKILL)

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from wederhoor.api.entrance import Entrance
from wederhoor.front import Front
from wederhoor.web.public.withdraw_way import WithdrawWay

application = Front(Entrance(WithdrawWay(get_wsgi_application())), settings.LOG_FOLDER)
