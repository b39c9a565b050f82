import type { Member } from './talk';

/** A line being written. To is the person of the chip: the line goes to that person only. */
export interface Draft {
  to?: string;
  text: string;
}

/** line is the draft as it is sent; the server parses it. */
export function line(d: Draft): string {
  const text = d.text.trim();
  return d.to ? `@${d.to} ${text}` : text;
}

/** whispers tells whether only one person will read the draft. */
export function whispers(d: Draft): boolean {
  return d.to !== undefined || /^(@\S|\/(whisper|w)\s)/.test(d.text.trimStart());
}

/** matches are those who an unfinished "@ja" at the start of the line may mean. */
export function matches(d: Draft, members: readonly Member[], you?: string): Member[] {
  const m = /^@([A-Za-z0-9_-]*)$/.exec(d.text);
  if (d.to || !m) return [];
  const begun = m[1]!.toLowerCase();
  return members.filter((x) => x.person.id !== you && x.person.nick.toLowerCase().startsWith(begun)).slice(0, 6);
}

/** chosen turns the unfinished name into the chip. */
export const chosen = (nick: string): Draft => ({ to: nick, text: '' });

/** spaced makes the chip when a full name is followed by a space. */
export function spaced(d: Draft, members: readonly Member[], you?: string): Draft {
  const m = /^@([A-Za-z0-9_-]+)\s([\s\S]*)$/.exec(d.text);
  if (d.to || !m) return d;
  const name = m[1]!.toLowerCase();
  const who = members.find((x) => x.person.nick.toLowerCase() === name && x.person.id !== you);
  return who ? { to: who.person.nick, text: m[2]! } : d;
}
