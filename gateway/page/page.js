"use strict";

const money = (usd) => (usd === null ? "none" : "$" + usd.toFixed(usd && usd < 0.01 ? 6 : 4));
const count = (number) => number.toLocaleString("en");
const millis = (ms) => (ms === null ? "-" : count(Math.round(ms)) + " ms");

const COST = ["cost", (row) => money(row.cost_usd)];
const USED = [
  ["calls", (row) => count(row.calls)],
  ["prompt", (row) => count(row.prompt_tokens)],
  ["cached", (row) => count(row.cached_tokens)],
  ["answer", (row) => count(row.completion_tokens)],
  ["first byte", (row) => millis(row.first_byte_ms)],
  ["whole", (row) => millis(row.total_ms)],
  ["estimated", (row) => count(row.estimated_calls)],
];
const KEYS = [
  ["key", (row) => row.name + (row.revoked ? " (revoked)" : "")],
  COST,
  ["reserved", (row) => money(row.reserved_usd)],
  ["left", (row) => money(row.left_usd)],
  ["budget", (row) => money(row.budget_usd)],
  ...USED,
];

function element(name, text) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  return made;
}

function fill(id, columns, rows) {
  const head = element("tr");
  head.append(...columns.map(([title]) => element("th", title)));
  const lines = rows.map((row) => {
    const line = element("tr");
    line.append(...columns.map(([, cell]) => element("td", cell(row))));
    line.firstChild.title = line.firstChild.textContent;
    return line;
  });
  document.getElementById(id).replaceChildren(head, ...lines);
}

function totals(total, refused) {
  const shown = {
    cost: money(total.cost_usd),
    calls: count(total.calls),
    "under way": count(total.open_calls),
    "prompt tokens": count(total.prompt_tokens),
    "answer tokens": count(total.completion_tokens),
    estimated: count(total.estimated_calls),
    "over budget": count(refused.budget_exceeded || 0),
  };
  const boxes = Object.entries(shown).map(([title, value]) => {
    const box = element("div");
    box.append(element("span", title), element("strong", value));
    return box;
  });
  document.getElementById("totals").replaceChildren(...boxes);
}

function everyBucket({ bucket_seconds: step, buckets }) {
  const known = new Map(buckets.map((bucket) => [bucket.start, bucket]));
  const all = [];
  if (!buckets.length) return all;
  for (let start = buckets[0].start; start <= buckets[buckets.length - 1].start; start += step) {
    all.push(known.get(start) || { start, cost_usd: 0, calls: 0 });
  }
  return all;
}

function lasting(seconds) {
  const [unit, length] = [["d", 86400], ["h", 3600], ["min", 60], ["s", 1]].find(([, l]) => seconds >= l);
  return `${seconds / length} ${unit}`;
}

function chart(overTime) {
  const buckets = everyBucket(overTime);
  const highest = Math.max(...buckets.map((bucket) => bucket.cost_usd), 1e-12);
  const when = (bucket) => new Date(bucket.start * 1000).toLocaleString();
  const bars = buckets.map((bucket) => {
    const bar = element("div");
    bar.style.height = (100 * bucket.cost_usd) / highest + "%";
    bar.title = `${when(bucket)}: ${money(bucket.cost_usd)}, ${count(bucket.calls)} calls`;
    return bar;
  });
  document.getElementById("chart").replaceChildren(...bars);
  const ends = buckets.length ? [when(buckets[0]), when(buckets[buckets.length - 1])] : ["", ""];
  const middle = `${lasting(overTime.bucket_seconds)} a bar, highest ${money(highest < 1e-9 ? 0 : highest)}`;
  const captions = [ends[0], buckets.length ? middle : "no calls yet", ends[1]].map((text) => element("span", text));
  document.getElementById("chart-caption").replaceChildren(...captions);
}

function show(usage) {
  totals(usage.total, usage.refused);
  chart(usage.over_time);
  fill("keys", KEYS, usage.keys);
  fill("models", [["model", (row) => row.model], COST, ...USED], usage.models);
  fill("tasks", [["task", (row) => row.task || "(none named)"], COST, ...USED], usage.tasks);
  document.getElementById("more-tasks").textContent = usage.tasks_not_listed
    ? `and ${count(usage.tasks_not_listed)} cheaper ones`
    : "";
  document.getElementById("panel").hidden = false;
}

async function refresh() {
  const state = document.getElementById("state");
  try {
    const answer = await fetch("/usage", { cache: "no-store" });
    if (!answer.ok) throw new Error(`/usage answers ${answer.status}`);
    show(await answer.json());
    state.textContent = "as of " + new Date().toLocaleTimeString();
    state.className = "";
  } catch (problem) {
    state.textContent = problem.message;
    state.className = "wrong";
  }
}

refresh();
setInterval(refresh, 5000);
