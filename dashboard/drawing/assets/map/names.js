/* Names of townships and, from nearby, of villages; of two that would cover each other the lesser is left out. */
import { element } from "./dom.js";

const TOWNSHIPS = 10;
const VILLAGES = 12.5;
const TOWNSHIP = 1; // ranks of their own: a township's name steps aside before it is left out,
const NEIGHBOUR = 2; // and a neighbour's stands whole or not at all

export function addNames(state) {
  const { map, outlines } = state;
  const pane = map.getPane("pm-names");
  pane.classList.add("leaflet-zoom-hide");
  const label = (each, className, rank) => ({ at: L.latLng(each.at), rank, place: state.places.get(each.code),
    name: each.name, make: () => pane.appendChild(element("span", className, each.name)) });
  state.names = { townships: [], villages: [], neighbours: [] };
  if (outlines) {
    state.names.neighbours = outlines.neighbours.filter((each) => each.at)
      .map((each) => label(each, "pm-neighbour-name", NEIGHBOUR));
    state.names.townships = outlines.townships.map((each) => label(each, "pm-township-name", TOWNSHIP));
    state.names.villages = outlines.villages.map((each, place) => label(each, "pm-village-name",
      1 / (1 + area(state.villages[place]))));
  }
  map.on("zoomend moveend resize viewreset pm-fitted", () => placeNames(state));
}

function area(layer) {
  const box = layer.getBounds();
  return box.isValid() ? (box.getEast() - box.getWest()) * (box.getNorth() - box.getSouth()) * 1e4 : 0;
}

const ASIDE = [[0, 0], [0, 1], [0, -1], [0.7, 0], [-0.7, 0]]; // in widths and heights of the name

function boxOf(label, at, x, y) {
  const middle = { x: at.x + x * label.width, y: at.y + y * label.height };
  return { left: middle.x - label.width / 2, right: middle.x + label.width / 2, top: middle.y - label.height * 0.4,
    bottom: middle.y + label.height * 0.4 };
}

/* The chosen village in any case; then marked ones, townships, and the larger of the villages, where there is room. */
export function placeNames(state) {
  const { map, settings, names } = state;
  if (!state.home) return;
  const zoom = map.getZoom(), size = map.getSize(), taken = [...controls(state), ...stops(state)];
  const chosen = names.villages.filter((each) => each.place === state.places.get(state.selected));
  const marked = names.villages.filter((each) => !chosen.includes(each) && isMarked(state, each.place));
  const stopped = new Set((state.stops || []).map((stop) => stop.name)); // their names stand at their stops
  const others = names.villages.filter((each) => !chosen.includes(each) && !marked.includes(each)
    && !stopped.has(each.name))
    .sort((a, b) => a.rank - b.rank);
  const far = settings.large ? 0 : Math.min(TOWNSHIPS, state.home);
  const close = settings.large ? Infinity : VILLAGES; // from the back of a room no village's name is read
  for (const [labels, from, must] of [[chosen, 0, true], [marked, 0, false],
    [names.townships, far, false], [names.neighbours, 0, false], [others, close, false]]) {
    for (const label of labels) {
      const at = map.latLngToContainerPoint(label.at);
      const near = zoom >= from && at.x > -80 && at.y > -40 && at.x < size.x + 80 && at.y < size.y + 40;
      if (label.shown) label.shown.hidden = !near;
      if (!near) continue;
      label.shown ||= label.make();
      label.width ||= label.shown.offsetWidth;
      label.height ||= label.shown.offsetHeight;
      const way = ASIDE.find(([x, y]) => label.rank !== TOWNSHIP || !taken.some((other) => touch(boxOf(label, at, x, y), other)));
      const [x, y] = way || ASIDE[0], box = boxOf(label, at, x, y);
      const isCut = box.left < 0 || box.right > size.x || box.top < 0 || box.bottom > size.y;
      if (!must && (isCut || taken.some((other) => touch(box, other)))) {
        label.shown.hidden = true;
        continue;
      }
      taken.push(box);
      const to = map.latLngToLayerPoint(label.at).subtract([label.width * (0.5 - x), label.height * (0.5 - y)]).round();
      L.DomUtil.setPosition(label.shown, to);
    }
  }
}

/* Letters that changed their size are measured again. */
export function measureNames(state) {
  [...state.names.townships, ...state.names.neighbours, ...state.names.villages].forEach((label) => { label.width = label.height = 0; });
  placeNames(state);
}

/* What lies over the map, in its pixels: a name below it would be covered. */
function controls(state) {
  const frame = state.canvas.getBoundingClientRect();
  const over = state.root.querySelectorAll(".pm-legend, .pm-toolbar, .pm-sources, .leaflet-control-scale-line");
  return [...over].map((each) => each.getBoundingClientRect()).filter((box) => box.width)
    .map((box) => ({ left: box.left - frame.left, right: box.right - frame.left, top: box.top - frame.top,
      bottom: box.bottom - frame.top }));
}

function isMarked(state, place) {
  return state.marked?.[place] === "1" || state.numbered?.has(place);
}

/* Pins of a route; the name of each stands beside it where it covers no pin and no other name, or not at all. */
function stops(state) {
  const letter = parseFloat(getComputedStyle(state.map.getContainer()).fontSize) / 13; // sizes below are of 13 points
  const box = (at, x, y, width, height) => around(at, ...[x, y, width, height].map((each) => each * letter));
  const pins = (state.stops || []).map((stop) => Object.assign(state.map.latLngToContainerPoint(stop.at), { stop }));
  const far = (state.pins || []).map((stop) => [state.map.latLngToContainerPoint(stop.at), stop.kind === "hub"])
    .map(([at, isHub]) => (isHub ? box(at, 0, -12, 6, 13) : box(at, 0, 0, 6, 6)));
  const taken = far.concat(pins.map((at) => (at.stop.kind === "hub" ? box(at, 0, -20, 30, 20) : box(at, 0, 0, 13, 13))));
  for (const at of pins) {
    if (!at.stop.shown) continue;
    const half = (at.stop.shown.offsetWidth / letter || 12 * at.stop.name.length) / 2, side = half + 16;
    const ways = [["below", 0, 22], ["right", side, 0], ["left", -side, 0], ["above", 0, -22]];
    const way = ways.map(([name, x, y]) => [name, box(at, x, y, half, 8)])
      .find(([, other]) => !taken.some((each) => touch(other, each)));
    at.stop.shown.dataset.side = way ? way[0] : "";
    if (way) taken.push(way[1]);
  }
  return taken;
}

function around(at, x, y, width, height) {
  return { left: at.x + x - width, right: at.x + x + width, top: at.y + y - height, bottom: at.y + y + height };
}

function touch(a, b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
