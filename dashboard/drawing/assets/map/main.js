/* The map's door. Python sends, at each run of a page, an address of outlines and a payload of colours and words
   (dashboard/drawing/maps.py); what is the same as before is left alone. All words are set as text, never as HTML. */
import "../../../leaflet/leaflet.js";
import { build, destroy } from "./build.js";
import { paint, select } from "./paint.js";
import { unwrap } from "./payload.js";

const fetched = new Map();

function once(address, get) {
  const key = String(address);
  if (!fetched.has(key)) fetched.set(key, get(key).catch((error) => { fetched.delete(key); throw error; }));
  return fetched.get(key);
}

function outlines(address) {
  return fetch(address).then((answer) => { if (!answer.ok) throw new Error(address); return answer.json(); });
}

function sheet(address) {
  return new Promise((done, failed) => {
    const link = document.createElement("link");
    Object.assign(link, { rel: "stylesheet", href: address, onload: done, onerror: failed });
    document.head.appendChild(link);
  });
}

async function begin(host, data, root) {
  const styles = data.styles.map((each) => once(new URL(each, root), sheet));
  const [lines] = await Promise.all([once(new URL(data.outlines, root), outlines), ...styles]);
  if (host.map) destroy(host.map);
  host.map = build(host, lines, data, new URL(data.outlines, root));
}

async function follow(host, component, root) {
  const wanted = JSON.stringify([component.data.outlines, component.data.settings]);
  if (host.wanted !== wanted) {
    host.wanted = wanted;
    host.begun = begin(host, component.data, root);
  }
  await host.begun;
  if (host.asked !== component) return; // a later run is under way
  host.map.send = component.setStateValue;
  select(host.map, component.data.selected);
  const { payload } = component.data;
  if (payload.token === host.map.painted) return;
  const shown = await unwrap(payload, host.map.outlines);
  if (host.asked === component) paint(host.map, shown);
}

export async function drawMap(component, root) {
  const host = component.parentElement;
  host.asked = component;
  await follow(host, component, root);
  /* Streamlit also says goodbye to runs that another has overtaken: only a host that is gone is left. */
  return () => setTimeout(() => { if (!host.isConnected && host.map) destroy(host.map); });
}
