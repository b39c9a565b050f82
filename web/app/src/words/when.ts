import { locale } from './words';

// A chat writes hundreds of times: what writes them is made once for a language.
const made = new Map<string, [clock: Intl.DateTimeFormat, day: Intl.DateTimeFormat]>();

function formats(language: string): [clock: Intl.DateTimeFormat, day: Intl.DateTimeFormat] {
  const held = made.get(language);
  if (held) return held;
  const fresh: [Intl.DateTimeFormat, Intl.DateTimeFormat] = [
    new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
    new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }),
  ];
  made.set(language, fresh);
  return fresh;
}

/** clockTime is a time of day where the reader is: "21:04". */
export const clockTime = (at: Date): string => formats(locale())[0].format(at);

/** dayTime is a time with its day. */
export const dayTime = (at: Date): string => formats(locale())[1].format(at);
