import { parseDate } from '../../base/instant.ts';
import { parseYaml } from '../../base/text/yaml.ts';
import {
  componentOfPurl,
  type IgnoreFile,
  IgnoreReader,
  type IgnoreReading,
  isAdvisoryId,
  itemsOf,
  memberOf,
} from './reading.ts';

/**
 * `.trivyignore`: an id a line, `exp:2030-01-31` after it where it ends, `#` before comments. What is no
 * id of an advisory speaks of other scanners, and is passed over.
 *
 * Source: trivy.dev, "Filtering", "By Finding IDs".
 */
export function readTrivyIgnore(file: IgnoreFile): IgnoreReading {
  const reader = new IgnoreReader('trivy', file);
  let offset = 0;
  let comment = '';
  for (const line of file.text.split('\n')) {
    const start = offset;
    offset += line.length + 1;
    const text = line.trim();
    if (text.startsWith('#')) {
      comment = text.slice(1).trim();
      continue;
    }
    const [id = '', ...options] = text.split(/\s+/, 20);
    if (isAdvisoryId(id)) {
      const written = options.find((option) => option.startsWith('exp:'))?.slice('exp:'.length);
      const day = written === undefined ? undefined : parseDate(written);
      if (written !== undefined && !day?.ok) reader.refuse(`\`exp:\` of \`${id}\` is no day`, start);
      else {
        const expires = day?.ok && written !== undefined ? { instant: day.value, text: written } : undefined;
        reader.waive({ ids: [id], component: null, reason: comment, expires }, start);
      }
    }
    if (text === '' || id !== '') comment = '';
  }
  return reader.finish();
}

/**
 * `.trivyignore.yaml`: `vulnerabilities` with `id`, `purls`, `paths`, `expired_at`, `statement`. An entry
 * for some `paths` is not taken over; one with `purls` is for the PyPI projects among them.
 *
 * Source: trivy.dev, "Filtering", ".trivyignore.yaml".
 */
export function readTrivyIgnoreYaml(file: IgnoreFile): IgnoreReading {
  const reader = new IgnoreReader('trivy', file);
  const document = reader.open(parseYaml);
  if (document === undefined) return reader.finish();
  for (const [i, entry] of itemsOf(memberOf(document.root, 'vulnerabilities')).entries()) {
    const offset = document.spanAt(['vulnerabilities', i])?.start ?? 0;
    const id = memberOf(entry, 'id');
    const statement = memberOf(entry, 'statement');
    const written = memberOf(entry, 'expired_at');
    const day = typeof written === 'string' ? parseDate(written.slice(0, 10)) : undefined;
    if (typeof id !== 'string' || id === '') reader.refuse('it names no `id`', offset);
    else if (written !== undefined && !day?.ok)
      reader.refuse(`\`expired_at\` of \`${id.slice(0, 100)}\` is no day`, offset);
    else if (memberOf(entry, 'paths') !== undefined) reader.refuse('it is for some `paths` only', offset);
    else {
      const purls = memberOf(entry, 'purls');
      const components =
        purls === undefined
          ? [null]
          : itemsOf(purls).flatMap((purl) => (typeof purl === 'string' ? (componentOfPurl(purl) ?? []) : []));
      const expires = day?.ok ? { instant: day.value, text: String(written).slice(0, 10) } : undefined;
      const reason = typeof statement === 'string' ? statement : '';
      for (const component of components) reader.waive({ ids: [id], component, reason, expires }, offset);
    }
  }
  return reader.finish();
}
