import path from 'node:path';

/** The parts of the environment that say where data lives. */
export interface Environment {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly home: string;
}

/**
 * Where synchronised data lives: `--data-dir`, `RIND_DATA_DIR`, else the platform's data folder
 * (XDG Base Directory, `~/Library/Application Support`, `%LOCALAPPDATA%`). Undefined where there is
 * no home: a relative folder would be one of the repository that is judged.
 */
export function dataFolder(flag: string | undefined, { variables, platform, home }: Environment): string | undefined {
  const named = flag ?? variables['RIND_DATA_DIR'];
  if (named !== undefined && named !== '') return path.resolve(named);
  const folder = path.join(userFolder(variables, platform, home), 'rind');
  return path.isAbsolute(folder) ? folder : undefined;
}

function userFolder(variables: Environment['variables'], platform: string, home: string): string {
  if (platform === 'win32') return variables['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local');
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support');
  const xdg = variables['XDG_DATA_HOME'];
  return xdg !== undefined && path.isAbsolute(xdg) ? xdg : path.join(home, '.local', 'share');
}
