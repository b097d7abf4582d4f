import { err, ok, type Result } from '@rind/pypa';
import { HOUR, parseDuration, SECOND } from '../base/instant.ts';
import type { ConfigFile } from '../contract/config-schema.ts';
import { checkRind } from './check-rind.ts';
import { checkRouting } from './check-routing.ts';
import type { ConfiguredServer } from './config.ts';
import { type ConfigFault, suggestion } from './fault.ts';

type StatedServer = NonNullable<ConfigFile['server']>;

/** What a name of an upstream or a view may be: it stands in addresses, and in names of variables. */
const NAME = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;

/** Checks what the gateway is configured with: names are used once, and views name upstreams that there are. */
export function checkServer(stated: StatedServer | undefined): Result<ConfiguredServer | undefined, ConfigFault> {
  if (stated === undefined) return ok(undefined);
  const { listen, data, hosts = [], proxies = [], webhook, upstreams = [], views = [] } = stated;
  const faults = [...nameFaults('upstreams', upstreams), ...nameFaults('views', views)];
  const [first] = faults;
  if (first !== undefined) return err(first);
  const known = upstreams.map(({ name }) => name);
  for (const [i, view] of views.entries()) {
    const j = view.upstreams.findIndex((name) => !known.includes(name));
    const missing = view.upstreams[j];
    if (missing === undefined) continue;
    const message = `there is no upstream \`${missing.slice(0, 100)}\``;
    return err({ path: ['server', 'views', i, 'upstreams', j], message, ...suggestion(missing, known) });
  }
  const routing = checkRouting(stated);
  if (!routing.ok) return routing;
  const watch = checkWatch(stated);
  if (!watch.ok) return watch;
  const accel = checkAccel(stated);
  if (!accel.ok) return accel;
  const publicUrl = stated['public-url'];
  if (publicUrl !== undefined && !/^https?:\/\//.test(publicUrl))
    return err({ path: ['server', 'public-url'], message: '`public-url` is no `https://` address' });
  return ok({
    ...(listen === undefined ? {} : { listen }),
    ...(data === undefined ? {} : { data }),
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(webhook === undefined ? {} : { webhook }),
    ...watch.value,
    ...accel.value,
    ...routing.value,
    hosts,
    proxies,
    upstreams: upstreams.map(({ name, url, mirrors, names = [], ...others }) => {
      const {
        'file-hosts': fileHosts = [],
        'private-file-hosts': privateFileHosts = [],
        'credentials-env': credentialsEnv,
      } = others;
      return {
        name,
        url,
        names,
        fileHosts,
        privateFileHosts,
        ...(mirrors === undefined ? {} : { mirrors }),
        ...(credentialsEnv === undefined ? {} : { credentialsEnv }),
      };
    }),
    views: views.map(({ name, upstreams: asked, policy }) => ({
      name,
      upstreams: asked,
      ...(policy === undefined ? {} : { policy }),
    })),
  });
}

type WatchSettings = Pick<
  ConfiguredServer,
  'webhookPrivate' | 'syncEvery' | 'syncFrom' | 'syncHoldAbove' | 'diskBudget' | 'namesFile'
>;

/** What the gateway does by itself when nobody says otherwise. */
export const WATCH_DEFAULTS: Omit<WatchSettings, 'namesFile' | 'syncFrom'> = {
  webhookPrivate: false,
  syncEvery: HOUR,
  syncHoldAbove: 25,
  diskBudget: 20e9,
};

/** Servers of advisories are public goods: nobody asks them more often. */
const LEAST_BETWEEN_SYNCS = 60 * SECOND;

function checkWatch(stated: StatedServer): Result<WatchSettings, ConfigFault> {
  const every = stated['sync-every'];
  const written = every === undefined || every === 'off' ? undefined : parseDuration(every);
  if (written !== undefined && !(written.ok && written.value >= LEAST_BETWEEN_SYNCS))
    return err({ path: ['server', 'sync-every'], message: '`sync-every` is no time of a minute or more, nor `off`' });
  const rind = checkRind(
    { from: stated['sync-from'], key: stated['sync-key'] },
    { from: ['server', 'sync-from'], key: ['server', 'sync-key'] },
  );
  if (!rind.ok) return rind;
  const room = stated['disk-budget'];
  const bytes = room === undefined ? WATCH_DEFAULTS.diskBudget : bytesIn(room);
  if (bytes === undefined)
    return err({
      path: ['server', 'disk-budget'],
      message: '`disk-budget` is no size',
      hint: 'write `20GB` or `500MB`',
    });
  const webhook = stated.webhook;
  if (webhook !== undefined && !/^https?:\/\//.test(webhook))
    return err({ path: ['server', 'webhook'], message: '`webhook` is no `https://` address' });
  if (webhook?.startsWith('http://') === true && stated['webhook-private'] !== true) {
    const hint = 'write an `https://` address, or say `webhook-private = true` for one of a private network';
    return err({ path: ['server', 'webhook'], message: '`webhook` would be sent without encryption', hint });
  }
  const namesFile = stated['names-file'];
  return ok({
    webhookPrivate: stated['webhook-private'] ?? WATCH_DEFAULTS.webhookPrivate,
    syncEvery: written === undefined ? (every === 'off' ? null : WATCH_DEFAULTS.syncEvery) : written.value,
    syncHoldAbove: stated['sync-hold-above'] ?? WATCH_DEFAULTS.syncHoldAbove,
    ...(rind.value === undefined ? {} : { syncFrom: rind.value }),
    diskBudget: bytes,
    ...(namesFile === undefined ? {} : { namesFile }),
  });
}

/** A path of plain segments: it stands in a header, and what nginx finds beneath it goes out. */
const LOCATION = /^(?:\/[A-Za-z0-9_-]{1,60}){1,4}\/$/;

function checkAccel({
  'accel-location': location,
  proxies = [],
}: StatedServer): Result<Pick<ConfiguredServer, 'accelLocation'>, ConfigFault> {
  if (location === undefined) return ok({});
  const path = ['server', 'accel-location'];
  if (!LOCATION.test(location)) {
    const hint =
      'write a path of letters, digits, hyphens and underscores that begins and ends with a slash: `/rind-files/`';
    return err({ path, message: '`accel-location` is no location', hint });
  }
  // Whoever is no nginx of ours would be given a path instead of a file.
  if (proxies.length === 0)
    return err({ path, message: '`accel-location` is only for those that `proxies` names, and it names none' });
  return ok({ accelLocation: location });
}

const UNITS: Readonly<Record<string, number>> = { MB: 1e6, GB: 1e9, TB: 1e12 };

/** `20GB`, decimal as disks are sold. Undefined for what is no size. */
function bytesIn(text: string): number | undefined {
  const [, digits, unit = ''] = /^(\d{1,6}) ?(MB|GB|TB)$/.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits) * (UNITS[unit] ?? 0);
}

function* nameFaults(key: 'upstreams' | 'views', listed: readonly { readonly name: string }[]): Generator<ConfigFault> {
  const seen = new Set<string>();
  for (const [i, { name }] of listed.entries()) {
    const path = ['server', key, i, 'name'];
    const shown = name.slice(0, 100);
    if (!NAME.test(name))
      yield { path, message: `\`${shown}\` is no name: write small letters, digits and hyphens, 40 at most` };
    if (seen.has(name)) yield { path, message: `there are two of the name \`${shown}\`` };
    seen.add(name);
  }
}
