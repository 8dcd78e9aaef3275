"""What only Linux can do: adopt orphans, die with the parent, close the network."""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import socket
import struct
from pathlib import Path
from typing import Final

_SET_DEATH_SIGNAL: Final = 1
_SET_CHILD_SUBREAPER: Final = 36
_NEW_USER: Final = 0x10000000
_NEW_NETWORK: Final = 0x40000000
_SET_INTERFACE_FLAGS: Final = 0x8914
_UP: Final = 1


def adopt_orphans() -> bool:
    """Make this process the parent of every descendant whose own parent ends."""
    return _prctl(_SET_CHILD_SUBREAPER, 1)


def die_with_parent() -> bool:
    """Have this process killed when the one that started it ends."""
    return _prctl(_SET_DEATH_SIGNAL, signal.SIGKILL)


def close_network() -> None:
    """Leave this process and its children a loopback of their own and nothing else.

    A user namespace of its own comes with it, also for root: it cannot go back, nor read what the
    processes outside were started with. Raises OSError where the system does not allow it.
    """
    user, group = os.getuid(), os.getgid()
    if _unshare(_NEW_USER | _NEW_NETWORK):
        _write("setgroups", "deny")
        _write("uid_map", f"{user} {user} 1")
        _write("gid_map", f"{group} {group} 1")
    elif not _unshare(_NEW_NETWORK):
        raise OSError(ctypes.get_errno(), "no network namespace")
    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, _SET_INTERFACE_FLAGS, struct.pack("16sh22x", b"lo", _UP))


def _write(name: str, text: str) -> None:
    Path("/proc/self", name).write_text(text, encoding="ascii")


def _prctl(option: int, value: int) -> bool:
    call = getattr(ctypes.CDLL(None, use_errno=True), "prctl", None)
    return call is not None and bool(call(option, value, 0, 0, 0) == 0)


def _unshare(flags: int) -> bool:
    call = getattr(ctypes.CDLL(None, use_errno=True), "unshare", None)
    return call is not None and bool(call(flags) == 0)
