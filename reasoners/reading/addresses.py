"""Street addresses as people write them: "12 Mill Lane", "Hafenstrasse 3"."""

from __future__ import annotations

import re

_STREET = (
    r"Street|St|Road|Rd|Lane|Ln|Way|Close|Cl|Avenue|Ave|Drive|Dr|Court|Ct|Place|Square|Sq|Yard"
    r"|Terrace|Gardens|Crescent|Hill|Row|Green|Park|Mews|Walk|Grove|Quay|Boulevard|Blvd|Alley"
    r"|Parade|Bridge|Field|Fields|Gate|Rise|View|End|Cottages|Buildings|Wharf|Circus|Passage"
)
_WORD = r"[A-Z][\w]*(?:['’]s)?"
ADDRESS = re.compile(
    rf"(?<![\w-])\d{{1,4}}[a-zA-Z]?,?\s(?:{_WORD}\s){{1,3}}(?:{_STREET})\b\.?(?![\w'’])"
    r"|\b(?:Rue|Via|Calle|Avenida|Avenue|Plaza|Piazza)(?:\s(?:de|du|des|la|del|di))*"
    rf"(?:\s{_WORD}){{1,3}}\s\d{{1,4}}[a-z]?\b"
    r"|\b[A-Z]\w*(?:stra(?:ss|ß)e|strasse|str\.|weg|gasse|platz|laan|straat|gatan|vej)\s\d{1,4}[a-z]?\b"
)
