import { spawn } from 'node:child_process';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Saboteur, sabotage } from './list.ts';

/** How long a run of tests may take before it counts as hanging, which is a failure like any other. */
const PATIENCE_MS = 120_000;

/** How one saboteur fared. */
export interface Verdict {
  readonly saboteur: Saboteur;
  /** `wrong`: the saboteur itself proves nothing. */
  readonly outcome: 'caught' | 'survived' | 'wrong';
  /** The test that caught it, or what is wrong with it. */
  readonly by: string;
  readonly seconds: number;
}

/** Breaks a copy, runs the tests that must notice (those of the same noun first), and mends it. */
export async function tryOut(root: string, saboteur: Saboteur): Promise<Verdict> {
  const started = performance.now();
  const done = (outcome: Verdict['outcome'], by: string): Verdict => ({
    saboteur,
    outcome,
    by,
    seconds: (performance.now() - started) / 1000,
  });
  const path = join(root, saboteur.file);
  const original = readFileSync(path, 'utf8');
  const broken = sabotage(original, saboteur);
  if ('fault' in broken) return done('wrong', broken.fault);
  writeFileSync(path, broken.text);
  try {
    const [near, far] = testsOf(root, saboteur);
    for (const files of [near, far]) {
      const failed = files.length === 0 ? undefined : await firstFailure(root, files);
      if (failed !== undefined) return done('caught', failed);
    }
    return done('survived', `${near.length + far.length} test files`);
  } finally {
    writeFileSync(path, original);
  }
}

/** The test files of the same noun, and the others. */
function testsOf(root: string, { list, file, tests }: Saboteur): [near: string[], far: string[]] {
  const names = new Set([`${list}.test.ts`, `${basename(file, '.ts')}.test.ts`]);
  const all = globSync([...tests], { cwd: root }).sort();
  return [all.filter((path) => names.has(basename(path))), all.filter((path) => !names.has(basename(path)))];
}

/** Every test file that some saboteur must get past. */
export function allTests(root: string, saboteurs: readonly Saboteur[]): string[] {
  return globSync([...new Set(saboteurs.flatMap(({ tests }) => tests))], { cwd: root }).sort();
}

/** Runs test files until the first test fails: its name, or undefined where all pass. */
export function firstFailure(root: string, files: readonly string[]): Promise<string | undefined> {
  const { NODE_TEST_CONTEXT: _, RIND_SHARED_DATA: __, ...env } = process.env;
  const args = ['--test', '--test-reporter=tap', '--test-isolation=none', ...files];
  return new Promise((settle, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let failed: string | undefined;
    const stop = (why: string): void => {
      failed ??= why;
      child.kill('SIGKILL');
    };
    const patience = setTimeout(() => stop('a test that hangs'), PATIENCE_MS);
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
      const name = /^ *not ok \d+ - (?!.*# TODO)(.*)\n/m.exec(output)?.[1];
      if (name !== undefined) stop(name);
    });
    child.stderr.resume();
    child.on('error', reject);
    child.on('close', (status) => {
      clearTimeout(patience);
      settle(failed ?? (status === 0 ? undefined : `exit ${status}`));
    });
  });
}
