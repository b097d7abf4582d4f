import type { JsonValue } from '../base/text/json.ts';
import { items, member, sentence, text, type VexReader } from './vex-statement.ts';

const STATUSES: ReadonlyMap<string, 'not_affected' | 'fixed'> = new Map([
  ['not_affected', 'not_affected'],
  ['false_positive', 'not_affected'],
  ['resolved', 'fixed'],
  ['resolved_with_pedigree', 'fixed'],
]);

/**
 * CycloneDX 1.4 and later: `analysis.state` of each vulnerability, for the components that `affects`
 * names: by reference in the document, by BOM-Link, or by package URL.
 *
 * Source: CycloneDX 1.6, `vulnerabilities`.
 */
export function readCycloneDxVex(root: JsonValue, reader: VexReader): void {
  const purls = new Map<string, string>();
  const visit = (components: JsonValue | undefined): void => {
    for (const component of items(components)) {
      const [ref, purl] = [text(member(component, 'bom-ref')), text(member(component, 'purl'))];
      if (ref !== '' && purl !== '') purls.set(ref, purl);
      visit(member(component, 'components'));
    }
  };
  visit(member(root, 'components'));
  const supplier = member(member(root, 'metadata'), 'supplier') ?? member(member(root, 'metadata'), 'manufacture');
  const author = text(member(supplier, 'name')).slice(0, 200);
  for (const [i, flaw] of items(member(root, 'vulnerabilities')).entries()) {
    const analysis = member(flaw, 'analysis');
    const status = STATUSES.get(text(member(analysis, 'state')));
    if (status === undefined) continue;
    const ids = [text(member(flaw, 'id')), ...items(member(flaw, 'references')).map((one) => text(member(one, 'id')))];
    const reason = sentence(text(member(analysis, 'justification')), text(member(analysis, 'detail')));
    const products = items(member(flaw, 'affects')).map((affected) => {
      const ref = text(member(affected, 'ref'));
      return purls.get(ref) ?? purls.get(linked(ref)) ?? ref;
    });
    const at = reader.at(['vulnerabilities', i]);
    reader.add({ ids: ids.filter((id) => id !== ''), status, reason, author, at }, products);
  }
}

/** The reference after the `#` of a BOM-Link, `urn:cdx:serial/version#ref`. */
function linked(ref: string): string {
  return ref.startsWith('urn:cdx:') ? decoded(ref.slice(ref.indexOf('#') + 1)) : ref;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
