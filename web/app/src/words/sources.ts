/** Reads the client's own sources for what they say: for the tests that hold the catalogues complete. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'svelte/compiler';

/** A node of a syntax tree, of a script or of markup. */
type Node = { type: string; start?: number } & Record<string, unknown>;

/** A sentence where it is said: its key, and the values that it is given there, as far as they can be read. */
export interface Saying {
  file: string;
  key: string;
  /** For a sentence with a number: what is said of one thing. */
  one?: string;
  values?: string[];
}

/** What a file says, and what in it would be shown without having gone through the catalogue. */
export interface Source {
  file: string;
  says: Saying[];
  bare: string[];
}

const ROOT = join(import.meta.dirname, '..');

/** sources are all files that can say something. */
export function sources(): Source[] {
  const names = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
    .filter((f) => /\.(svelte|ts)$/.test(f) && !/\.(test|gen)\.ts$|^words\//.test(f.replaceAll('\\', '/')));
  return names.sort().map((file) => source(file, readFileSync(join(ROOT, file), 'utf8')));
}

/** source reads one file. A plain module is read as the script of a view that has nothing but it. */
export function source(file: string, text: string): Source {
  const tree = parse(file.endsWith('.svelte') ? text : `<script lang="ts">\n${text}\n</script>`, { modern: true }) as unknown as Node;
  const found: Source = { file, says: [], bare: [] };
  visit(tree, [], found);
  return found;
}

const isNode = (x: unknown): x is Node => typeof x === 'object' && x !== null && typeof (x as Node).type === 'string';

const children = (n: Node): Node[] =>
  Object.entries(n).flatMap(([name, x]) => (name === 'metadata' || name === 'parent' ? [] : Array.isArray(x) ? x.filter(isNode) : isNode(x) ? [x] : []));

function visit(n: Node, above: Node[], found: Source): void {
  if (n.type === 'StyleSheet' || n.type.startsWith('TS') || n.type.startsWith('Import')) {
    if (n.type !== 'TSAsExpression' && n.type !== 'TSNonNullExpression' && n.type !== 'TSSatisfiesExpression') return;
  }
  const name = called(n);
  if (name === 't' || name === 'tn' || name === 'key') found.says.push(...sayings(n, name, above, found.file));
  else found.bare.push(...bare(n, above));
  for (const c of children(n)) visit(c, [...above, n], found);
}

/** called is what a call calls; the board, which knows no catalogue, says what it says by an argument. */
function called(n: Node): string | undefined {
  const callee = n['callee'] as Node | undefined;
  if (n.type !== 'CallExpression' || callee?.type !== 'Identifier') return undefined;
  return callee['name'] === 'say' ? 't' : String(callee['name']);
}

/** texts are what an expression can come to, as far as it is written there. */
function texts(n: Node | undefined): string[] {
  switch (n?.type) {
    case 'Literal':
      return typeof n['value'] === 'string' ? [n['value']] : [];
    case 'ConditionalExpression':
      return [...texts(n['consequent'] as Node), ...texts(n['alternate'] as Node)];
    case 'LogicalExpression':
      return [...texts(n['left'] as Node), ...texts(n['right'] as Node)];
    case 'BinaryExpression':
      return n['operator'] === '+' ? [...texts(n['left'] as Node), ...texts(n['right'] as Node)] : [];
    case 'TemplateLiteral':
      return [...(n['quasis'] as Node[]).map((q) => (q['value'] as { cooked: string }).cooked), ...(n['expressions'] as Node[]).flatMap(texts)];
    default:
      return [];
  }
}

function sayings(n: Node, name: 't' | 'tn' | 'key', above: Node[], file: string): Saying[] {
  const [first, second, third, fourth] = n['arguments'] as (Node | undefined)[];
  const values = given(name === 'tn' ? fourth : second);
  const parts = snippets(above);
  const all = values && [...values, ...parts];
  if (name === 'tn') return texts(third).map((key) => ({ file, key, one: texts(second)[0], values: fourth ? all && [...all, 'n'] : ['n', ...parts] }));
  const none = name === 't' && !second;
  return texts(first).map((key) => ({ file, key, ...(name === 't' && { values: none ? parts : all }) }));
}

/** given are the names of values that are written where they are given; undefined where they come from elsewhere. */
function given(n: Node | undefined): string[] | undefined {
  if (n?.type !== 'ObjectExpression') return undefined;
  const properties = n['properties'] as Node[];
  if (properties.some((p) => p.type !== 'Property')) return undefined;
  return properties.map((p) => String((p['key'] as Node)['name']));
}

/** snippets are the parts of the Sentence that a text is given to. */
function snippets(above: Node[]): string[] {
  const sentence = above.findLast((a) => a.type === 'Component' && a['name'] === 'Sentence');
  if (!sentence || !above.some((a) => a.type === 'Attribute' && a['name'] === 'text' && above.indexOf(a) > above.indexOf(sentence))) return [];
  return ((sentence['fragment'] as Node)['nodes'] as Node[]).filter((x) => x.type === 'SnippetBlock').map((x) => String((x['expression'] as Node)['name']));
}

/** Attributes that people read or hear; of a component, what it shows. */
const SPOKEN = ['aria-label', 'aria-description', 'aria-valuetext', 'aria-roledescription', 'title', 'placeholder', 'alt', 'label', 'text', 'says', 'picture'];

/** What may stand in markup as it is: a name, or a command as it is typed. */
const NAMES = /Rookery|\/help|Nf3/g;
const hasWords = (text: string): boolean => /\p{L}{2}/u.test(text.replaceAll(NAMES, ''));

/** bare is what a node would show as it is written. */
function bare(n: Node, above: Node[]): string[] {
  const up = above.at(-1);
  if (n.type === 'Text' && !up?.type.endsWith('Attribute') && !up?.type.endsWith('Directive')) return hasWords(String(n['data'])) ? [String(n['data']).trim()] : [];
  if (n.type === 'Attribute' && SPOKEN.includes(String(n['name']))) {
    const value = n['value'];
    const parts = (Array.isArray(value) ? value : [value]).filter(isNode);
    return parts.flatMap((p) => (p.type === 'Text' ? [String(p['data'])] : texts(p['expression'] as Node))).filter(hasWords);
  }
  const shown = n.type === 'ExpressionTag' && !above.some((a) => a.type.endsWith('Attribute') || a.type.endsWith('Directive'));
  if (shown) return texts(n['expression'] as Node).filter(hasWords);
  return isSentence(n, above) ? texts(n) : [];
}

/** A sentence in a script: it begins as one, and has more than a word. What is thrown is for whoever mends the client. */
function isSentence(n: Node, above: Node[]): boolean {
  if (n.type !== 'Literal' || typeof n['value'] !== 'string' || !/^\p{Lu}\p{Ll}+[’']?\p{Ll}* \p{Ll}/u.test(n['value'])) return false;
  return !above.some((a) => a.type === 'NewExpression' || ['t', 'tn', 'key', 'heard'].includes(called(a) ?? ''));
}
