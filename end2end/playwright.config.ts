import { defineConfig, devices } from '@playwright/test';
import { demo, main } from './fixtures/addresses';
import { originOf, type Place, program, settings } from './fixtures/server';

/** A server that begins with an empty database. */
function server(place: Place, command: string) {
  return {
    command: `rm -rf '${place.directory}' && mkdir -p '${place.directory}' && exec '${program}' ${command}`,
    url: `${originOf(place)}/readyz`,
    env: settings(place),
    gracefulShutdown: { signal: 'SIGTERM' as const, timeout: 5_000 },
    timeout: 60_000,
  };
}

const desktop = { viewport: { width: 1280, height: 900 }, locale: 'en-GB', colorScheme: 'light' as const };

export default defineConfig({
  testDir: 'tests',
  globalTeardown: './fixtures/teardown.ts',
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  workers: 2,
  timeout: 20_000,
  expect: { timeout: 5_000 },
  reporter: 'list',
  use: {
    baseURL: originOf(main),
    trace: { mode: 'retain-on-failure', screenshots: false },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
        '--disable-quic',
      ],
    },
  },
  // A test says by its tag where else it runs, or that it runs elsewhere only.
  projects: [
    { name: 'desktop', grepInvert: /@no-js/, use: desktop },
    { name: 'phone', grep: /@phone/, use: { ...devices['Pixel 7'], locale: 'en-GB' } },
    { name: 'no-js', grep: /@no-js/, use: { ...desktop, javaScriptEnabled: false } },
    { name: 'dark', grep: /@dark/, use: { ...desktop, colorScheme: 'dark' } },
  ],
  webServer: [server(main, 'serve'), server(demo, 'demo --still')],
});
