/* The legend: what is shown, in which unit, in which classes, how many villages are in each, as of when. */
import { element } from "./dom.js";
import { placeNames } from "./names.js";

export class Legend {
  constructor(root, settings) {
    this.words = settings.words;
    this.box = root.appendChild(element("details", "pm-legend"));
    this.box.open = !root.closest("[data-testid=stSidebar]") && (settings.still || window.innerWidth > 640);
    this.box.addEventListener("toggle", () => root.petitionMap && placeNames(root.petitionMap));
    this.head = this.box.appendChild(element("summary", "pm-legend-title"));
    this.title = this.head.appendChild(element("span"));
    this.body = this.box.appendChild(element("div", "pm-legend-body"));
    if (settings.still) this.head.addEventListener("click", (event) => event.preventDefault());
    if (settings.still) this.head.tabIndex = -1;
    this.box.addEventListener("wheel", (event) => event.stopPropagation(), { passive: true });
  }

  width() {
    return getComputedStyle(this.box).position === "absolute" ? this.box.offsetWidth : 0;
  }

  height() {
    return getComputedStyle(this.box).position === "absolute" ? this.box.offsetHeight : 0;
  }

  /* Circles of the legend are as large as those of the map. */
  scale(by) {
    this.by = by;
    const circles = [...this.body.querySelectorAll("[data-size]")];
    circles.forEach((mark) => { mark.style.width = mark.style.height = `${mark.dataset.size * by}px`; });
    const widest = Math.max(0, ...circles.map((mark) => mark.dataset.size * by));
    this.body.style.setProperty("--widest", `${widest}px`);
  }

  show(legend) {
    this.title.textContent = legend.title;
    const most = Math.max(1, ...legend.classes.map((entry) => entry.villages || 0));
    const isCounted = legend.classes.some((entry) => entry.villages !== null) && !this.box.closest(".pm-large");
    const notes = [...legend.notes, ...(isCounted ? [this.words.bars] : [])];
    this.body.replaceChildren(
      ...(legend.unit ? [element("div", "pm-legend-unit", legend.unit)] : []),
      ...legend.classes.map((entry) => row(entry, most)),
      element("div", "pm-note", notes.join(" · ")),
    );
    this.scale(this.by || 1);
  }
}

function row(entry, most) {
  const made = element("div", `pm-legend-row${entry.mark === "circle" ? " pm-legend-circle" : ""}`);
  const mark = made.appendChild(element("span", `pm-swatch${entry.mark ? ` pm-${entry.mark}` : ""}`));
  if (entry.mark === "circle") mark.dataset.size = 2 * entry.size;
  else if (entry.colour) mark.style.backgroundColor = entry.colour;
  made.appendChild(element("span", "pm-legend-label", entry.label));
  if (entry.villages !== null) {
    const bar = made.appendChild(element("span", "pm-legend-bar"));
    bar.style.width = `${100 * entry.villages / most}%`;
    made.appendChild(element("span", "pm-legend-number", String(entry.villages)));
  }
  return made;
}
