/* What Streamlit loads: it fetches the map itself from an address that changes with its content. */
const root = new URL("../../../", import.meta.url);

export default async function (component) {
  const map = await import(new URL(component.data.script, root));
  return map.drawMap(component, root);
}
