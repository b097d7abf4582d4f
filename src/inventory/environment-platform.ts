import { posix } from 'node:path';
import { parseMetadata } from '@rind/pypa';
import type { EnvironmentConfig } from './environment-config.ts';
import type { SiteFolder } from './environment-layout.ts';
import { type PlatformFacts, platformOfTag, windows } from './environment-markers.ts';
import type { SourceFolder } from './format.ts';

/** Homes that only macOS has. */
const MAC_HOME = /^\/(?:Library\/Frameworks|System\/Library|opt\/homebrew|usr\/local\/Cellar|Users)\//;

/**
 * The platform of an environment: the tag of the first wheel that was installed for one, else what the
 * layout and the interpreter's home say. Fields that nothing tells are left out.
 *
 * @param installed paths of what is installed, `.dist-info` folders among them
 */
export function platformOf(
  folder: SourceFolder,
  sites: readonly SiteFolder[],
  config: EnvironmentConfig | undefined,
  installed: readonly string[],
): PlatformFacts {
  for (const path of installed) {
    if (!path.endsWith('.dist-info')) continue;
    const wheel = folder.bytes(posix.join(path, 'WHEEL'));
    if (!wheel.ok) continue;
    for (const value of parseMetadata(wheel.value).unread.get('tag') ?? []) {
      const facts = typeof value === 'string' ? platformOfTag(value) : undefined;
      if (facts !== undefined) return facts;
    }
  }
  if (sites.some(({ isWindows }) => isWindows)) return windows();
  if (MAC_HOME.test(config?.get('home')?.value ?? ''))
    return { os_name: 'posix', sys_platform: 'darwin', platform_system: 'Darwin' };
  return sites.some(({ implementation }) => implementation !== undefined) ? { os_name: 'posix' } : {};
}
