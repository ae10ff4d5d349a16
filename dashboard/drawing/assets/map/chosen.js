/* What is chosen on a map, told apart from it: a click asks for what is drawn beside the map, and for the map not at
   all. It is marked at once; the page has the last word (dashboard/drawing/maps.py, `chosen`). */
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
  show(state.key, code);
  chooser.setStateValue("selected", { code, click: Date.now() });
  return true;
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

export default function (component) {
  const { key, selected } = component.data;
  choosers.set(key, component);
  show(key, selected);
  return () => { if (choosers.get(key) === component) choosers.delete(key); };
}
