"use strict";
// The desk of a reception without a line to the county: one file, any browser, nothing is asked of any host.
// What was said is sealed at once for the county's record, and can be read by nobody at this desk.
const given = JSON.parse(document.getElementById("content").textContent);
const say = (key, values = {}) =>
  given.words[key].replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
const KEY = `desk-${given.desk}`;
const names = (pairs) => new Map(pairs.map(([code, name]) => [code, name]));
const villages = names(given.villages), categories = names(given.categories);
let editing = null; // uid of the entry whose words are being corrected
let uid = newUid();

// --- what is kept: on this computer, and in the file that is saved ---------------------------------------

function load() {
  const kept = localStorage.getItem(KEY);
  return kept ? JSON.parse(kept) : { entries: [], saved: "", dirty: 0 };
}

function keep(state) {
  const text = JSON.stringify(state);
  localStorage.setItem(KEY, text);
  if (localStorage.getItem(KEY) !== text) throw new Error("not kept");
}

// Every step reads what is kept, changes it and keeps it at once, so that two windows never overwrite each other.
function step(change) {
  const state = load();
  change(state);
  state.dirty += 1;
  try {
    keep(state);
  } catch {
    tell(say("not_kept"));
    return false;
  }
  tell("");
  draw();
  return true;
}

const FIELDS = ["uid", "revision", "number", "arrived_at", "village", "category", "people", "case", "repeats",
  "sealed", "sealed_note", "place", "heard_by", "called_at", "ended_at", "outcome", "owner", "due", "why",
  "withdrawn"];
const bare = (entry) => Object.fromEntries(FIELDS.map((name) => [name, entry[name] ?? null]));

function save() {
  const state = load();
  const file = { format: given.format, desk: given.desk, on: given.on, township: given.township,
    letter: given.letter, entries: state.entries.map(bare) };
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(file, null, 1)], { type: "application/json" }));
  link.download = given.file;
  link.click();
  URL.revokeObjectURL(link.href);
  state.saved = clock();
  state.dirty = 0;
  keep(state);
  draw();
}

// A file of this desk is brought in: on another computer, or after this one has forgotten.
async function bring(file) {
  let told;
  try {
    told = JSON.parse(await file.text());
    if (told.format !== given.format || told.desk !== given.desk || !Array.isArray(told.entries)) throw 0;
  } catch {
    tell(say("other_file"));
    return;
  }
  step((state) => {
    for (const entry of told.entries.filter((one) => one && one.uid && one.number && one.arrived_at)) {
      const at = state.entries.findIndex((one) => one.uid === entry.uid);
      if (at < 0) state.entries.push(entry);
      else if (entry.revision > state.entries[at].revision) state.entries[at] = entry;
    }
    state.entries.sort((one, other) => one.number - other.number);
  });
}

// --- sealing --------------------------------------------------------------------------------------------

function newUid() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0"))
    .join("");
}

const bytes = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
const base64 = (parts) => btoa(parts.map((part) => Array.from(part, (b) => String.fromCharCode(b)).join("")).join(""));

async function seal(about, text) {
  const curve = { name: "ECDH", namedCurve: "P-256" }, encoder = new TextEncoder();
  const other = await crypto.subtle.importKey("raw", bytes(given.public_key), curve, false, []);
  const drawn = await crypto.subtle.generateKey(curve, true, ["deriveBits"]);
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", drawn.publicKey));
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: other }, drawn.privateKey, 256);
  const secret = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: point, info: encoder.encode("petition-desk 1") };
  const key = await crypto.subtle.deriveKey(how, secret, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const cipher = { name: "AES-GCM", iv, additionalData: encoder.encode(about) };
  return base64([point, iv, new Uint8Array(await crypto.subtle.encrypt(cipher, key, encoder.encode(text)))]);
}

// --- pieces of the page: every text is set as text, never as HTML ------------------------------------------

function el(name, more = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(more)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key === "class") made.className = value;
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value != null) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}
const labelled = (words, control) => el("label", {}, words, control);
const button = (words, act, more = {}) => el("button", { type: "button", onclick: act, ...more }, words);
const list = (id, pairs) => el("datalist", { id }, ...pairs.map((each) => el("option", { value: shown(each) })));
const shown = ([, name, initials]) => (initials ? `${name} ${initials}` : name);

// What was typed, as a code: the whole entry of the list, its initials, or the start of its name, if it is one alone.
function meant(text, pairs) {
  const typed = text.trim().toLowerCase();
  if (!typed) return null;
  const whole = pairs.filter((each) => [shown(each), each[1], each[2]].some((one) => one && one.toLowerCase() === typed));
  const near = pairs.filter((each) => each[1].toLowerCase().startsWith(typed) || (each[2] || "").startsWith(typed));
  const found = whole.length ? whole : near;
  return found.length === 1 ? found[0][0] : undefined;
}

const clock = () => {
  const at = new Date();
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => String(part).padStart(2, "0")).join(":");
};
const moment = () => `${given.on}T${clock()}`;
const slipOf = (entry) => given.letter + String(entry.number).padStart(3, "0");
const touched = (entry) => { entry.revision += 1; };
const tell = (text) => { told.textContent = text; };
const standing = (state) => state.entries.filter((entry) => !entry.withdrawn);

// --- the steps ------------------------------------------------------------------------------------------

async function enter(event) {
  event.preventDefault();
  const category = meant(fields.category.value, given.categories);
  const village = meant(fields.village.value, given.villages);
  const people = Number(fields.people.value);
  const number = fields.case.value.trim();
  if (!category) return refuse(fields.category, say("choose_category"));
  if (village === undefined) return refuse(fields.village, say("which_village"));
  if (!Number.isInteger(people) || people < 1) return refuse(fields.people, say("how_many"));
  const twice = standing(load()).find((entry) => number && entry.case === number && entry.uid !== editing);
  if (twice) return refuse(fields.case, say("twice", { slip: slipOf(twice) }));
  const own = editing || uid;
  const said = Object.fromEntries(["address", "words", "name", "phone"]
    .map((name) => [name, fields[name].value.trim()]).filter(([, text]) => text));
  let sealed = "";
  if (Object.keys(said).length) {
    try {
      sealed = await seal(`${own}/said`, JSON.stringify(said));
    } catch {
      return refuse(fields.words, say("not_sealed"));
    }
  }
  const kept = step((state) => {
    const known = state.entries.find((entry) => entry.uid === own);
    const values = { village, category, people, case: number };
    if (known) {
      known.before = null; // a correction is not undone: it is corrected once more
      Object.assign(known, values, sealed ? { sealed } : {});
      touched(known);
    } else {
      const last = Math.max(0, ...state.entries.map((entry) => entry.number));
      state.entries.push({ uid: own, revision: 1, number: last + 1, arrived_at: moment(), repeats: false,
        sealed, sealed_note: "", place: "waiting", withdrawn: false, ...values });
    }
  });
  if (!kept) return undefined;
  const entry = load().entries.find((one) => one.uid === own);
  note.textContent = say(editing ? "corrected" : "entered", { slip: slipOf(entry) });
  prepare(entry);
  empty();
  return undefined;
}

function refuse(control, text) {
  tell(text);
  control.focus();
}

function empty() {
  editing = null;
  uid = newUid();
  form.reset();
  offer();
  fields.category.focus();
}

function edit(entry) {
  editing = entry.uid;
  form.reset();
  fields.category.value = categories.get(entry.category) || entry.category;
  fields.village.value = villages.get(entry.village) || "";
  fields.people.value = entry.people;
  fields.case.value = entry.case || "";
  note.textContent = say("editing", { slip: slipOf(entry) });
  fields.category.focus();
}

// What an entry was before its last step, for one way back.
function act(own, change) {
  step((state) => {
    const entry = state.entries.find((one) => one.uid === own);
    entry.before = { ...bare(entry) };
    change(entry, state);
    touched(entry);
  });
}

function undo(own) {
  const known = load().entries.find((one) => one.uid === own);
  if (!known.before && !window.confirm(say("take_back", { slip: slipOf(known) }))) return;
  step((state) => {
    const at = state.entries.findIndex((one) => one.uid === own);
    const now = state.entries[at];
    state.entries[at] = now.before
      ? { ...now.before, revision: now.revision + 1 }
      : { ...now, withdrawn: true, revision: now.revision + 1 };
  });
}

function call(own, table) {
  const busy = standing(load()).find((entry) => entry.place === "being_heard" && entry.heard_by === table);
  if (busy) return tell(say("busy", { slip: slipOf(busy) }));
  const heard = standing(load()).filter((entry) => entry.heard_by === "leader").length;
  if (table === "leader" && heard >= given.places) return tell(say("leader_full", { places: given.places }));
  return act(own, (entry) => Object.assign(entry, { place: "being_heard", heard_by: table, called_at: moment() }));
}

function ask(entry) {
  const outcome = el("select", { autofocus: true }, ...given.outcomes.map(([code, name]) => el("option", { value: code }, name)));
  const owner = el("input", { list: "tables", maxlength: 100 });
  const due = el("input", { type: "date", min: given.on });
  const why = el("select", {}, el("option", { value: "" }, "—"), ...given.reasons.map(([code, name]) => el("option", { value: code }, name)));
  const words = el("textarea", { maxlength: 2000 });
  const wrong = el("p", { class: "told", role: "alert" });
  const box = el("dialog", { "aria-label": say("outcome") });
  const parts = { owner: labelled(say("owner"), owner), due: labelled(say("due"), due), why: labelled(say("why"), why) };
  const fit = () => {
    parts.owner.hidden = !["promised", "referred"].includes(outcome.value);
    parts.due.hidden = outcome.value !== "promised";
    parts.why.hidden = outcome.value !== "not_heard";
  };
  outcome.value = entry.outcome || (entry.called_at ? "explained" : "not_heard");
  owner.value = entry.owner || given.in_charge[entry.category] || "";
  due.value = entry.due || "";
  why.value = entry.why || "";
  outcome.addEventListener("change", fit);
  async function record(event) {
    event.preventDefault();
    const chosen = outcome.value, heard = chosen !== "not_heard";
    if (heard && !entry.called_at) return void (wrong.textContent = say("nobody_heard", { slip: slipOf(entry) }));
    if (chosen === "promised" && !due.value) return void (wrong.textContent = say("no_due"));
    if (chosen === "promised" && due.value < given.on) return void (wrong.textContent = say("due_before"));
    if (!parts.owner.hidden && !owner.value.trim()) return void (wrong.textContent = say("no_owner"));
    if (!heard && (!why.value || (why.value === "other" && !words.value.trim())))
      return void (wrong.textContent = say("no_why"));
    let sealed = entry.sealed_note || "";
    try {
      if (words.value.trim()) sealed = await seal(`${entry.uid}/note`, words.value.trim());
    } catch {
      return void (wrong.textContent = say("not_sealed"));
    }
    act(entry.uid, (one) => Object.assign(one, {
      outcome: chosen, place: heard ? "heard" : "left", ended_at: one.ended_at || moment(), sealed_note: sealed,
      owner: parts.owner.hidden ? "" : owner.value.trim(), due: chosen === "promised" ? due.value : null,
      why: heard ? null : why.value,
    }));
    box.close();
    return undefined;
  }
  box.append(el("form", { onsubmit: record, onkeydown: (event) => {
    if (event.key === "Enter" && event.ctrlKey) event.target.form.requestSubmit();
  } }, el("h2", {}, `${slipOf(entry)} · ${say("outcome")}`), labelled(say("outcome"), outcome), parts.owner, parts.due, parts.why,
  labelled(say("note"), words), wrong, el("div", { class: "bar" },
    el("button", { class: "first" }, say("record")), button(say("cancel"), () => box.close()))));
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  fit();
  box.showModal();
}

// The slip: number, place and day. Nothing of who came, or what for.
function prepare(entry) {
  document.getElementById("slip").replaceChildren(
    el("div", {}, given.hub), el("b", {}, slipOf(entry)), el("div", {}, `${given.name} ${given.on}`),
    el("div", {}, entry.arrived_at.slice(11, 16)), el("div", {}, say("keep_slip")), given.mark ? el("div", {}, given.mark) : null);
}
function printSlip(entry) {
  prepare(entry);
  window.print();
}

// --- the page -------------------------------------------------------------------------------------------

const told = el("p", { class: "told", role: "alert" });
const note = el("p", { class: "quiet", role: "status" });
const figures = el("h1", {});
const stored = el("span", { class: "quiet" });
const likely = el("div", { class: "bar" });
const rows = el("tbody", {});
const fields = {
  category: el("input", { list: "categories", autocomplete: "off", required: true }),
  village: el("input", { list: "villages", autocomplete: "off" }),
  people: el("input", { type: "number", min: 1, value: 1 }),
  case: el("input", { list: "cases", autocomplete: "off", maxlength: 64 }),
  words: el("textarea", { maxlength: 2000 }),
  name: el("input", { maxlength: 100, autocomplete: "off" }),
  phone: el("input", { maxlength: 32, autocomplete: "off" }),
  address: el("input", { maxlength: 200, autocomplete: "off" }),
};
const form = el("form", { onsubmit: enter, novalidate: true, autocomplete: "off", onkeydown: (event) => {
  if (event.key === "Enter" && event.ctrlKey) form.requestSubmit();
} },
labelled(say("category"), fields.category), labelled(say("village"), fields.village),
el("div", { class: "pair" }, labelled(say("people"), fields.people), labelled(say("case"), fields.case)), likely,
labelled(say("words"), fields.words),
el("div", { class: "pair" }, labelled(say("name"), fields.name), labelled(say("phone"), fields.phone)),
labelled(say("address"), fields.address), el("p", { class: "quiet" }, say("sealed_here")),
el("div", { class: "bar" }, el("button", { class: "first" }, say("enter")), button(say("clear"), empty)));

// Matters on record of the same village and category, as of when this desk was handed out.
function offer() {
  const category = meant(fields.category.value, given.categories), village = meant(fields.village.value, given.villages);
  const found = category && village ? given.cases.filter((one) => one[1] === village && one[2] === category).slice(0, 5) : [];
  likely.replaceChildren(...(found.length ? [el("span", { class: "quiet" }, say("likely"))] : []),
    ...found.map(([number]) => button(number, () => { fields.case.value = number; })));
}
for (const name of ["category", "village"]) fields[name].addEventListener("change", offer);

const cell = (text) => el("td", text ? {} : { class: "none" }, text || "—");

function row(entry, state) {
  const free = standing(state).filter((one) => one.heard_by === "leader").length < given.places;
  const mine = given.in_charge[entry.category];
  const tables = [["leader", given.leader_words], ...given.tables.map((name) => [name, name])];
  const table = el("select", { "aria-label": say("table") }, ...tables.map(([code, name]) => el("option", { value: code }, name)));
  table.value = free ? "leader" : mine || (tables[1] || tables[0])[0];
  const waits = entry.place === "waiting";
  const outcome = given.outcomes.find(([code]) => code === entry.outcome);
  const more = [entry.owner, entry.due, (given.reasons.find(([code]) => code === entry.why) || [])[1]].filter(Boolean).join(" ");
  const heardBy = entry.heard_by === "leader" ? given.leader_words : entry.heard_by || "";
  return el("tr", { "data-slip": slipOf(entry) }, el("td", { class: "slip" }, slipOf(entry)), el("td", {}, entry.arrived_at.slice(11, 16)),
    cell(villages.get(entry.village)), el("td", {}, categories.get(entry.category) || entry.category),
    el("td", { class: "n" }, say("persons", { n: entry.people })), cell(entry.case),
    el("td", {}, given.places_of[entry.place]), cell(heardBy), cell(outcome && `${outcome[1]} ${more}`),
    el("td", {}, el("div", { class: "bar" }, waits ? table : null,
      waits ? button(say("call"), () => call(entry.uid, table.value)) : null,
      button(say(entry.outcome ? "change" : "outcome"), () => ask(entry)),
      entry.outcome ? null : button(say("edit"), () => edit(entry)),
      button(say("undo"), () => undo(entry.uid)), button(say("slip"), () => printSlip(entry)))));
}

function draw() {
  const state = load(), every = standing(state);
  const count = (code) => every.filter((entry) => entry.outcome === code).length;
  figures.textContent = every.length
    ? say("figures", { groups: every.length, people: every.reduce((sum, entry) => sum + entry.people, 0),
      settled: count("settled"), promised: count("promised") })
    : say("nobody");
  stored.textContent = say(state.saved ? "stored" : "never_saved",
    { n: state.entries.length, at: state.saved.slice(0, 5), dirty: state.dirty });
  rows.replaceChildren(...every.map((entry) => row(entry, state)));
}

const picker = el("input", { type: "file", accept: ".json", hidden: true, onchange: () => {
  if (picker.files[0]) bring(picker.files[0]);
  picker.value = "";
} });
document.getElementById("desk").append(
  given.mark ? el("div", { class: "mark" }, given.mark) : "", el("div", { class: "quiet" }, given.head), figures,
  el("div", { class: "bar" }, button(say("save"), save, { class: "first" }), button(say("bring"), () => picker.click()), picker, stored),
  el("p", { class: "quiet" }, say("how")), told,
  el("div", { class: "columns" }, el("div", {}, form, note),
    el("div", { class: "list" }, el("table", {}, el("thead", {}, el("tr", {}, ...given.heads.map((words) => el("th", {}, words)))), rows))),
  list("categories", given.categories), list("villages", given.villages),
  el("datalist", { id: "cases" }, ...given.cases.map(([number]) => el("option", { value: number }))),
  el("datalist", { id: "tables" }, ...given.tables.map((name) => el("option", { value: name }))));
window.addEventListener("storage", draw);
window.addEventListener("beforeunload", (event) => { if (load().dirty) event.preventDefault(); });
document.addEventListener("keydown", (event) => {
  if (event.altKey && event.key.toLowerCase() === "n") { event.preventDefault(); empty(); }
});
if (!crypto.subtle) tell(say("not_sealed"));
draw();
fields.category.focus();
