/** One server of `bench/gateway.ts`, in a process of its own: `node bench/gateway-side.ts ours|bare FOLDER`. Prints its port. */
import { hash } from 'node:crypto';
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { ServedBytes } from '../src/app/serve/answers.ts';
import { createGatewayServer } from '../src/gateway/server.ts';
import { decidedPage, FakeGateway, projectFile } from '../src/gateway/testing/fake-gateway.ts';

const [side, folder = ''] = process.argv.slice(2);
/** Where the pages and files of the bench lie. */
export const PATHS = {
  page: '/simple/demo/',
  small: '/simple/demo/demo-1.0-py3-none-any.whl',
  large: '/simple/demo/demo-2.0-py3-none-any.whl',
} as const;

/** Pages of each length, so that a first time can be measured more than once. */
export const LONG_PAGES = 5;

function blob(file: string, sha256: string): ServedBytes {
  const size = statSync(file).size;
  return {
    answer: 'bytes',
    sha256,
    size,
    async open() {
      const handle = await open(file);
      return {
        async read(target, position) {
          return (await handle.read(target, 0, target.length, position)).bytesRead;
        },
        close: () => handle.close(),
      };
    },
    record: () => Promise.resolve(),
  };
}

function pageOf(name: string, count: number) {
  return decidedPage(
    name,
    Array.from({ length: count }, (_, i) => ({
      file: projectFile(`${name}-${i >> 2}.${i % 4}.0-cp3${i % 14}-cp3${i % 14}-manylinux_2_17_x86_64.whl`, {
        hashes: new Map([['sha256', hash('sha256', `${name}${i}`)]]),
        coreMetadata: new Map([['sha256', hash('sha256', `metadata ${name}${i}`)]]),
      }),
    })),
  );
}

/**
 * With each SIGUSR2 by turns: begins to look at every turn of the event loop, or says the longest: `cpu` is what the
 * thread itself worked, `delay` what the clock says, with all that the machine did meanwhile. In milliseconds.
 */
function watchTurns(delay: () => number): void {
  let watching = false;
  let last = 0;
  let most = 0;
  const look = (): void => {
    const { user, system } = process.threadCpuUsage();
    if (last > 0) most = Math.max(most, user + system - last);
    last = user + system;
    if (watching) setImmediate(look);
  };
  process.on('SIGUSR2', () => {
    watching = !watching;
    const waited = delay();
    console.log(JSON.stringify({ cpu: most / 1000, delay: waited }));
    [last, most] = [0, 0];
    if (watching) look();
  });
}

async function ours(): Promise<number> {
  const gateway = new FakeGateway();
  gateway.page(pageOf('demo', 185));
  for (let i = 0; i < LONG_PAGES; i++) gateway.page(pageOf(`numpy${i}`, 4415)).page(pageOf(`many${i}`, 10_000));
  for (const [name, file] of [
    ['demo-1.0-py3-none-any.whl', join(folder, 'small')],
    ['demo-2.0-py3-none-any.whl', join(folder, 'large')],
  ] as const)
    gateway.files.set(name, blob(file, hash('sha256', readFileSync(file))));
  gateway.asked.push = () => 0;
  const door = createGatewayServer({ ports: { gateway }, listenHost: '127.0.0.1' });
  watchTurns(() => door.loopDelay().max);
  return door.listen(0);
}

/** What Node can do at best: everything ready in memory, the same headers that matter. */
function bare(): Promise<number> {
  const page = gzipSync(readFileSync(join(folder, 'page')), { level: 6 });
  const small = readFileSync(join(folder, 'small'));
  const large = join(folder, 'large');
  const size = statSync(large).size;
  const server = createServer((req, res) => {
    if (req.url === PATHS.page) {
      if (req.headers['if-none-match'] === '"page"') {
        res.writeHead(304, { ETag: '"page"', 'Cache-Control': 'no-cache', Vary: 'Accept, Accept-Encoding' });
        res.end();
        return;
      }
      res.writeHead(200, {
        'Content-Type': 'application/vnd.pypi.simple.v1+json',
        'Content-Length': page.length,
        'Content-Encoding': 'gzip',
        ETag: '"page"',
        'Cache-Control': 'no-cache',
        Vary: 'Accept, Accept-Encoding',
      });
      res.end(page);
    } else if (req.url === PATHS.small) {
      res.writeHead(200, {
        'Content-Type': 'application/octet-stream',
        'Content-Length': small.length,
        ETag: '"small"',
        'Cache-Control': 'no-cache',
      });
      res.end(small);
    } else {
      res.writeHead(200, {
        'Content-Type': 'application/octet-stream',
        'Content-Length': size,
        ETag: '"large"',
        'Cache-Control': 'no-cache',
      });
      createReadStream(large, { highWaterMark: 1024 * 1024 }).pipe(res);
    }
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

if (import.meta.main) console.log(await (side === 'ours' ? ours() : bare()));
