"""The command line. It stays light: what a command needs is imported when the command runs."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from app.history_cli import add_commands
from app.package_command import package
from app.settings import ApprovalChoice, BatchSettings, Budget, CheckpointChoice, ReasonerChoice
from app.version import VERSION
from core.errors import InputError, SurefootError
from gateway.cli import app as gateway
from rehearsal.cli import rehearse

MOST = 10**12  # of anything that is capped: infinity is no cap, and no JSON number

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Plan each request of a tasks file, call the right tools, perform each effect once.",
)
add_commands(app)


def main() -> int:
    """Run the command line and return the exit code; no traceback reaches a user."""
    # Read before langgraph is imported anywhere: stored checkpoints are data, never code.
    os.environ["LANGGRAPH_STRICT_MSGPACK"] = "true"
    if sys.stderr is None:  # closed by whoever started us
        sys.stderr = open(os.devnull, "w", encoding="utf-8")
    try:
        return _given()
    except InputError as problem:
        return _complain(problem, 2)
    except SurefootError as problem:
        return _complain(problem, 4)
    except BrokenPipeError:
        _drop_output()
        return 141  # whoever read our output has left; nobody is there to be told
    except OSError as problem:
        _drop_output()
        return _complain(f"{problem.filename or 'output'}: {problem.strerror}; nothing is lost", 4)
    except Exception as defect:
        if os.environ.get("SUREFOOT_TRACEBACK"):
            raise
        name = type(defect).__name__
        return _complain(
            f"a defect of Surefoot stopped this command ({name}: {defect}); nothing is lost, the "
            "same command goes on; SUREFOOT_TRACEBACK=1 shows where it is",
            4,
        )


def _drop_output() -> None:
    """Have the interpreter, at its end, not fail once more over what cannot be written."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _given() -> int:
    """Carry out the command; what it printed is out when this returns."""
    try:
        app()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    finally:
        if sys.stdout is not None:  # closed by whoever started us
            sys.stdout.flush()
    return 0


def _complain(problem: object, code: int) -> int:
    with suppress(OSError):  # where there is no room for words, the code still tells
        print(f"surefoot: {problem}", file=sys.stderr)
    return code


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"surefoot {VERSION}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def batch(
    context: typer.Context,
    tasks: Annotated[Path | None, typer.Option(help="The requests, a JSON array.")] = None,
    tools: Annotated[Path | None, typer.Option(help="The catalog of tools, a JSON array.")] = None,
    output: Annotated[Path | None, typer.Option(help="Where the results go.")] = None,
    bindings: Annotated[Path | None, typer.Option(help="How each tool is called.")] = None,
    concurrency: Annotated[int, typer.Option(min=1, max=256, help="Tasks at once.")] = 8,
    model: Annotated[str | None, typer.Option(help="The chat model; else CHAT_MODEL.")] = None,
    reasoner: Annotated[ReasonerChoice, typer.Option(help="Who thinks.")] = "auto",
    embeddings: Annotated[
        str | None,
        typer.Option(help="A sentence model (name or folder) that helps to match words."),
    ] = None,
    max_calls_per_task: Annotated[
        int, typer.Option(min=1, max=MOST, help="Tool calls, retries included.")
    ] = 40,
    max_tokens: Annotated[
        int | None, typer.Option(min=0, max=MOST, help="Tokens of the whole run.")
    ] = None,
    max_usd: Annotated[
        float | None, typer.Option(min=0, max=MOST, help="Money of the whole run.")
    ] = None,
    max_model_calls: Annotated[
        int | None, typer.Option(min=0, max=MOST, help="Model calls of the whole run.")
    ] = None,
    max_model_seconds: Annotated[
        float | None,
        typer.Option(min=0, max=MOST, help="No model call after so long since the first one."),
    ] = None,
    max_tokens_per_task: Annotated[
        int | None, typer.Option(min=0, max=MOST, help="Tokens of each task.")
    ] = None,
    max_usd_per_task: Annotated[
        float | None, typer.Option(min=0, max=MOST, help="Money of each task.")
    ] = None,
    max_model_calls_per_task: Annotated[
        int | None, typer.Option(min=0, max=MOST, help="Model calls of each task.")
    ] = None,
    max_model_seconds_per_task: Annotated[
        float | None,
        typer.Option(min=0, max=MOST, help="No model call so long after a task's first."),
    ] = None,
    price: Annotated[
        str | None,
        typer.Option(
            help="USD per million tokens, 'input,output', for a model without a known price."
        ),
    ] = None,
    approve: Annotated[ApprovalChoice, typer.Option(help="Ask a person before writes.")] = "none",
    checkpoints: Annotated[
        CheckpointChoice,
        typer.Option(help="A checkpoint every step, or where a task ends or waits."),
    ] = "step",
    history: Annotated[bool, typer.Option("--history", help="Keep every checkpoint.")] = False,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Start a new run whatever there is.")
    ] = False,
    run_dir: Annotated[Path, typer.Option(help="Where runs are kept.")] = Path("runs"),
    task: Annotated[list[str] | None, typer.Option(help="Only this task (repeatable).")] = None,
    stream: Annotated[
        str | None, typer.Option(metavar="updates", help="Print each node's update as a JSON line.")
    ] = None,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain", help="Show how tools are understood and what is planned; call nothing."
        ),
    ] = False,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict", help="Exit 1 where a task is unfinished, 3 where money ended first."
        ),
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress and no table.")] = False,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Carry out a file of requests."""
    if context.invoked_subcommand:
        return
    if tasks is None or tools is None or (output is None and not explain):
        raise typer.BadParameter("--tasks, --tools and --output are needed (see --help)")
    if stream not in (None, "updates"):
        raise typer.BadParameter(f"--stream knows only 'updates', not {stream!r}")
    settings = BatchSettings(
        tasks=tasks,
        tools=tools,
        output=output or Path("results.json"),
        bindings=bindings,
        run_dir=run_dir,
        concurrency=concurrency,
        model=model,
        reasoner=reasoner,
        embeddings=embeddings,
        budget=Budget(
            tokens=max_tokens,
            usd=max_usd,
            calls=max_model_calls,
            seconds=max_model_seconds,
            task_tokens=max_tokens_per_task,
            task_usd=max_usd_per_task,
            task_calls=max_model_calls_per_task,
            task_seconds=max_model_seconds_per_task,
            price=price,
        ),
        max_calls_per_task=max_calls_per_task,
        only=tuple(task or ()),
        fresh=fresh,
        stream=stream is not None,
        strict=strict,
        quiet=quiet,
        history=history,
        checkpoints=checkpoints,
        approve=approve,
    )
    if explain:
        from app.explain import explain as explain_batch

        raise typer.Exit(explain_batch(settings))
    from app.batch import run_batch

    raise typer.Exit(run_batch(settings))


app.command()(package)
app.command()(rehearse)
app.add_typer(gateway, name="gateway")
