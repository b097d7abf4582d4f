import type { ClientSetting } from '../../inventory/client-setting.ts';
import { type DoctorFinding, isGateway } from './finding.ts';

type Tool = ClientSetting['tool'];

const SET_UP = '`rind setup CLIENT --write --server SERVER`';

/** What settings of installers lead elsewhere. Those of environment variables are shown without their path. */
export function judgeSettings(settings: readonly ClientSetting[], server: string): readonly DoctorFinding[] {
  return settings.flatMap((setting) => judgeSetting(setting, server));
}

/** What a kind of setting means where it leads elsewhere: the message continues `TOOL … VALUE`. */
interface Meaning extends Pick<DoctorFinding, 'id' | 'why' | 'next'> {
  says(tool: Tool, value: string): string;
}

const PAST = 'they do not come through the gateway';

const MEANINGS: Readonly<Record<ClientSetting['kind'], Meaning | undefined>> = {
  index: {
    id: 'other-index',
    says: (tool, value) => `${tool} asks ${value} instead of the gateway`,
    why: 'what it installs is neither judged nor recorded',
    next: SET_UP,
  },
  'extra-index': {
    id: 'extra-index',
    says: (tool, value) => `${tool} asks ${value} besides`,
    why: 'what the gateway denies can come from there, and a name of your own can be answered by a stranger',
    next: 'remove it, and make it an upstream of the gateway: `[[server.upstreams]]`',
  },
  'named-index': {
    id: 'named-index',
    says: (tool, value) => `${tool} asks ${value} for the projects that name it`,
    why: PAST,
    next: 'make it an upstream of the gateway with `names`, and remove it here',
  },
  'find-links': {
    id: 'find-links',
    says: (tool, value) => `${tool} takes files from ${value}`,
    why: PAST,
    next: 'upload them to the gateway, and remove the setting',
  },
  'trusted-host': {
    id: 'trusted-host',
    says: (tool, value) => `${tool} does not verify the certificate of ${value}`,
    why: 'whoever stands on the way can answer in place of the gateway',
    next: 'remove the setting, and give the client the authority of the certificate instead',
  },
  'no-hashes': undefined,
  cooldown: undefined,
  strategy: undefined,
};

function judgeSetting({ tool, kind, value, at }: ClientSetting, server: string): DoctorFinding[] {
  const meaning = MEANINGS[kind];
  if (meaning === undefined) return [];
  const isHere = isGateway(value, server) || value === `${new URL(server).origin}/…`;
  if (isHere && kind !== 'trusted-host') return [];
  const { id, says, why, next } = meaning;
  const message = says(tool, `\`${value.slice(0, 100)}\``);
  return [{ level: 'fail', id, message, why, next: next.replace('CLIENT', tool).replace('SERVER', () => server), at }];
}

/** Tools of which no setting leads to the gateway: they ask PyPI. */
export function notSetUp(
  tools: readonly Tool[],
  settings: readonly ClientSetting[],
  server: string,
): readonly DoctorFinding[] {
  const replaced = new Set(settings.filter(({ kind }) => kind === 'index').map(({ tool }) => tool));
  return tools
    .filter((tool) => !replaced.has(tool))
    .map((tool) => ({
      level: 'fail',
      id: 'not-set-up',
      message: `nothing leads ${tool} to the gateway`,
      why: 'it asks PyPI itself',
      next: `\`rind setup ${tool} --write --server ${server}\``,
    }));
}
