"""A tool as the catalog understood it: what it takes, gives back, changes, and its binding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, cast

from core.json_values import Args, Json

Effect: TypeAlias = Literal["read", "write"]
Idempotency: TypeAlias = Literal["key", "natural", "reconcile", "none"]
Origin: TypeAlias = Literal["declared", "inferred", "unknown"]


@dataclass(frozen=True)
class Reconcile:
    """How to find out whether a write in doubt was done (contract.md, Bindings).

    `list` is the path of the rows in the look-up's output, "" when the output is the list, None
    when it is one record. `settle_s` is in seconds.
    """

    tool: str
    args: Args
    list: str | None = None
    match: Args = field(default_factory=dict)
    settle_s: float = 5.0
    baseline: bool = False


@dataclass(frozen=True)
class Tool:
    """One entry of the catalog with its binding, as JSON Schemas; times are in seconds.

    `returns` is what an output is expected to hold, for planning; `output_schema` what outputs are
    checked against: the same where it was written as a JSON Schema, else None.

    `effect_origin` tells whether the effect was declared, inferred from words, or could not be
    told: then `effect` is "write" and `idempotency` "none". `looks_up` says that a plan may use
    the tool as a look-up. `adapter` is None for a tool that nothing was bound to. `binding` holds
    the adapter's own keys (`base_url`, `fixture`, `target` ...), paths already absolute and header
    values still naming their environment variables.
    """

    name: str
    description: str
    args_schema: Mapping[str, Json]
    returns: Mapping[str, Json] | None = None
    output_schema: Mapping[str, Json] | None = None
    effect: Effect = "write"
    effect_origin: Origin = "unknown"
    looks_up: bool = False
    idempotency: Idempotency = "none"
    key_arg: str | None = None
    key_retention_s: float = 86_400.0
    retry_window_s: float = 3_600.0
    reconcile: Reconcile | None = None
    approve: bool = False
    timeout_s: float = 30.0
    adapter: str | None = None
    binding: Mapping[str, Json] = field(default_factory=dict)

    @property
    def arguments(self) -> Mapping[str, Mapping[str, Json]]:
        """Argument name -> JSON Schema of that argument."""
        return cast("Mapping[str, Mapping[str, Json]]", self.args_schema.get("properties", {}))

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the arguments that must be given."""
        names = self.args_schema.get("required", ())
        return tuple(str(name) for name in names) if isinstance(names, list | tuple) else ()

    @property
    def target(self) -> str:
        """Where the tool's calls go: adapter, and host with path, module or fixture."""
        place = next(
            (
                self.binding[key]
                for key in ("url", "base_url", "target", "fixture")
                if key in self.binding
            ),
            "",
        )
        return f"{self.adapter or 'unbound'}:{place}"
