// report.mjs show EVENTS: what the failed tests of a `go test -json` run said.
// report.mjs count FAILED GO PERFT VITEST PLAYWRIGHT: the closing line over all
// reports; FAILED names the steps that failed, each with a comma after it.
import { existsSync, readFileSync } from 'node:fs';

const [command, ...args] = process.argv.slice(2);

/** The events of a Go run; a line that is none (a compiler's word) is output. */
function goEvents(path) {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      try {
        return JSON.parse(line);
      } catch {
        return { Action: 'build-output', Output: line + '\n' };
      }
    });
}

function show(path) {
  const said = new Map(); // output by package and test
  const failed = [];
  for (const e of goEvents(path)) {
    const key = `${e.Package ?? ''} ${e.Test ?? ''}`;
    if (e.Action === 'build-output') process.stdout.write(e.Output);
    if (e.Action === 'output') said.set(key, (said.get(key) ?? '') + e.Output);
    if (e.Action === 'fail') failed.push(key);
  }
  for (const key of failed) process.stdout.write(`--- ${key.trim()}\n${said.get(key) ?? ''}`);
}

/**
 * The tests of several Go runs, each once: failed if it failed in any, skipped
 * only if no run ran it. A test with subtests is counted by them, and itself
 * only if it failed while they passed; so is a package.
 */
function countGo(paths) {
  const results = new Map();
  const rank = { skip: 0, pass: 1, fail: 2 };
  for (const path of paths) {
    for (const e of goEvents(path)) {
      if (!(e.Action in rank) || !e.Package) continue;
      if (!e.Test && e.Action !== 'fail') continue;
      const key = e.Test ? `${e.Package} ${e.Test}` : e.Package;
      const before = results.get(key);
      if (before === undefined || rank[e.Action] > rank[before]) results.set(key, e.Action);
    }
  }
  const parents = new Set();
  const failedBelow = new Set();
  for (const [key, result] of results) {
    const [pkg, test = ''] = key.split(' ');
    const above = test.split('/').map((_, i, names) => `${pkg} ${names.slice(0, i).join('/')}`.trim());
    for (const parent of test ? above : []) {
      parents.add(parent);
      if (result === 'fail') failedBelow.add(parent);
    }
  }
  const count = { pass: 0, fail: 0, skip: 0 };
  for (const [key, result] of results) {
    const counts = result === 'fail' ? !failedBelow.has(key) : !parents.has(key);
    if (counts) count[result]++;
  }
  return count;
}

function countVitest(path) {
  const r = JSON.parse(readFileSync(path, 'utf8'));
  return { pass: r.numPassedTests, fail: r.numFailedTests, skip: r.numPendingTests + r.numTodoTests };
}

function countPlaywright(path) {
  const { stats } = JSON.parse(readFileSync(path, 'utf8'));
  return { pass: stats.expected, fail: stats.unexpected + stats.flaky, skip: stats.skipped };
}

function count(failedSteps, go, perft, vitest, playwright) {
  const failed = new Set(failedSteps.split(',').filter(Boolean));
  const suites = [
    { steps: ['go', 'go-perft'], read: () => countGo([go, perft]) },
    { steps: ['vitest'], read: () => countVitest(vitest) },
    { steps: ['playwright'], read: () => countPlaywright(playwright) },
  ];
  const total = { pass: 0, fail: 0, skip: 0 };
  for (const suite of suites) {
    let c = { pass: 0, fail: 0, skip: 0 };
    try {
      c = suite.read();
    } catch {
      suite.steps.forEach((s) => failed.add(s)); // no report: the suite did not run to its end
    }
    const broken = suite.steps.filter((s) => failed.delete(s)).length > 0;
    if (broken && c.fail === 0) c.fail = 1;
    for (const k of Object.keys(total)) total[k] += c[k];
  }
  total.fail += failed.size; // checks that are not tests
  console.log(`${total.pass} passed, ${total.fail} failed, ${total.skip} skipped`);
  process.exitCode = total.fail === 0 && total.pass > 0 ? 0 : 1;
}

({ show, count })[command](...args);
