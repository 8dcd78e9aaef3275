"""Regression: from a tool's arguments back to what the prompt, facts and other tools supply."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field

from core.json_values import Json
from reasoners.meaning.fields import Field
from reasoners.meaning.tools import ToolMeaning
from reasoners.planning.choice import Row, among_several, choose, means_all
from reasoners.planning.facts import Fact, is_empty, row_lists, same_call
from reasoners.planning.fitting import ENOUGH, adapt, fit, pick_choice
from reasoners.planning.producers import names_given, observed_fields, producers, supplies
from reasoners.planning.texts import query_words, says_yes, text_for
from reasoners.reading.clauses import Clause
from reasoners.reading.request import Request
from reasoners.reading.values import Value

DEPTH = 4
MISSING_COST = 20.0
CALL_COST = 1.0
SURE_ENOUGH_TO_FILL = 0.75
MOST_EACH = 12
THIN = 3
SECOND = "(second form)"


@dataclass(frozen=True)
class Source:
    """Where an argument comes from: a constant or reference, or a field of a planned call."""

    value: Json
    cost: float
    why: str
    call: Call | None = None
    path: str = ""
    waits: bool = False
    each: str = ""
    many: tuple[Json, ...] = ()


@dataclass(frozen=True)
class Doubt:
    """An argument for which several values would do: the question names them."""

    field: Field
    options: tuple[str, ...]


@dataclass(frozen=True)
class Call:
    """A planned call with the sources of its arguments, and what stands in its way."""

    meaning: ToolMeaning
    args: Mapping[str, Source]
    missing: tuple[Field, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    cost: float = 0.0

    @property
    def waits(self) -> bool:
        """Whether some argument can be chosen only after a look-up has come back."""
        return any(s.waits or (s.call is not None and s.call.waits) for s in self.args.values())

    @property
    def blocked(self) -> bool:
        """Whether the prompt must say more first."""
        upstream = any(s.call is not None and s.call.blocked for s in self.args.values())
        return bool(self.missing or self.doubts) or upstream

    @property
    def lacking(self) -> tuple[Field, ...]:
        """The missing arguments of this call and of those before it."""
        return self.missing + tuple(f for s in self.args.values() if s.call for f in s.call.lacking)

    @property
    def doubtful(self) -> tuple[Doubt, ...]:
        """The doubts of this call and of those before it."""
        return self.doubts + tuple(d for s in self.args.values() if s.call for d in s.call.doubtful)


@dataclass(frozen=True)
class Scene:
    """What planning looks at. `found` is what look-ups have found so far, in words."""

    request: Request
    meanings: tuple[ToolMeaning, ...]
    facts: tuple[Fact, ...]
    found: str = ""
    memo: dict[tuple[str, int], Call] = dataclass_field(default_factory=dict)

    def meaning(self, name: str) -> ToolMeaning | None:
        """The tool with this name."""
        return next((m for m in self.meanings if m.name == name), None)

    def failed(self, name: str) -> bool:
        """Whether a tool was found broken, or refused us."""
        return any(
            f.tool == name and f.status in ("broken", "rejected", "in_doubt") for f in self.facts
        )


def plan_call(
    scene: Scene, meaning: ToolMeaning, clause: Clause, above: tuple[str, ...] = ()
) -> Call:
    """Return the cheapest way to call a tool for a clause; what nothing supplies is `missing`."""
    key = (meaning.name, clause.start)
    if not above and key in scene.memo:
        return scene.memo[key]
    args = _from_prompt(scene, meaning, clause)
    missing: list[Field] = []
    doubts: list[Doubt] = []
    for wanted in meaning.takes:
        if wanted.path in args:
            continue
        source = _source(scene, meaning, wanted, clause, (*above, meaning.name))
        if isinstance(source, Doubt):
            doubts.append(source)
        elif source is not None:
            args[wanted.path] = source
        elif wanted.required:
            missing.append(_askable(scene, wanted, (*above, meaning.name)))
    if not args and not missing and not doubts:
        missing += _needed_to_search(meaning)
    cost = (
        CALL_COST + sum(s.cost for s in args.values()) + MISSING_COST * (len(missing) + len(doubts))
    )
    call = Call(meaning, args, tuple(missing), tuple(doubts), cost)
    if not above:
        scene.memo[key] = call
    return call


_IDENTIFYING = frozenset({"name", "email", "phone", "id", "query"})


def _needed_to_search(meaning: ToolMeaning) -> list[Field]:
    """A search whose arguments are all optional still needs something to search for."""
    identifying = [wanted for wanted in meaning.takes if wanted.kind in _IDENTIFYING]
    return identifying[:1] if meaning.reads else []


def _rivals(scene: Scene, meaning: ToolMeaning, wanted: Field) -> frozenset[str]:
    """The things that other identifiers name, so that "order 12" is not taken for a customer."""
    others = {t for m in scene.meanings for f in m.takes if f.kind == "id" for t in f.entity}
    return frozenset(others) - wanted.entity


def _from_prompt(scene: Scene, meaning: ToolMeaning, clause: Clause) -> dict[str, Source]:
    """Match the prompt's values to arguments: the best pair first, each value once."""
    pairs = sorted(_pairs(scene, meaning, clause), key=lambda pair: -pair[0])
    taken: set[int] = set()
    args: dict[str, Source] = {}
    for score, wanted, value in pairs:
        searched_by = wanted.kind in _IDENTIFYING and meaning.reads and not meaning.tool.required
        needed = ENOUGH if wanted.required or searched_by else SURE_ENOUGH_TO_FILL
        if score < needed or wanted.path in args or value.start in taken:
            continue
        rivals = [
            p
            for p in pairs
            if p[1] is wanted
            and p[2].start != value.start
            and p[0] > score - 0.1
            and p[2].start not in taken
        ]
        several = bool(rivals) and wanted.kind not in _IDENTIFYING | {"list"}
        if not wanted.required and (several or not value.whole):
            continue
        args[wanted.path] = _whole_list(wanted, value, rivals) or Source(
            adapt(value, wanted),
            0.2 * (1 - min(score, 1.0)),
            f"{wanted.label} is {value.text!r} in the request",
            many=_each_of(meaning, wanted, value, rivals, clause),
        )
        taken.add(value.start)
    return args


def _each_of(
    meaning: ToolMeaning,
    wanted: Field,
    value: Value,
    rivals: list[tuple[float, Field, Value]],
    clause: Clause,
) -> tuple[Json, ...]:
    """Several values that one clause names side by side: the look-up is made for each."""
    here = clause.start <= value.start < clause.end
    near = [
        v
        for _, _, v in rivals
        if v.kind == value.kind and (clause.start <= v.start < clause.end or not here)
    ]
    if not near or not meaning.reads or not wanted.required or wanted.kind == "text":
        return ()
    return tuple(adapt(v, wanted) for v in sorted([value, *near], key=lambda v: v.start))


def _whole_list(
    wanted: Field, value: Value, rivals: list[tuple[float, Field, Value]]
) -> Source | None:
    if wanted.kind != "list":
        return None
    values = sorted([value, *(v for _, _, v in rivals)], key=lambda v: v.start)
    return Source(
        [adapt(v, wanted) for v in values], 0.0, f"{wanted.label} as the request lists them"
    )


def _pairs(scene: Scene, meaning: ToolMeaning, clause: Clause) -> list[tuple[float, Field, Value]]:
    found = []
    dates = sorted({str(v.value) for v in scene.request.values_of("date", "time", "month")})
    for wanted in meaning.takes:
        if wanted.kind in ("boolean", "enum", "object"):
            continue
        rivals = _rivals(scene, meaning, wanted)
        for value in _forms(scene.request.values, wanted):
            score = fit(value, wanted, rivals)
            if wanted.kind == "query" and meaning.rules:
                score = 0.0
            score -= 0.05 if SECOND in value.role else 0.0
            if score > 0 and not _in_vain(scene, meaning, wanted, value):
                near = 0.1 if clause.start <= value.start < clause.end else 0.0
                found.append((score + near + _span_end(wanted, value, dates), wanted, value))
    return found


def _forms(values: tuple[Value, ...], wanted: Field) -> Iterator[Value]:
    """Yield the values, names also by their last and first word and with their title."""
    for value in values:
        words = str(value.value).split()
        if value.kind != "name" or wanted.kind not in ("name", "any", "query", "id"):
            yield value
            continue
        own = set(wanted.words) | set(wanted.described.lower().split()[:4])
        if len(words) > 1 and own & {"surname", "last", "family"}:
            yield replace(value, value=words[-1])
            continue
        yield value
        if len(words) == 1 and words[0].endswith("s"):
            yield replace(value, value=words[0][:-1], role=value.role | {SECOND})
        if len(words) > 1:
            yield replace(value, value=words[-1], role=value.role | {SECOND})
        if value.unit not in ("", "mr", "mrs", "ms", "miss"):
            yield replace(value, value=value.text, role=value.role | {SECOND})


def _in_vain(scene: Scene, meaning: ToolMeaning, wanted: Field, value: Value) -> bool:
    """Whether the tool was already asked with this value and found nothing."""
    return any(
        f.tool == meaning.name
        and str(f.args.get(wanted.path)) == str(value.value)
        and (f.status == "not_found" or (f.done and is_empty(f.output)))
        for f in scene.facts
    )


def _span_end(wanted: Field, value: Value, dates: list[str]) -> float:
    """Of two dates the first begins and the last ends a span."""
    if value.kind not in ("date", "time", "month") or len(dates) < 2:
        return 0.0
    words = set(wanted.words)
    opens = words & {
        "start",
        "from",
        "begin",
        "since",
        "checkin",
        "old",
        "pickup",
        "departure",
        "after",
    }
    ends = words & {"end", "to", "until", "till", "through", "checkout", "new", "return", "before"}
    if opens and not ends:
        return 0.15 if str(value.value) == dates[0] else -0.2
    return (0.15 if str(value.value) == dates[-1] else -0.2) if ends else 0.0


def _source(
    scene: Scene, meaning: ToolMeaning, wanted: Field, clause: Clause, above: tuple[str, ...]
) -> Source | Doubt | None:
    said = _said(scene, meaning, wanted, clause)
    if said is not None:
        return said
    if not wanted.required and meaning.reads:
        return None
    known = _known(scene, wanted, clause)
    if known is not None:
        return known
    if not wanted.required and (meaning.reads or wanted.kind != "id" or len(above) > 1):
        return None
    made = _looked_up(scene, wanted, clause, above)
    if made is not None and (wanted.required or (made.call is not None and made.cost < 2.5)):
        return made
    return _composed(scene, meaning, wanted, clause) if wanted.required else None


def _said(scene: Scene, meaning: ToolMeaning, wanted: Field, clause: Clause) -> Source | None:
    """A choice, a yes or no, or nested members that the prompt's words state."""
    others = tuple(
        c for c in scene.request.clauses if c is not clause and c.mood in ("tell", "do", "ask")
    )
    if wanted.kind == "enum":
        picked = pick_choice(wanted, clause, others)
        if picked and (picked[1] >= 0.3 if wanted.required else picked[1] >= 0.55):
            return Source(
                _typed_choice(wanted, picked[0]),
                0.3 * (1 - picked[1]),
                f"{wanted.label} {picked[0]} fits the request's words",
            )
        return None
    if wanted.kind == "boolean":
        near = [c for c in others if c.mood != "ask"]
        said = (says_yes(wanted, c) for c in (clause, *near))
        stated = next((yes for yes in said if yes is not None), None)
        return (
            None if stated is None else Source(stated, 0.2, f"the request speaks of {wanted.label}")
        )
    if wanted.kind == "datetime" and wanted.required:
        return _moment(scene, wanted)
    return None


def _typed_choice(wanted: Field, choice: str) -> Json:
    given = wanted.schema.get("enum")
    return (
        next((c for c in given if str(c) == choice), choice)
        if isinstance(given, list | tuple)
        else choice
    )


def _moment(scene: Scene, wanted: Field) -> Source | None:
    days, times = scene.request.values_of("date"), scene.request.values_of("time")
    if len(days) == 1 and len(times) == 1:
        return Source(
            f"{days[0].value}T{times[0].value}:00",
            0.1,
            f"{wanted.label} from {days[0].text} and {times[0].text}",
        )
    return None


def _askable(scene: Scene, wanted: Field, above: tuple[str, ...]) -> Field:
    """Ask for what the look-up of an identifier needs, which its author is likelier to know."""
    if wanted.kind != "id" or len(above) > 1:
        return wanted
    known = _known_to_people(scene, wanted, set(above))
    return replace(wanted, words=(*wanted.words, "or", *known.words)) if known else wanted


def _known_to_people(scene: Scene, wanted: Field, seen: set[str]) -> Field | None:
    """The name or address at the end of the look-ups that lead to an identifier."""
    for producer in producers(wanted, scene.meanings)[:2]:
        if producer.meaning.name in seen:
            continue
        seen.add(producer.meaning.name)
        for taken in producer.meaning.takes:
            if taken.kind in ("email", "name", "phone"):
                return taken
            deeper = _known_to_people(scene, taken, seen) if taken.kind == "id" else None
            if deeper is not None:
                return deeper
    return None


def _known(scene: Scene, wanted: Field, clause: Clause) -> Source | Doubt | None:
    """What an earlier look-up already gave."""
    best: tuple[float, Source | Doubt] | None = None
    namesakes = names_given(scene.meanings) if scene.facts else frozenset()
    for fact in scene.facts:
        meaning = scene.meaning(fact.tool)
        if not fact.done or fact.item:
            continue
        for given in observed_fields(fact, meaning):
            match = supplies(given, wanted, namesakes)
            if match >= ENOUGH and (best is None or match > best[0] + 0.01):
                source = _pick(scene, fact, given, wanted, clause)
                best = (match, source) if source is not None else best
    return best[1] if best else None


def _pick(
    scene: Scene, fact: Fact, given: Field, wanted: Field, clause: Clause
) -> Source | Doubt | None:
    """A reference into an output; of a list, into the row that the request means."""
    why = f"{wanted.label} from {fact.tool}"
    if not given.listed:
        return Source({"$ref": _reference(fact.step, given.path)}, 0.0, why)
    head, _, rest = given.path.partition("[*]")
    rows = next((rows for path, rows in row_lists(fact.output) if path.lstrip(".") == head), [])
    if not rows or "[*]" in rest:
        return None
    kept = choose(rows, clause, scene.request)
    values = {str(rows[at].get(rest.lstrip("."))) for at in kept}
    if len(values) == 1:
        return Source({"$ref": _reference(fact.step, f"{head}[{kept[0]}]{rest}")}, 0.05, why)
    if means_all(clause) or wanted.kind == "list" or among_several(clause, len(kept)):
        return _each_row(fact, head, rest, kept, len(rows), why)
    return Doubt(wanted, tuple(describe_row(rows[at]) for at in kept[:6]))


def _each_row(fact: Fact, head: str, rest: str, kept: list[int], count: int, why: str) -> Source:
    """All rows by one step, some rows by a step each."""
    if len(kept) == count:
        return Source({"$ref": f"item{rest}"}, 0.1, why, each=_reference(fact.step, head))
    many = tuple({"$ref": _reference(fact.step, f"{head}[{at}]{rest}")} for at in kept[:MOST_EACH])
    return Source(many[0], 0.1, why, many=many)


def describe_row(row: Row) -> str:
    """Return the telling short values of a row, for a question."""
    short = [
        str(v)
        for v in row.values()
        if isinstance(v, str | int | float) and not isinstance(v, bool) and len(str(v)) <= 40
    ]
    return ", ".join(short[:4])


def _reference(step: str, path: str) -> str:
    return f"{step}{path}" if path.startswith("[") or not path else f"{step}.{path}"


def _looked_up(
    scene: Scene, wanted: Field, clause: Clause, above: tuple[str, ...]
) -> Source | None:
    if len(above) > DEPTH or wanted.kind in ("text", "query", "enum"):
        return None
    best: Source | None = None
    for producer in producers(wanted, scene.meanings):
        meaning = producer.meaning
        if meaning.name in above or scene.failed(meaning.name):
            continue
        call = plan_call(scene, meaning, clause, above)
        if same_call(scene.facts, meaning.name, constant_args(call)):
            continue
        listed = "[*]" in producer.field.path
        cost = call.cost + 2 * (1 - producer.match) + (0.5 if listed else 0.0)
        if call.blocked or cost >= MISSING_COST:
            continue
        if best is None or cost < best.cost:
            best = Source(
                None,
                cost,
                f"{wanted.label} from {meaning.name}",
                call,
                producer.field.path,
                waits=listed,
            )
    return best


def uses(call: Call, clause: Clause, request: Request) -> float:
    """Return the share of a clause's values that a call and those before it take up."""
    values = [v for v in request.inside(clause) if v.kind in _SPECIFIC] or [
        v for v in request.values if v.kind in _SPECIFIC
    ]
    taken = set(_taken(call))
    return sum(str(v.value) in taken for v in values) / len(values) if values else 0.0


_SPECIFIC = frozenset({"id", "email", "phone", "name", "date", "month", "time", "amount", "quoted"})


def _taken(call: Call) -> Iterator[str]:
    for source in call.args.values():
        if source.call is not None:
            yield from _taken(source.call)
        for value in source.many or (source.value,):
            yield str(value)


def constant_args(call: Call) -> dict[str, Json]:
    """The arguments of a call that are already values or references."""
    return {name: source.value for name, source in call.args.items() if source.call is None}


def _composed(scene: Scene, meaning: ToolMeaning, wanted: Field, clause: Clause) -> Source | None:
    """Words of the prompt for arguments that take words."""
    if wanted.kind == "query":
        words = query_words(clause, scene.request)
        if len(words.split()) < THIN:
            words = query_words_of_all(scene.request)
        return Source(words, 0.8, f"{wanted.label}: the words of the request") if words else None
    if wanted.kind == "text" or ("subject_text" in wanted.concepts and not meaning.reads):
        text = text_for(wanted, clause, scene.request, scene.found)
        return (
            Source(_short(text, wanted), 0.3, f"{wanted.label} in the request's own words")
            if text
            else None
        )
    return None


def _short(text: str, wanted: Field) -> str:
    limit = wanted.schema.get("maxLength")
    return text[:limit] if isinstance(limit, int) else text


def query_words_of_all(request: Request) -> str:
    """The telling words of the whole prompt."""
    return " ".join(filter(None, (query_words(c, request) for c in request.clauses)))[:200]


def looks_like_reference(text: str) -> bool:
    """Whether a text has the form of an identifier."""
    return re.fullmatch(r"[A-Za-z]{1,6}[-_]?\d+", text) is not None
