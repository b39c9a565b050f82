// prove.mjs SEED KILL9 GO: the table of a proof, from what rookload said last and
// the events of a `go test -json` run.
import { readFileSync } from 'node:fs';

const [seed, kill9, go] = process.argv.slice(2);

/** The rows that Go tests fill: those with attributes count themselves, the others are counted by their cases. */
const rows = [
  ['power cut', 'lobby/store/sqlite', /^TestAPowerCut/],
  ['power cut, synchronous=NORMAL loses', 'lobby/store/sqlite', /^TestLessThanAFullSync/],
  ['failing disk', 'lobby/store/sqlite', /^TestADiskThatFails/],
  ['failing disk, log trusted, loses', 'lobby/store/sqlite', /^TestWhoeverTrusts/],
  ['wire', 'web/ws', /^Test/],
  ['secrecy', 'lobby/client', /^TestAThirdParty/],
];

const lines = (path) => readFileSync(path, 'utf8').split('\n');

function loaded() {
  const last = lines(kill9).findLast((line) => line.startsWith('summary: '));
  if (!last) return ['kill -9', 1, '', '', 'broke off'];
  const told = Object.fromEntries(last.slice(9).split(' ').map((pair) => pair.split('=')));
  return ['kill -9', told.runs, told.faults, told.operations, told.violations];
}

function tested([name, pkg, test]) {
  const attributes = {};
  const result = new Map();
  for (const line of lines(go)) {
    if (!line.startsWith('{')) continue;
    const e = JSON.parse(line);
    if (e.Package !== `rookery/${pkg}` || !test.test(e.Test ?? '')) continue;
    if (e.Action === 'attr') attributes[e.Key] = e.Value;
    if (['pass', 'fail'].includes(e.Action)) result.set(e.Test, e.Action);
  }
  const names = [...result.keys()];
  const cases = names.filter((n) => !names.some((m) => m.startsWith(n + '/')));
  const failed = cases.filter((n) => result.get(n) === 'fail').length;
  if (cases.length === 0) return [name, 0, '', '', 'not run'];
  if ('violations' in attributes)
    return [name, cases.length, attributes.faults, attributes.operations, Math.max(attributes.violations, failed)];
  return [name, cases.length, '', '', failed];
}

const table = [['test', 'runs', 'faults', 'operations', 'violations'], loaded(), ...rows.map(tested)];
const widths = table[0].map((_, i) => Math.max(...table.map((row) => String(row[i]).length)));
for (const row of table) console.log(row.map((cell, i) => (i ? String(cell).padStart(widths[i]) : cell.padEnd(widths[0]))).join('  '));
console.log(`seed ${seed}`);
