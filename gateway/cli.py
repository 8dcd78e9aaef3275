"""The gateway's commands. Light to import: what a command needs is imported when it runs."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from core.errors import InputError
from gateway.packages import check_installed

if TYPE_CHECKING:
    from gateway.keys import KeyFile

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="A metering proxy in front of a model: it holds the key, counts, and stops at a budget.",
)
keys_app = typer.Typer(help="Callers' keys: a budget, models and a rate for each.")
app.add_typer(keys_app, name="keys")

DATA = Path("runs/gateway")
DataOption = Annotated[Path, typer.Option(help="Folder of the ledger and the keys.")]
BudgetOption = Annotated[str, typer.Option(help="USD, or 'none'.")]
ModelsOption = Annotated[str | None, typer.Option(help="Allowed models, with commas; else all.")]
RateOption = Annotated[float | None, typer.Option(min=0.1, max=1e6, help="Calls per minute.")]


@app.callback(invoke_without_command=True)
def gateway(
    context: typer.Context,
    upstream: Annotated[
        str | None, typer.Option(help="The model's API, such as https://api.openai.com/v1.")
    ] = None,
    budget: BudgetOption = "3.00",
    host: Annotated[str, typer.Option(help="Anything but loopback needs keys.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 8080,
    data: DataOption = DATA,
    upstream_key_env: Annotated[
        str, typer.Option(help="The environment variable that holds upstream's key.")
    ] = "OPENAI_API_KEY",
    models: ModelsOption = None,
    rate: RateOption = None,
    price: Annotated[
        list[str] | None,
        typer.Option(help="model=input,output[,cached], USD per million tokens (repeatable)."),
    ] = None,
    prices: Annotated[Path | None, typer.Option(help="A JSON file of prices.")] = None,
    longest_answer: Annotated[
        int | None,
        typer.Option(
            min=1, help="Tokens to reserve where neither request nor model names a limit."
        ),
    ] = None,
    max_request_mb: Annotated[
        float, typer.Option(min=0.001, max=1024, help="Largest request.")
    ] = 8.0,
    timeout: Annotated[
        float, typer.Option(min=0.1, max=86400, help="Seconds for one upstream call.")
    ] = 600.0,
) -> None:
    """Serve. Budget, models and rate hold for callers without a key of their own."""
    if context.invoked_subcommand:
        return
    if upstream is None:
        raise typer.BadParameter("--upstream is needed (see --help)")
    check_installed("the gateway")
    from gateway.money import budget as read_budget
    from gateway.own_prices import own_prices
    from gateway.settings import GatewaySettings, checked_upstream

    settings = GatewaySettings(
        upstream=checked_upstream(upstream),
        data=data,
        budget=read_budget(budget, "--budget"),
        host=host,
        port=port,
        upstream_key=_upstream_key(upstream_key_env),
        prices=own_prices(price or (), prices),
        models=_names(models),
        rate_per_minute=rate,
        longest_answer=longest_answer,
        max_request_bytes=int(max_request_mb * (1 << 20)),
        timeout_s=timeout,
    )
    from gateway.serving import serve

    raise typer.Exit(serve(settings))


@keys_app.command("add")
def add_key(
    name: Annotated[str, typer.Argument(help="Who will use it.")],
    budget: BudgetOption = "3.00",
    models: ModelsOption = None,
    rate: RateOption = None,
    operator: Annotated[
        bool, typer.Option("--operator", help="May see everybody's usage.")
    ] = False,
    data: DataOption = DATA,
) -> None:
    """Make a key and print it, once: only its hash is stored."""
    from core.clock import SystemClock
    from gateway.keys import Key, hashed, new_secret
    from gateway.money import budget as read_budget

    if not name.strip() or not name.isprintable():
        raise InputError(f"{name!r} cannot be told from others in a list", field="name")
    key_id = secrets.token_hex(4)
    secret = new_secret(key_id)
    _key_file(data).add(
        Key(
            id=key_id,
            name=name,
            sha256=hashed(secret),
            budget=read_budget(budget, "--budget"),
            models=_names(models),
            rate_per_minute=rate,
            operator=operator,
            created_at=SystemClock().now(),
        )
    )
    typer.echo(secret)


@keys_app.command("list")
def list_keys(data: DataOption = DATA) -> None:
    """Show every key, never the secret."""
    from gateway.key_table import key_table

    typer.echo(key_table(_key_file(data).all().values()))


@keys_app.command("revoke")
def revoke_key(
    name: Annotated[str, typer.Argument(help="Its name or id.")], data: DataOption = DATA
) -> None:
    """End a key at once, in a running gateway too."""
    from core.clock import SystemClock

    key = _key_file(data).revoke(name, SystemClock().now())
    typer.echo(f"revoked {key.name} ({key.id})")


def _key_file(data: Path) -> KeyFile:
    from gateway.keys import KEYS_FILE, KeyFile

    return KeyFile(data / KEYS_FILE)


def _names(text: str | None) -> tuple[str, ...] | None:
    if text is None:
        return None
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    if not names:
        raise InputError("names no model", field="--models")
    return names


def _upstream_key(variable: str) -> str:
    key = os.environ.get(variable, "").strip()
    if not key:
        typer.echo(f"gateway: {variable} is not set, so upstream is called without a key", err=True)
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise InputError(f"the value of {variable} is not a key", field="--upstream-key-env")
    return key
