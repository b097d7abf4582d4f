import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from './rind.ts';

/** The instant as of which documents decide: ages and waivers in them stay true. */
const NOW = '2026-11-22T00:00:00Z';

/** Written after each command's output. */
const MARK = '@@ end of output @@';

/** One command of a document, and what the document says that it prints. */
export interface ShownCommand {
  readonly line: number;
  readonly command: string;
  readonly printed: string;
}

/** A file that a document tells its reader to write. */
export interface ShownFile {
  readonly path: string;
  readonly content: string;
}

/**
 * What a document does, in order. Fences of `console` hold commands, each after `$ ` and continued
 * after `> `, with what they print; a fence with `title=PATH` holds a file.
 */
export function stepsOf(document: string): (ShownCommand | ShownFile)[] {
  const steps: (ShownCommand | ShownFile)[] = [];
  const lines = document.split('\n');
  for (let i = 0; i < lines.length; i += 1) {
    const [, indent = '', language = '', title] = /^( *)```(\w+)(?: title=(\S+))?$/.exec(lines[i] ?? '') ?? [];
    if (language === '') continue;
    const first = i + 1;
    const end = lines.indexOf(`${indent}\`\`\``, first);
    const body = lines.slice(first, end).map((line) => line.slice(indent.length));
    i = end;
    if (title !== undefined) steps.push({ path: title, content: `${body.join('\n')}\n` });
    else if (language === 'console') steps.push(...commandsOf(body, first));
  }
  return steps;
}

function commandsOf(body: readonly string[], first: number): ShownCommand[] {
  const commands: { line: number; command: string[]; printed: string[] }[] = [];
  for (const [i, line] of body.entries()) {
    const last = commands.at(-1);
    if (line.startsWith('$ ')) commands.push({ line: first + i + 1, command: [line.slice(2)], printed: [] });
    else if (line.startsWith('> ') && last?.printed.length === 0) last.command.push(line.slice(2));
    else last?.printed.push(line);
  }
  return commands.map(({ line, command, printed }) => ({
    line,
    command: command.join('\n'),
    printed: printed.join('\n').trimEnd(),
  }));
}

/**
 * Runs the steps of one document as one session of a shell, without network, in what looks like a clone
 * with Rind and the examples; `/tmp` is a folder of its own. Gives what each command printed.
 */
export function runSteps(steps: readonly (ShownCommand | ShownFile)[]): string[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'rind-document-'));
  try {
    const clone = path.join(folder, 'rind');
    const scratch = path.join(folder, 'tmp');
    for (const one of [path.join(clone, '.git'), scratch]) mkdirSync(one, { recursive: true });
    cpSync(path.join(ROOT, 'examples'), path.join(clone, 'examples'), { recursive: true });
    writeFileSync(path.join(clone, 'rind'), WRAPPER, { mode: 0o755 });
    const ran = spawnSync('sh', [], {
      input: `exec 2>&1\n${steps.map((step) => scriptOf(step, scratch)).join('')}`,
      cwd: clone,
      encoding: 'utf8',
      timeout: 120_000,
      env: {
        PATH: `${clone}:${process.env['PATH']}`,
        HOME: folder,
        RIND_DATA_DIR: path.join(folder, 'data'),
        RIND_OSV_URL: 'http://127.0.0.1:9/',
        // Many short runs of the same code.
        NODE_COMPILE_CACHE: path.join(folder, 'compiled'),
      },
    });
    const outputs = ran.stdout.replaceAll(scratch, '/tmp').split(`${MARK}\n`).slice(0, -1);
    return outputs.map((output) => output.trimEnd());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Rind from its source, as of {@link NOW}. */
const WRAPPER = `#!/bin/sh
command=$1; shift
case "$command" in audit|check|explain|inventory|waive) set -- --now ${NOW} "$@";; esac
exec '${process.execPath}' '${path.join(ROOT, 'src/cli/main.ts')}' "$command" "$@"
`;

function scriptOf(step: ShownCommand | ShownFile, scratch: string): string {
  if ('path' in step)
    return `cat > '${step.path.replace('/tmp', scratch)}' <<'@@ end of file @@'\n${step.content}@@ end of file @@\n`;
  return `${step.command.replaceAll('/tmp', scratch)}\nstatus=$?; echo '${MARK}'; (exit $status)\n`;
}

/** Whether a text is what a document shows, in which a line `…` stands for any lines. */
export function isShown(shown: string, text: string): boolean {
  const groups: string[][] = [[]];
  for (const line of shown.split('\n')) {
    if (line === '…') groups.push([]);
    else groups.at(-1)?.push(line);
  }
  const whole = `\n${text}\n`;
  // Neighbors share the line break between them.
  const parts = groups.map((lines) => (lines.length === 0 ? '\n' : `\n${lines.join('\n')}\n`));
  const last = parts.at(-1) ?? '';
  if (parts.length === 1) return whole === last;
  if (!whole.startsWith(parts[0] ?? '') || !whole.endsWith(last)) return false;
  let from = 0;
  for (const part of parts.slice(0, -1)) {
    const at = whole.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length - 1;
  }
  return from <= whole.length - last.length;
}
