import { spawn } from 'node:child_process';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Saboteur, sabotage } from './list.ts';

/** How one saboteur fared. */
export interface Verdict {
  readonly saboteur: Saboteur;
  /** `wrong`: the saboteur itself proves nothing. */
  readonly outcome: 'caught' | 'survived' | 'wrong';
  /** The test that caught it, or what is wrong with it. */
  readonly by: string;
  readonly seconds: number;
}

/**
 * An unbroken copy: what fails there too was not made to fail by a saboteur. Each set of test files
 * is tried once.
 */
export class Baseline {
  readonly #root: string;
  readonly #tried = new Map<string, Promise<string | undefined>>();
  /** Seconds that a run of tests may take before it counts as hanging, a failure like any other. */
  readonly patience: number;

  constructor(root: string, patience: number) {
    this.#root = root;
    this.patience = patience;
  }

  failure(files: readonly string[]): Promise<string | undefined> {
    const key = files.join('\n');
    const tried = this.#tried.get(key) ?? firstFailure(this.#root, files, this.patience);
    this.#tried.set(key, tried);
    return tried;
  }
}

/** Breaks a copy, runs the tests that must notice (those of the same noun first), and mends it. */
export async function tryOut(root: string, saboteur: Saboteur, baseline: Baseline): Promise<Verdict> {
  const started = performance.now();
  const done = (outcome: Verdict['outcome'], by: string): Verdict => ({
    saboteur,
    outcome,
    by,
    seconds: (performance.now() - started) / 1000,
  });
  const path = join(root, saboteur.file);
  if (!existsSync(path)) return done('wrong', `${saboteur.file} is not there`);
  const original = readFileSync(path, 'utf8');
  const broken = sabotage(original, saboteur);
  if ('fault' in broken) return done('wrong', broken.fault);
  const [near, far] = testsOf(root, saboteur);
  if (near.length + far.length === 0) return done('wrong', `no test file matches ${saboteur.tests.join(', ')}`);
  writeFileSync(path, broken.text);
  try {
    for (const files of [near, far]) {
      const failed = files.length === 0 ? undefined : await firstFailure(root, files, baseline.patience);
      if (failed === undefined) continue;
      const anyway = await baseline.failure(files);
      return anyway === undefined ? done('caught', failed) : done('wrong', `the tests fail anyway: ${anyway}`);
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

/** Runs test files until the first test fails: its name, or undefined where all pass. */
function firstFailure(root: string, files: readonly string[], seconds: number): Promise<string | undefined> {
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
    const patience = setTimeout(() => stop('a test that hangs'), seconds * 1000);
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
