/* What a village says while the pointer or the keyboard is on it; it stays inside the map. */
import { element } from "./dom.js";

const GAP = 14;

export function addTips(state) {
  const tip = state.tip = state.canvas.appendChild(element("div", "pm-tip"));
  tip.hidden = true;
  state.villages.forEach((layer, place) => {
    layer.on("mousemove", (event) => showTip(state, place, event.containerPoint));
    layer.on("mouseout", () => hideTip(state));
  });
  state.map.on("movestart zoomstart", () => hideTip(state));
}

export function showTip(state, place, at) {
  const { tip, map } = state;
  if (!state.words[place]) return;
  tip.replaceChildren(...state.words[place].map((line, i) => element("div", i ? "pm-tip-line" : "pm-name", line)));
  tip.hidden = false;
  const size = map.getSize(), width = tip.offsetWidth, height = tip.offsetHeight;
  const x = Math.min(Math.max(4, at.x - width / 2), Math.max(4, size.x - width - 4));
  const above = at.y - height - GAP;
  const y = above >= 4 ? above : Math.min(at.y + GAP, Math.max(4, size.y - height - 4));
  tip.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
}

export function hideTip(state) {
  state.tip.hidden = true;
}
