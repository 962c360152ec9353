"""Files that are there whole or not at all, and still there after the power went."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

OURS_ALONE = 0o600
CLOSED = 0o700


def write_once(path: Path, data: bytes, mode: int = OURS_ALONE) -> bool:
    """Write a file unless another process was first; whether it was us. What stands there is never replaced."""
    draft = _draft(path, data, mode)
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    flush(path.parent)
    return True


def replace(path: Path, data: bytes, mode: int = OURS_ALONE) -> None:
    """Write a file in the place of what stands there; a reader sees the one or the other."""
    draft = _draft(path, data, mode)
    try:
        os.replace(draft, path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    flush(path.parent)


def make_folder(folder: Path, mode: int = CLOSED) -> None:
    """A folder, and those above it that are missing, all of one mode; ``mkdir`` gives its mode to the last alone."""
    if folder.is_dir():
        return
    make_folder(folder.parent, mode)
    folder.mkdir(mode=mode, exist_ok=True)
    flush(folder.parent)


def flush(folder: Path) -> None:
    """What was made, renamed or taken away in a folder is so after a crash too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _draft(path: Path, data: bytes, mode: int) -> Path:
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    return draft
