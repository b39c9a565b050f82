import { defineConfig } from '@playwright/test';

// The browser: Chromium, or the same without a window, of which two cores carry more.
const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';
const light = chromium.includes('headless-shell');

const long = /(hostile|axe|layout)\.spec\.ts$/;

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  workers: light ? 5 : 3, // of two cores: a test waits a good part of its time
  fullyParallel: true,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  // What takes long begins first, or all would wait for it at the end.
  projects: [
    { name: 'long', testMatch: long },
    { name: 'rest', testIgnore: long },
  ],
  use: {
    browserName: 'chromium',
    viewport: { width: 1440, height: 900 },
    // What was done and sent, without a picture and a copy of the page for each act: those cost as much as the tests.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: false, sources: false },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: chromium,
      args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run', '--no-proxy-server'],
    },
  },
});
