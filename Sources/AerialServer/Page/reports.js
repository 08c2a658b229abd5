// The run history, runs beside each other, and the reports that lie in the folders.
import { get } from "./api.js";
import { el, number, replace } from "./dom.js";

/** A page of the program within this one; the server lets it reach nothing of the service. */
const frame = (path, title) => el("iframe", { class: "report", src: path, title, sandbox: "allow-scripts allow-downloads" });

const figure = (value) =>
  value === undefined ? "" : number(value, Number.isInteger(value) || Math.abs(value) >= 10 ? 0 : 3);

/** Which of two runs is the better one by a metric: 1 for the higher, -1 for the lower, 0 where neither is, as of counts. */
const direction = (name) =>
  /loss|ece|error|brier|seconds|memory|rejected/i.test(name) ? -1 : /accuracy|kappa|f1|precision|recall|agree|persecond/i.test(name) ? 1 : 0;

// MARK: A metric over runs

/** Each run a point, the oldest on the left; runs that lack the metric are left out. */
function plot(runs, name) {
  const points = runs.filter((run) => Number.isFinite(run.metrics[name])).reverse();
  const values = points.map((run) => run.metrics[name]);
  if (!points.length) return el("p", { class: "note" }, "No run has this metric.");
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const [width, height, edge] = [720, 160, 14];
  const space = "http://www.w3.org/2000/svg";
  const node = (kind, properties, parent) => {
    const element = document.createElementNS(space, kind);
    for (const [key, value] of Object.entries(properties)) element.setAttribute(key, value);
    return parent ? parent.appendChild(element) : element;
  };
  const x = (index) => points.length > 1 ? edge + index / (points.length - 1) * (width - 2 * edge) : width / 2;
  const y = (value) => height - edge - (high > low ? (value - low) / (high - low) : 0.5) * (height - 2 * edge);
  const svg = node("svg", { class: "curve wide", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `${name} of ${points.length} runs` });
  node("polyline", { points: points.map((run, index) => `${x(index).toFixed(1)},${y(run.metrics[name]).toFixed(1)}`).join(" "), stroke: "currentColor" }, svg);
  points.forEach((run, index) => {
    const dot = node("circle", { cx: x(index).toFixed(1), cy: y(run.metrics[name]).toFixed(1), r: 4, "data-run": run.id }, svg);
    node("title", {}, dot).textContent = `${run.id}, ${run.command}, ${new Date(run.started).toLocaleString()}: ${figure(run.metrics[name])}`;
  });
  const better = direction(name);
  const best = points[values.indexOf(better < 0 ? low : high)];
  return el("figure", { class: "metric", "data-metric": name }, el("figcaption", { class: "note" },
    `${name} of ${points.length} runs, the oldest on the left, from ${figure(low)} to ${figure(high)}${better ? `; best: ${best.id} (${best.command})` : ""}.`), svg);
}

// MARK: Runs

const usual = ["accuracy", "kappa", "ece", "validationLoss", "tiles", "tilesPerSecond"];

export async function openRuns(panel) {
  const { runs } = await get("/api/runs");
  if (!runs.length) {
    replace(panel, el("h2", {}, "Runs"), el("p", { class: "note" }, "No run is recorded yet. What trains, judges or scores is."));
    return () => {};
  }
  const names = usual.filter((name) => runs.some((run) => name in run.metrics));
  const others = [...new Set(runs.flatMap((run) => Object.keys(run.metrics)))].filter((name) => !names.includes(name)).sort();
  const chosen = new Set();
  const [over, beside] = [el("div", {}), el("div", { id: "comparison", "aria-live": "polite" })];
  const compare = el("button", { type: "button", id: "compare", disabled: true,
    onclick: () => { replace(beside, frame(`/api/runs/compare?runs=${[...chosen].join(",")}`, "Runs beside each other")); beside.scrollIntoView({ block: "start" }); } }, "Compare");
  const choose = (run, isChosen) => {
    if (isChosen) chosen.add(run.id); else chosen.delete(run.id);
    compare.disabled = chosen.size < 2 || chosen.size > 20;
    compare.textContent = chosen.size > 1 ? `Compare ${chosen.size} runs` : "Compare";
  };
  const metric = el("select", { id: "metric", onchange: () => replace(over, plot(runs, metric.value)) },
    [...names, ...others].map((name) => el("option", { value: name }, name)));
  const row = (run) => el("tr", { title: run.commandLine.join(" ") },
    el("td", {}, el("input", { type: "checkbox", "aria-label": `Choose ${run.id}`, "data-run": run.id, onchange: (event) => choose(run, event.target.checked) })),
    el("td", {}, run.id), el("td", {}, run.command), el("td", {}, run.status), el("td", {}, new Date(run.started).toLocaleString()),
    el("td", { class: "number" }, figure(run.seconds)), names.map((name) => el("td", { class: "number" }, figure(run.metrics[name]))));
  replace(panel, el("h2", {}, "Runs"),
    el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Runs" }, el("table", { class: "data", id: "runs" },
      el("thead", {}, el("tr", {}, ["", "Run", "Command", "State", "Began", "Seconds", ...names].map((name) => el("th", { scope: "col" }, name)))),
      el("tbody", {}, runs.map(row)))),
    el("p", {}, compare, el("span", { class: "note" }, " Choose two runs or more.")), beside,
    el("h3", {}, "A metric over the runs"), el("label", { for: "metric" }, "Metric "), metric, over);
  if (metric.value) replace(over, plot(runs, metric.value));
  return () => {};
}

// MARK: Reports

export async function openReports(panel, items) {
  const reports = items.filter((item) => item.kind === "report");
  const shown = el("div", {});
  const show = () => {
    const item = reports[choice.selectedIndex];
    const path = `/api/items/${item.id}/page`;
    replace(shown, el("p", { class: "note" }, el("a", { href: path, target: "_blank", rel: "noopener" }, "Open it alone")), frame(path, item.name));
  };
  const choice = el("select", { id: "report", onchange: show }, reports.map((item) => el("option", {}, item.name)));
  replace(panel, el("h2", {}, "Reports"), el("label", { for: "report" }, "Report "), choice, shown);
  show();
  return () => {};
}
