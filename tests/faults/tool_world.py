"""The little business behind the tool server: orders, refunds, tickets, letters, and its ledger.

The ledger is the only judge of what happened: requests and effects are counted apart, each line on
disk before the answer leaves. A server that is started again on its ledger knows what it did.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

Args: TypeAlias = dict[str, Any]
ORDERS = 100_000
KEYED = ("refund",)
WRITES = ("refund", "set_status", "create_ticket", "send_letter", "cancel_order")


class Refused(Exception):
    """An answer other than 200; nothing was done."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


@dataclass
class Settings:
    """What the control endpoint changes, beside faults."""

    dedup: bool = True
    key_retention_s: float = 86_400.0
    advance_s: float = 0.0
    reverse_lists: bool = False


class World:
    """Does each tool's work. One lock: the order of the ledger is the order of the effects."""

    def __init__(self, ledger: Path, now: Callable[[], float], settings: Settings) -> None:
        self._now = now
        self.settings = settings
        self._lock = threading.RLock()
        self._effects: list[dict[str, Any]] = []
        self._in_progress: set[str] = set()
        if ledger.exists():
            lines = ledger.read_text(encoding="utf-8").splitlines()
            self._effects = [e for e in map(json.loads, lines) if e["event"] == "effect"]
        self._file = ledger.open("a", encoding="utf-8")

    def note(self, event: str, tool: str, args: Args, key: str | None, **more: Any) -> None:
        """Write one line of the ledger, on disk when this returns."""
        tag = str(args.get("tag") or f"{tool}:{_subject(args)}")
        entry = {"event": event, "tool": tool, "tag": tag, "key": key, "args": args, **more}
        with self._lock:
            self._file.write(json.dumps({**entry, "time": self.now()}) + "\n")
            self._file.flush()
            os.fsync(self._file.fileno())
            if event == "effect":
                self._effects.append({**entry, "time": self.now()})

    def now(self) -> float:
        """Return the server's time, seconds since the epoch."""
        return self._now() + self.settings.advance_s

    def begin(self, tool: str, key: str | None) -> None:
        """Take the key for this request. Raises Refused (409) while another request has it."""
        if tool not in KEYED or key is None or not self.settings.dedup:
            return
        with self._lock:
            if key in self._in_progress:
                raise Refused(409, "a request with this key is in progress")
            self._in_progress.add(key)

    def end(self, key: str | None) -> None:
        """Give the key back."""
        with self._lock:
            self._in_progress.discard(key or "")

    def perform(self, tool: str, args: Args, key: str | None) -> Any:
        """Do a tool's work and return its output. Raises Refused."""
        with self._lock:
            if tool not in WRITES:
                return self._look_up(tool, args)
            self._check(tool, args)
            known = self._known(tool, args, key)
            if known is not None:
                return known
            output = self._output(tool, args)
            self.note("effect", tool, args, key, output=output)
            return output

    def _known(self, tool: str, args: Args, key: str | None) -> Any:
        """Return the output of a call that changes nothing: its key was used, or it stands so."""
        if tool == "set_status" and self.settings.dedup:
            already = self._order(args["order_id"])["status"] == args["status"]
            return self._output(tool, args) if already else None
        if tool not in KEYED or key is None or not self.settings.dedup:
            return None
        since = self.now() - self.settings.key_retention_s
        for effect in self._effects:
            if effect["tool"] == tool and effect["key"] == key and effect["time"] >= since:
                if effect["args"] != args:
                    raise Refused(422, "this key was used with other arguments")
                return effect["output"]
        return None

    def _check(self, tool: str, args: Args) -> None:
        if "order_id" in args and not _exists(args["order_id"]):
            raise Refused(404, f"there is no order {args['order_id']}")
        if tool == "cancel_order" and self._rows("cancel_order", order_id=args["order_id"]):
            raise Refused(409, f"order {args['order_id']} is already cancelled")

    def _output(self, tool: str, args: Args) -> Args:
        number = sum(effect["tool"] == tool for effect in self._effects) + 1
        shown = {name: value for name, value in args.items() if name != "tag"}
        return {f"{tool}_id": f"{tool}-{number}", **shown}

    def _look_up(self, tool: str, args: Args) -> Any:
        match tool:
            case "get_order":
                self._check(tool, args)
                return self._order(args["order_id"])
            case "list_orders":
                return {"orders": self._listed(_orders_of(args["customer"]))}
            case "list_tickets":
                return {"tickets": self._rows("create_ticket", **args)}
            case "list_refunds":
                return {"refunds": self._rows("refund", **args)}
            case "list_letters":
                return {"letters": self._rows("send_letter", **args)}
        raise Refused(404, f"there is no tool {tool}")

    def _listed(self, rows: list[Args]) -> list[Args]:
        return rows[::-1] if self.settings.reverse_lists else rows

    def _order(self, order_id: str) -> Args:
        changes = self._rows("set_status", order_id=order_id)
        status = changes[-1]["status"] if changes else "open"
        number = int(order_id[2:])
        amount = 10 + number % 90
        return {"order_id": order_id, "customer": f"C-{number // 5}", "amount": amount} | {
            "status": status
        }

    def _rows(self, tool: str, **fields: Any) -> list[Args]:
        outputs = (effect["output"] for effect in self._effects if effect["tool"] == tool)
        return [row for row in outputs if all(row.get(k) == v for k, v in fields.items())]


def _exists(order_id: Any) -> bool:
    number = str(order_id).removeprefix("O-")
    return str(order_id).startswith("O-") and number.isdigit() and int(number) <= ORDERS


def _orders_of(customer: str) -> list[Args]:
    first = int(customer.removeprefix("C-")) * 5
    return [{"order_id": f"O-{n}", "amount": 10 + n % 90} for n in range(first, first + 5)]


def _subject(args: Args) -> str:
    names = ("order_id", "recipient", "subject")
    return str(next((args[name] for name in names if name in args), ""))
