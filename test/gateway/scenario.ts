import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Ability, Client, Order, Outcome } from '../clients/client.ts';
import { describeInstalled } from '../clients/installed.ts';
import { makeWheel } from '../servers/distribution.ts';

/** What one scenario asks of a client. */
export interface Scenario {
  /** As the title of its test. */
  readonly name: string;
  readonly action: 'install' | 'lock' | 'sync' | 'upload';
  /** Clients that lack one of these are left out. */
  readonly needs: readonly Ability[];
  readonly requirements: readonly string[];
  /** Every requirement with its digests: the index's own, or others. Of a lock: as it was made, or with others. */
  readonly hashes?: 'right' | 'wrong';
  readonly onlyBinary?: boolean;
  readonly noBinary?: readonly string[];
  readonly expected: Expected;
  /** What some clients do otherwise, by name, with the reason in a comment. */
  readonly otherwise?: Readonly<Record<string, Expected>>;
  /** Clients that also run it where time is short. */
  readonly quick?: readonly string[];
  /** Whether the form of the index decides: clients that take long run it in front of each kind, too. */
  readonly formDecides?: boolean;
}

/** What comes of a scenario: pins `name==version` in order of name, or words of the message with which it fails. */
export type Expected =
  | { readonly installs: readonly string[] }
  | { readonly locks: readonly string[] }
  | { readonly uploads: readonly string[] }
  | { readonly fails: RegExp };

/** Where a scenario is run: directly at an upstream, or through a gateway. */
export interface Site {
  readonly indexUrl: string;
  readonly uploadUrl: string;
  readonly user: string;
  readonly password: string;
  readonly caFile?: string;
  /** The digests, `sha256:…`, that the index gives for what a requirement pins. */
  digests(requirement: string): readonly string[];
  /** The bytes of a page of the index. */
  page(name: string): Promise<string>;
}

/** What a scenario came to, as values that are compared deeply. */
export interface Result {
  readonly ok: boolean;
  /** Digest of each file, by path, by `name version`. */
  readonly installed: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The lock without the addresses of where it was made. */
  readonly lock?: string;
  /** Files that the index lists after an upload, with their digests. */
  readonly uploaded?: readonly string[];
  /** What the client printed: for messages, never compared. */
  readonly output: string;
}

/** Why a client cannot run a scenario at all; undefined where it can. */
export function cannotRun(client: Client, { action, needs }: Scenario): string | undefined {
  const missing = needs.filter((ability) => !client.abilities.has(ability));
  if (missing.length > 0) return `\`${client.name}\` has no way to say ${missing.join(', ')}`;
  const can = action === 'sync' ? client.sync !== undefined && client.lock !== undefined : client[action] !== undefined;
  return can ? undefined : `\`${client.name}\` cannot ${action}`;
}

/** What a scenario must come to with a client. */
export function expectedOf(client: Client, { expected, otherwise }: Scenario): Expected {
  return otherwise?.[client.name] ?? expected;
}

/** Runs a scenario with a client; `folder` exists and holds what runs leave. */
export async function runScenario(client: Client, scenario: Scenario, site: Site, folder: string): Promise<Result> {
  if (scenario.action === 'upload') return upload(client, site, folder);
  const order = (name: string): Order => {
    const own = join(folder, name);
    mkdirSync(own, { recursive: true });
    return {
      folder: own,
      cache: join(folder, 'cache'),
      indexUrl: site.indexUrl,
      requirements: scenario.requirements,
      ...(site.caFile === undefined ? {} : { caFile: site.caFile }),
      // Who locks takes the digests from the index.
      ...(scenario.hashes === undefined || scenario.action !== 'install' ? {} : { hashes: hashesOf(scenario, site) }),
      ...(scenario.onlyBinary === undefined ? {} : { onlyBinary: scenario.onlyBinary }),
      ...(scenario.noBinary === undefined ? {} : { noBinary: scenario.noBinary }),
    };
  };
  if (scenario.action === 'install') return resultOf(await needed(client, 'install')(order('install')));
  const locked = await needed(client, 'lock')(order('lock'));
  if (scenario.action === 'lock' || locked.lock === undefined) return resultOf(locked);
  const lock = scenario.hashes === 'wrong' ? withOtherDigests(locked.lock) : locked.lock;
  const synced = await needed(client, 'sync')({ ...order('sync'), lock });
  return resultOf({ ...synced, lock: locked.lock, output: `${locked.output}${synced.output}` });
}

/** A lock that binds every file to other bytes. */
function withOtherDigests(lock: string): string {
  const other = lock.replaceAll(/(sha256(?::| = "))[0-9a-f]{64}/g, `$1${'0'.repeat(64)}`);
  if (other === lock) throw new Error(`the lock has no digests:\n${lock}`);
  return other;
}

/** A lock without what depends on where its index is: addresses become file names, digests of the request become a word. */
export function withoutPlace(lock: string): string {
  return lock
    .replaceAll(/https?:\/\/127\.0\.0\.1:\d+\/(?:[^\s"'#,\]}]*\/)?simple\/?(?=["'\s,\]}])/g, 'INDEX')
    .replaceAll(
      /https?:\/\/127\.0\.0\.1:\d+\/(?:[^\s"'#,\]}]*\/)?([^\s"'#,\]}/]+)/g,
      (_, name: string) => `FILE ${decodeURIComponent(name)}`,
    )
    .replaceAll(/(content[-_]hash = ")[^"]*"/g, '$1DIGEST"')
    .replace(/("_meta": \{\s*"hash": \{\s*"sha256": ")[0-9a-f]*"/, '$1DIGEST"');
}

function resultOf(outcome: Outcome): Result {
  const { ok, installed, output, lock } = outcome;
  const result = { ok, installed: describeInstalled(installed), output };
  return lock === undefined ? result : { ...result, lock: withoutPlace(lock) };
}

function needed<K extends 'install' | 'lock' | 'sync' | 'upload'>(client: Client, action: K): NonNullable<Client[K]> {
  const method = client[action];
  if (method === undefined) throw new Error(`\`${client.name}\` cannot ${action}`);
  return method;
}

function hashesOf({ requirements, hashes }: Scenario, site: Site): Record<string, readonly string[]> {
  const none = [`sha256:${'0'.repeat(64)}`];
  return Object.fromEntries(requirements.map((text) => [text, hashes === 'wrong' ? none : site.digests(text)]));
}

async function upload(client: Client, site: Site, folder: string): Promise<Result> {
  const name = `sent-by-${client.name.replaceAll('.', '-')}`;
  const { filename, content } = makeWheel({ name, version: '1.0' });
  const { user, password, uploadUrl, caFile } = site;
  const ran = await needed(
    client,
    'upload',
  )({
    folder,
    cache: join(folder, 'cache'),
    uploadUrl,
    user,
    password,
    ...(caFile === undefined ? {} : { caFile }),
    name,
    version: '1.0',
    files: { [filename]: content },
  });
  const page = await site.page(name);
  const uploaded = [...page.matchAll(/#sha256=([0-9a-f]{64})"[^>]*>([^<]*)</g)].map(
    ([, digest, file]) => `${file} ${digest}`,
  );
  return { ok: ran.ok, installed: {}, uploaded: uploaded.sort(), output: ran.output };
}
