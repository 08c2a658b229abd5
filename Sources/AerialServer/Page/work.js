// The work that only people can do: candidates of change accepted or rejected, samples labelled.
import { attempt, get, poll, put, tell } from "./api.js";
import { el, isTyping, number, percent, replace } from "./dom.js";
import { choose, goTo, showSquares } from "./map.js";
import { pictures } from "./tile.js";

/** Keys work wherever the focus is, but for fields that are written in and for the map's own arrows. */
export function onKeys(handle) {
  const listener = (event) => {
    if (isTyping(event)) return;
    // A key that is held down says its word once: the next thing has not been looked at yet.
    if (event.repeat && !/^(Arrow|Backspace)/.test(event.key)) return;
    const isOnMap = document.activeElement?.id === "map" && event.key.startsWith("Arrow");
    if (!isOnMap && handle(event.key)) event.preventDefault();
  };
  document.addEventListener("keydown", listener);
  return () => document.removeEventListener("keydown", listener);
}

const step = (key) => ({ ArrowRight: 1, ArrowDown: 1, j: 1, ArrowLeft: -1, ArrowUp: -1, k: -1 })[key];

/** A list of things to judge, one of which is looked at. `kind` says what differs between changes and samples. */
class Worklist {
  constructor(panel, items, { values, revision }, kind) {
    Object.assign(this, { panel, items, values, revision, kind, position: Math.max(0, items.findIndex((item) => !(item.id in values))) });
    this.list = el("ul", { class: "list" });
    this.detail = el("div", { "aria-live": "polite" });
    this.progress = el("p", { class: "note", id: "progress" });
    this.rows = items.map((item, index) => {
      const end = el("span", { class: "end" });
      const button = el("button", { type: "button", onclick: () => this.look(index) }, kind.title(item), end);
      this.list.append(el("li", {}, button));
      return { button, end };
    });
  }

  get item() { return this.items[this.position]; }

  look(index) {
    if (index < 0 || index >= this.items.length) return;
    this.position = index;
    this.show();
    this.rows[index].button.scrollIntoView({ block: "nearest" });
    if (this.item.bounds) goTo(this.item.bounds);
  }

  /** Draws everything that a value may have changed. */
  show() {
    this.rows.forEach(({ button, end }, index) => {
      const value = this.values[this.items[index].id];
      end.textContent = value ? this.kind.short(value) : "";
      end.className = `end ${value ?? ""}`;
      button.setAttribute("aria-current", String(index === this.position));
    });
    const done = this.items.filter((item) => item.id in this.values).length;
    this.progress.textContent = `${number(done)} of ${number(this.items.length)} ${this.kind.done}`;
    showSquares(this.items.flatMap((item, index) => item.bounds
      ? [{ bounds: item.bounds, color: this.kind.color(this.values[item.id]), onclick: () => this.look(index) }] : []));
    if (this.item) {
      choose(this.item.bounds);
      replace(this.detail, this.kind.detail(this.item, this.values[this.item.id], (value) => this.say(value)));
    } else choose(null);
  }

  /** Takes a person's word: it is on the server's disk before the next thing is shown. */
  async say(value) {
    const item = this.item;
    if (!item || this.isSaving) return;
    if (value === null && !(item.id in this.values)) return tell(`Nothing was said of ${item.id} yet. The left arrow goes to the one before.`);
    this.isSaving = true;
    const answer = await attempt(() => this.kind.save(item, value));
    this.isSaving = false;
    if (!answer) return this.show();
    this.revision = Math.max(this.revision, answer.revision);
    if (value === null) delete this.values[item.id]; else this.values[item.id] = value;
    tell(`${item.id}: ${value ?? "taken back"}, saved`);
    if (this.kind.after) this.kind.after(item, answer);
    const next = value === null ? -1
      : this.items.findIndex((each, index) => index > this.position && !(each.id in this.values));
    if (next >= 0 && this.kind.movesOn) this.look(next); else this.show();
  }

  /** Takes what another window said. An answer that was on its way before this window's last word is older than it. */
  take(values, revision) {
    if (this.isSaving || revision < this.revision) return;
    this.revision = revision;
    if (JSON.stringify(values) === JSON.stringify(this.values)) return;
    this.values = values;
    this.show();
  }
}

/** The candidates of a change. Gives what ends the view. */
export async function openChange(panel, change) {
  const found = await get(`/api/changes/${change.id}`);
  const list = new Worklist(panel, found.candidates, { values: found.marks, revision: found.revision }, {
    done: "judged", movesOn: true,
    title: (item) => `${item.rank}. ${item.from} → ${item.to}, ${percent(item.probability)}`,
    short: (value) => value === "accept" ? "accepted" : "rejected",
    color: (value) => value === "accept" ? "#1f7a3f" : value === "reject" ? "#b3261e" : "#e0701e",
    save: (item, mark) => put(`/api/changes/${change.id}/marks/${item.id}`, { mark }),
    detail: (item, value, say) => [
      el("h2", {}, `${item.rank}. ${item.from} → ${item.to}`),
      el("p", { class: "note" }, `${item.id} · probability ${percent(item.probability)}`,
        value ? el("strong", { class: value }, ` · ${value === "accept" ? "accepted" : "rejected"}`) : null),
      pictures(item.bounds),
      el("div", { class: "row" },
        el("button", { type: "button", class: "accept", onclick: () => say("accept") }, "Accept ", el("kbd", {}, "a")),
        el("button", { type: "button", class: "reject", onclick: () => say("reject") }, "Reject ", el("kbd", {}, "r")),
        el("button", { type: "button", disabled: !value, onclick: () => say(null) }, "Take back ", el("kbd", {}, "u")))],
  });
  replace(panel, list.progress, list.detail, list.list, el("p", { class: "note" },
    "Arrows go to the next and the one before. Marks are kept in marks.csv, which 'aerial change --marks' reads."));
  list.show();
  if (list.item) goTo(list.item.bounds);
  const endKeys = onKeys((key) => {
    const value = { a: "accept", r: "reject", u: null }[key];
    if (value !== undefined) list.say(value);
    else if (step(key)) list.look(list.position + step(key));
    else return false;
    return true;
  });
  const endPoll = poll(2, async () => {
    const { marks, revision } = await get(`/api/changes/${change.id}/marks`);
    list.take(marks, revision);
  });
  return () => { endKeys(); endPoll(); showSquares([]); choose(null); };
}

// MARK: Samples

const interval = (figure, decimals, scale = 1) => figure
  ? `${number(figure.value * scale, decimals)} (${number(figure.low * scale, decimals)} to ${number(figure.high * scale, decimals)})` : "–";

/** A figure over its interval: two short lines leave room for all columns. */
const cell = (figure, scale = 1) => el("td", { class: "number" }, figure ? [number(figure.value * scale),
  el("small", {}, `${number(figure.low * scale)} to ${number(figure.high * scale)}`)] : "–");

function estimateTable(found) {
  const head = el("h3", {}, `Estimate after ${number(found.labelled)} of ${number(found.tiles)} labels`);
  if (!found.estimate) return [head, el("p", { class: "note", id: "estimate" }, `No estimate yet: ${found.waiting}`)];
  const rows = found.estimate.classes.map((each) => el("tr", {}, el("td", {}, each.class),
    cell(each.hectares), el("td", { class: "number" }, number(each.mappedHectares)), cell(each.usersAccuracy, 100)));
  return [head,
    el("p", { id: "estimate" }, `The map is right on ${interval(found.estimate.overallAccuracy, 1, 100)} % of the ground.`),
    found.caution ? el("p", { class: "note" }, found.caution) : null,
    el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Estimate" }, el("table", { class: "data" },
      el("thead", {}, el("tr", {}, ["Class", "Hectares", "Mapped", "User's, %"].map(
        (name, index) => el("th", { class: index ? "number" : null, scope: "col" }, name)))), el("tbody", {}, rows))),
    el("p", { class: "note" }, "Below each figure its 95 % interval; user's accuracy is the share of the map's tiles of a class that are right."),
    found.labelled < found.tiles ? el("p", { class: "note" }, "Tiles come in an order drawn by chance, so that it may be read before all are labelled; "
      + "the final figure is that of all.") : null];
}

/** The tiles of a sample. Gives what ends the view. */
export async function openSample(panel, sample) {
  const found = await get(`/api/samples/${sample.id}`);
  const maps = Object.fromEntries(found.tiles.map((tile) => [tile.id, tile.map]));
  const labels = Object.fromEntries(found.tiles.filter((tile) => tile.label).map((tile) => [tile.id, tile.label]));
  const estimate = el("div", { "aria-live": "polite" });
  const refresh = async () => replace(estimate, estimateTable(await get(`/api/samples/${sample.id}/estimate`)));
  const list = new Worklist(panel, found.tiles, { values: labels, revision: found.revision }, {
    done: "labelled", movesOn: true,
    title: (item) => item.id, short: (value) => value,
    color: (value) => value ? "#1f6f54" : "#e0701e",
    save: (item, label) => put(`/api/samples/${sample.id}/labels/${item.id}`, { label }),
    after: (item, answer) => { maps[item.id] = answer.map; attempt(refresh); },
    detail: (item, value, say) => [
      el("h2", {}, `What is ${item.id}?`),
      el("p", { class: "note" }, value
        ? `Labelled ${value}. The map says ${maps[item.id] ?? "…"}.` : "What the map says is shown once the tile has a label."),
      pictures(item.bounds),
      el("div", { class: "row" }, found.classes.map((name, index) => el("button",
        { type: "button", "aria-pressed": String(value === name), onclick: () => say(name) }, name + " ",
        index < 9 ? el("kbd", {}, index + 1) : null)),
      el("button", { type: "button", disabled: !value, onclick: () => say(null) }, "Take back ", el("kbd", {}, "u")))],
  });
  replace(panel, list.progress, list.detail, estimate, list.list, el("p", { class: "note" },
    "Labels are kept in sample.csv, which 'aerial area estimate' reads."));
  list.show();
  if (list.item) goTo(list.item.bounds);
  await attempt(refresh);
  const endKeys = onKeys((key) => {
    const name = /^[1-9]$/.test(key) ? found.classes[Number(key) - 1] : undefined;
    if (name) list.say(name);
    else if (key === "u") list.say(null);
    else if (step(key)) list.look(list.position + step(key));
    else return false;
    return true;
  });
  const endPoll = poll(2, async () => {
    const { marks, revision } = await get(`/api/samples/${sample.id}/labels`);
    const own = Object.fromEntries(Object.entries(marks).filter(([id]) => id in maps));
    const before = list.values;
    list.take(own, revision);
    if (before !== list.values) await refresh();
  });
  return () => { endKeys(); endPoll(); showSquares([]); choose(null); };
}

// MARK: Reviews and suggestions

/** Labels that are probably wrong, or tiles whose labels would help. Gives what ends the view. */
export async function openWorklist(panel, item) {
  const found = await get(`/api/worklists/${item.id}`);
  const isReview = found.kind === "review";
  const words = { accept: "accepted", keep: "kept", drop: "dropped" };
  const list = new Worklist(panel, found.entries, { values: found.marks, revision: found.revision }, {
    done: isReview ? "judged" : "labelled", movesOn: true,
    title: (entry) => isReview ? `${entry.number}. ${entry.label}? ${entry.suggested ?? ""}` : `${entry.number}. ${entry.id.split("/").pop()}`,
    short: (value) => words[value] ?? value,
    color: (value) => value ? "#1f6f54" : "#e0701e",
    save: (entry, mark) => put(`/api/worklists/${item.id}/marks/${entry.number}`, { mark, id: entry.id }),
    detail: (entry, value, say) => [
      el("h2", {}, isReview ? `Is it ${entry.label}?` : `What is ${entry.id.split("/").pop()}?`),
      el("p", { class: "note" }, isReview
        ? `${entry.id} · the others take it for ${entry.suggested ?? "another class"}; wrong with ${percent(entry.probability)}`
        : `The model says ${entry.label}, ${percent(entry.probability)}`,
      value ? el("strong", {}, ` · ${words[value] ?? value}`) : null),
      entry.picture ? el("img", { class: "picture", src: entry.picture, alt: entry.id }) : pictures(entry.bounds),
      isReview ? el("div", { class: "row" },
        entry.suggested ? el("button", { type: "button", "aria-pressed": String(value === "accept"), onclick: () => say("accept") }, `It is ${entry.suggested} `, el("kbd", {}, "a")) : null,
        el("button", { type: "button", "aria-pressed": String(value === "keep"), onclick: () => say("keep") }, `Keep ${entry.label} `, el("kbd", {}, "k")),
        el("button", { type: "button", "aria-pressed": String(value === "drop"), onclick: () => say("drop") }, "Drop ", el("kbd", {}, "d"))) : null,
      el("div", { class: "row" }, found.classes.map((name, index) => el("button",
        { type: "button", "aria-pressed": String(value === name), onclick: () => say(name) }, name + " ", index < 9 ? el("kbd", {}, index + 1) : null)),
      el("button", { type: "button", disabled: !value, onclick: () => say(null) }, "Take back ", el("kbd", {}, "u")))],
  });
  replace(panel, list.progress, list.detail, list.list, el("p", { class: "note" }, isReview
    ? "Marks are kept in corrections.csv, which 'transfer', 'finetune' and 'prepare' read with --corrections."
    : "Labels are kept in suggestions.csv, which 'dataset gather' reads, and, of tiles, in labels.geojson, which 'prepare --labels' reads."));
  list.show();
  if (list.item?.bounds) goTo(list.item.bounds);
  const endKeys = onKeys((key) => {
    const name = /^[1-9]$/.test(key) ? found.classes[Number(key) - 1] : undefined;
    const word = isReview ? { a: list.item?.suggested ? "accept" : undefined, k: "keep", d: "drop" }[key] : undefined;
    if (name || word) list.say(name ?? word);
    else if (key === "u") list.say(null);
    else if (step(key)) list.look(list.position + step(key));
    else return false;
    return true;
  });
  const endPoll = poll(2, async () => {
    const { marks, revision } = await get(`/api/worklists/${item.id}/marks`);
    list.take(marks, revision);
  });
  return () => { endKeys(); endPoll(); showSquares([]); choose(null); };
}
