/* Counts of every village in every month, and the map of any window of them, painted without the server. */
import { fill, paintCircles } from "./paint.js";
import { inflate } from "./payload.js";

const WIDTHS = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array };

/* Sums up to each month, village by village: a window is the difference of two. */
export async function unpack(monthly, months) {
  const counts = new WIDTHS[monthly.width](await inflate(monthly.counts));
  const sums = [];
  for (let from = 0; from < counts.length; from += months) {
    const row = new Float64Array(months + 1);
    for (let month = 0; month < months; month++) row[month + 1] = row[month] + counts[from + month];
    sums.push(row);
  }
  return sums;
}

/* A village that is left blank, or whose residents are unknown, stays as it is. */
export function paintMonths(state, monthly, sums, [first, last], name) {
  const { payload } = state, counts = sums.map((row) => row[last + 1] - row[first]);
  const blank = payload.palette.length - 1, isRate = monthly.residents.length > 0;
  const stays = payload.classes.map((each) => each === blank || (isRate && each === blank - 1));
  state.painted = null;
  state.words = payload.words.map((lines, place) => (payload.classes[place] === blank ? lines
    : [lines[0], ...told(monthly, counts[place], place)]));
  let legend = payload.legend;
  if (isRate) legend = rates(state, monthly, counts, stays);
  else paintCircles(state, counts.map((count, place) => (stays[place] ? 0 : radius(monthly, count))));
  const [before, after] = monthly.notes;
  state.legend.show({ ...legend, notes: [before, name, after] });
}

function told(monthly, count, place) {
  const rate = 1000 * count / monthly.residents[place];
  return monthly.words.filter((line) => !line.includes("{rate}") || Number.isFinite(rate))
    .map((line) => line.replace("{n}", count.toLocaleString()).replace("{rate}", rate.toFixed(1)));
}

function radius({ top, largest, smallest }, count) {
  return count > 0 ? Math.round(10 * Math.max(largest * Math.sqrt(count / top), smallest)) / 10 : 0;
}

function rates(state, monthly, counts, stays) {
  const { payload } = state, villages = new Map();
  let pale = 0;
  state.villages.forEach((layer, place) => {
    const count = counts[place], rate = 1000 * count / monthly.residents[place];
    const own = count > 0 ? 1 + monthly.bounds.filter((bound) => bound <= rate).length : 0;
    const isPale = !stays[place] && count > 0 && count < monthly.few;
    const colour = payload.palette[stays[place] ? payload.classes[place] : own];
    fill(state, layer, colour, isPale ? 0.4 : 1);
    if (isPale) pale += 1;
    else villages.set(colour, (villages.get(colour) || 0) + 1);
  });
  const classes = payload.legend.classes.map((entry) => (entry.villages === null ? entry
    : { ...entry, villages: entry.mark === "faint" ? pale : villages.get(entry.colour) || 0 }));
  return { ...payload.legend, classes };
}
