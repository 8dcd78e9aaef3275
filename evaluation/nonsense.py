"""Writes a domain with its tools and arguments called by words that mean nothing.

`python -m evaluation.nonsense --seed N --domain DIR --out DIR` reads tools, bindings, fixtures,
tasks and expected.json; without `--domain` the samples. Descriptions and prompts stay as they are,
save for names that are no words ("owner_id") and what a sentence explains ("date is ...").
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.json_files import by_key, read_json, write_json

ROOT = Path(__file__).resolve().parent.parent
SAMPLES, EXPECTED = ROOT / "examples", ROOT / "evaluation" / "expected" / "tasks.json"
_COMPOUND = re.compile(r"[_-]|\d|[a-z][A-Z]")
_HOLE = re.compile(r"\{(\w+)\}")
_STARTS = "bl br d dr f fl g gl k kr m n p pl t tr v z zw".split()
_VOWELS, _MIDDLES, _ENDS = "aeiou", "bdfgkmpvz", "kvz"


@dataclass(frozen=True)
class Nonsense:
    """Old name -> new word, for tools and for arguments."""

    tools: Mapping[str, str]
    arguments: Mapping[str, str]

    def tool(self, name: str) -> str:
        """The new name of a tool."""
        return self.tools[name]

    def argument(self, name: str) -> str:
        """The new name of an argument."""
        return self.arguments[name]

    def field(self, name: str) -> str:
        """The name of a returned field: an argument's where it is called so by a compound name."""
        return self.arguments[name] if name in self.arguments and _COMPOUND.search(name) else name

    def text(self, text: str) -> str:
        """A description with compound names replaced, and those that a sentence explains."""
        renamed = {**self.tools, **self.arguments}
        for old, new in sorted(renamed.items(), key=lambda pair: -len(pair[0])):
            explained = "" if _COMPOUND.search(old) else r"(?=\s+(?:is|are|says?|means|must)\b)"
            opening = "" if _COMPOUND.search(old) else r"(?:(?<=^)|(?<=[.;,:]\s))"
            text = re.sub(rf"{opening}(?<![\w.-]){re.escape(old)}(?![\w-]){explained}", new, text)
        return text


def drawn(tools: Iterable[Mapping[str, Any]], seed: int) -> Nonsense:
    """Return fresh words for a catalog: the same seed, the same words."""
    draw, tools = random.Random(seed), list(tools)
    taken = set(re.findall(r"[a-z]+", json.dumps(tools).lower()))
    arguments = dict.fromkeys(name for tool in tools for name in _members(tool["args_schema"]))
    return Nonsense(
        {tool["name"]: _fresh(draw, taken) for tool in tools},
        {name: _fresh(draw, taken) for name in arguments},
    )


def _fresh(draw: random.Random, taken: set[str]) -> str:
    return f"{_word(draw, taken)}_{_word(draw, taken)}"


def _word(draw: random.Random, taken: set[str]) -> str:
    while True:
        word = "".join(map(draw.choice, (_STARTS, _VOWELS, _MIDDLES, _VOWELS, _ENDS)))
        if word not in taken:
            taken.add(word)
            return word


def _members(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The arguments of a JSON Schema or of a shorthand."""
    found: Mapping[str, Any] = schema.get("properties", schema)
    return found


def write_nonsense(seed: int, domain: Path, out: Path, expected: Path) -> None:
    """Write DIR/{tools,bindings,tasks,expected}.json and DIR/fixtures/."""
    tools = read_json(domain / "tools.json")
    names = drawn(tools, seed)
    write_json(out / "tools.json", [_tool(tool, names) for tool in tools])
    bindings = read_json(domain / "bindings.json")
    bound = {names.tool(name): _bound(bindings["tools"][name]) for name in bindings["tools"]}
    write_json(out / "bindings.json", {**bindings, "tools": bound})
    for name, tool in ((tool["name"], tool) for tool in tools):
        path = Path(bindings["tools"][name]["fixture"])
        write_json(
            out / path, _fixture(read_json(domain / path), names, _members(tool["args_schema"]))
        )
    write_json(out / "tasks.json", read_json(domain / "tasks.json"))
    write_json(out / "expected.json", [_expectation(entry, names) for entry in read_json(expected)])


def _bound(binding: Mapping[str, Any]) -> dict[str, Any]:
    moved = {"ledger": "effects.jsonl"} if "ledger" in binding else {}
    return {**binding, **moved}


def _tool(tool: Mapping[str, Any], names: Nonsense) -> dict[str, Any]:
    changed = {
        "name": names.tool,
        "description": names.text,
        "args_schema": lambda schema: _arguments(schema, names),
        "returns": lambda returns: _returns(returns, names),
    }
    return by_key(tool, changed)


def _arguments(schema: Mapping[str, Any], names: Nonsense) -> dict[str, Any]:
    if "properties" not in schema:
        return {names.argument(name): kind for name, kind in schema.items()}
    members = {names.argument(name): kind for name, kind in schema["properties"].items()}
    needed = [names.argument(name) for name in schema.get("required", [])]
    return {**schema, "properties": members, **({"required": needed} if needed else {})}


def _returns(value: Any, names: Nonsense) -> Any:
    """Returned fields keep their names, but for those that arguments have too."""
    if isinstance(value, dict):
        return {names.field(key): _returns(member, names) for key, member in value.items()}
    if isinstance(value, list):
        return [names.field(item) if isinstance(item, str) else item for item in value]
    return value


def _fixture(fixture: Any, names: Nonsense, arguments: Iterable[str]) -> Any:
    if not isinstance(fixture, dict):
        fixture = {"rows": fixture, "returns": "many"}
    listed = {*fixture.get("like", ()), *fixture.get("ignore", ())}
    columns = {column for row in fixture.get("rows", ()) for column in row}
    chosen = {name: name for name in arguments if name in columns and name not in listed}
    changed: dict[str, Callable[[Any], Any]] = {
        "rows": lambda rows: [{names.field(k): cell for k, cell in row.items()} for row in rows],
        "answers": lambda answers: [
            {**answer, "args": _argument_keys(answer["args"], names)} for answer in answers
        ],
        "output": lambda output: _filled(output, names),
        "require": lambda required: {
            names.argument(name): {**where, "field": names.field(where["field"])}
            for name, where in required.items()
        },
        "sort": lambda key: ("-" if key[0] == "-" else "") + names.field(key.lstrip("-")),
        **dict.fromkeys(("fields", "search"), lambda found: [names.field(one) for one in found]),
        **dict.fromkeys(("like", "ignore"), lambda found: [names.argument(one) for one in found]),
    }
    matched = {**chosen, **fixture.get("match", {})} if "rows" in fixture else {}
    match = {names.argument(name): names.field(column) for name, column in matched.items()}
    return {**by_key(fixture, changed), **({"match": match} if match else {})}


def _filled(value: Any, names: Nonsense) -> Any:
    """The holes of an output are arguments; what it calls its fields stays."""
    if isinstance(value, dict):
        return {names.field(key): _filled(member, names) for key, member in value.items()}
    if isinstance(value, list):
        return [_filled(member, names) for member in value]
    if isinstance(value, str):
        return _HOLE.sub(lambda hole: f"{{{names.arguments.get(hole[1], hole[1])}}}", value)
    return value


def _argument_keys(args: Mapping[str, Any], names: Nonsense) -> dict[str, Any]:
    return {names.argument(name): value for name, value in args.items()}


def _expectation(entry: Mapping[str, Any], names: Nonsense) -> dict[str, Any]:
    changed = {
        "calls": lambda calls: [_call(call, names) for call in calls],
        "effects": lambda effects: {names.tool(tool): n for tool, n in effects.items()},
        "asks_for": lambda words: [
            *words,
            *(names.arguments[w] for w in words if w in names.arguments),
        ],
        **dict.fromkeys(("forbidden", "allowed"), lambda tools: [names.tool(t) for t in tools]),
    }
    return by_key(entry, changed)


def _call(call: Mapping[str, Any], names: Nonsense) -> dict[str, Any]:
    changed: dict[str, Callable[[Any], Any]] = {
        "any_of": lambda options: [_call(option, names) for option in options],
        "tool": names.tool,
        "args": lambda args: _argument_keys(args, names),
    }
    return by_key(call, changed)


def main() -> None:
    """Read the options, and write the domain."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.nonsense", description=__doc__)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--domain", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    expected = options.domain / "expected.json" if options.domain else EXPECTED
    write_nonsense(options.seed, options.domain or SAMPLES, options.out, expected)
    print(f"{options.out}: names drawn by seed {options.seed}")


if __name__ == "__main__":
    main()
