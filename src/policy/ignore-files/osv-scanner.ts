import { TomlDateTime } from '@rind/pypa';
import { parseDate, parseInstant } from '../../base/instant.ts';
import { parseToml } from '../../base/text/toml.ts';
import { type IgnoreFile, IgnoreReader, type IgnoreReading, itemsOf, memberOf } from './reading.ts';

/**
 * `osv-scanner.toml`: `[[IgnoredVulns]]` with `id`, `ignoreUntil`, `reason`. `[[PackageOverrides]]`
 * ignore whatever is ever found in a package; they are not taken over.
 *
 * Source: google.github.io/osv-scanner, "Configure OSV-Scanner".
 */
export function readOsvScannerIgnores(file: IgnoreFile): IgnoreReading {
  const reader = new IgnoreReader('osv-scanner', file);
  const document = reader.open(parseToml);
  if (document === undefined) return reader.finish();
  for (const [i, entry] of itemsOf(memberOf(document.root, 'IgnoredVulns')).entries()) {
    const offset = document.spanAt(['IgnoredVulns', i])?.start ?? 0;
    const id = memberOf(entry, 'id');
    if (typeof id !== 'string' || id === '') {
      reader.refuse('it names no `id`', offset);
      continue;
    }
    const until = memberOf(entry, 'ignoreUntil');
    const reason = memberOf(entry, 'reason');
    const expires = until === undefined ? undefined : dayOf(until);
    if (until !== undefined && expires === undefined) {
      reader.refuse(`\`ignoreUntil\` of \`${id.slice(0, 100)}\` is no day`, offset);
      continue;
    }
    reader.waive({ ids: [id], component: null, reason: typeof reason === 'string' ? reason : '', expires }, offset);
  }
  for (const [i, entry] of itemsOf(memberOf(document.root, 'PackageOverrides')).entries()) {
    const ignores = memberOf(entry, 'ignore') === true || memberOf(memberOf(entry, 'vulnerability'), 'ignore') === true;
    if (!ignores) continue;
    const offset = document.spanAt(['PackageOverrides', i])?.start ?? 0;
    reader.refuse('it ignores everything that is ever found in a package', offset);
  }
  return reader.finish();
}

function dayOf(value: unknown): { instant: number; text: string } | undefined {
  const text = value instanceof TomlDateTime ? value.text : typeof value === 'string' ? value : '';
  const read = text.length > 10 ? parseInstant(text.replace(' ', 'T')) : parseDate(text);
  return read.ok ? { instant: read.value, text } : undefined;
}
