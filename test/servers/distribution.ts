import { createHash } from 'node:crypto';
import { sdist } from '../../src/artifact/testing/tarball.ts';
import { zipFile } from '../../src/artifact/testing/zip-file.ts';

/** What a distribution to make says about itself, and what it installs. */
export interface DistributionParts {
  /** As its metadata writes it. */
  readonly name: string;
  readonly version: string;
  readonly requires?: readonly string[];
  /** Requirements of each extra. */
  readonly extras?: Readonly<Record<string, readonly string[]>>;
  readonly requiresPython?: string;
  /** Modules and other files, by path below site-packages; one module that says the version by default. */
  readonly files?: Readonly<Record<string, string>>;
  /** Console scripts: `name → module:function`. */
  readonly scripts?: Readonly<Record<string, string>>;
  /** `python-abi-platform` of the wheel; `py3-none-any` by default. */
  readonly tag?: string;
  /** What RECORD says of a file instead of the truth about the content given here: base64url SHA-256 and size. */
  readonly recorded?: Readonly<Record<string, { readonly sha256: string; readonly size: number }>>;
  /** The name as the file name writes it, where that is not the normal one. */
  readonly written?: string;
}

/** A distribution: one file. */
export interface Distribution {
  readonly filename: string;
  readonly content: Buffer;
  /** Core metadata as the file holds it: METADATA or PKG-INFO. */
  readonly metadata: Buffer;
}

/** Makes a wheel that every installer takes. Source: Binary distribution format (PEP 427), RECORD of PEP 376. */
export function makeWheel(parts: DistributionParts): Distribution {
  const stem = stemOf(parts);
  const tag = parts.tag ?? 'py3-none-any';
  const info = `${stem}.dist-info`;
  const metadata = metadataOf(parts, '2.1');
  const files: Record<string, string> = {
    ...modulesOf(parts),
    [`${info}/METADATA`]: metadata,
    [`${info}/WHEEL`]: wheelText(tag),
  };
  const scripts = scriptsOf(parts);
  if (scripts !== '') files[`${info}/entry_points.txt`] = scripts;
  const lines = Object.entries(files).map(([path, text]) => {
    const truth = { sha256: createHash('sha256').update(text).digest('base64url'), size: Buffer.byteLength(text) };
    const { sha256, size } = parts.recorded?.[path] ?? truth;
    return `${path},sha256=${sha256},${size}\n`;
  });
  files[`${info}/RECORD`] = `${lines.join('')}${info}/RECORD,,\n`;
  return { filename: `${stem}-${tag}.whl`, content: zipFile(files), metadata: Buffer.from(metadata) };
}

/** Makes a source distribution that builds itself: its backend is inside it and needs nothing. Source: PEP 517, "In-tree build backends"; PEP 643. */
export function makeSdist(parts: DistributionParts): Distribution {
  const stem = stemOf(parts);
  const metadata = metadataOf(parts, '2.2');
  const content = sdist(stem, {
    'PKG-INFO': metadata,
    'pyproject.toml': '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n',
    'backend.py': backendText(parts, stem),
    ...Object.fromEntries(Object.entries(modulesOf(parts)).map(([path, text]) => [`src/${path}`, text])),
  });
  return { filename: `${stem}.tar.gz`, content, metadata: Buffer.from(metadata) };
}

/** `name-version` as file names write them. Source: Binary distribution format, "Escaping and Unicode". */
function stemOf({ name, version, written }: DistributionParts): string {
  return `${written ?? name.replaceAll(/[-_.]+/g, '_').toLowerCase()}-${version}`;
}

function moduleOf(name: string): string {
  return name.replaceAll(/[^a-z0-9]+/gi, '_').toLowerCase();
}

function modulesOf({ name, version, files }: DistributionParts): Readonly<Record<string, string>> {
  return (
    files ?? {
      [`${moduleOf(name)}/__init__.py`]: `VERSION = ${JSON.stringify(version)}\n\ndef main(): print(VERSION)\n`,
    }
  );
}

function scriptsOf({ scripts = {} }: DistributionParts): string {
  const lines = Object.entries(scripts).map(([name, target]) => `${name} = ${target}\n`);
  return lines.length === 0 ? '' : `[console_scripts]\n${lines.join('')}`;
}

function wheelText(tag: string): string {
  return `Wheel-Version: 1.0\nGenerator: rind-test 1\nRoot-Is-Purelib: true\nTag: ${tag}\n`;
}

function metadataOf(parts: DistributionParts, format: string): string {
  const { name, version, requires = [], extras = {}, requiresPython } = parts;
  const lines = [`Metadata-Version: ${format}`, `Name: ${name}`, `Version: ${version}`, 'Summary: made for a test'];
  if (requiresPython !== undefined) lines.push(`Requires-Python: ${requiresPython}`);
  for (const requirement of requires) lines.push(`Requires-Dist: ${requirement}`);
  for (const [extra, wanted] of Object.entries(extras)) {
    lines.push(`Provides-Extra: ${extra}`);
    for (const requirement of wanted) lines.push(`Requires-Dist: ${ofExtra(requirement, extra)}`);
  }
  return `${lines.join('\n')}\n`;
}

function ofExtra(requirement: string, extra: string): string {
  const [wanted = '', marker] = requirement.split(';', 2);
  const condition = `extra == "${extra}"`;
  return `${wanted.trim()} ; ${marker === undefined ? condition : `(${marker.trim()}) and ${condition}`}`;
}

/** The build backend of a source distribution: it packs `src` and PKG-INFO, with fixed times, so that equal sources give equal files. */
function backendText(parts: DistributionParts, stem: string): string {
  return `import base64, hashlib, os, zipfile
STEM = ${JSON.stringify(stem)}
WHEEL = ${JSON.stringify(wheelText('py3-none-any'))}
SCRIPTS = ${JSON.stringify(scriptsOf(parts))}

def _info():
    with open("PKG-INFO", encoding="utf-8") as file:
        files = {"METADATA": file.read(), "WHEEL": WHEEL}
    if SCRIPTS:
        files["entry_points.txt"] = SCRIPTS
    return files

def get_requires_for_build_wheel(config_settings=None):
    return []

def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    folder = STEM + ".dist-info"
    os.mkdir(os.path.join(metadata_directory, folder))
    for name, text in _info().items():
        with open(os.path.join(metadata_directory, folder, name), "w", encoding="utf-8") as file:
            file.write(text)
    return folder

def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    files = {}
    for folder, _, names in sorted(os.walk("src")):
        for name in sorted(names):
            path = os.path.join(folder, name)
            with open(path, "rb") as file:
                files[os.path.relpath(path, "src").replace(os.sep, "/")] = file.read()
    for name, text in _info().items():
        files[STEM + ".dist-info/" + name] = text.encode()
    record = STEM + ".dist-info/RECORD"
    lines = []
    for path, content in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        lines.append(f"{path},sha256={digest},{len(content)}\\n")
    files[record] = ("".join(lines) + record + ",,\\n").encode()
    filename = STEM + "-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(wheel_directory, filename), "w") as archive:
        for path, content in files.items():
            archive.writestr(zipfile.ZipInfo(path, (2020, 1, 1, 0, 0, 0)), content)
    return filename
`;
}
