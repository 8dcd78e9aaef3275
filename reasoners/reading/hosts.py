"""Names of hosts and domains as people write them: "shop.example.com", "example.test"."""

from __future__ import annotations

import re

_ENDINGS = (
    "com|net|org|info|biz|app|dev|cloud|shop|store|online|site|tech|eu|edu|gov|test|example|invalid"
    "|localhost|local|internal|intranet|lan|io|ai|uk|us|de|fr|es|nl|pl|se|dk|fi|ch|cz|pt|ie|ro|hu"
    "|gr|bg|hr|sk|lt|lv|ee|ca|au|nz|jp|cn|br|mx|za"
)
HOST = re.compile(
    rf"(?<![\w@./:-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:{_ENDINGS})(?![\w@-]|\.\w|/)", re.I
)


def is_host(text: str) -> bool:
    """Whether a text is written as the name of a host."""
    return HOST.fullmatch(text) is not None
