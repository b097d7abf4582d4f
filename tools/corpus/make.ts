/**
 * `npm run make:corpus [-- NAME…]`: makes the projects of test/corpus/projects again, or those whose
 * names contain one of the words. Each is locked by the real tool, which sees PyPI as it was at the
 * project's instant; beside the lock stand the tool's own listings of it and `origin.json`, which
 * says tool, version, commands and day. Needs `npm run setup:corpus` and an index.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PYPI_INDEX, withPublicAddresses } from './configured-index.ts';
import { type PastIndex, servePastIndex } from './past-index.ts';
import type { Recipe, Step } from './recipe.ts';
import { RECIPES } from './recipes.ts';
import { findPython, needProgram, pinnedTools, ROOT } from './toolbox.ts';

const PROJECTS = join(ROOT, 'test/corpus/projects');
/** Resolvers that download instead of reading metadata take minutes; longer is a fault. */
const PATIENCE_MS = 600_000;

class Project {
  readonly #recipe: Recipe;
  readonly #folder = mkdtempSync(join(tmpdir(), 'rind-corpus-'));
  readonly #index: string;

  constructor(recipe: Recipe, past: PastIndex) {
    this.#recipe = recipe;
    this.#index = past.at(recipe.instant);
  }

  async make(): Promise<void> {
    const { files, lockFile, lock, listings, scaffold } = this.#recipe;
    for (const [path, text] of Object.entries(files)) this.#write(path, text.replaceAll('{index}', this.#index));
    await this.#run(lock);
    const made: Record<string, string> = { ...files, [lockFile]: this.#read(lockFile) };
    const listed: Record<string, unknown>[] = [];
    for (const { file, group, step } of listings) {
      made[`listing/${file}`] = await this.#run(step);
      listed.push({ file: `listing/${file}`, group, command: shownCommand(step) });
    }
    const { name, tool, instant } = this.#recipe;
    const requires = pinnedTools().tools.find((pinned) => pinned.name === tool)?.requires ?? [];
    const made_on = new Date().toISOString().slice(0, 10);
    const origin = { tool: requires, command: shownCommand(lock), lock: lockFile, instant, made_on, listings: listed };
    made['origin.json'] = `${JSON.stringify(origin, null, 2)}\n`;
    rmSync(join(PROJECTS, name), { recursive: true, force: true });
    for (const [path, text] of Object.entries(made)) {
      const clean = scaffold === undefined ? text : text.replaceAll(scaffold, '');
      const file = join(PROJECTS, name, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, withPublicAddresses(clean));
    }
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #read(path: string): string {
    return readFileSync(join(this.#folder, path), 'utf8');
  }

  #write(path: string, text: string): void {
    const file = join(this.#folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** Runs a step to its end; what it printed. Throws when it fails. */
  async #run({ tool = this.#recipe.tool, program, args }: Step): Promise<string> {
    const fill = (text: string) => text.replaceAll('{index}', this.#index).replaceAll('{tools}', import.meta.dirname);
    const child = spawn(needProgram(tool, program), args.map(fill), {
      cwd: this.#folder,
      env: this.#environment(fill),
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: PATIENCE_MS,
    });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    if (code !== 0) throw new Error(`\`${shownCommand({ program, args })}\` ended with ${code}\n${err}${out}`);
    return out.replaceAll(this.#folder, '.');
  }

  /** Nothing of this machine's own configuration may reach a lock, but how it trusts its network. */
  #environment(fill: (text: string) => string): NodeJS.ProcessEnv {
    const foreign = /^(?:PIP_(?!CERT$)|UV_|PDM_|POETRY_|PIPENV_|VIRTUAL_ENV|PYTHON)/;
    const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name));
    const own = Object.entries(this.#recipe.env).map(([name, text]) => [name, fill(text)]);
    const home = join(ROOT, '.cache/corpus-home', this.#recipe.tool);
    const python = needProgram(this.#recipe.tool, 'python');
    return {
      ...Object.fromEntries([...kept, ...own]),
      PATH: `${dirname(python)}:${dirname(findPython('3.11') ?? python)}:${process.env['PATH'] ?? ''}`,
      HOME: home,
      XDG_CACHE_HOME: join(home, 'cache'),
      PIP_CONFIG_FILE: '/dev/null',
      UV_PYTHON: python,
      UV_PYTHON_DOWNLOADS: 'never',
      NO_COLOR: '1',
      COLUMNS: '200',
    };
  }
}

/** A command as people would type it who ask PyPI. */
function shownCommand({ program, args }: Step): string {
  const shown = [program, ...args].map((text) => (/^[\w./=:{}-]+$/.test(text) ? text : `'${text}'`)).join(' ');
  return shown.replaceAll('{index}', PYPI_INDEX).replaceAll('{tools}', 'tools/corpus');
}

const words = process.argv.slice(2);
await using past = await servePastIndex();
for (const recipe of RECIPES) {
  if (words.length > 0 && !words.some((word) => recipe.name.includes(word))) continue;
  const project = new Project(recipe, past);
  const started = performance.now();
  try {
    await project.make();
    console.log(`${recipe.name}: made in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  } catch (error) {
    console.error(`${recipe.name}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  } finally {
    project.remove();
  }
}
