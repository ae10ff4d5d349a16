/* What is chosen on a map, told apart from it: a click asks for what is drawn beside the map, and for the map not at
   all. It is marked at once; the page has the last word (dashboard/drawing/maps.py, `chosen`). */
import { element } from "./dom.js";
import { select } from "./paint.js";

const maps = new Map(), choosers = new Map();

export function join(state) {
  maps.set(state.key, state);
  state.leaving.push(() => { if (maps.get(state.key) === state) maps.delete(state.key); });
}

/* Tells a click; false where nobody but the map itself does. */
export function chose(state, code) {
  const chooser = choosers.get(state.key);
  if (!chooser) return false;
  if (code && code !== state.selected) chooser.parentElement.replaceChildren(preview(state, state.places.get(code)));
  show(state.key, code);
  chooser.setStateValue("selected", { code, click: Date.now() });
  return true;
}

/* What the map knows of a village stands in the place of its panel, until that has come (page.css, `pm-asked`). */
function preview(state, place) {
  const made = element("div", "pm-asked"), [name, ...lines] = state.words[place];
  made.append(element("h3", "", name), ...lines.map((line) => element("p", "", line)), element("i"), element("i"));
  return made;
}

function show(key, code) {
  const state = maps.get(key);
  if (state) select(state, code);
  for (const mark of document.querySelectorAll("i.pm-chosen")) {
    if (choosers.get(key).data.lists.includes(mark.dataset.list)) mark.dataset.code = code;
  }
  window.PetitionMark?.();
}

/* A row of a list opens what its shape opens (dashboard/drawing/scripts.py, `LINKS`). */
window.PetitionChoose = (link) => {
  const [key] = choosers.keys(), state = maps.get(key);
  if (!state) return false;
  const [there, here] = [link, location].map((each) => new URL(each.href)), code = there.searchParams.get("village");
  for (const address of [there, here]) address.searchParams.delete("village");
  there.searchParams.sort();
  here.searchParams.sort();
  return !!code && there.href === here.href && chose(state, code);
};

export function takeChoice(component) {
  const { key, selected } = component.data;
  component.parentElement.replaceChildren();
  choosers.set(key, component);
  show(key, selected);
  return () => { if (choosers.get(key) === component) choosers.delete(key); };
}
