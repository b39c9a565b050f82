// prove.mjs FOLDER: the table of a proof, from what the programs in it said last
// (NAME.txt) and the events of a `go test -json` run (go.json).
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder] = process.argv.slice(2);

/** The rows that programs fill, which count themselves. */
const programs = [
  ['kill -9', 'kill9'],
  ['clocks', 'clocks'],
  ['mutants', 'mutants'],
];

/** The rows that Go tests fill: those with attributes count themselves, the others are counted by their cases. */
const tests = [
  ['sim', 'cmd/rookload', /^TestSimulatedGames/],
  ['flag against move, liars', 'lobby/client', /^(TestAFlag|TestWhatever|TestAMoveUnder|TestOfTwoTabs|TestATab|TestALiar)/],
  ['two owners', 'lobby/store/sqlite', /^TestTwoOwners/],
  ['power cut', 'lobby/store/sqlite', /^TestAPowerCut/],
  ['power cut, synchronous=NORMAL loses', 'lobby/store/sqlite', /^TestLessThanAFullSync/],
  ['failing disk', 'lobby/store/sqlite', /^TestADiskThatFails/],
  ['failing disk, log trusted, loses', 'lobby/store/sqlite', /^TestWhoeverTrusts/],
  ['wire', 'web/ws', /^Test/],
  ['secrecy', 'lobby/client', /^TestAThirdParty/],
];

const lines = (name) => readFileSync(join(folder, name), 'utf8').split('\n');

function programRow([row, name]) {
  if (!existsSync(join(folder, `${name}.txt`))) return null; // a sample does without
  const last = lines(`${name}.txt`).findLast((line) => line.startsWith('summary: '));
  if (!last) return [row, '', '', '', 'broke off'];
  const told = Object.fromEntries(last.slice(9).split(' ').map((pair) => pair.split('=')));
  return [row, told.runs, told.faults, told.operations, told.violations];
}

const events = lines('go.json')
  .filter((line) => line.startsWith('{'))
  .map((line) => JSON.parse(line));

function testRow([row, pkg, test]) {
  const attributes = {};
  const result = new Map();
  for (const e of events) {
    if (e.Package !== `rookery/${pkg}` || !test.test(e.Test ?? '')) continue;
    if (e.Action === 'attr') attributes[e.Key] = e.Value;
    if (['pass', 'fail'].includes(e.Action)) result.set(e.Test, e.Action);
  }
  const names = [...result.keys()];
  const cases = names.filter((n) => !names.some((m) => m.startsWith(n + '/')));
  const failed = cases.filter((n) => result.get(n) === 'fail').length;
  if (cases.length === 0) return [row, 0, '', '', 'not run'];
  if ('violations' in attributes)
    return [row, attributes.runs ?? cases.length, attributes.faults, attributes.operations, Math.max(attributes.violations, failed)];
  return [row, cases.length, '', '', failed];
}

const table = [['test', 'runs', 'faults', 'operations', 'violations'], ...programs.map(programRow), ...tests.map(testRow)].filter(Boolean);
const widths = table[0].map((_, i) => Math.max(...table.map((row) => String(row[i]).length)));
for (const row of table) console.log(row.map((cell, i) => (i ? String(cell).padStart(widths[i]) : cell.padEnd(widths[0]))).join('  ').trimEnd());
console.log(`seed ${process.env.SEED}`);
