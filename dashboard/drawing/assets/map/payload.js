/* What the page sends, taken out of its wrapping (dashboard/drawing/maps.py, `packed`). */
export async function inflate(text) {
  const packed = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"))).arrayBuffer();
}

export async function unwrap({ packed }, outlines) {
  const payload = JSON.parse(new TextDecoder().decode(await inflate(packed))), columns = payload.words;
  const villages = outlines ? outlines.villages : [];
  payload.words = villages.map(({ name }, place) => [name,
    ...columns.flatMap(({ texts, at }) => (at[place] ? [texts[at[place] - 1]] : []))]);
  return payload;
}
