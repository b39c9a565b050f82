import { defineConfig } from '@playwright/test';

// The browser: Chromium, or the same without a window, of which two cores carry more.
const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';
const light = chromium.includes('headless-shell');

// The files begin in the order of their names: what takes long has one of the first, or all would wait for it at the end.
// They are one project with one set of what belongs to a worker (its trace, its launch, fixtures of that scope): for every
// other set Playwright ends the workers that there are, and starts as many with a browser each.
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  workers: light ? 5 : 3, // of two cores: a test waits a good part of its time
  fullyParallel: true,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    viewport: { width: 1200, height: 800 },
    // With TRACE=1, what was done and sent in a test that fails, without a picture and a copy of the page for each act.
    trace: { mode: process.env.TRACE ? 'retain-on-failure' : 'off', screenshots: false, snapshots: false, sources: false },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: chromium,
      // The last: code that lives for seconds gains less by being made fast than that costs.
      args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run', '--no-proxy-server', '--host-resolver-rules=MAP club.test 127.0.0.1', '--js-flags=--no-opt'],
    },
  },
});
