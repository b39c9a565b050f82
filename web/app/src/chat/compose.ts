import type { Completion } from '../wire';
import type { Member } from './talk';
import { key, t } from '../words/words';

/** A line being written. To is the person of the chip: the line goes to that person only. */
export interface Draft {
  to?: string;
  text: string;
}

/** Drafts are what is being written in rooms, by the room. */
export type Drafts = Readonly<Partial<Record<string, Draft>>>;

/** left are the drafts with that of a room that is left now, if anything stands in it. */
export function left(all: Drafts, room: string, d: Draft): Drafts {
  const { [room]: _, ...others } = all;
  return d.to || d.text ? { ...others, [room]: d } : others;
}

/** line is the draft as it is sent; the server parses it. */
export function line(d: Draft): string {
  const text = d.text.trim();
  return d.to ? `@${d.to} ${text}` : text;
}

// What the server takes for an @ or a slash, and what it looks through to find one.
const AT = '[@＠﹫]';
const SLASH = '[/／]';
const BEFORE = /^[\s\p{Cf}\u2800]+/u;

const WHISPER = new RegExp(`^(?:${AT}|${SLASH}(?:whisper|reply)(?:\\s|$))`, 'i');
const NAME = new RegExp(`^${AT}\\S*$`);
const ADDRESSED = new RegExp(`^(?:${AT}|${SLASH}whisper\\s+${AT}?)([A-Za-z0-9_-]+)\\s([\\s\\S]*)$`, 'i');
const REPLY = new RegExp(`^${SLASH}reply\\s([\\s\\S]*)$`, 'i');
const ACTION = new RegExp(`^${SLASH}me\\s([\\s\\S]*)$`, 'i');
const DOUBLED = new RegExp(`^(${SLASH})${SLASH}`);
const PERSON = new RegExp(`^(${AT}|${SLASH}whisper\\s+)${AT}?([A-Za-z0-9_-]*)$`, 'i');
const BEGUN = new RegExp(`^(?:${AT}\\S*|${SLASH}\\S*(?:\\s\\S*)?)$`);
const COMMAND = new RegExp(`^${SLASH}(\\S*)$`);

const TALK = new RegExp(`^(?:${AT}|${SLASH})`);

/** bare is a text from where the server begins to read it. */
export const bare = (text: string): string => text.replace(BEFORE, '');

/** forTalk tells whether a text is a whisper or a command, in whatever field it was written. */
export const forTalk = (text: string): boolean => TALK.test(bare(text));

/** whispers tells whether nobody but one person will read the draft. */
export const whispers = (d: Draft): boolean => d.to !== undefined || WHISPER.test(bare(d.text));

/** unfinished tells whether there is nothing to send yet. A name alone is a whisper begun: what is typed next must not go to everyone. */
export const unfinished = (d: Draft): boolean => d.text.trim() === '' || (d.to === undefined && NAME.test(bare(d.text).trim()));

/** addressed makes the chip when a name that is known, or a /reply, is followed by a space. Last is who whispered to us last. */
export function addressed(d: Draft, names: readonly string[], last?: string): Draft {
  if (d.to) return d;
  const reply = REPLY.exec(bare(d.text));
  if (reply && last) return { to: last, text: reply[1]! };
  const m = ADDRESSED.exec(bare(d.text));
  const to = m && names.find((n) => n.toLowerCase() === m[1]!.toLowerCase());
  return to ? { to, text: m[2]! } : d;
}

/** addressee is whom a line that was sent is for: undefined if it is for everybody, or is a command that the server answers. */
export function addressee(sent: string): string | undefined {
  if (!whispers({ text: sent })) return undefined;
  const m = ADDRESSED.exec(bare(sent) + ' ');
  return m ? m[1] : t('one person');
}

/** words are what others read of a line that was sent, if it is said at all. */
export function words(sent: string): string {
  const text = bare(sent);
  return (ADDRESSED.exec(text)?.[2] ?? REPLY.exec(text)?.[1] ?? ACTION.exec(text)?.[1] ?? text).replace(DOUBLED, '$1');
}

/** MOVE is a command that the page has done itself: the server does not offer it. */
export const MOVE = { text: '/move ', shows: '/move Nf3', does: key('plays a move') };

/** completes tells whether what is written so far is something the server may know how to go on with. */
export const completes = (d: Draft): boolean => d.to === undefined && BEGUN.test(bare(d.text));

/** offline completes from what the page knows by itself: who is here, and commands that the server has told of. */
export function offline(d: Draft, members: readonly Member[], commands: readonly Completion[], you?: string): Completion[] {
  const text = bare(d.text);
  if (d.to) return [];
  const m = PERSON.exec(text);
  if (m) {
    const begun = m[2]!.toLowerCase();
    const found = members.filter((x) => x.person.id !== you && x.person.nick.toLowerCase().startsWith(begun));
    return found.map(({ person: { nick } }) => ({ text: `${m[1]}${nick} `, shows: nick }));
  }
  const name = COMMAND.exec(text)?.[1];
  return name === undefined ? [] : commands.filter((c) => c.text.toLowerCase().startsWith('/' + name.toLowerCase()));
}

/** withMove adds, for who plays, the command to move to the ways to go on. */
export const withMove = (d: Draft, found: readonly Completion[]): readonly Completion[] => [...found, ...offline(d, [], [MOVE])];

/** finished tells whether Enter sends what is typed, rather than to take the completion: nothing would be added to it. */
export const finished = (d: Draft, c: Completion): boolean => c.text.trim().toLowerCase() === bare(d.text).trim().toLowerCase() && !c.shows.includes(' ');
