import { compareVersions, formatVersion, isValidName, normalizeName, parseVersion } from '@rind/pypa';
import type { Location } from '../base/location.ts';
import { formatPurl, type Purl, parsePurl } from '../base/purl.ts';
import { redactUrl } from '../base/secret.ts';
import type { Component, ComponentSource } from './component.ts';
import { channelAddress, condaPackage, isCondaName } from './conda-package.ts';
import { readAddress } from './requirement-component.ts';
import { indexSource } from './source-address.ts';

/** One entry of a bill of materials, in whatever format. */
export interface BomEntry {
  /** By what the document's arrows name it. */
  readonly ref: string | undefined;
  readonly name: string | undefined;
  readonly version: string | undefined;
  /** As written. */
  readonly purl: string | undefined;
  /** What the document calls things that are no packages: `file`, `operating-system`. */
  readonly notPackage?: string | undefined;
  /** `algorithm:hex`. */
  readonly hashes: readonly string[];
  readonly license: string | undefined;
  readonly at: Location;
}

/** What an entry is: a component; something of an ecosystem that is not judged; or neither, and why. */
export type BomItem =
  | { readonly kind: 'component'; readonly component: Component }
  | { readonly kind: 'other'; readonly ecosystem: string }
  | { readonly kind: 'invalid'; readonly message: string };

/** Reads one entry. Its package URL says what it is; where there is none, a name alone says too little. */
export function readBomEntry(entry: BomEntry): BomItem {
  const { name, purl: written, notPackage } = entry;
  if (written === undefined) {
    if (notPackage !== undefined) return { kind: 'other', ecosystem: notPackage };
    if (name === undefined || !isValidName(name))
      return { kind: 'invalid', message: 'an entry has no package URL, and no name that a Python project has' };
    const { reasons, ...known } = versionOf(entry.version);
    return {
      kind: 'component',
      component: made(entry, name, { ...known, reasons: [...reasons, 'unknown-source'] }, { kind: 'installed' }),
    };
  }
  const parsed = parsePurl(written, { foldQualifierKeys: true });
  if (!parsed.ok) return { kind: 'invalid', message: `the package URL cannot be read: ${parsed.error.message}` };
  const purl = parsed.value;
  if (purl.type === 'pypi' && !isValidName(purl.name))
    return { kind: 'invalid', message: 'the package URL names no valid project' };
  if (purl.type === 'conda' && !isCondaName(purl.name))
    return { kind: 'invalid', message: 'the package URL names no package that conda has' };
  if (purl.type === 'pypi') return { kind: 'component', component: pypi(entry, purl) };
  if (purl.type === 'conda') return { kind: 'component', component: conda(entry, purl) };
  if (purl.type === 'generic' && /^c?python3?$/i.test(purl.name))
    return { kind: 'component', component: interpreter(entry, purl) };
  return { kind: 'other', ecosystem: purl.type };
}

function pypi(entry: BomEntry, purl: Purl): Component {
  return made(entry, purl.name, agreed(entry, purl), originOf(purl), formatPurl(purl));
}

/** Source: purl-spec, "Known qualifiers": `repository_url`, `download_url`, `vcs_url`. */
function originOf({ qualifiers }: Purl): ComponentSource {
  const vcs = qualifiers.get('vcs_url');
  if (vcs !== undefined) return readAddress(/^(?:git|hg|svn|bzr)\+/.test(vcs) ? vcs : `git+${vcs}`).source;
  const download = qualifiers.get('download_url');
  if (download !== undefined && !/^https:\/\/files\.pythonhosted\.org\//.test(download))
    return readAddress(download).source;
  const repository = qualifiers.get('repository_url');
  if (repository === undefined) return { kind: 'index' };
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(repository) ? repository : `https://${repository}`;
  return /^https:\/\/pypi\.(?:org|python\.org)(?:\/(?:simple\/?)?)?$/.test(address)
    ? { kind: 'index' }
    : indexSource(address);
}

function conda(entry: BomEntry, purl: Purl): Component {
  const { version, reasons } = agreed(entry, purl);
  const channel = purl.qualifiers.get('repository_url') ?? purl.qualifiers.get('channel');
  const { hashes, license, at } = entry;
  const component = condaPackage({
    name: purl.name,
    version: version ?? undefined,
    channel: channelAddress(channel),
    hashes,
    license,
    groups: [''],
    at,
  });
  return { ...component, reasons: [...new Set([...component.reasons, ...reasons])].sort() };
}

function interpreter(entry: BomEntry, purl: Purl): Component {
  return made(entry, 'python', agreed(entry, purl), { kind: 'interpreter' }, formatPurl({ ...purl, name: 'python' }));
}

function made(
  { hashes, license, at }: BomEntry,
  name: string,
  { version, reasons }: Pick<Component, 'version' | 'reasons'>,
  source: ComponentSource,
  purl?: string,
): Component {
  return {
    name: normalizeName(name),
    version,
    source,
    ...(purl === undefined ? {} : { purl }),
    ...(license === undefined ? {} : { license }),
    extras: [],
    groups: [''],
    hashes: [...new Set(hashes)].sort(),
    locations: [at],
    reasons: [...new Set(reasons)].sort(),
    requires: [],
  };
}

/** The version that package URL and entry say; where they say two, neither is certain. */
function agreed({ version: said }: BomEntry, { version: inPurl }: Purl): Pick<Component, 'version' | 'reasons'> {
  const known = versionOf(inPurl ?? said);
  if (inPurl === undefined || said === undefined || said === '' || said === inPurl) return known;
  const [one, other] = [parseVersion(inPurl), parseVersion(said)];
  const isSame = one.ok && other.ok && compareVersions(one.value, other.value) === 0;
  return isSame ? known : { ...known, reasons: [...known.reasons, 'unknown-version'] };
}

function versionOf(written: string | undefined): Pick<Component, 'version' | 'reasons'> {
  if (written === undefined || written === '' || written === 'NOASSERTION')
    return { version: null, reasons: ['unknown-version'] };
  const parsed = parseVersion(written);
  return parsed.ok
    ? { version: formatVersion(parsed.value), reasons: [] }
    : { version: redactUrl(written), reasons: ['invalid-version'] };
}
