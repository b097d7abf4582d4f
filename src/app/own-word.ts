import type { AdvisoryStore } from '../advisory/store.ts';
import { type KnownIndex, mirroring } from '../evidence/index-trust.ts';
import type { Component } from '../inventory/component.ts';
import type { Loosening } from '../policy/loosening.ts';

/** What an answer takes on the word of the configuration, and so of who may change the audited repository. */
export interface OwnWord {
  /** The configured sources of advisories, as written. */
  readonly sources: readonly string[];
  /** What was synchronised beside them; absent when nothing was. */
  readonly synced?: Pick<AdvisoryStore, 'covers'>;
  /** The data folder, where it lies inside the audited repository. */
  readonly dataFolder?: string;
  readonly indexes: readonly KnownIndex[];
  /** Indexes of the policies that a person handed to the run: what these say too is not the repository's word. */
  readonly trusted: readonly KnownIndex[];
  /** Where a key of the configuration came from. */
  readonly origin: (key: string) => string;
}

/**
 * What the answer about these components rests on that the audited repository itself brings: then it decides what
 * is known of it. Nothing for what would have been said without its word.
 */
export function ownWord(components: readonly Component[], word: OwnWord): Loosening[] {
  return [...ownDataFolder(word), ...ownAdvisories(components, word), ...ownIndexes(components, word)];
}

function ownDataFolder({ dataFolder }: OwnWord): Loosening[] {
  if (dataFolder === undefined) return [];
  const message =
    'the data folder lies in the audited repository: whoever changes that decides which advisories there are';
  return [{ kind: 'advisories', origin: dataFolder, message }];
}

function ownAdvisories(components: readonly Component[], { sources, synced, origin }: OwnWord): Loosening[] {
  if (sources.length === 0) return [];
  const alone = components.filter(({ name, version }) => synced?.covers(name, version) !== true).length;
  if (alone === 0) return [];
  const key = 'advisories.sources';
  const named = sources.map((source) => `\`${source}\``).join(', ');
  const them = alone === 1 ? 'it' : 'them';
  const message = `only ${named.slice(0, 200)} says what is known of ${counted(alone)}: nothing that was synchronised speaks of ${them}`;
  return [{ kind: 'advisories', key, origin: origin(key), message }];
}

function ownIndexes(components: readonly Component[], { indexes, trusted, origin }: OwnWord): Loosening[] {
  const urls = new Map<string, number>();
  for (const { source } of components) {
    if (source.url !== undefined && (source.kind === 'index' || source.kind === 'conda'))
      urls.set(source.url, (urls.get(source.url) ?? 0) + 1);
  }
  return [...urls].flatMap(([url, count]): Loosening[] => {
    const source = { kind: 'index', url } as const;
    const said = mirroring(source, indexes);
    if (said === 'assumed' || said === mirroring(source, trusted)) return [];
    const message =
      said === 'pypi'
        ? `\`${url.slice(0, 100)}\` is taken for a mirror of PyPI, for ${counted(count)}`
        : `no public advisory is applied to ${counted(count)} of \`${url.slice(0, 100)}\`, which is declared as an index of your own`;
    return [{ kind: 'index', key: 'indexes', origin: origin('indexes'), message }];
  });
}

function counted(count: number): string {
  return `${count} ${count === 1 ? 'component' : 'components'}`;
}
