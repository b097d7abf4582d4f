import type { Problem } from '../base/problem.ts';
import { problem } from '../base/problem.ts';
import { decodeText } from '../base/text/bytes.ts';
import type { ConfiguredFile } from '../config/config.ts';
import type { FileLimits } from '../platform/file-limits.ts';
import { readFile } from '../platform/files.fs.ts';
import type { Waiver } from '../policy/waiver.ts';
import { readVex } from '../sbom/vex.ts';

/** The statements of VEX documents, as waivers: what does no harm or is fixed there does not count. */
export function loadVex(
  files: readonly ConfiguredFile[],
  limits: FileLimits,
): { readonly waivers: readonly Waiver[]; readonly problems: readonly Problem[] } {
  const waivers: Waiver[] = [];
  const problems: Problem[] = [];
  for (const { name, file } of files) {
    const bytes = readFile(file, name, limits);
    if (!bytes.ok) {
      problems.push(bytes.error);
      continue;
    }
    const decoded = decodeText(bytes.value, { maxBytes: Number.POSITIVE_INFINITY });
    const reading = decoded.ok ? readVex({ path: name, text: decoded.value.text }, limits.maxDepth) : undefined;
    if (reading === undefined) problems.push(problem('encoding-invalid', `\`${name}\` is not valid UTF-8`));
    else if (!reading.ok) problems.push(reading.error);
    else {
      const { format, statements, problems: found } = reading.value;
      for (const one of found) problems.push(one);
      for (const { ids, component, reason, author, at, status } of statements) {
        waivers.push({
          ids,
          component,
          reason: reason === '' ? status : `${status}: ${reason}`,
          owner: author,
          expires: Number.POSITIVE_INFINITY,
          expiresText: '',
          untilFixed: false,
          origin: { at, tool: format },
        });
      }
    }
  }
  return { waivers, problems };
}
