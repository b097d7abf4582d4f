import { isInstalled } from '../../tools/clients/installed.ts';

/** Why a client cannot be used here, or undefined where it can; for the `skip` of a test. */
export function missingClient(...names: readonly string[]): string | undefined {
  const missing = names.filter((name) => !isInstalled(name));
  if (missing.length === 0) return undefined;
  return `${missing.map((name) => `\`${name}\``).join(', ')} not installed: run \`npm run setup:clients\``;
}
