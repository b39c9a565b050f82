// prove.mjs FOLDER: the table of a proof, from what the programs in it said last
// (NAME.txt) and the events of a `go test -json` run (go.json). A row that is not
// filled, or by fewer cases than it must have, is a violation.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder] = process.argv.slice(2);
const quick = Boolean(process.env.QUICK);

/** The rows that programs fill, which count themselves; a sample does without the last. */
const programs = [['kill -9', 'kill9'], ['clocks', 'clocks'], ...(quick ? [] : [['mutants', 'mutants']])];

/** The rows that Go tests fill: those with attributes count themselves, the others are counted by their cases, of which there must be so many. */
const tests = [
  ['sim', 'cmd/rookload', /^TestSimulatedGames/, 1],
  ['flag against move, liars', 'lobby/client', /^(TestAFlag|TestWhatever|TestAMoveUnder|TestOfTwoTabs|TestATab|TestALiar)/, 40],
  ['two owners', 'lobby/store/sqlite', /^TestTwoOwners/, 1],
  ['power cut', 'lobby/store/sqlite', /^TestAPowerCut/, 1],
  ['power cut, synchronous=NORMAL loses', 'lobby/store/sqlite', /^TestLessThanAFullSync/, 1],
  ['failing disk', 'lobby/store/sqlite', /^TestADiskThatFails/, 1],
  ['failing disk, log trusted, loses', 'lobby/store/sqlite', /^TestWhoeverTrusts/, 1],
  ['wire', 'web/ws', /^(TestFramesThat|TestMessagesIn|TestOnlyUTF8|TestAGoodbye|TestAMessageTakes|TestACommandIs|TestACid|TestAHandshake|TestAnUpgrade|TestTheServerSays|TestAResume|TestWhatNobody|TestWhoMayOpen)/, 80],
  ['secrecy', 'lobby/client', /^TestAThirdParty/, 1],
];

const lines = (name) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8').split('\n') : []);

function programRow([row, name]) {
  const last = lines(`${name}.txt`).findLast((line) => line.startsWith('summary: '));
  if (!last) return [row, '', '', '', 'broke off'];
  const told = Object.fromEntries(last.slice(9).split(' ').map((pair) => pair.split('=')));
  return [row, told.runs, told.faults, told.operations, told.violations];
}

const events = lines('go.json')
  .filter((line) => line.startsWith('{'))
  .map((line) => JSON.parse(line));

function testRow([row, pkg, test, least]) {
  const attributes = {};
  const result = new Map(); // by test, whether or not it has parts
  for (const e of events) {
    if (e.Package !== `rookery/${pkg}` || !test.test(e.Test ?? '')) continue;
    if (e.Action === 'attr') attributes[e.Key] = e.Value;
    if (e.Action === 'run') result.set(e.Test, 'not ended');
    if (['pass', 'fail', 'skip'].includes(e.Action)) result.set(e.Test, e.Action);
  }
  const names = [...result.keys()];
  const cases = names.filter((n) => !names.some((m) => m.startsWith(n + '/')));
  const bad = names.filter((n) => result.get(n) !== 'pass').length;
  if (cases.length < least) return [row, cases.length, '', '', cases.length ? `fewer than ${least}` : 'not run'];
  if ('violations' in attributes)
    return [row, attributes.runs ?? cases.length, attributes.faults, attributes.operations, Math.max(attributes.violations, bad)];
  return [row, cases.length, '', '', bad];
}

const table = [['test', 'runs', 'faults', 'operations', 'violations'], ...programs.map(programRow), ...tests.map(testRow)];
const widths = table[0].map((_, i) => Math.max(...table.map((row) => String(row[i]).length)));
for (const row of table) console.log(row.map((cell, i) => (i ? String(cell).padStart(widths[i]) : cell.padEnd(widths[0]))).join('  ').trimEnd());
console.log(`seed ${process.env.SEED}`);
if (table.slice(1).some((row) => String(row.at(-1)) !== '0')) process.exitCode = 1;
