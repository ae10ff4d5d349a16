/* What part of the county is in sight: what is in focus, unless the reader has moved the map. */
const left = new Map();

export function addView(state) {
  const { map, canvas, key } = state;
  const touched = () => { state.moved = true; };
  map.on("dragstart", touched);
  canvas.addEventListener("wheel", touched, { passive: true });
  state.target = state.county ? state.county.getBounds() : null;
  const was = left.get(key);
  if (was && was.outlines === state.outlines) Object.assign(state, { moved: true, back: was });
  const observer = new ResizeObserver(() => fit(state));
  observer.observe(state.root);
  observer.observe(canvas);
  state.leaving.push(() => observer.disconnect());
  onPaper(state);
  state.leaving.push(() => {
    if (!state.moved) left.delete(key);
    else left.set(key, { outlines: state.outlines, centre: map.getCenter(), zoom: map.getZoom(), focus: state.focus });
  });
}

/* A browser does not lay the map out anew for paper: it gets the width of a sheet before, and its own after. */
function onPaper(state) {
  const sheet = (isPaper) => () => {
    state.root.classList.toggle("pm-paper", isPaper);
    fit(state);
  };
  for (const [name, turn] of [["beforeprint", sheet(true)], ["afterprint", sheet(false)]]) {
    addEventListener(name, turn);
    state.leaving.push(() => removeEventListener(name, turn));
  }
}

const together = new Map();

/* Maps of one name move together. */
export function moveTogether(state) {
  const name = state.settings.together;
  if (!name) return;
  const others = together.get(name) || together.set(name, new Set()).get(name);
  others.add(state);
  state.leaving.push(() => others.delete(state));
  state.map.on("move", () => {
    if (state.isLed) return;
    for (const other of others) {
      if (other === state || !other.home) continue;
      other.isLed = true;
      other.moved = state.moved;
      other.map.setView(state.map.getCenter(), state.map.getZoom(), { animate: false });
      other.isLed = false;
    }
  });
}

/* The legend takes room of its own where there is enough. A frame that is not laid out yet has no size; its
   ResizeObserver calls again. */
export function fit(state) {
  const { map, root, target } = state;
  if (map._animatingZoom) { // until it ends Leaflet hears of no other view
    map.once("zoomend", () => fit(state));
    return;
  }
  const wide = root.clientWidth;
  root.classList.toggle("pm-narrow", wide < 480);
  map.setMaxBounds(null); // a larger map may reach beyond them, and would pan back while it is fitted
  map.stop();
  map.invalidateSize({ animate: false });
  scale(state);
  if (!target || map.getSize().x < 60 || map.getSize().y < 60) return;
  const county = state.county.getBounds();
  const beside = wide >= 480 ? Math.min(state.legend.width() + 12, wide / 2) : 8;
  const above = wide < 480 && !state.settings.still ? 62 : 8; // the buttons lie across a narrow map
  let padding = { paddingTopLeft: [8, above], paddingBottomRight: [beside, 8] };
  map.setMinZoom(1);
  if (state.settings.large) { // on a screen that stands the legend has its room below
    const below = { paddingTopLeft: [8, above], paddingBottomRight: [8, Math.min(state.legend.height() + 12, map.getSize().y / 2)] };
    const [under, right] = [below, padding].map((room) => zoomFor(map, target, room));
    if (under > right) padding = below;
  }
  if (state.back) {
    map.setView(state.back.centre, state.back.zoom, { animate: false });
    state.back = null;
  } else if (!state.moved) {
    map.fitBounds(target, { animate: false, ...padding });
  }
  map.setMinZoom(Math.max(1, Math.min(map.getZoom(), map.getBoundsZoom(county)) - 1));
  state.home = Math.min(map.getBoundsZoom(county), 10);
  /* Only now: bounds set on a map that is elsewhere start a pan, which would end after this one. */
  map.setMaxBounds(county.pad(1.5));
  map.fire("pm-fitted");
}

function zoomFor(map, target, { paddingTopLeft, paddingBottomRight }) {
  return map.getBoundsZoom(target, false, L.point(paddingTopLeft).add(paddingBottomRight));
}

/* Circles grow with the map, on the legend as well; on a desk no further than three times. */
function scale(state) {
  const size = state.map.getSize(), most = state.settings.large ? Infinity : 3;
  state.scale = Math.min(Math.max(Math.min(size.x, size.y) / state.settings.circle_map, 0.6), most);
  state.circles.forEach((circle) => circle.setRadius(circle.drawn * state.scale));
  state.legend.scale(state.scale);
}

export function goHome(state) {
  state.moved = false;
  fit(state);
}

export function zoom(state, by) {
  state.moved = true;
  state.map.setZoom(state.map.getZoom() + by, { animate: !state.calm });
}

/* Another part of the county is looked at. */
export function focus(state, payload) {
  if (!state.county || payload.focus === state.focus) return;
  const isFirst = state.focus === undefined, back = state.back && state.back.focus === payload.focus;
  state.focus = payload.focus;
  const part = L.featureGroup(state.villages.filter((_, place) => payload.focused[place] === "1")).getBounds();
  state.target = part.isValid() ? part : state.county.getBounds();
  if (!(isFirst && back)) Object.assign(state, { moved: false, back: null });
  fit(state);
}

/* A village that is chosen elsewhere is brought into sight. */
export function bring(state, place) {
  const at = L.latLng(state.outlines.villages[place].at);
  if (!state.map.getSize().x || state.map.getBounds().pad(-0.1).contains(at)) return;
  state.moved = true;
  state.map.panTo(at, { animate: !state.calm });
}
