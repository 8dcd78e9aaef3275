"""What the README prints runs as printed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from graph.picture import mermaid

PROJECT = Path(__file__).parents[2]
README = (PROJECT / "README.md").read_text(encoding="utf-8")


def passages(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_the_python_passage_runs_and_prints_each_nodes_update(tmp_path: Path) -> None:
    (passage,) = passages("python")
    (tmp_path / "examples").symlink_to(PROJECT / "examples")
    script = tmp_path / "passage.py"
    script.write_text(passage, encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, str(script)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    nodes = [line.split("'")[1] for line in ended.stdout.splitlines()]
    assert nodes[0] == "plan"
    assert nodes[-1] == "finalize"
    assert "call_tool" in nodes


def test_the_picture_of_the_graph_is_that_of_the_graph() -> None:
    (picture,) = passages("mermaid")
    assert picture.strip() == mermaid().strip()
