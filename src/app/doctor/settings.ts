import type { ClientSetting } from '../../inventory/client-setting.ts';
import { type DoctorFinding, isGateway } from './finding.ts';

type Tool = ClientSetting['tool'];

const SET_UP = 'run `rind setup CLIENT --write` with the address of the gateway';

/** What settings of installers lead elsewhere. Those of environment variables are shown without their path. */
export function judgeSettings(settings: readonly ClientSetting[], server: string): readonly DoctorFinding[] {
  return settings.flatMap((setting) => judgeSetting(setting, server));
}

function judgeSetting({ tool, kind, value, at, name }: ClientSetting, server: string): DoctorFinding[] {
  const shown = `\`${value.slice(0, 100)}\``;
  const isHere = isGateway(value, server) || value === `${new URL(server).origin}/…`;
  if (kind === 'trusted-host')
    return [
      {
        level: 'fail',
        id: 'trusted-host',
        message: `${tool} does not verify the certificate of ${shown}`,
        why: 'whoever stands on the way can answer in place of the gateway',
        next: 'remove the setting, and give the client the authority of the certificate instead',
        at,
      },
    ];
  if (isHere) return [];
  switch (kind) {
    case 'index':
      return [
        {
          level: 'fail',
          id: 'other-index',
          message: `${tool} asks ${shown} instead of the gateway`,
          why: 'what it installs is neither judged nor recorded',
          next: SET_UP.replace('CLIENT', tool),
          at,
        },
      ];
    case 'extra-index':
      return [
        {
          level: 'fail',
          id: 'extra-index',
          message: `${tool} asks ${shown} besides`,
          why: 'what the gateway denies can come from there, and a name of your own can be answered by a stranger',
          next: 'remove it, and make it an upstream of the gateway: `[[server.upstreams]]`',
          at,
        },
      ];
    case 'named-index':
      return [
        {
          level: 'fail',
          id: 'named-index',
          message: `${tool} asks ${shown}${name === undefined ? '' : ` (\`${name}\`)`} for the projects that name it`,
          why: 'they do not come through the gateway',
          next: 'make it an upstream of the gateway with `names`, and remove it here',
          at,
        },
      ];
    case 'find-links':
      return [
        {
          level: 'fail',
          id: 'find-links',
          message: `${tool} takes files from ${shown}`,
          why: 'they do not come through the gateway',
          next: 'upload them to the gateway, and remove the setting',
          at,
        },
      ];
    case 'no-hashes':
    case 'cooldown':
    case 'strategy':
      return [];
  }
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
