// Commands started from forms, models asked about a picture.
import { attempt, get, poll, post, remove, tell, upload } from "./api.js";
import { el, number, percent, replace, shellWord } from "./dom.js";
import { bars } from "./tile.js";

// MARK: Jobs

function field(each, paths) {
  const id = `field-${each.name}`;
  const label = el("label", { for: id }, each.name, each.required ? " (needed)" : "");
  if (each.kind === "flag") {
    return el("div", { class: "field" }, el("label", {}, el("input", { type: "checkbox", name: each.name, id }), ` ${each.name}`),
      el("p", { class: "note" }, each.about));
  }
  const input = each.choices.length
    ? el("select", { id, name: each.name }, el("option", { value: "" }, each.usual ? `as usual: ${each.usual}` : "as usual"),
      each.choices.map((choice) => el("option", { value: choice }, choice)))
    : el("input", { type: "text", id, name: each.name, placeholder: each.usual ?? "", list: paths, required: each.required, autocomplete: "off" });
  const about = each.about + (each.repeating ? " Several with ; between them." : "");
  return el("div", { class: "field" }, label, input, el("p", { class: "note" }, about));
}

function values(form, fields) {
  const given = {};
  for (const each of fields) {
    const input = form.elements[each.name];
    if (each.kind === "flag") { if (input.checked) given[each.name] = ["true"]; continue; }
    const text = input.value.trim();
    if (text) given[each.name] = each.repeating ? text.split(";").map((word) => word.trim()).filter(Boolean) : [text];
  }
  return given;
}

const isOn = (job) => job.state === "waiting" || job.state === "running";

/** A job in one line, and all of it once it is opened: `whole` has what was asked for last. */
function jobCard(job, opened, whole, refresh) {
  const last = job.log[job.log.length - 1] ?? "";
  const toggle = (event) => {
    if (event.target.open === opened.has(job.id)) return;
    if (event.target.open) opened.add(job.id); else opened.delete(job.id);
    attempt(refresh);
  };
  const summary = el("summary", {}, el("strong", {}, `${job.command}: ${job.state}`), ` ${last.slice(0, 120)}`);
  return el("details", { "data-job": job.id, open: opened.has(job.id), ontoggle: toggle }, summary,
    whole ? details(whole) : null,
    isOn(job) ? el("button", { type: "button", onclick: () => attempt(() => remove(`/api/jobs/${job.id}`)) }, "Cancel") : null);
}

/** A metric over its steps, as a line between its lowest and its highest value. */
function curve(name, points, color) {
  const values = points.map((each) => each.value).filter((each) => each !== null);
  if (!values.length) return null;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const last = points[points.length - 1];
  const [width, height] = [520, 90];
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  for (const [key, value] of Object.entries({ class: "curve", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `${name} by step` })) svg.setAttribute(key, value);
  const line = svg.appendChild(document.createElementNS(space, "polyline"));
  const x = (index) => points.length > 1 ? 10 + index / (points.length - 1) * (width - 20) : width / 2;
  line.setAttribute("points", points.flatMap((each, index) => each.value === null ? []
    : [`${x(index).toFixed(1)},${(height - 10 - (high > low ? (each.value - low) / (high - low) : 0.5) * (height - 20)).toFixed(1)}`]).join(" "));
  line.setAttribute("stroke", color);
  return el("figure", { class: "metric", "data-metric": name }, el("figcaption", { class: "note" }, `${name}: ${number(last.value, 3)} after epoch or step ${number(last.step)}, from ${number(low, 3)} to ${number(high, 3)}`), svg);
}

function curves(metrics) {
  const wanted = ["trainingLoss", "validationLoss", "trainingAccuracy", "validationAccuracy"].filter((name) => metrics[name]?.length);
  return wanted.map((name) => curve(name, metrics[name], /Loss/.test(name) ? "#b3261e" : "#1f6f54"));
}

function details(job) {
  return [...curves(job.metrics ?? {}), el("pre", {}, "aerial " + job.words.map(shellWord).join(" ")),
    job.log.length ? el("pre", {}, job.log.join("\n")) : null,
    job.result ? el("pre", {}, JSON.stringify(job.result, null, 1)) : null];
}

export async function openJobs(panel, items, changed) {
  const { commands } = await get("/api/jobs/forms");
  const [form, list, opened] = [el("form", {}), el("div", { id: "jobs" }), new Set()];
  const paths = el("datalist", { id: "paths" }, items.map((item) => el("option", { value: item.name.split("/").slice(1).join("/") || "." })));
  const choice = el("select", { id: "command", onchange: () => build() }, commands.map((each) => el("option", { value: each.command }, each.command)));
  function build() {
    const command = commands.find((each) => each.command === choice.value);
    const main = command.fields.filter((each) => each.required || each.kind === "positional" || ["out", "imagery", "labels", "before", "after", "overwrite"].includes(each.name));
    const others = command.fields.filter((each) => !main.includes(each));
    replace(form, el("p", { class: "note" }, command.about), main.map((each) => field(each, "paths")),
      el("details", {}, el("summary", {}, `${others.length} more options`), others.map((each) => field(each, "paths"))),
      el("button", { type: "submit" }, `Start ${command.command}`));
    form.onsubmit = async (event) => {
      event.preventDefault();
      const job = await attempt(() => post("/api/jobs", { command: command.command, values: values(form, command.fields) }));
      if (job) { tell(`${job.command} was started`); opened.add(job.id); await refresh(); list.scrollIntoView({ block: "start" }); }
    };
  }
  let shown = "";
  let wasOn = false;
  async function refresh() {
    const { jobs } = await get("/api/jobs");
    const wholes = await Promise.all(jobs.filter((job) => opened.has(job.id)).map(async (job) => (
      { ...await get(`/api/jobs/${job.id}`), metrics: (await get(`/api/jobs/${job.id}/curve`)).metrics })));
    const text = JSON.stringify([jobs, wholes]);
    if (text === shown) return;
    shown = text;
    replace(list, jobs.length ? jobs.map((job) => jobCard(job, opened, wholes.find((each) => each.id === job.id), refresh)) : el("p", { class: "note" }, "Nothing was started yet."));
    const someOn = jobs.some(isOn);
    if (wasOn && !someOn) changed();
    wasOn = someOn;
  }
  replace(panel, el("h2", {}, "Jobs"), list, el("h3", {}, "Start a command"),
    el("p", { class: "note" }, "Paths are taken from the first folder that is served."), el("label", { for: "command" }, "Command "), choice, form, paths);
  build();
  await refresh();
  return poll(1, refresh);
}

// MARK: Models

export async function openModels(panel) {
  const { models } = await get("/api/models");
  const answer = el("div", { "aria-live": "polite", id: "prediction" });
  const model = el("select", { id: "model" }, models.map((each) => el("option", { value: each.id }, each.name)));
  const facts = el("p", { class: "note" });
  const file = el("input", { type: "file", id: "picture", accept: "image/png,image/jpeg,image/tiff" });
  const show = () => {
    const each = models.find((one) => one.id === model.value);
    facts.textContent = [each.backbone, `${each.tile.sideMeters} m tiles`, each.classes.map((one) => one.name).join(", "),
      each.accuracy ? `accuracy ${percent(each.accuracy)}` : null].filter(Boolean).join(" · ");
  };
  async function ask() {
    if (!file.files[0]) return;
    tell("The model looks at the picture.");
    const found = await attempt(() => upload(`/api/models/${model.value}/predict`, file.files[0]));
    if (!found) return replace(answer);
    tell("");
    replace(answer, el("h3", {}, `${found.class}, ${percent(found.confidence)}`),
      found.foreign > 0.95 ? el("p", { class: "bad" }, "Unlike anything that the model learned: a guess.") : null, bars(found.probabilities));
  }
  model.onchange = () => { show(); ask(); };
  file.onchange = ask;
  replace(panel, el("h2", {}, "Ask a model"), el("label", { for: "model" }, "Model "), model, facts,
    el("label", { for: "picture" }, "A picture of one tile "), file, answer);
  show();
  return () => {};
}
