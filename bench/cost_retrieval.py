"""How many of the tools that a request needs a prompt gets to see, where the catalog is large.

The samples and the foreign domains that may be learned from are merged into one catalog. It is
filled up to 130 tools with unrelated ones, and to 500 with look-alikes: each tool four times more,
with the same words about something else ("Exports to a file: ..."). What a request needs is read
from its labels; the samples' own are what their known solutions call.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from bench.cost_world import write_others
from catalog import ToolCatalog, load_catalog
from core.tool import Tool
from reasoners.modeling.reply import estimated_tokens
from reasoners.modeling.signatures import names, signatures
from tests.model_server.samples import ROOT, sample_solutions

LEARN: Final = ROOT / "tests/planning/domains/learn"
LOOK_ALIKES: Final = {
    "export": "Exports to a file: ",
    "audit": "Who has seen or changed: ",
    "import": "Loads from a file: ",
    "archive": "Puts away for good: ",
}


@dataclass(frozen=True)
class Request:
    """A prompt, and the tools it cannot be carried out without."""

    prompt: str
    needed: frozenset[str]


@dataclass(frozen=True)
class Recall:
    """Sums over requests: of the tools needed, how many are shown with what they take, and how many
    by name alone; `whole` counts requests of which every tool is shown, `tokens` what all cost."""

    tools: int
    requests: int
    needed: int
    shown: int
    named: int
    whole: int
    tokens: int

    @property
    def share_shown(self) -> float:
        """Of the tools needed, those shown."""
        return self.shown / self.needed

    @property
    def share_found(self) -> float:
        """Of the tools needed, those shown or named."""
        return (self.shown + self.named) / self.needed

    def as_json(self) -> dict[str, Any]:
        """The sums with their shares."""
        return {**asdict(self), "share_shown": self.share_shown, "share_found": self.share_found}


def measure_recall(folder: Path) -> list[Recall]:
    """Measure with 130 and with 500 tools."""
    domains = _domains()
    merged = _merged(domains)
    requests = [*_samples(), *_foreign(domains)]
    others = load_catalog(write_others(folder / "others.json", 130 - len(merged))).tools
    alike = [_look_alike(tool, verb) for verb in LOOK_ALIKES for tool in merged]
    catalogs = ([*merged, *others], [*merged, *alike][:500])
    return [_recall(ToolCatalog(tools), requests) for tools in catalogs]


def recall_table(rows: Sequence[Recall]) -> str:
    """Return the rows as text."""
    head = "tools needed that a prompt shows, or only names"
    lines = [
        f"{one.tools:>5} tools: {one.share_shown:.1%} shown, {one.share_found:.1%} shown or named; "
        f"{one.whole} of {one.requests} requests see all they need; "
        f"{one.tokens / one.requests:,.0f} tokens a request"
        for one in rows
    ]
    return "\n".join([head, *lines])


def _recall(catalog: ToolCatalog, requests: Sequence[Request]) -> Recall:
    shown = named = whole = tokens = 0
    for request in requests:
        tools, others = catalog.tools_for(request.prompt), catalog.others_for(request.prompt)
        seen = request.needed & {tool.name for tool in tools}
        shown += len(seen)
        named += len(request.needed & {tool.name for tool in others})
        whole += seen == request.needed
        tokens += estimated_tokens(signatures(tools) + names(others))
    needed = sum(len(request.needed) for request in requests)
    return Recall(len(catalog.tools), len(requests), needed, shown, named, whole, tokens)


def _domains() -> list[Path]:
    """The samples and as many domains as one catalog of 130 tools has room for."""
    chosen = [ROOT / "examples"]
    for folder in sorted(LEARN.iterdir()):
        if len(_merged([*chosen, folder])) <= 130:
            chosen.append(folder)
    return chosen


def _merged(domains: Sequence[Path]) -> list[Tool]:
    """Tools of a name that is taken are left out, as a catalog has each name once."""
    found: dict[str, Tool] = {}
    for folder in domains:
        for tool in load_catalog(folder / "tools.json", folder / "bindings.json").tools:
            found.setdefault(tool.name, tool)
    return [*found.values()]


def _look_alike(tool: Tool, verb: str) -> Tool:
    text = f"{LOOK_ALIKES[verb]}{tool.description[:1].lower()}{tool.description[1:]}"
    name = f"{verb}_{tool.name}"
    return replace(tool, name=name, description=text, effect="write", looks_up=False, returns=None)


def _samples() -> Iterator[Request]:
    for solution in sample_solutions():
        if solution.calls:
            yield Request(solution.prompt, frozenset(call.tool for call in solution.calls))


def _foreign(domains: Sequence[Path]) -> Iterator[Request]:
    for folder in domains[1:]:
        prompts = {task["id"]: task["prompt"] for task in _read(folder / "tasks.json")}
        for entry in _read(folder / "expected.json"):
            needed = _needed(entry)
            if needed:
                yield Request(prompts[entry["id"]], needed)


def _needed(entry: Mapping[str, Any]) -> frozenset[str]:
    called = {call["tool"] for call in entry.get("calls", ())}
    changed = {name for name, times in entry.get("effects", {}).items() if times}
    return frozenset(called | changed)


def _read(path: Path) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return loaded
