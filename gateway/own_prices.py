"""The operator's own prices: `--price model=in,out[,cached]` and a JSON file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from core.errors import InputError
from gateway.money import decimal_usd
from gateway.terms import OwnPrice, Terms

_FIELDS = {"input", "output", "cached", "context", "longest_answer"}


def own_prices(options: Iterable[str], file: Path | None) -> dict[str, Terms]:
    """Return model -> terms; an option wins over the file. InputError names option or entry."""
    listed = _from_file(file) if file else {}
    return {**listed, **dict(_from_option(option) for option in options)}


def _from_option(option: str) -> tuple[str, Terms]:
    model, _, prices = option.rpartition("=")
    parts = prices.split(",")
    if not model or len(parts) not in (2, 3):
        raise InputError(f"{option!r} is not model=input,output[,cached]", field="--price")
    amounts = [decimal_usd(part, "--price") for part in parts]
    return model, Terms(OwnPrice(amounts[0], amounts[-1 if len(parts) == 3 else 0], amounts[1]))


def _from_file(file: Path) -> dict[str, Terms]:
    try:
        entries = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise InputError(f"cannot be read: {problem}", file=str(file)) from None
    if not isinstance(entries, dict):
        raise InputError("must be an object of model names", file=str(file))
    return {model: _terms(entry, str(file), model) for model, entry in entries.items()}


def _terms(entry: object, file: str, model: str) -> Terms:
    if not isinstance(entry, Mapping):
        raise InputError("must be an object", file=file, entry=model)
    for name in sorted(set(entry) - _FIELDS):
        known = ", ".join(sorted(_FIELDS))
        raise InputError(f"is unknown; known are {known}", file=file, entry=model, field=str(name))
    try:
        prompt = decimal_usd(str(entry["input"]), "input")
        completion = decimal_usd(str(entry["output"]), "output")
        cached = decimal_usd(str(entry.get("cached", entry["input"])), "cached")
    except KeyError as missing:
        raise InputError("is missing", file=file, entry=model, field=missing.args[0]) from None
    except InputError as wrong:
        raise InputError(wrong.problem, file=file, entry=model, field=wrong.field) from None
    context, answer = (_tokens(entry, name, file, model) for name in ("context", "longest_answer"))
    return Terms(OwnPrice(prompt, cached, completion), context, answer)


def _tokens(entry: Mapping[str, Any], name: str, file: str, model: str) -> int | None:
    value = entry.get(name)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise InputError("must be a number of tokens", file=file, entry=model, field=name)
    return value
