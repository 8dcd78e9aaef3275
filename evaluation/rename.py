"""Writes the samples with every value changed and every name renamed.

`python -m evaluation.rename --seed N --out DIR` writes tasks, tools, bindings, fixtures and
expectations, so that the samples can be run again by whoever knows the original ones.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from evaluation.json_files import by_key, read_json, write_json
from evaluation.renaming import Renaming, drawn

ROOT = Path(__file__).resolve().parent.parent
SAMPLES, EXPECTED = ROOT / "examples", ROOT / "evaluation" / "expected"
_PROSE_NUMBER = re.compile(r"(?<![\w:.-])\d+(?:\.\d+)?(?![\w:-])")


def write_variant(seed: int, out: Path) -> None:
    """Write DIR/{tools,bindings,tasks,tasks_small}.json, DIR/fixtures/ and DIR/expected/."""
    renaming = drawn(seed)
    for path in sorted((SAMPLES / "fixtures").glob("*.json")):
        write_json(out / "fixtures" / path.name, _fixture(read_json(path), renaming))
    write_json(
        out / "tools.json", [_tool(entry, renaming) for entry in read_json(SAMPLES / "tools.json")]
    )
    write_json(out / "bindings.json", _bindings(read_json(SAMPLES / "bindings.json"), renaming))
    for path in sorted(EXPECTED.glob("*.json")):
        tasks = read_json(SAMPLES / path.name)
        changed = [{**task, "prompt": renaming.text(task["prompt"])} for task in tasks]
        write_json(out / path.name, changed)
        write_json(
            out / "expected" / path.name, [_expectation(e, renaming) for e in read_json(path)]
        )


def _tool(entry: Mapping[str, Any], renaming: Renaming) -> dict[str, Any]:
    return {
        "name": renaming.name(entry["name"]),
        "description": renaming.description(entry["description"]),
        "args_schema": {renaming.name(arg): kind for arg, kind in entry["args_schema"].items()},
    }


def _bindings(bindings: Mapping[str, Any], renaming: Renaming) -> dict[str, Any]:
    tools = {}
    for name, binding in bindings["tools"].items():
        moved = {"ledger": "effects.jsonl"} if "ledger" in binding else {}
        tools[renaming.name(name)] = {**binding, **moved}
    return {**bindings, "tools": tools}


def _fixture(fixture: Mapping[str, Any], renaming: Renaming) -> dict[str, Any]:
    name = renaming.name
    return by_key(
        fixture,
        {
            "rows": lambda rows: [_row(row, renaming) for row in rows],
            "match": lambda pairs: {name(arg): name(column) for arg, column in pairs.items()},
            "output": lambda output: {name(k): _template(v, renaming) for k, v in output.items()},
            "require": lambda required: {
                name(arg): {**where, "field": name(where["field"])}
                for arg, where in required.items()
            },
            "id_prefix": renaming.text,
            "key": name,
            "sort": name,
            **dict.fromkeys(
                ("fields", "search", "like", "ignore"), lambda names: [name(old) for old in names]
            ),
        },
    )


def _row(row: Mapping[str, Any], renaming: Renaming) -> dict[str, Any]:
    return {renaming.name(key): _cell(key, cell, row, renaming) for key, cell in row.items()}


def _cell(key: str, cell: Any, row: Mapping[str, Any], renaming: Renaming) -> Any:
    if isinstance(cell, list):
        return [_row(item, renaming) for item in cell]
    if isinstance(cell, int | float):
        return renaming.number(cell, lambda old: _changed(key, row, old, renaming))
    if key == "text":
        return _prose(cell, renaming)
    return renaming.value(cell)


def _changed(key: str, row: Mapping[str, Any], old: Decimal, renaming: Renaming) -> Decimal:
    """Change a number so that order, sums and differences still tell the same story."""
    metric = row.get("metric")
    if key == "amount":
        return old * renaming.amount_factor
    if key == "value" and metric != "uptime":
        return old * renaming.count_factor
    return _shifted(old, renaming)


def _shifted(old: Decimal, renaming: Renaming) -> Decimal:
    return old - Decimal(renaming.small_offset) / 10 if old > 99 else old + renaming.small_offset


def _prose(text: str, renaming: Renaming) -> str:
    def number(found: re.Match[str]) -> str:
        return str(renaming.number(float(found[0]), lambda old: _shifted(old, renaming)))

    return _PROSE_NUMBER.sub(number, renaming.text(text))


def _template(text: str, renaming: Renaming) -> str:
    parts = re.split(r"\{(\w+)\}", text)
    if len(parts) == 1:
        return str(renaming.value(text))
    held = {"id": "id"}
    return "".join(
        f"{{{held.get(part) or renaming.name(part)}}}" if place % 2 else renaming.text(part)
        for place, part in enumerate(parts)
    )


def _expectation(entry: Mapping[str, Any], renaming: Renaming) -> dict[str, Any]:
    name = renaming.name
    return by_key(
        entry,
        {
            "calls": lambda calls: [_call(call, renaming) for call in calls],
            "effects": lambda effects: {name(tool): count for tool, count in effects.items()},
            **dict.fromkeys(("forbidden", "allowed"), lambda tools: [name(tool) for tool in tools]),
            **dict.fromkeys(
                ("facts", "order", "singled_out", "not_said"),
                lambda facts: _facts(facts, renaming),
            ),
            "asks_for": lambda words: _asked(words, renaming),
        },
    )


def _asked(words: Any, renaming: Renaming) -> Any:
    """What is asked for may be called by its old name in prose, or by the field's new one."""
    if isinstance(words, list) and all(isinstance(word, str) for word in words):
        fields = (renaming.name(w).replace("_", " ") for w in words if w in renaming.names)
        return list(dict.fromkeys([*_facts(words, renaming), *fields]))
    return [_asked(item, renaming) for item in words] if isinstance(words, list) else words


def _call(call: Mapping[str, Any], renaming: Renaming) -> dict[str, Any]:
    if "any_of" in call:
        return {"any_of": [_call(option, renaming) for option in call["any_of"]]}
    args = {renaming.name(k): _argument(v, renaming) for k, v in call.get("args", {}).items()}
    mention = _facts(call.get("mention", []), renaming)
    return {"tool": renaming.name(call["tool"]), "args": args, "mention": mention}


def _argument(value: Any, renaming: Renaming) -> Any:
    """Numbers in arguments come from the prompt (a duration), which keeps them."""
    return renaming.text(value) if isinstance(value, str) else value


def _facts(facts: Any, renaming: Renaming) -> Any:
    if isinstance(facts, list):
        return [_facts(item, renaming) for item in facts]
    if isinstance(facts, dict):
        return {key: _facts(item, renaming) for key, item in facts.items()}
    return renaming.value(facts)


def main() -> None:
    """Read --seed and --out, and write the variant."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.rename", description=__doc__)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    write_variant(options.seed, options.out)
    print(f"{options.out}: the samples, renamed by seed {options.seed}")


if __name__ == "__main__":
    main()
