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
 * An unbroken copy: a test that fails there too was not made to fail by a saboteur. Each set of test
 * files is tried once.
 */
export class Baseline {
  readonly #root: string;
  readonly #tried = new Map<string, Promise<ReadonlySet<string>>>();
  /** Seconds that a run of tests may take before it counts as hanging, a failure like any other. */
  readonly patience: number;

  constructor(root: string, patience: number) {
    this.#root = root;
    this.patience = patience;
  }

  /** The names of the tests that fail with nothing broken. */
  failures(files: readonly string[]): Promise<ReadonlySet<string>> {
    const key = files.join('\n');
    const tried = this.#tried.get(key) ?? runTests(this.#root, files, this.patience, () => false);
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
      const catcher = files.length === 0 ? undefined : await catcherOf(root, files, baseline);
      if (catcher !== undefined) return done('caught', catcher);
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

/** The first test that fails and would pass with nothing broken. */
async function catcherOf(root: string, files: readonly string[], baseline: Baseline): Promise<string | undefined> {
  const [first] = await runTests(root, files, baseline.patience, () => true);
  if (first === undefined) return undefined;
  const anyway = await baseline.failures(files);
  if (!anyway.has(first)) return first;
  const failed = await runTests(root, files, baseline.patience, (name) => !anyway.has(name));
  return [...failed].find((name) => !anyway.has(name));
}

/** Runs test files up to the first failure at which `enough` says so: the names of those that failed. */
function runTests(
  root: string,
  files: readonly string[],
  patience: number,
  enough: (name: string) => boolean,
): Promise<ReadonlySet<string>> {
  const { NODE_TEST_CONTEXT: _, RIND_SHARED_DATA: __, ...env } = process.env;
  const args = ['--test', '--test-reporter=tap', '--test-isolation=none', ...files];
  return new Promise((settle, reject) => {
    // A group of its own: what tests started ends with them, a gateway for one, which would else run on for ever.
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const end = (): void => endGroup(child.pid);
    process.once('exit', end);
    const failed = new Set<string>();
    const fail = (name: string): void => {
      failed.add(name);
      if (enough(name)) end();
    };
    const timer = setTimeout(() => {
      failed.add('a test that hangs');
      end();
    }, patience * 1000);
    let rest = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = `${rest}${chunk}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const name = /^ *not ok \d+ - (.*?)(?<todo> # TODO.*)?$/.exec(line);
        if (name?.[1] !== undefined && name.groups?.['todo'] === undefined) fail(name[1]);
      }
    });
    child.stderr.resume();
    child.on('error', reject);
    child.on('close', (status) => {
      clearTimeout(timer);
      process.off('exit', end);
      end();
      if (failed.size === 0 && status !== 0) failed.add(`exit ${status}`);
      settle(failed);
    });
  });
}

/** Ends a process and all that it started, where there is still one of them. */
function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody is left.
  }
}
