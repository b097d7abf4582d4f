import path from 'node:path';

/** The parts of the environment that say where data lives. */
export interface Environment {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly home: string;
}

/**
 * Where synchronised data lives: `--data-dir`, `RIND_DATA_DIR`, else the platform's data folder
 * (XDG Base Directory, `~/Library/Application Support`, `%LOCALAPPDATA%`).
 */
export function dataFolder(flag: string | undefined, { variables, platform, home }: Environment): string {
  const named = flag ?? variables['RIND_DATA_DIR'];
  if (named !== undefined && named !== '') return path.resolve(named);
  if (platform === 'win32') return path.join(variables['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local'), 'rind');
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'rind');
  const xdg = variables['XDG_DATA_HOME'];
  return path.join(xdg !== undefined && path.isAbsolute(xdg) ? xdg : path.join(home, '.local', 'share'), 'rind');
}
