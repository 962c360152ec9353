"""The one lock in front of PDFium, which may be entered by one thread of a process at a time."""

from __future__ import annotations

import threading

ALONE = threading.Lock()
