/** Sentences of the server, by which another language knows what it has said. */

/** Heard is, for each English sentence of the server, what to say for it; {name} stands for what is in the sentence there. */
export type Heard = Readonly<Record<string, string>>;

/** Values that are words of the server, too: a length of time, how a command is written, what to do next. What people have written is theirs. */
const OWN = ['time', 'usage', 'hint'];

/**
 * hearing puts what the server says into words of another language: a sentence that is known, or one that fits one of the
 * table, which has names or numbers in it, or several such one after the other. What fits none stays as it is.
 */
export function hearing(table: Heard, known: (text: string) => string | undefined): (text: string) => string {
  const templates = Object.entries(table).map(([english, says]) => ({ pattern: pattern(english), says }));
  const one = (text: string): string | undefined => {
    const whole = known(text);
    if (whole !== undefined) return whole;
    for (const { pattern, says } of templates) {
      const values = pattern.exec(text)?.groups;
      if (values) return says.replace(/\{(\w+)\}/g, (_, name: string) => (OWN.includes(name) ? hear(values[name]!) : values[name]!));
    }
    return undefined;
  };
  const hear = (text: string): string => {
    const whole = one(text);
    if (whole !== undefined) return whole;
    const each = text.split(/(?<=[.?]) /).map(one);
    return each.includes(undefined) ? text : each.join(' ');
  };
  return hear;
}

function pattern(english: string): RegExp {
  const parts = english.split(/\{(\w+)\}/);
  return new RegExp(`^${parts.map((part, i) => (i % 2 ? `(?<${part}>.+?)` : part.replace(/[.*+?^$()[\]\\|{}/]/g, '\\$&'))).join('')}$`, 's');
}
