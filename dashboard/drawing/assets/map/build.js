/* The map before anything is shown on it: its frame, its panes, its outlines. */
import { chose, join } from "./chosen.js";
import { element, isCalm } from "./dom.js";
import { addGround } from "./ground.js";
import { addKeys } from "./keys.js";
import { Legend } from "./legend.js";
import { addNames } from "./names.js";
import { addTips } from "./tips.js";
import { addScale, addToolbar } from "./toolbar.js";
import { addView, moveTogether } from "./view.js";

/* From the ground up; only villages take the pointer. */
const PANES = { outside: 390, relief: 405, heat: 410, water: 412, roads: 415, borders: 420, circles: 425, alerts: 428, selected: 430, route: 440, names: 445,
  stops: 450, focus: 460 };

/* More villages than these are drawn on a canvas: a path each is too slow then. */
const LARGE = 1000;

export function build(host, outlines, data, address) {
  const { settings } = data;
  const root = element("div", "pm-map");
  root.classList.toggle("pm-large", settings.large);
  root.classList.toggle("pm-plain", !settings.selects);
  const canvas = root.appendChild(element("div", "pm-canvas"));
  const said = root.appendChild(element("div", "pm-said"));
  said.setAttribute("aria-live", "polite");
  host.replaceChildren(root);
  const calm = isCalm() || settings.still;
  const map = L.map(canvas, { center: [0, 0], zoom: 2, maxZoom: 18, zoomSnap: 0.1, zoomControl: false, keyboard: false,
    attributionControl: false, zoomAnimation: !calm, fadeAnimation: !calm, inertia: !calm,
    ...(settings.still ? { dragging: false, scrollWheelZoom: false, doubleClickZoom: false, boxZoom: false,
      touchZoom: false } : {}) });
  for (const [name, height] of Object.entries(PANES)) {
    const pane = map.createPane(`pm-${name}`);
    pane.style.zIndex = height;
    pane.style.pointerEvents = "none";
  }
  const state = { root, canvas, said, map, settings, outlines, calm, key: data.key, villages: [], places: new Map(),
    words: [], moved: false, scale: 1, circles: new Map(), selected: null, parts: {}, legend: new Legend(root, settings), leaving: [] };
  root.petitionMap = state;
  if (outlines) {
    addGround(state, address);
    addOutlines(state);
  }
  addTips(state);
  addNames(state);
  if (!settings.still) {
    addToolbar(state);
    addScale(state);
    addKeys(state);
  }
  addView(state);
  moveTogether(state);
  join(state);
  return state;
}

function addOutlines(state) {
  const { map, outlines, settings } = state;
  state.isCanvas = outlines.villages.length > LARGE;
  const renderer = state.isCanvas ? { renderer: L.canvas({ padding: 0.2 }) } : {};
  const line = (geometry, pane, className, weight) => L.geoJSON(geometry, { pane, interactive: false,
    style: { className, weight, fill: false } }).addTo(map);
  outlines.villages.forEach((village, place) => {
    const layer = L.GeoJSON.geometryToLayer(village.geometry, { className: "pm-village", weight: 0.8, ...renderer });
    layer.place = place;
    layer.addTo(map);
    layer.on("click", (event) => { L.DomEvent.stop(event); choose(state, village.code); });
    state.villages.push(layer);
    state.places.set(village.code, place);
  });
  map.on("click", () => choose(state, ""));
  outlines.roads.forEach((road) => line(road.geometry, "pm-roads", "pm-road",
    /^(motorway|trunk|primary)/.test(road.class) ? 1.6 : 0.8));
  outlines.townships.forEach((township) => line(township.geometry, "pm-borders", "pm-township", 2));
  state.county = line(outlines.county, "pm-borders", "pm-county", 3.4);
}

/* A reader picks a village, or none; each pick is told, also of the same village once more. */
export function choose(state, code) {
  if (state.settings.selects && !chose(state, code)) state.send("selected", { code, click: Date.now() });
}

export function destroy(state) {
  state.leaving.forEach((leave) => leave());
  state.map.remove();
  state.root.remove();
}
