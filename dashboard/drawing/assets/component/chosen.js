/* What Streamlit loads for what is chosen on a map, where that is drawn apart from the map. */
const root = new URL("../../../", import.meta.url);

export default async function (component) {
  const chosen = await import(new URL(component.data.script, root));
  return chosen.takeChoice(component);
}
