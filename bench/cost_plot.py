"""One plot as SVG, drawn by hand: tokens per task over the size of the catalog, on a log scale."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP = 720, 420, 80, 60, 50
_TITLE = "Tokens per task, by tools in the catalog (log scale)"
_COLOURS = ("#0b7285", "#c92a2a", "#868e96", "#5f3dc4")


def write_plot(path: Path, series: Mapping[str, Sequence[tuple[int, float]]]) -> None:
    """Draw one line per agent; points are (tools in the catalog, tokens per task)."""
    values = [value for points in series.values() for _, value in points]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    sizes = sorted({size for points in series.values() for size, _ in points})
    lines, labels = [_frame(low, high, sizes)], []
    for (agent, points), colour in zip(series.items(), _COLOURS, strict=False):
        places = [(_x(size, sizes), _y(value, low, high)) for size, value in points]
        line = " ".join(f"{x:.0f},{y:.0f}" for x, y in places)
        lines.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="3"/>')
        for (x, y), (_, value) in zip(places, points, strict=True):
            lines.append(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="4" fill="{colour}"/>')
            labels.append(_label(x, y - 12, colour, f"{value:,.0f}", "middle"))
        x, y = places[-1]
        labels.append(_label(x + 12, y + 4, colour, agent, "start"))
    path.write_text(_svg([*lines, *labels]), encoding="utf-8")


def _label(x: float, y: float, colour: str, text: str, anchor: str) -> str:
    """White round the letters, so that no line runs through them."""
    halo = 'paint-order="stroke" stroke="white" stroke-width="4"'
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" fill="{colour}" text-anchor="{anchor}" {halo}>{text}</text>'
    )


def _svg(parts: Sequence[str]) -> str:
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'font-family="sans-serif" font-size="13">\n'
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>\n{body}\n</svg>\n'
    )


def _frame(low: int, high: int, sizes: Sequence[int]) -> str:
    parts = [f'<text x="{_LEFT}" y="24" font-size="16">{_TITLE}</text>']
    for power in range(low, high + 1):
        y = _y(10.0**power, low, high)
        parts.append(
            f'<line x1="{_LEFT}" x2="{_WIDTH - 140}" y1="{y:.0f}" y2="{y:.0f}" stroke="#ddd"/>'
        )
        parts.append(
            f'<text x="{_LEFT - 8}" y="{y + 4:.0f}" text-anchor="end">{10**power:,}</text>'
        )
    for size in sizes:
        x = _x(size, sizes)
        parts.append(
            f'<text x="{x:.0f}" y="{_HEIGHT - 30}" text-anchor="middle">{size} tools</text>'
        )
    return "\n".join(parts)


def _x(size: int, sizes: Sequence[int]) -> float:
    room = _WIDTH - 140 - _LEFT - 60
    return _LEFT + 30 + room * sizes.index(size) / max(1, len(sizes) - 1)


def _y(value: float, low: int, high: int) -> float:
    share = (math.log10(value) - low) / max(1, high - low)
    return _HEIGHT - _BOTTOM - share * (_HEIGHT - _BOTTOM - _TOP)
