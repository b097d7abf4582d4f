/** A file that runs when Python starts, without anybody importing it. */
export interface StartupFile {
  readonly path: string;
  /** `pth`: a path configuration file. `start`: names entry points to call (PEP 829). `customize`: `sitecustomize`, `usercustomize`. */
  readonly kind: 'pth' | 'start' | 'customize';
  /** Hexadecimal; undefined where the file is too large to be looked at. */
  readonly sha256: string | undefined;
  /** Whether it runs code: of a `.pth` file only lines that start with `import` do. Undefined as above. */
  readonly runs: boolean | undefined;
}

const CUSTOMIZE = /^(?:site|user)customize(?:\/__init__)?\.(?:py[cd]?|[^/]*\.?so)$/;
const DATA = /^[^/]+\.data\/(purelib|platlib|data|scripts|headers)\//;

/**
 * Where a file of a wheel stands in `site-packages`, or undefined where it is put elsewhere. What a wheel puts below
 * `.data/data` may be anywhere below the environment, `site-packages` included.
 */
export function installedPath(path: string): string | undefined {
  const [prefix, scheme] = DATA.exec(path) ?? [];
  if (prefix === undefined) return path;
  return scheme === 'purelib' || scheme === 'platlib' ? path.slice(prefix.length) : undefined;
}

/** Whether a file of a wheel runs when Python starts. Source: the documentation of Python's `site`; PEP 829. */
export function startupKind(path: string): StartupFile['kind'] | undefined {
  const base = path.slice(path.lastIndexOf('/') + 1);
  const installed = installedPath(path);
  // Below `.data/data` the folder is a guess of whoever built the wheel: the name alone counts.
  const inSite = installed === undefined ? base : installed;
  if (CUSTOMIZE.test(inSite)) return 'customize';
  if (inSite.includes('/')) return undefined;
  return inSite.endsWith('.pth') ? 'pth' : inSite.endsWith('.start') ? 'start' : undefined;
}

/** Whether a start-up file runs code. `site` runs lines of a `.pth` file that start with `import` and a blank. */
export function runsCode(kind: StartupFile['kind'], content: Uint8Array): boolean {
  if (kind !== 'pth') return true;
  return /^(?:\ufeff)?import[ \t]/m.test(new TextDecoder().decode(content));
}
