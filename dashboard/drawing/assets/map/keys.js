/* The villages are one stop of the keyboard: arrows go to the nearest in their direction, Enter chooses, Escape leaves. */
import { choose } from "./build.js";
import { element } from "./dom.js";
import { hideTip, showTip } from "./tips.js";
import { goHome, zoom } from "./view.js";

const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function addKeys(state) {
  const list = state.isCanvas ? state.canvas.appendChild(element("div", "pm-list-of-villages"))
    : state.map.getRenderer(state.villages[0] || L.polyline([]))._container;
  state.list = list;
  list?.setAttribute("role", state.settings.selects ? "listbox" : "list");
  list?.querySelector("g")?.setAttribute("role", "presentation");
  state.villages.forEach((layer, place) => {
    const path = layer.getElement();
    if (!path) return;
    path.setAttribute("role", state.settings.selects ? "option" : "listitem");
    path.tabIndex = -1;
    path.addEventListener("focus", () => entered(state, place));
    path.addEventListener("blur", () => leave(state));
    path.addEventListener("keydown", (event) => pressed(state, place, event));
  });
  if (state.isCanvas) { // the list has the keyboard, and tells which of its villages is meant
    list.tabIndex = 0;
    list.addEventListener("focus", () => entered(state, state.here));
    list.addEventListener("blur", () => leave(state));
    list.addEventListener("keydown", (event) => pressed(state, state.here, event));
  }
  state.here = 0;
  setStop(state, middle(state));
}

/* On a canvas the one village that the keyboard is on is an element, made anew so that it is heard. */
function tell(state, place) {
  const { list, settings, outlines, words, selected } = state, { code, name } = outlines.villages[place];
  const option = element("div", "");
  option.id = `${state.key}-${code}-${Date.now()}`;
  const attributes = { role: settings.selects ? "option" : "listitem", "aria-label": (words[place] || [name]).join(", "),
    "aria-setsize": outlines.villages.length, "aria-posinset": place + 1, "aria-selected": code === selected };
  for (const [key, value] of Object.entries(attributes)) option.setAttribute(key, value);
  list.replaceChildren(option);
  list.setAttribute("aria-activedescendant", option.id);
}

/* Which village a Tab leads to. */
export function setStop(state, place) {
  state.villages[state.here]?.getElement()?.setAttribute("tabindex", "-1");
  state.here = place;
  state.villages[place]?.getElement()?.setAttribute("tabindex", "0");
  if (state.isCanvas && state.list && state.villages[place]) tell(state, place);
}

function middle(state) {
  if (!state.county) return 0;
  const centre = state.county.getBounds().getCenter();
  return nearest(state, (at) => Math.hypot(at[0] - centre.lat, at[1] - centre.lng));
}

function nearest(state, distance) {
  let best = -1, least = Infinity;
  state.outlines.villages.forEach((village, place) => {
    const far = distance(village.at, place);
    if (far < least) [best, least] = [place, far];
  });
  return best;
}

/* The nearest within 45 degrees of the way, what lies straight ahead before what lies aside. */
export function next(state, place, [x, y]) {
  const from = state.map.project(state.outlines.villages[place].at, 12);
  return nearest(state, (at, other) => {
    const to = state.map.project(at, 12).subtract(from);
    const ahead = to.x * x + to.y * y, aside = Math.abs(to.x * y) + Math.abs(to.y * x);
    return other === place || ahead <= 0 || aside > ahead ? Infinity : ahead + 2 * aside;
  });
}

function entered(state, place) {
  const path = state.isCanvas ? state.list : state.villages[place].getElement();
  setStop(state, place);
  if (!path.matches(":focus-visible")) return;
  const at = L.latLng(state.outlines.villages[place].at);
  if (!state.map.getBounds().pad(-0.05).contains(at)) {
    state.moved = true;
    state.map.panTo(at, { animate: false });
  }
  leave(state);
  const lines = state.villages[place].getLatLngs();
  state.ring = L.layerGroup(["pm-ring-casing", "pm-ring"].map((className, i) => L.polygon(lines, { pane: "pm-focus",
    interactive: false, fill: false, className, weight: i ? 3 : 7 }))).addTo(state.map);
  showTip(state, place, state.map.latLngToContainerPoint(at));
}

function leave(state) {
  state.ring?.remove();
  state.ring = null;
  hideTip(state);
}

function pressed(state, place, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const way = WAYS[event.key];
  if (way) {
    const to = next(state, place, way);
    if (to >= 0 && state.isCanvas) entered(state, to);
    else if (to >= 0) state.villages[to].getElement().focus();
  } else if (event.key === "Enter" && state.settings.selects) {
    choose(state, state.outlines.villages[place].code);
  } else if (event.key === "Escape") {
    event.target.blur();
  } else if (event.key === "+" || event.key === "=") {
    zoom(state, 1);
  } else if (event.key === "-") {
    zoom(state, -1);
  } else if (event.key === "Home") {
    goHome(state);
  } else {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
}
