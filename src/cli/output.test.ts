import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const OUTPUT = JSON.stringify(fileURLToPath(new URL('./output.ts', import.meta.url)));

/** A program that writes `length` characters to stdout, and says on stderr what failed and how often. */
function writing(length: number): string[] {
  return [
    '--input-type=module',
    '-e',
    `import { Output } from ${OUTPUT};
     const failures = [];
     const out = new Output(1, (code) => failures.push(code));
     out.write('é'.repeat(${length}));
     out.write('end');
     process.stderr.write(JSON.stringify(failures));`,
  ];
}

describe('what is written to stdout', () => {
  it('arrives whole through a pipe, in UTF-8', () => {
    const { stdout, stderr } = spawnSync(process.execPath, writing(300_000), { maxBuffer: 2 ** 24 });
    assert.equal(stdout.toString('utf8'), `${'é'.repeat(300_000)}end`);
    assert.equal(String(stderr), '[]');
  });

  it('tells once that the reader has gone, and goes on', async () => {
    const child = spawn(process.execPath, writing(3_000_000), { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.once('data', () => child.stdout.destroy());
    let said = '';
    child.stderr.on('data', (bytes) => {
      said += String(bytes);
    });
    const [code] = await once(child, 'close');
    assert.deepEqual([code, said], [0, '["EPIPE"]']);
  });
});
