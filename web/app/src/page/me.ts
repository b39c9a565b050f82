import type { Me, Person, Problem } from '../wire';
import { key } from '../words/words';

/** whoAmI asks the server whom this browser belongs to; undefined for nobody, or if it does not answer. */
export async function whoAmI(): Promise<Person | undefined> {
  try {
    const res = await fetch('/api/me', { headers: { accept: 'application/json' } });
    return res.status === 200 ? ((await res.json()) as Me) : undefined;
  } catch {
    return undefined;
  }
}

/** The outcome of asking for a name. */
type Named = { you: Person } | { refused: string; taken: boolean };

/** takeName asks the server for a nick. The cookie that comes with the answer is who we are from then on. */
export async function takeName(nick: string): Promise<Named> {
  let answer: Response;
  try {
    answer = await fetch('/api/me', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ nick }),
    });
  } catch {
    return { refused: key('The server cannot be reached. Try again in a moment.'), taken: false };
  }
  if (answer.ok) return { you: (await answer.json()) as Me };
  return { refused: await reason(answer, key('The server did not take this name.')), taken: answer.status === 409 };
}

/** reason is why an answer refuses, in the server's words or else in ours; in English, by which it is heard. */
export async function reason(answer: Response, otherwise: string): Promise<string> {
  try {
    const { text } = (await answer.json()) as Partial<Problem>;
    if (text) return text;
  } catch {
    // an error page of something in between: said in our own words below
  }
  return otherwise;
}
