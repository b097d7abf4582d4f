import type { JsonValue } from '../base/text/json.ts';
import { items, member, sentence, text, type VexReader } from './vex-statement.ts';

const STATUSES = [
  ['known_not_affected', 'not_affected'],
  ['fixed', 'fixed'],
  ['first_fixed', 'fixed'],
] as const;

/**
 * CSAF 2.0, profile VEX: product ids by package URL, `product_status` of each vulnerability. Where
 * a product is a component of another, the statement is about the component.
 *
 * Source: OASIS CSAF 2.0, 3.2.2 (product tree) and 3.2.3 (vulnerabilities).
 */
export function readCsaf(root: JsonValue, reader: VexReader): void {
  const purls = productPurls(member(root, 'product_tree'));
  const author = text(member(member(member(root, 'document'), 'publisher'), 'name')).slice(0, 200);
  for (const [i, flaw] of items(member(root, 'vulnerabilities')).entries()) {
    const named = [text(member(flaw, 'cve')), ...items(member(flaw, 'ids')).map((id) => text(member(id, 'text')))];
    const ids = named.filter((id) => id !== '');
    for (const [key, status] of STATUSES) {
      const products = items(member(member(flaw, 'product_status'), key)).map(text);
      for (const [p, product] of products.entries()) {
        const at = reader.at(['vulnerabilities', i, 'product_status', key, p]);
        reader.add({ ids, status, reason: reasonOf(flaw, product), author, at }, [purls.get(product)]);
      }
    }
  }
}

function reasonOf(flaw: JsonValue, product: string): string {
  const about = (entry: JsonValue) => items(member(entry, 'product_ids')).includes(product);
  const flag = items(member(flaw, 'flags')).find(about);
  const impact = items(member(flaw, 'threats')).find(
    (threat) => member(threat, 'category') === 'impact' && about(threat),
  );
  return sentence(text(member(flag, 'label')), text(member(impact, 'details')));
}

/** Package URLs by product id: of branches, of names on their own, of components of other products. */
function productPurls(tree: JsonValue | undefined): Map<string, string> {
  const purls = new Map<string, string>();
  const add = (product: JsonValue | undefined) => {
    const purl = text(member(member(product, 'product_identification_helper'), 'purl'));
    const id = text(member(product, 'product_id'));
    if (purl !== '' && id !== '') purls.set(id, purl);
  };
  for (const product of items(member(tree, 'full_product_names'))) add(product);
  // How deep a text nests was limited when it was read.
  const visit = (branches: JsonValue | undefined): void => {
    for (const branch of items(branches)) {
      add(member(branch, 'product'));
      visit(member(branch, 'branches'));
    }
  };
  visit(member(tree, 'branches'));
  for (const relation of items(member(tree, 'relationships'))) {
    const part = purls.get(text(member(relation, 'product_reference')));
    const id = text(member(member(relation, 'full_product_name'), 'product_id'));
    if (part !== undefined && id !== '' && !purls.has(id)) purls.set(id, part);
  }
  return purls;
}
