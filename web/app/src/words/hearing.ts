/** Sentences of the server, by which another language knows what it has said. */

/** Heard is, for each English sentence of the server, what to say for it; {name} stands for what is in the sentence there. */
export type Heard = Readonly<Record<string, string>>;

/** Values that are words of the server, too: a length of time, how a command is written, what to do next. What people have written is theirs. */
const OWN = ['time', 'usage', 'hint'];

/**
 * hearing puts what the server says into words of another language: a sentence that fits one of the table, which has names
 * or numbers in it, or one that is known, or several such one after the other. What fits none stays as it is.
 *
 * The table is asked first, for what is known is known by a sign, which is short: a name or a reason that somebody has
 * chosen could give a sentence the sign of another. What people have written comes in sentences of the table alone.
 */
export function hearing(table: Heard, known: (text: string) => string | undefined): (text: string) => string {
  const templates = Object.entries(table).map(([english, says]) => ({ pattern: pattern(english), says }));
  const fitted = (text: string): string | undefined => {
    for (const { pattern, says } of templates) {
      const values = pattern.exec(text)?.groups;
      if (values) return says.replace(/\{(\w+)\}/g, (_, name: string) => (OWN.includes(name) ? hear(values[name]!) : values[name]!));
    }
    return undefined;
  };
  const hear = (text: string): string => {
    const whole = fitted(text);
    if (whole !== undefined) return whole;
    const each = text.split(/(?<=[.?]) /).map((sentence) => fitted(sentence) ?? known(sentence));
    return each.includes(undefined) ? (known(text) ?? text) : each.join(' ');
  };
  return hear;
}

function pattern(english: string): RegExp {
  const parts = english.split(/\{(\w+)\}/);
  return new RegExp(`^${parts.map((part, i) => (i % 2 ? `(?<${part}>.+?)` : part.replace(/[.*+?^$()[\]\\|{}/]/g, '\\$&'))).join('')}$`, 's');
}
