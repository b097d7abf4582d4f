import {
  err,
  formatVersion,
  isValidName,
  type NormalizedName,
  normalizeName,
  ok,
  parseSdistFilename,
  parseVersion,
  parseWheelFilename,
  type Result,
} from '@rind/pypa';

/** Why an upload is refused: for the status line, and for whoever reads the log of a build. */
export interface UploadRefusal {
  readonly status: 400 | 409;
  readonly why: string;
}

/** What an upload says that it is. */
export interface UploadForm {
  readonly name: NormalizedName;
  /** As PEP 440 normalises it. */
  readonly version: string;
  readonly kind: 'wheel' | 'sdist';
  readonly filename: string;
  /** The digests that the client states, by algorithm; lower-case hex. */
  readonly digests: ReadonlyMap<'sha256' | 'md5' | 'blake2b-256', string>;
  readonly requiresPython: string | null;
}

const DIGESTS = [
  ['sha256_digest', 'sha256', 64],
  ['md5_digest', 'md5', 32],
  ['blake2_256_digest', 'blake2b-256', 64],
] as const;

/**
 * Reads the fields of an upload, which must agree with each other: action, protocol, name, version, the kind of
 * file, and what its name says. The content is compared with them when it is there.
 *
 * Source: "Legacy API", https://docs.pypi.org/api/upload/ ; PEP 427, PEP 625.
 */
export function readUploadForm(
  fields: ReadonlyMap<string, string>,
  filename: string,
): Result<UploadForm, UploadRefusal> {
  const refuse = (why: string) => err({ status: 400, why } as const);
  if (fields.get(':action') !== 'file_upload') return refuse('the only `:action` here is `file_upload`');
  if ((fields.get('protocol_version') ?? '1') !== '1') return refuse('the only `protocol_version` is `1`');
  const [stated = '', statedVersion = ''] = [fields.get('name'), fields.get('version')];
  if (!isValidName(stated)) return refuse('`name` is no project name');
  const version = parseVersion(statedVersion);
  if (!version.ok) return refuse('`version` is no version (PEP 440)');
  const file = fileOf(filename);
  if (file === undefined)
    return refuse('the file is neither a wheel nor a source distribution (`.whl`, `.tar.gz`) by its name');
  const filetype = file.kind === 'wheel' ? 'bdist_wheel' : 'sdist';
  if (fields.get('filetype') !== filetype) return refuse(`\`filetype\` of such a file is \`${filetype}\``);
  if (file.name !== normalizeName(stated)) return refuse("the file's name and `name` name different projects");
  if (file.version !== formatVersion(version.value))
    return refuse("the file's name and `version` name different versions");
  const digests = new Map<'sha256' | 'md5' | 'blake2b-256', string>();
  for (const [field, algorithm, length] of DIGESTS) {
    const digest = fields.get(field)?.toLowerCase();
    if (digest === undefined || digest === '') continue;
    if (digest.length !== length || !/^[0-9a-f]+$/.test(digest)) return refuse(`\`${field}\` is no such digest`);
    digests.set(algorithm, digest);
  }
  const requiresPython = fields.get('requires_python')?.trim() || null;
  return ok({ ...file, filename, digests, requiresPython });
}

function fileOf(filename: string): Pick<UploadForm, 'kind' | 'name' | 'version'> | undefined {
  if (filename.endsWith('.whl')) {
    const wheel = parseWheelFilename(filename);
    return wheel.ok
      ? { kind: 'wheel', name: wheel.value.name, version: formatVersion(wheel.value.version) }
      : undefined;
  }
  // A `.zip` is no source distribution any more, and nothing tells it from any other archive. Source: PEP 625.
  const sdist = filename.endsWith('.tar.gz') ? parseSdistFilename(filename) : undefined;
  return sdist?.ok ? { kind: 'sdist', name: sdist.value.name, version: formatVersion(sdist.value.version) } : undefined;
}
