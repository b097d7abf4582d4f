import path from 'node:path';
import type { DoctorFinding } from '../app/doctor/finding.ts';
import { redactUrl } from '../base/secret.ts';
import { decodeText } from '../base/text/bytes.ts';
import type { ClientSetting } from '../inventory/client-setting.ts';
import { parseIni } from '../inventory/clients/ini.ts';
import { readPipVariables } from '../inventory/clients/pip-conf.ts';
import { readClientFile } from '../inventory/clients/read.ts';
import { DEFAULT_FILE_LIMITS } from '../platform/file-limits.ts';
import { kindOfPath, readFile } from '../platform/files.fs.ts';
import type { Machine } from './machine.ts';

/** What a machine tells its installers. */
export interface MachineSettings {
  readonly settings: readonly ClientSetting[];
  /** Repositories of `.pypirc`, by name. */
  readonly repositories: readonly { readonly name: string; readonly url: string }[];
  readonly problems: readonly DoctorFinding[];
}

/** uv's variables that name indexes. Source: uv documentation, "Environment variables". */
const UV_VARIABLES: readonly (readonly [string, ClientSetting['kind']])[] = [
  ['UV_DEFAULT_INDEX', 'index'],
  ['UV_INDEX_URL', 'index'],
  ['UV_INDEX', 'extra-index'],
  ['UV_EXTRA_INDEX_URL', 'extra-index'],
  ['UV_FIND_LINKS', 'find-links'],
  ['UV_INSECURE_HOST', 'trusted-host'],
];

/** Reads the configuration that pip, uv and PDM find outside of any project, and their variables. Nothing is run. */
export function machineSettings(machine: Machine): MachineSettings {
  const { home, variables } = machine;
  const problems: DoctorFinding[] = [];
  const settings: ClientSetting[] = [];
  for (const [file, as] of clientFiles(machine)) {
    const text = textOf(file, problems);
    if (text === undefined) continue;
    const read = readClientFile(as, { path: file, text }, DEFAULT_FILE_LIMITS.maxDepth);
    settings.push(...read.settings);
    for (const one of read.problems) problems.push(unreadable(file, one.message));
  }
  settings.push(...readPipVariables(variables));
  for (const [name, kind] of UV_VARIABLES)
    for (const word of (variables[name] ?? '').split(/[\s,]+/).filter((one) => one !== '')) {
      const at = { path: `$${name}`, line: 1, column: 1 };
      settings.push({ tool: 'uv', kind, value: redactUrl(word.replace(/^[\w-]+=/, '')).slice(0, 500), at });
    }
  const pypirc = textOf(path.join(home, '.pypirc'), problems);
  const repositories = parseIni(pypirc ?? '').flatMap(({ section, key, lines }) => {
    const [line] = lines;
    return key === 'repository' && line !== undefined
      ? [{ name: section, url: redactUrl(line.text).slice(0, 500) }]
      : [];
  });
  return { settings, repositories, problems };
}

/** Files with the name that says how they are read. Source: pip "Configuration", uv "Configuration files", PDM "Configurations". */
function clientFiles({ home, variables, platform }: Machine): readonly (readonly [string, string])[] {
  const xdg = variables['XDG_CONFIG_HOME'] ?? '';
  const config =
    platform === 'win32' ? (variables['APPDATA'] ?? '') : xdg.startsWith('/') ? xdg : path.join(home, '.config');
  const pip = platform === 'win32' ? 'pip.ini' : 'pip.conf';
  const named = variables['PIP_CONFIG_FILE'] ?? '';
  const environment = variables['VIRTUAL_ENV'] ?? '';
  // pip reads nothing of its own where it is pointed to nothing.
  const own =
    named === '/dev/null' || named === 'nul' ? [] : [path.join(config, 'pip', pip), path.join(home, '.pip', pip)];
  const mac = platform === 'darwin' ? [path.join(home, 'Library/Application Support/pip/pip.conf')] : [];
  const system = platform === 'win32' ? [] : ['/etc/pip.conf', '/etc/xdg/pip/pip.conf'];
  const pips = [...system, ...mac, ...own, ...(named === '' ? [] : [named])];
  if (environment !== '') pips.push(path.join(environment, pip));
  const uvs = [
    path.join(config, 'uv', 'uv.toml'),
    ...(platform === 'win32' ? [] : ['/etc/uv/uv.toml', '/etc/xdg/uv/uv.toml']),
  ];
  const uvNamed = variables['UV_CONFIG_FILE'] ?? '';
  return [
    ...pips.map((file) => [file, 'pip.conf'] as const),
    ...(uvNamed === '' ? uvs : [uvNamed]).map((file) => [file, 'uv.toml'] as const),
    [path.join(config, 'pdm', 'config.toml'), 'pdm.toml'] as const,
  ];
}

function textOf(file: string, problems: DoctorFinding[]): string | undefined {
  if (!path.isAbsolute(file) || kindOfPath(file) !== 'file') return undefined;
  const bytes = readFile(file, file, DEFAULT_FILE_LIMITS);
  const text = bytes.ok ? decodeText(bytes.value, { maxBytes: 1024 * 1024 }) : undefined;
  if (text?.ok === true) return text.value.text;
  problems.push(unreadable(file, bytes.ok ? 'it is no text' : bytes.error.message));
  return undefined;
}

function unreadable(file: string, why: string): DoctorFinding {
  return {
    level: 'fail',
    id: 'unreadable',
    message: `\`${file}\` cannot be read`,
    why: why.slice(0, 200),
    next: 'correct it: what it says to the client is not known here',
    at: { path: file, line: 1, column: 1 },
  };
}
