"""Release archives with a run.py of the test's choice, which needs no packages."""

from __future__ import annotations

import zipfile
from pathlib import Path

from app.archive_check import NEEDED_FILES, NEEDED_FOLDERS

# What every run.py here begins with: the contract's arguments, an honest entry, one model call.
BEGINNING = '''
import argparse, json, os, signal, socket, subprocess, sys, threading, time, urllib.request

parser = argparse.ArgumentParser()
for name in ("tasks", "tools", "output"):
    parser.add_argument("--" + name, required=True)
given = parser.parse_args()
tasks = json.load(open(given.tasks))


def entry(task, **changes):
    honest = {
        "id": task["id"], "plan": ["lookup_account"],
        "tool_calls": [{"tool": "lookup_account", "args": {"email": "a@b.test"}}],
        "final_answer": "Found.", "latency_ms": 1, "tokens_used": 0, "tool_calls_count": 1,
    }
    return {**honest, **changes}


def write(entries):
    with open(given.output, "w") as file:
        json.dump(entries, file)


def ask():
    """Ask the model once and return the tokens it says it took."""
    request = {
        "model": os.environ["CHAT_MODEL"],
        "max_tokens": 500,
        "messages": [{"role": "user", "content": tasks[0]["prompt"]}],
        "tools": [{"type": "function", "function": {
            "name": "lookup_account", "description": "Look up an account.",
            "parameters": {"type": "object", "properties": {"email": {"type": "string"}}},
        }}],
    }
    call = urllib.request.Request(
        os.environ["MODEL_GATEWAY_URL"] + "/chat/completions",
        json.dumps(request).encode(),
        {
            "Content-Type": "application/json",
            "Authorization": "Bearer " + os.environ["MODEL_GATEWAY_KEY"],
        },
    )
    return json.load(urllib.request.urlopen(call))["usage"]["total_tokens"]

'''
HONEST = "write([entry(task) for task in tasks])\n"


def sound_names() -> list[str]:
    """Return the names that every archive must have."""
    return [*NEEDED_FILES, *(f"{folder}/__init__.py" for folder in NEEDED_FOLDERS)]


def archive_of(
    path: Path, program: str, *, without: str = "", extra: str = "", needs: str = ""
) -> Path:
    """Write an archive that runs `program` after BEGINNING and requires `needs`."""
    content = {"run.py": BEGINNING + program, "requirements.txt": needs}
    with zipfile.ZipFile(path, "w") as archive:
        for name in sound_names():
            if name != without:
                archive.writestr(name, content.get(name, ""))
        if extra:
            archive.writestr(extra, "")
    return path
