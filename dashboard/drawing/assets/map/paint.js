/* What changes on the map: colours, words, what is chosen, and what lies over the villages. */
import { Brush } from "./brush.js";
import { element, icon } from "./dom.js";
import { shadeGround } from "./ground.js";
import { setStop } from "./keys.js";
import { placeNames } from "./names.js";
import { bring, fit, focus } from "./view.js";

const HOUSE = "M4 12 12 5l8 7v8H4z";

export function paint(state, payload) {
  if (state.painted === payload.token) return;
  state.painted = payload.token;
  state.payload = payload;
  for (const [name, value] of Object.entries(payload.tokens)) state.root.style.setProperty(`--${name}`, value);
  state.words = payload.words;
  state.marked = payload.marked;
  state.villages.forEach((layer, place) => fill(state, layer, payload.palette[payload.classes[place]],
    payload.faint[place] === "1" ? 0.4 : 1));
  say(state, payload);
  shadeGround(state, payload);
  heat(state, payload.heat);
  outline(state, "marked", [...payload.marked].flatMap((flag, place) => (flag === "1" ? [place] : [])), 2.5);
  paintCircles(state, payload.circles);
  alerts(state, payload);
  drive(state, payload.routes);
  link(state, payload.links);
  state.legend.show(payload.legend);
  if (state.settings.large && state.home) fit(state); // another legend leaves other room
  if (payload.brush) state.brush ||= new Brush(state);
  state.brush?.take(payload.brush);
  focus(state, payload);
  placeNames(state);
  state.root.dataset.painted = payload.token;
}

/* A canvas knows no style sheet: it gets the colour of lines as well. */
export function fill(state, layer, fillColor, fillOpacity) {
  const color = state.isCanvas ? state.payload.tokens.border : layer.options.color, { options } = layer;
  if (options.fillColor === fillColor && options.fillOpacity === fillOpacity && options.color === color) return;
  layer.setStyle({ fillColor, fillOpacity, color });
}

/* What the page shows, after something else was. */
export function repaint(state) {
  state.painted = null;
  paint(state, state.payload);
}

/* For those who hear the map. */
function say(state, payload) {
  const { settings, legend } = { settings: state.settings, legend: payload.legend };
  const name = [legend.title, legend.unit].filter(Boolean).join(", ");
  if (settings.still) {
    state.canvas.setAttribute("role", "img");
    state.canvas.setAttribute("aria-label", name);
    return;
  }
  state.root.setAttribute("role", "group");
  state.root.setAttribute("aria-label", `${settings.words.map}: ${name}`);
  state.list?.setAttribute("aria-label", settings.selects ? settings.words.hint_select : settings.words.hint);
  state.villages.forEach((layer, place) => layer.getElement()?.setAttribute("aria-label", state.words[place].join(", ")));
  if (state.isCanvas) setStop(state, state.here);
}

function replace(state, name, layer) {
  state.parts[name]?.remove();
  state.parts[name] = layer && layer.addTo(state.map);
}

function outline(state, name, places, weight) {
  replace(state, name, places.length ? L.layerGroup(places.map((place) => L.polygon(state.villages[place].getLatLngs(),
    { pane: "pm-selected", interactive: false, fill: false, className: "pm-chosen", weight }))) : null);
}

/* The village that is chosen; the page has the last word, so it is set with every run. */
export function select(state, code) {
  if (code === state.selected) return;
  const place = state.places.get(code);
  const was = state.villages[state.places.get(state.selected)];
  was?.getElement()?.setAttribute("aria-selected", "false");
  state.selected = code;
  outline(state, "selected", place === undefined ? [] : [place], 4);
  if (place !== undefined) {
    state.villages[place].getElement()?.setAttribute("aria-selected", "true");
    if (!state.settings.still) setStop(state, place);
    if (state.home) bring(state, place);
  }
  if (state.isCanvas && state.list) setStop(state, state.here); // its element says whether it is the one
  const name = place === undefined ? "" : state.outlines.villages[place].name;
  state.said.textContent = name && `${state.settings.words.chosen}: ${name}`;
  placeNames(state);
}

/* The largest first, so that none hides a smaller one. */
export function paintCircles(state, radii) {
  const order = radii.map((radius, place) => [radius, place]).filter(([radius]) => radius > 0)
    .sort((a, b) => b[0] - a[0]);
  const group = state.parts.circles ||= L.layerGroup().addTo(state.map), drawn = new Set(), was = state.order || [];
  let isSame = true; // so far: what lies in its order already is not moved
  order.forEach(([radius, place], nth) => {
    const circle = state.circles.get(place) || addCircle(state, place);
    if (circle.drawn !== radius) circle.setRadius(radius * state.scale);
    circle.drawn = radius;
    if (!group.hasLayer(circle)) group.addLayer(circle);
    isSame = isSame && was[nth] === place;
    if (!isSame) circle.bringToFront();
    drawn.add(circle);
  });
  state.order = order.map(([, place]) => place);
  group.eachLayer((circle) => { if (!drawn.has(circle)) group.removeLayer(circle); });
}

function addCircle(state, place) {
  const circle = L.circleMarker(state.outlines.villages[place].at, { pane: "pm-circles", className: "pm-circle",
    weight: 1, interactive: false, ...(state.isCanvas ? onCanvas(state) : {}) });
  state.circles.set(place, circle);
  return circle;
}

function onCanvas(state) {
  const { circle, circle_edge: color } = state.payload.tokens;
  return { renderer: state.ground ||= L.canvas({ pane: "pm-circles", padding: 0.2 }), color, fillColor: circle, fillOpacity: 0.82 };
}

function alerts(state, payload) {
  const group = L.layerGroup();
  state.numbered = new Set();
  for (const alert of payload.alerts) {
    for (const place of alert.villages) {
      state.numbered.add(place);
      L.polygon(state.villages[place].getLatLngs(), { pane: "pm-alerts", interactive: false, className: "pm-alert",
        weight: 3.5, fillOpacity: 0.1 }).addTo(group);
    }
    const north = alert.villages.map((place) => L.latLng(state.outlines.villages[place].at))
      .reduce((a, b) => (b.lat > a.lat ? b : a));
    L.marker(north, { pane: "pm-stops", interactive: false, keyboard: false, icon: L.divIcon({
      className: "pm-alert-number", iconSize: null, html: element("span", "", alert.label) }) }).addTo(group);
  }
  replace(state, "alerts", payload.alerts.length ? group : null);
}

function heat(state, overlay) {
  replace(state, "heat", overlay && L.imageOverlay(overlay.image, overlay.bounds,
    { pane: "pm-heat", opacity: 0.85, interactive: false, className: "pm-heat" }));
}

/* Routes with their stops; where there are many, the stops are small. */
function drive(state, routes) {
  const group = L.layerGroup(), several = routes.length > 1;
  state.stops = [];
  state.pins = several ? routes.flatMap((route) => route.stops) : [];
  for (const route of routes) {
    const isRoad = route.path.length > 0;
    const points = isRoad ? route.path : route.stops.map((stop) => stop.at);
    const line = (className, weight) => L.polyline(points, { pane: "pm-route", className, weight, interactive: false,
      dashArray: isRoad || className === "pm-casing" ? null : "6 5" }).addTo(group);
    line("pm-casing", several ? 5 : 7);
    line("pm-route", several ? 2.5 : 4);
    for (const stop of route.stops) {
      const pin = element("span", "", stop.label);
      if (stop.kind === "hub") pin.prepend(icon(HOUSE));
      pin.title = stop.label;
      const shown = !several && stop.name ? element("small", "", stop.name) : null;
      if (shown) pin.append(shown);
      const className = `pm-stop${stop.kind === "village" ? "" : ` pm-${stop.kind}`}${several ? " pm-small" : ""}`;
      L.marker(stop.at, { pane: "pm-stops", interactive: false, keyboard: false,
        icon: L.divIcon({ className, iconSize: null, html: pin }) }).addTo(group);
      if (!several) state.stops.push({ ...stop, shown });
    }
  }
  replace(state, "routes", routes.length ? group : null);
}

function link(state, links) {
  replace(state, "links", links.length ? L.polyline(links, { pane: "pm-roads", className: "pm-link", weight: 1,
    interactive: false }) : null);
}
