/* The months of the record below the map. A window over them is dragged, made longer, moved by keys or played; what it
   shows is painted here, and told to the page when it is let go. */
import { element, icon, isCalm } from "./dom.js";
import { paintMonths, unpack } from "./months.js";
import { repaint } from "./paint.js";

const PLAY = "M7 5v14l12-7z", PAUSE = "M8 5v14M16 5v14", NEXT = "M5 5v14l10-7zM19 5v14";
const BEAT = 600; // milliseconds a month is shown while it plays
const REST = 500; // and after which a window that was moved by keys is let go

export class Brush {
  constructor(state) {
    this.state = state;
    const { words } = state.settings;
    const box = this.box = state.root.appendChild(element("div", "pm-brush"));
    state.root.classList.add("pm-timed");
    this.button = box.appendChild(element("button", "pm-play"));
    this.button.type = "button";
    this.button.addEventListener("click", () => (isCalm() ? this.step() && this.settle() : this.play()));
    this.track = box.appendChild(element("div", "pm-track"));
    this.bars = this.track.appendChild(element("div", "pm-brush-bars"));
    this.shown = this.track.appendChild(element("div", "pm-window"));
    this.shown.setAttribute("role", "slider");
    this.shown.setAttribute("aria-label", words.brush);
    this.shown.title = words.brush_keys;
    this.shown.tabIndex = 0;
    this.grips = ["first", "last"].map((end) => this.shown.appendChild(element("i", `pm-grip pm-grip-${end}`)));
    this.said = box.appendChild(element("div", "pm-months"));
    this.shown.addEventListener("keydown", (event) => this.pressed(event));
    this.track.addEventListener("pointerdown", (event) => this.grab(event));
    this.track.addEventListener("pointermove", (event) => this.drag(event));
    for (const end of ["pointerup", "pointercancel"]) this.track.addEventListener(end, () => this.drop());
    state.leaving.push(() => this.stop());
    const asked = (event) => this.asked(event.target);
    document.addEventListener("click", asked, true);
    state.leaving.push(() => document.removeEventListener("click", asked, true));
  }

  /* What the page shows has the last word, but for a window that is under the pointer. */
  take(brush) {
    this.box.hidden = !brush;
    this.state.root.classList.toggle("pm-timed", !!brush);
    if (!brush) return;
    this.stop();
    this.data = brush;
    this.sums = null;
    this.button.hidden = !brush.monthly;
    if (!this.held) this.window = brush.window;
    if (brush.monthly) unpack(brush.monthly, brush.months.length).then((sums) => {
      if (this.data === brush) this.sums = sums;
    });
    const most = Math.max(1, ...brush.cases);
    this.bars.replaceChildren(...brush.cases.map((count, month) => bar(count, most, brush.months[month])));
    this.bars.lastChild?.classList.toggle("pm-begun", !!brush.until);
    this.label();
  }

  /* A length that is chosen above the map is shown at once; the page follows. */
  asked(target) {
    const button = target.closest?.(`.st-key-${this.data.control} button`);
    if (!button || !this.sums) return;
    const buttons = [...button.closest(`.st-key-${this.data.control}`).querySelectorAll("button")];
    const months = this.data.lengths[buttons.indexOf(button)], [, last] = this.window;
    this.stop();
    if (months) this.show([Math.max(0, last - months + 1), last]);
  }

  get last() { return this.data.months.length - 1; }

  /* Both ends moved, as far as the record goes. */
  move(from, by) {
    const least = -from[0], most = this.last - from[1], step = Math.min(Math.max(by, least), most);
    this.show([from[0] + step, from[1] + step]);
  }

  /* One end moved: of a window that is a month at least. */
  stretch([first, last], end, by) {
    const bound = (month, low, high) => Math.min(Math.max(month, low), high);
    this.show(end ? [first, bound(last + by, first, this.last)] : [bound(first + by, 0, last), last]);
  }

  show(window) {
    if (window.join() === this.window.join()) return;
    this.window = window;
    this.label();
    this.frame ||= requestAnimationFrame(() => {
      this.frame = null;
      if (this.sums) paintMonths(this.state, this.data.monthly, this.sums, this.window, this.name());
    });
  }

  name() {
    const { names, words } = this.data, [first, last] = this.window.map((month) => names[month]);
    return first === last ? first : words[1].replace("{first}", first).replace("{last}", last);
  }

  label() {
    const { cases, months, words } = this.data, [first, last] = this.window, { style } = this.shown;
    style.left = `${100 * first / months.length}%`;
    style.width = `${100 * (last - first + 1) / months.length}%`;
    const told = cases.slice(first, last + 1), total = told.reduce((sum, count) => sum + count, 0);
    const until = last === this.last && this.data.until ? [this.data.until] : [];
    const amount = told.includes(null) ? [] : [words[0].replace("{n}", total.toLocaleString())];
    const line = [this.name(), ...amount, ...until].join(" · ");
    this.said.textContent = line;
    const values = { valuemin: 0, valuemax: this.last, valuenow: last, valuetext: line };
    for (const [name, value] of Object.entries(values)) this.shown.setAttribute(`aria-${name}`, value);
    [...this.bars.children].forEach((each, month) => each.classList.toggle("pm-in", month >= first && month <= last));
    this.face();
  }

  face() {
    const { words } = this.state.settings, sign = isCalm() ? "next" : this.beat ? "pause" : "play";
    if (this.button.dataset.sign === sign) return;
    this.button.dataset.sign = sign;
    this.button.title = words[sign];
    this.button.setAttribute("aria-label", words[sign]);
    this.button.replaceChildren(icon({ play: PLAY, pause: PAUSE, next: NEXT }[sign]));
  }

  at(event) {
    const box = this.track.getBoundingClientRect(), place = (event.clientX - box.left) / box.width;
    return Math.floor(place * this.data.months.length);
  }

  grab(event) {
    if (event.button) return;
    this.stop();
    const month = this.at(event), [first, last] = this.window, end = this.grips.indexOf(event.target);
    if (end < 0 && (month < first || month > last)) this.move(this.window, month - Math.round((first + last) / 2));
    this.held = { from: this.window, month, end };
    this.track.setPointerCapture(event.pointerId);
  }

  drag(event) {
    if (!this.held) return;
    const { from, month, end } = this.held, by = this.at(event) - month;
    if (end < 0) this.move(from, by);
    else this.stretch(from, end, by);
  }

  drop() {
    if (!this.held) return;
    this.held = null;
    this.settle();
  }

  pressed(event) {
    const step = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -12, PageUp: 12,
      Home: -this.last, End: this.last }[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.stop();
    if (event.shiftKey) this.stretch(this.window, 1, step);
    else this.move(this.window, step);
    this.rest = setTimeout(() => this.settle(), REST);
  }

  /* From where it is; at the end of the record from its beginning. */
  play() {
    if (this.beat) {
      this.stop();
      this.settle();
      return;
    }
    if (this.window[1] === this.last) this.move(this.window, -this.last);
    this.beat = setInterval(() => {
      if (this.step()) return;
      this.stop();
      this.settle();
    }, BEAT);
    this.face();
  }

  step() {
    const isOn = this.window[1] < this.last;
    if (isOn) this.move(this.window, 1);
    return isOn;
  }

  stop() {
    clearInterval(this.beat);
    clearTimeout(this.rest);
    this.beat = this.rest = null;
    if (this.data) this.face();
  }

  /* The page takes it over; where it shows the same already, so does the map again. */
  settle() {
    const [first, last] = this.window, { months, window } = this.data;
    if (this.window.join() === window.join()) repaint(this.state);
    else this.state.send("window", { months: last - first + 1, last: months[last], at: Date.now() });
  }
}

function bar(count, most, month) {
  const made = element("i", "pm-monthly");
  made.appendChild(element("b", "")).style.height = `${100 * (count || 0) / most}%`;
  if (month.endsWith("-01")) made.dataset.year = month.slice(0, 4);
  return made;
}
