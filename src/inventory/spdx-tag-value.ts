import type { Location } from '../base/location.ts';
import type { SpdxPackage, SpdxRelationship } from './spdx-package.ts';

/** What a tag-value document says. */
export interface SpdxTags {
  /** As written: `SPDX-2.3`. */
  readonly version: string | undefined;
  readonly versionAt: number;
  readonly packages: readonly SpdxPackage[];
  readonly relationships: readonly SpdxRelationship[];
}

interface Draft {
  readonly tags: Map<string, string>;
  readonly purls: string[];
  readonly checksums: [string, string][];
  readonly at: Location;
}

/** Lines of one document: a package has some fifteen. */
const MAX_LINES = 2_000_000;

/**
 * Reads SPDX 2 in tag-value: `Tag: value` lines; `PackageName` begins a package, `FileName`, `SnippetSPDXID` and
 * `LicenseID` end it; a value in `<text>` may go over lines.
 *
 * Source: SPDX 2.3, "Tag-value format".
 */
export function readSpdxTags(text: string, place: (offset: number) => Location): SpdxTags {
  const drafts: Draft[] = [];
  const relationships: SpdxRelationship[] = [];
  let version: string | undefined;
  let versionAt = 0;
  let draft: Draft | undefined;
  let lines = 0;
  for (let at = 0; at < text.length && ++lines < MAX_LINES; ) {
    const feed = text.indexOf('\n', at);
    let end = feed < 0 ? text.length : feed;
    const line = text.slice(at, end);
    const colon = line.indexOf(':');
    const tag = colon < 0 ? '' : line.slice(0, colon).trim();
    const value = line.slice(colon + 1).trim();
    if (value.startsWith('<text>') && !value.includes('</text>')) {
      const close = text.indexOf('</text>', end);
      const after = close < 0 ? -1 : text.indexOf('\n', close);
      end = after < 0 ? text.length : after;
    }
    if (tag === 'SPDXVersion') [version, versionAt] = [value, at];
    else if (tag === 'PackageName') {
      draft = { tags: new Map([[tag, value]]), purls: [], checksums: [], at: place(at) };
      drafts.push(draft);
    } else if (/^(?:FileName|SnippetSPDXID|LicenseID)$/.test(tag)) draft = undefined;
    else if (tag === 'Relationship') {
      const [from, type, to] = value.split(/\s+/, 3);
      if (from !== undefined && type !== undefined && to !== undefined) relationships.push({ from, type, to });
    } else if (draft !== undefined) note(draft, tag, value);
    at = end + 1;
  }
  return { version, versionAt, packages: drafts.map(asPackage), relationships };
}

function note(draft: Draft, tag: string, value: string): void {
  if (tag === 'ExternalRef') {
    const [, type, locator] = value.split(/\s+/, 3);
    if (type === 'purl' && locator !== undefined) draft.purls.push(locator);
  } else if (tag === 'PackageChecksum') {
    const colon = value.indexOf(':');
    if (colon > 0) draft.checksums.push([value.slice(0, colon), value.slice(colon + 1).trim()]);
  } else if (!draft.tags.has(tag)) draft.tags.set(tag, value);
}

function asPackage({ tags, purls, checksums, at }: Draft): SpdxPackage {
  return {
    id: tags.get('SPDXID'),
    name: tags.get('PackageName'),
    version: tags.get('PackageVersion'),
    purls,
    purpose: tags.get('PrimaryPackagePurpose'),
    checksums,
    concluded: tags.get('PackageLicenseConcluded'),
    declared: tags.get('PackageLicenseDeclared'),
    at,
  };
}
