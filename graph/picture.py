"""Prints the graph as mermaid, from the real graph: `python -m graph.picture [FILE]`.

With a file, puts it between the file's marks `<!-- graph ... -->` and `<!-- end of graph -->`.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Final, cast

from core.services import Services
from graph.build import Graph, build_graph

_PLACE: Final = re.compile(
    r"(<!-- graph:.*?-->\n```mermaid\n).*?(```\n<!-- end of graph -->)", re.DOTALL
)
_NO_SERVICES: Final = cast(Services, None)


def unbound_graph() -> Graph:
    """Return the graph without services: it can be drawn, and its threads read, but not run."""
    return build_graph(_NO_SERVICES)


def mermaid() -> str:
    """Return the graph as mermaid text."""
    return unbound_graph().get_graph().draw_mermaid(with_styles=False).replace("\t", "  ")


def with_picture(text: str) -> str:
    """Return a text with the picture in its marked place. Raises ValueError where it has none."""
    replaced, places = _PLACE.subn(lambda found: found[1] + mermaid() + found[2], text)
    if places != 1:
        raise ValueError("the text has no place for the graph, or several")
    return replaced


def main() -> None:
    """Write the picture into the named file, or print it."""
    if len(sys.argv) == 1:
        print(mermaid(), end="")
        return
    file = Path(sys.argv[1])
    file.write_text(with_picture(file.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
