import type { JsonValue } from '../base/text/json.ts';
import { items, member, sentence, text, type VexReader } from './vex-statement.ts';

/**
 * OpenVEX 0.2: `vulnerability` by name and aliases, `products` by package URL. A statement about parts of
 * a product (`subcomponents`) is one about the parts. Source: openvex/spec, OPENVEX-SPEC.md.
 */
export function readOpenVex(root: JsonValue, reader: VexReader): void {
  const author = text(member(root, 'author')).slice(0, 200);
  for (const [i, statement] of items(member(root, 'statements')).entries()) {
    const status = text(member(statement, 'status'));
    if (status !== 'not_affected' && status !== 'fixed') continue;
    const flaw = member(statement, 'vulnerability');
    const ids = [text(flaw), text(member(flaw, 'name')), ...items(member(flaw, 'aliases')).map(text)];
    const reason = sentence(text(member(statement, 'justification')), text(member(statement, 'impact_statement')));
    const at = reader.at(['statements', i]);
    const products = items(member(statement, 'products')).flatMap((product) => {
      const parts = items(member(product, 'subcomponents'));
      return (parts.length > 0 ? parts : [product]).map(purlOf);
    });
    reader.add({ ids: ids.filter((id) => id !== ''), status, reason, author, at }, products);
  }
}

function purlOf(product: JsonValue): string {
  return text(product) || text(member(member(product, 'identifiers'), 'purl')) || text(member(product, '@id'));
}
