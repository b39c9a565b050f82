/**
 * copy puts text on the clipboard and tells whether it could. Where the page
 * has no secure context there is no `navigator.clipboard`; a selected textarea
 * and the old command do it there.
 */
export async function copy(text: string): Promise<boolean> {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // not allowed here: the old way below may still be
    }
  }
  const area = document.createElement('textarea');
  area.value = text;
  area.readOnly = true;
  area.className = 'copying';
  document.body.append(area);
  area.select();
  try {
    return document.execCommand('copy');
  } finally {
    area.remove();
  }
}

/** readPgn fetches a game as PGN. */
export async function readPgn(room: string): Promise<string> {
  const answer = await fetch(`/rooms/${encodeURIComponent(room)}/game.pgn`);
  if (!answer.ok) throw new Error(`the game's PGN: status ${answer.status}`);
  return answer.text();
}
