import { createRequire } from 'node:module';
import { join } from 'node:path';
import { BROWSER_HOME, browserEnvironment, installedBrowser } from '../../tools/browser/installed.ts';

/** What a request of a page says of itself. */
export interface PageRequest {
  url(): string;
  method(): string;
}

/** What a page was answered with. */
export interface PageAnswer {
  status(): number;
}

/** As much of a page of Playwright as the tests use. */
export interface BrowserPage {
  goto(url: string): Promise<PageAnswer | null>;
  url(): string;
  title(): Promise<string>;
  /** Evaluates an expression in the page, also where scripts of pages do not run. */
  evaluate(expression: string): Promise<unknown>;
  fill(selector: string, value: string): Promise<void>;
  click(selector: string): Promise<void>;
  readonly keyboard: { press(key: string): Promise<void> };
  waitForNavigation(): Promise<PageAnswer | null>;
  on(event: 'request', listener: (request: PageRequest) => void): void;
  on(event: 'console', listener: (message: { text(): string; type(): string }) => void): void;
}

/** How a window is. */
export interface WindowOptions {
  readonly javaScriptEnabled?: boolean;
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colorScheme?: 'light' | 'dark';
  readonly httpCredentials?: { readonly username: string; readonly password: string; readonly origin: string };
}

/** A window of its own: it shares nothing with another. */
export interface BrowserWindow extends AsyncDisposable {
  newPage(): Promise<BrowserPage>;
  close(): Promise<void>;
}

/** As much of a browser of Playwright as the tests use. */
export interface Browser {
  newContext(options: WindowOptions): Promise<BrowserWindow>;
  close(): Promise<void>;
}

interface Playwright {
  readonly chromium: {
    launch(options: object): Promise<Browser>;
  };
}

/** It talks to nobody by itself: what leaves it is what a page asked for. */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A name that is not loopback's cannot be found: what should not be asked for is then seen to fail, too.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

/** Why there is no browser, or undefined where there is one; for the `skip` of a test. */
export function missingBrowser(): string | undefined {
  return installedBrowser() === undefined ? 'no browser is installed: run `npm run setup:browser`' : undefined;
}

/** Starts Chromium without a window, on a profile of its own that is gone when it ends. */
export async function startBrowser(): Promise<Browser> {
  // What the compiler cannot see: it is installed for these tests alone.
  const { chromium } = createRequire(join(BROWSER_HOME, 'package.json'))('playwright-core') as Playwright;
  const executablePath = installedBrowser()?.program ?? '';
  return chromium.launch({ executablePath, headless: true, args: ARGS, env: browserEnvironment() });
}
