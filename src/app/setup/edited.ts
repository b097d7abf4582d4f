import type { Result } from '@rind/pypa';

/** A configuration after an edit. */
export interface Edited {
  readonly text: string;
  /** What stayed, or was switched off, and matters: one line each. */
  readonly notes: readonly string[];
}

/** How a client is told to use a gateway. */
export interface ClientSetup {
  /** As the command line calls it. */
  readonly client: 'pip' | 'uv' | 'poetry' | 'pdm' | 'pipenv' | 'twine';
  /** Whose file it is: the person's own, or one of the project in the current folder, which others read. */
  readonly owner: 'person' | 'project';
  /** The file, below the home folder's usual places or in the project. */
  file(where: SetupPlace): string;
  /** Whether the file is made where there is none. */
  readonly mayMake: boolean;
  /** Edits what stands there (empty where there is nothing), so that the gateway at an address without last slash is asked. The error says why that cannot be. */
  edit(text: string, server: string): Result<Edited, string>;
  /** How a token reaches the gateway, for its host: one line each. */
  tokens(host: string, server: string): readonly string[];
  /** What is to be done besides. */
  readonly next?: string;
}

/** What files are found by. */
export interface SetupPlace {
  readonly home: string;
  readonly platform: string;
  readonly cwd: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/** Where a person's configuration lies. Source: XDG Base Directory Specification; Windows' roaming folder. */
export function configFolder({ home, platform, variables }: SetupPlace): string {
  if (platform === 'win32') return variables['APPDATA'] ?? `${home}/AppData/Roaming`;
  const xdg = variables['XDG_CONFIG_HOME'];
  return xdg?.startsWith('/') === true ? xdg : `${home}/.config`;
}

/** What pip, uv and those that ask like them read tokens from. */
export function netrcLines(host: string): readonly string[] {
  return [`in \`~/.netrc\`, for your eyes only (\`chmod 600\`): \`machine ${host} login __token__ password TOKEN\``];
}
