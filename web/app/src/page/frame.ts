const quoted = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/** frame is the HTML by which a page of another site shows the board of a room. */
export const frame = (origin: string, room: string, title: string): string =>
  `<iframe src="${quoted(`${origin}/embed/${encodeURIComponent(room)}`)}" width="420" height="520" title="${quoted(title)}"></iframe>`;
