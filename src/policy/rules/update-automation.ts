import { DAY, formatDuration } from '../../base/instant.ts';
import type { UpdateEvidence } from '../../evidence/kinds/update-automation.ts';
import type { Outcome } from '../outcome.ts';
import type { Rule } from '../rule.ts';
import { withValue } from '../with-value.ts';

const parameters = {
  cooldown: {
    kind: 'duration',
    default: null,
    stricter: 'higher',
    what: 'how old a release must be before it is proposed; not demanded when it is not set',
  },
} as const;

/**
 * The word of each tool for what reads a format; several where several do.
 *
 * Source: Dependabot, "Supported ecosystems" (`package-ecosystem`); Renovate, "Managers".
 */
const WORDS: ReadonlyMap<string, readonly string[]> = new Map([
  ['uv.lock', ['uv', 'pep621']],
  ['poetry.lock', ['pip', 'poetry']],
  ['pdm.lock', ['pip', 'pep621']],
  ['Pipfile.lock', ['pip', 'pipenv']],
  ['Pipfile', ['pip', 'pipenv']],
  ['requirements.txt', ['pip', 'uv', 'pip_requirements', 'pip-compile']],
  ['requirements.in', ['pip', 'uv', 'pip-compile', 'pip_requirements']],
  ['pyproject.toml', ['pip', 'uv', 'pep621', 'poetry']],
  ['setup.py', ['pip', 'pip_setup']],
  ['setup.cfg', ['pip', 'setup-cfg']],
  ['environment.yml', ['conda']],
  ['pixi.lock', ['pixi']],
  ['script', ['pep723', 'uv']],
]);

/** What was installed, or is listed for a person to read: nothing that an update tool edits. */
const NOT_EDITED: ReadonlySet<string> = new Set([
  'environment',
  'pip-list',
  'pip-inspect',
  'notebook',
  'cyclonedx',
  'spdx',
]);

/** Something proposes updates for everything that the project locks. */
export const rule: Rule<typeof parameters> = {
  id: 'update-automation',
  title: 'updates are proposed for everything that is locked',
  what: 'Fails when neither Dependabot nor Renovate is configured for a format that was found, in its folder. With `cooldown`, also when an entry proposes releases that are younger.',
  why: 'Fixes that nobody proposes are made late. Updates that are proposed within the hour carry malicious releases in.',
  bad: 'version: 2\nupdates: []',
  good: 'version: 2\nupdates:\n  - package-ecosystem: uv\n    directory: /\n    schedule: {interval: weekly}\n    cooldown: {default-days: 7}',
  unknownMeans: 'A preset that is defined elsewhere decides, or no update tool is known for the format.',
  levels: ['project'],
  needs: ['update-automation'],
  defaultLevel: 'off',
  defaultUnknown: 'report',
  parameters,
  judge(_subject, evidence, { parameters: { cooldown } }) {
    return withValue(evidence['update-automation'], 'update-automation', (value) => [
      ...judgeCover(value),
      ...(cooldown === null ? [] : judgeCooldown(value, cooldown)),
    ]);
  },
};

function judgeCover({ automation, path, formats }: UpdateEvidence): Outcome[] {
  if (automation === null) {
    const message = `nothing proposes updates for \`${path}\`: there is no configuration of Dependabot or Renovate`;
    return [{ outcome: 'fail', message, hint: 'add `.github/dependabot.yml` or `renovate.json`', key: 'none' }];
  }
  const { tool, entries, at, presets } = automation;
  return formats.flatMap((format): Outcome[] => {
    if (NOT_EDITED.has(format)) return [];
    const words = WORDS.get(format) ?? [];
    const key = `format ${format}`;
    if (words.length === 0) {
      const message = `whether ${tool} keeps \`${format}\` of \`${path}\` up to date is not known`;
      return [{ outcome: 'unknown', reason: 'unknown-ecosystem', message, at, key }];
    }
    const covers = entries.some(
      ({ ecosystem, folders }) =>
        (ecosystem === '*' || words.includes(ecosystem)) && folders.some((folder) => coversFolder(folder, path)),
    );
    if (covers) return [];
    if (presets.length > 0 && tool === 'renovate') {
      const message = `whether ${tool} keeps \`${format}\` of \`${path}\` up to date depends on the preset \`${presets[0]?.slice(0, 100)}\``;
      return [{ outcome: 'unknown', reason: 'unknown-preset', message, at, key }];
    }
    const message = `${tool} does not keep \`${format}\` of \`${path}\` up to date`;
    return [{ outcome: 'fail', message, hint: `add an entry for \`${words[0]}\` and this folder`, at, key }];
  });
}

/** Whether a folder, or a pattern in which `*` stands for one name and `**` for any number, means a folder. */
function coversFolder(pattern: string, folder: string): boolean {
  return matches(segments(pattern), segments(folder));
}

function segments(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '' && segment !== '.');
}

/** Each row says which beginnings of the folder the pattern so far can mean: linear for each segment, whatever the pattern. */
function matches(pattern: readonly string[], folder: readonly string[]): boolean {
  let row = folder.map(() => false);
  let start = true;
  for (const segment of pattern) {
    const before = [start, ...row];
    if (segment === '**') {
      row = folder.map((_, i) => before.slice(0, i + 2).includes(true));
      continue;
    }
    row = folder.map((name, i) => before[i] === true && (segment === '*' || segment === name));
    start = false;
  }
  return folder.length === 0 ? start : row.at(-1) === true;
}

function judgeCooldown({ automation }: UpdateEvidence, least: number): Outcome[] {
  if (automation === null) return [];
  const { tool, entries } = automation;
  return entries.flatMap(({ ecosystem, cooldownDays, at }): Outcome[] => {
    if (cooldownDays !== null && cooldownDays * DAY >= least) return [];
    const days = cooldownDays === null ? 'at once' : `after ${cooldownDays} days`;
    const message = `${tool} proposes releases for \`${ecosystem.slice(0, 100)}\` ${days}, not after ${formatDuration(least)}`;
    return [{ outcome: 'fail', message, hint: cooldownHint(tool), at, key: `cooldown ${ecosystem}` }];
  });
}

function cooldownHint(tool: 'dependabot' | 'renovate'): string {
  return tool === 'dependabot' ? 'set `cooldown.default-days` of the entry' : 'set `minimumReleaseAge`';
}
