/* What lies under and around the county: neighbours, relief, waters, and whose data they are. */
import { element } from "./dom.js";

/* The relief lies thinly over colours that say something, lest it change them; strongly under circles. */
const STRONG = 0.5, THIN = 0.18;

export function addGround(state, address) {
  const { map, outlines, settings, root } = state;
  const shape = (geometry, pane, className, weight) => L.geoJSON(geometry, { pane, interactive: false,
    style: { className, weight } }).addTo(map);
  outlines.neighbours.forEach((each) => shape(each.geometry, "pm-outside", "pm-neighbour", 1));
  outlines.water.forEach((each) => shape(each.geometry, "pm-water",
    /Line/.test(each.geometry.type) ? "pm-stream" : "pm-lake", 1.4));
  if (outlines.relief) {
    state.relief = L.imageOverlay(String(new URL(outlines.relief.address, address)), outlines.relief.bounds,
      { pane: "pm-relief", interactive: false, opacity: THIN, alt: "" }).addTo(map);
  }
  if (outlines.sources.length) {
    root.appendChild(element("div", "pm-sources", settings.words.sources.replace("{sources}", () => outlines.sources.join(" · "))));
  }
}

export function shadeGround(state, payload) {
  state.relief?.setOpacity(payload.circles.length ? STRONG : THIN);
}
