/** Sentences of the server, by which another language knows what it has said. */

/** Heard is, for each English sentence of the server, what to say for it; {name} stands for what is in the sentence there. */
export type Heard = Readonly<Record<string, string>>;

/**
 * hearing puts what the server says into words of another language: a sentence that is in the table, or one that fits
 * one there that has names or numbers in it. What fits none stays as it is.
 */
export function hearing(table: Heard): (text: string) => string {
  const templates = Object.entries(table).filter(([english]) => english.includes('{')).map(([english, says]) => ({ pattern: pattern(english), says }));
  return (text) => {
    const known = table[text];
    if (known !== undefined) return known;
    for (const { pattern, says } of templates) {
      const values = pattern.exec(text)?.groups;
      if (values) return says.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
    }
    return text;
  };
}

function pattern(english: string): RegExp {
  const parts = english.split(/\{(\w+)\}/);
  return new RegExp(`^${parts.map((part, i) => (i % 2 ? `(?<${part}>.+?)` : part.replace(/[.*+?^$()[\]\\|{}/]/g, '\\$&'))).join('')}$`, 's');
}
