/* Buttons at the right top, one stop of the keyboard, and the scale in the reader's units. */
import { element, icon } from "./dom.js";
import { goHome, zoom } from "./view.js";

const ICONS = {
  zoom_in: "M12 5v14M5 12h14",
  zoom_out: "M5 12h14",
  home: "M4 11.5 12 5l8 6.5M6.5 10v9h11v-9",
  full: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
  layers: "m12 4 8 4-8 4-8-4zM4 12l8 4 8-4M4 16l8 4 8-4",
};
const LAYERS = { names: "pm-names", borders: "pm-borders", roads: "pm-roads", relief: "pm-relief", water: "pm-water",
  neighbours: "pm-outside", alerts: "pm-alerts" };

export function addToolbar(state) {
  const { root, map, settings } = state;
  const bar = root.appendChild(element("div", "pm-toolbar"));
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", settings.words.toolbar);
  bar.setAttribute("aria-orientation", "vertical");
  const list = layers(state);
  const acts = {
    zoom_in: () => zoom(state, 1),
    zoom_out: () => zoom(state, -1),
    home: () => goHome(state),
    full: () => (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen?.()),
    layers: () => { list.hidden = !list.hidden; },
  };
  const buttons = Object.entries(acts).map(([name, act], place) => {
    const button = bar.appendChild(element("button", `pm-tool pm-tool-${name.replace("_", "-")}`));
    button.type = "button";
    button.title = settings.words[name];
    button.setAttribute("aria-label", settings.words[name]);
    button.tabIndex = place ? -1 : 0;
    button.appendChild(icon(ICONS[name]));
    button.addEventListener("click", () => {
      act();
      if (name === "layers") button.setAttribute("aria-expanded", String(!list.hidden));
    });
    return button;
  });
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    const at = buttons.indexOf(document.activeElement);
    if (!step || at < 0) return;
    event.preventDefault();
    const next = buttons[(at + step + buttons.length) % buttons.length];
    buttons.forEach((each) => { each.tabIndex = each === next ? 0 : -1; });
    next.focus();
  });
  buttons.at(-1).setAttribute("aria-expanded", "false");
  root.appendChild(list);
}

function layers(state) {
  const list = element("div", "pm-layers");
  list.hidden = true;
  for (const [name, pane] of Object.entries(LAYERS)) {
    if (!isThere(state.outlines, name)) continue;
    const label = list.appendChild(element("label", ""));
    const box = label.appendChild(element("input"));
    box.type = "checkbox";
    box.checked = true;
    label.appendChild(element("span", "", state.settings.words[name]));
    box.addEventListener("change", () => { state.map.getPane(pane).style.display = box.checked ? "" : "none"; });
  }
  list.addEventListener("keydown", (event) => { if (event.key === "Escape") list.hidden = true; });
  return list;
}

/* Whether the county has such a layer. */
function isThere(outlines, name) {
  if (name === "relief") return Boolean(outlines?.relief);
  return !["roads", "water", "neighbours"].includes(name) || outlines?.[name].length > 0;
}

export function addScale(state) {
  const { metres, kilometres } = state.settings.words;
  const Scale = L.Control.Scale.extend({
    _updateMetric(most) {
      const round = this._getRoundNum(most);
      const words = round < 1000 ? metres.replace("{n}", round) : kilometres.replace("{n}", round / 1000);
      this._updateScale(this._mScale, words, round / most);
    },
  });
  new Scale({ imperial: false, position: "bottomleft" }).addTo(state.map);
}
