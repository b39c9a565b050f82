import { FINAL_CODES, isFinal } from '../wire';

/** What a WebSocket close code asks of the client: come back, or stay away and say why. */
type Closing = { again: true } | { again: false; why: string };

/** closing reads a close code. The reason is the server's own sentence, often empty. */
export function closing(code: number, reason: string): Closing {
  if (!isFinal(code)) return { again: true };
  return { again: false, why: sentence(reason || FINAL_CODES[code] || 'the server closed this connection') };
}

function sentence(s: string): string {
  const text = s.charAt(0).toUpperCase() + s.slice(1);
  return /[.!?]$/.test(text) ? text : text + '.';
}
