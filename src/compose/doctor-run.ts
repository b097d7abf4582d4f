import path from 'node:path';
import { ok, type Result } from '@rind/pypa';
import { type DoctorFinding, isGateway } from '../app/doctor/finding.ts';
import { isLockName, judgeLock } from '../app/doctor/locks.ts';
import { judgeSettings, notSetUp } from '../app/doctor/settings.ts';
import { type Problem, problem } from '../base/problem.ts';
import { decodeText } from '../base/text/bytes.ts';
import { parseJson } from '../base/text/json.ts';
import type { ClientSetting } from '../inventory/client-setting.ts';
import { collect } from '../inventory/collect.fs.ts';
import { readFile } from '../platform/files.fs.ts';
import { fetchBytes, httpClient } from '../platform/http.ts';
import { DEFAULT_SERVER, isLoopbackHost, serverAddress } from './admin-address.ts';
import { fieldOf, machineAdvisories, readGatewaySync, type TakenAdvisories } from './doctor-advisories.ts';
import { machineSettings } from './doctor-machine.ts';
import { collectRequest } from './input.ts';
import { limitsFrom } from './limits.ts';
import type { Machine } from './machine.ts';
import { findSurroundings } from './surroundings.ts';

/** What is to be looked at. */
export interface DoctorRequest {
  /** A folder or files of a repository; the machine alone without. */
  readonly path?: string;
  readonly server?: string;
  /** Whether no network may be used: the gateway is not asked then. */
  readonly offline: boolean;
  /** Where this machine's advisories are. */
  readonly dataDir?: string;
}

/** What was found. */
export interface DoctorAnswer {
  readonly server: string;
  /** `rind`: it answers. `other`: something else does. `silent`: nothing does. `unasked`: it was not to be asked. */
  readonly gateway: 'rind' | 'other' | 'silent' | 'unasked';
  readonly version?: string;
  /** Why it cannot be used. */
  readonly gatewayProblem?: Problem;
  /** The Rind whose advisories the gateway takes; absent where it is none, or where that is not for strangers. */
  readonly advisories?: TakenAdvisories;
  /** The Rind that syncs of this machine ask; absent where none is declared. */
  readonly ownAdvisories?: TakenAdvisories;
  readonly findings: readonly DoctorFinding[];
}

/** Looks whether everything goes through the gateway: from the machine, and from a repository. */
export async function runDoctor(
  machine: Machine,
  version: string,
  { path: given, server, offline, dataDir }: DoctorRequest,
): Promise<Result<DoctorAnswer, Problem>> {
  const address = serverAddress(server ?? DEFAULT_SERVER);
  if (!address.ok) return address;
  const own = machineSettings(machine);
  const repository = given === undefined ? undefined : lookAt(machine, given, address.value);
  const settings = [...own.settings, ...(repository?.settings ?? [])];
  const tools = repository === undefined ? (['pip', 'uv'] as const) : repository.tools;
  const findings = [
    ...own.problems,
    ...judgeSettings(settings, address.value),
    ...notSetUp(tools, settings, address.value),
    ...own.repositories
      .filter(({ url }) => !isGateway(url, address.value))
      .map(
        ({ name, url }): DoctorFinding => ({
          level: 'note',
          id: 'other-repository',
          message: `twine knows \`${url.slice(0, 100)}\` as \`${name.slice(0, 60)}\``,
          why: 'what is uploaded there does not reach the gateway as your own',
          next: 'leave it where you publish for others; `rind setup twine` adds the gateway',
        }),
      ),
    ...(repository?.findings ?? []),
  ];
  const asked: Asked = offline
    ? { gateway: 'unasked', findings: [] }
    : await askGateway(machine, version, address.value);
  const ownAdvisories = await machineAdvisories(machine, dataDir);
  return ok({
    server: address.value,
    ...asked,
    ...(ownAdvisories === undefined ? {} : { ownAdvisories }),
    findings: [...findings, ...asked.findings],
  });
}

interface Repository {
  readonly settings: readonly ClientSetting[];
  readonly findings: readonly DoctorFinding[];
  /** The tools that install from what is there. */
  readonly tools: readonly ClientSetting['tool'][];
}

const TOOLS: readonly (readonly [RegExp, ClientSetting['tool']])[] = [
  [/(?:^|\/)uv\.lock$/, 'uv'],
  [/(?:^|\/)poetry\.lock$/, 'poetry'],
  [/(?:^|\/)pdm\.lock$/, 'pdm'],
  [/(?:^|\/)Pipfile(?:\.lock)?$/, 'pipenv'],
  [/requirements[\w.-]{0,100}\.txt$/, 'pip'],
];

function lookAt(machine: Machine, given: string, server: string): Repository {
  const limits = limitsFrom({});
  const inventory = collect(collectRequest(machine, { paths: [given], all: true }, limits));
  const base = inventory.base ?? machine.cwd;
  const folders = [...new Set(inventory.projects.map((project) => path.posix.dirname(project.path)))];
  const around = findSurroundings([path.resolve(machine.cwd, given)], folders, base, limits, {});
  const settings = [
    ...inventory.projects.flatMap((project) => project.settings),
    ...[...around.settings.values()].flat(),
  ];
  const texts = inventory.inputs
    .filter((input) => isLockName(path.posix.basename(input.path)))
    .flatMap((input) => {
      const bytes = readFile(path.resolve(base, input.path), input.path, limits);
      const text = bytes.ok ? decodeText(bytes.value, { maxBytes: Number.POSITIVE_INFINITY }) : undefined;
      return text?.ok === true ? [{ path: input.path, text: text.value.text }] : [];
    });
  const tools = TOOLS.filter(([name]) => inventory.inputs.some((input) => name.test(input.path))).map(
    ([, tool]) => tool,
  );
  return {
    settings: unique(settings),
    findings: texts.flatMap((lock) => judgeLock(lock, server)),
    tools: tools.length === 0 ? ['pip', 'uv'] : tools,
  };
}

/** What several projects of one folder repeat is said once. */
function unique(settings: readonly ClientSetting[]): ClientSetting[] {
  return [...new Map(settings.map((one) => [JSON.stringify([one.tool, one.kind, one.value, one.at]), one])).values()];
}

type Asked = Pick<DoctorAnswer, 'gateway' | 'version' | 'gatewayProblem' | 'advisories' | 'findings'>;

const MOST_ANSWER = 1024 * 1024;

/** `/healthz` says that something is well; its OpenAPI document says that it is Rind. No token is sent. */
async function askGateway(machine: Machine, version: string, server: string): Promise<Asked> {
  const { origin, hostname } = new URL(server);
  const client = httpClient({
    trusted: new Set([origin]),
    variables: isLoopbackHost(hostname) ? {} : machine.variables,
    agent: `rind/${version}`,
    attempts: 1,
    totalMs: 15_000,
    idleMs: 10_000,
  });
  const get = async (place: string) => {
    const answer = await fetchBytes(
      client,
      { url: `${server}${place}`, attempts: 1, allows: (url) => url.origin === origin },
      MOST_ANSWER,
    );
    if (!answer.ok) return answer;
    const parsed = parseJson(Buffer.from(answer.value.bytes).toString('utf8'), { maxBytes: MOST_ANSWER });
    return ok(answer.value.response.status === 200 && parsed.ok ? parsed.value.root : null);
  };
  const sayOfAdvisories = async () => {
    // For who may read: where nobody may without a token, nothing is said.
    const status = await get('/api/v1/status');
    return readGatewaySync(status.ok ? status.value : null);
  };
  const health = await get('/healthz');
  if (!health.ok)
    return {
      gateway: 'silent',
      findings: [],
      gatewayProblem: problem('gateway-unreachable', `no gateway answers at \`${server}\``, {
        cause: health.error.message,
      }),
    };
  const document = await get('/api/v1/openapi.json');
  const info = fieldOf(document.ok ? document.value : null, 'info');
  const found = fieldOf(info, 'version');
  if (fieldOf(health.value, 'status') === 'ok' && fieldOf(info, 'title') === 'Rind gateway')
    return {
      gateway: 'rind',
      ...(typeof found === 'string' ? { version: found.slice(0, 40) } : {}),
      ...(await sayOfAdvisories()),
    };
  return {
    gateway: 'other',
    findings: [],
    gatewayProblem: problem('gateway-unreachable', `what answers at \`${server}\` is no Rind gateway`),
  };
}
