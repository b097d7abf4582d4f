/** Simple pages against `html.parser` as pip uses it, and license expressions against `packaging.licenses`. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Random } from '../packages/pypa/differential/random.ts';
import { formatLicenseExpression, parseLicenseExpression } from '../packages/pypa/src/license-expression.ts';
import { parseSdistFilename } from '../packages/pypa/src/sdist-filename.ts';
import { parseProjectHtml } from '../packages/pypa/src/simple-html.ts';
import { fileUrl } from '../packages/pypa/src/simple-page.ts';
import { SPDX_EXCEPTIONS, SPDX_LICENSES } from '../packages/pypa/src/spdx.data.ts';
import { parseWheelFilename } from '../packages/pypa/src/wheel-filename.ts';
import type { Bench } from './main.ts';

const CACHE = fileURLToPath(new URL('../.cache/bench/', import.meta.url));
const DEFAULT_INDEX = 'https://pypi.org/simple/';

/** The index that pip would ask. */
function indexUrl(): string {
  const given = process.env['PIP_INDEX_URL'];
  if (given !== undefined && given !== '') return given;
  const pip = spawnSync('python3', ['-m', 'pip', 'config', 'get', 'global.index-url'], { encoding: 'utf8' });
  const configured = pip.status === 0 ? pip.stdout.trim() : '';
  return configured === '' ? DEFAULT_INDEX : configured;
}

/** numpy's page, fetched once and kept, or undefined where no index answers. */
async function numpyPage(): Promise<string | undefined> {
  const file = `${CACHE}numpy.html`;
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Not fetched yet.
  }
  try {
    const url = `${indexUrl().replace(/\/+$/, '')}/numpy/`;
    const headers = { accept: 'application/vnd.pypi.simple.v1+html, text/html;q=0.5' };
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(30_000) });
    if (!response.ok) throw new Error(`status ${response.status}`);
    const page = await response.text();
    mkdirSync(CACHE, { recursive: true });
    writeFileSync(file, page);
    return page;
  } catch (error) {
    console.error(`skipped: numpy's Simple page cannot be had: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}

const PAGE_URL = `${DEFAULT_INDEX}numpy/`;

/** Reads every file of a page, resolves its URL, and reads name and version from its file name. */
function readPage(html: string): number {
  const page = parseProjectHtml(html, 'numpy').value;
  if (page === undefined) throw new Error('the page is refused');
  let sum = 0;
  for (const file of page.files) {
    const { filename } = file;
    const parsed = filename.endsWith('.whl') ? parseWheelFilename(filename) : parseSdistFilename(filename);
    sum += fileUrl(PAGE_URL, page, file).length + (file.hashes.get('sha256')?.length ?? 0);
    if (file.yanked !== false) sum += 1000;
    if (file.requiresPython !== undefined) sum += file.requiresPython.length;
    if (file.coreMetadata !== undefined) sum += 7;
    if (parsed.ok) sum += 10 * parsed.value.version.release.length;
  }
  return sum;
}

function pageBench(page: string): Bench<string> {
  const megabytes = (page.length / 1e6).toFixed(1);
  return {
    name: `numpy's Simple page in HTML, ${megabytes} MB`,
    gate: 5,
    setup: () => page,
    ours: readPage,
    python: 'read_page',
  };
}

/** Expressions as projects write them: most are one id. */
function expressions(): string[] {
  const random = new Random(639);
  const common = ['MIT', 'BSD-3-Clause', 'Apache-2.0', 'GPL-3.0-or-later', 'MPL-2.0', 'ISC', 'PSF-2.0', 'Unlicense'];
  const id = () => (random.chance(0.8) ? random.pick(common) : random.pick(SPDX_LICENSES));
  const forms = [
    id,
    id,
    id,
    () => id().toLowerCase(),
    () => `${id()} OR ${id()}`,
    () => `${id()} AND ${id()}`,
    () => `${id()} and (${id()} or LicenseRef-Own)`,
    () => `GPL-3.0-only WITH ${random.pick(SPDX_EXCEPTIONS)}`,
  ];
  return Array.from({ length: 20_000 }, () => random.pick(forms)());
}

const licenses: Bench<string[]> = {
  name: '20,000 license expressions made canonical',
  gate: 5,
  setup: expressions,
  ours(texts) {
    let sum = 0;
    for (const text of texts) {
      const parsed = parseLicenseExpression(text);
      if (parsed.ok) sum += formatLicenseExpression(parsed.value).length;
    }
    return sum;
  },
  python: 'canonicalize',
};

const page = await numpyPage();

export const benches: readonly Bench[] = page === undefined ? [licenses] : [pageBench(page), licenses];
