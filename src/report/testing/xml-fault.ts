/**
 * Why a text is no well-formed XML 1.0 document, as far as ours use it: characters that are allowed,
 * tags that nest, attributes in double quotes and each once, the five entities. Undefined when it is.
 */
export function xmlFault(text: string): string | undefined {
  const illegal = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.exec(text);
  if (illegal) return `the character ${illegal[0].codePointAt(0)?.toString(16)}`;
  const body = text.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '');
  const open: string[] = [];
  for (const [whole, tag = ''] of body.matchAll(/<([^>]*)>|[^<]+|</g)) {
    if (whole.startsWith('<')) {
      const closing = /^\/(\w[\w-]*)$/.exec(tag);
      if (closing) {
        if (open.pop() !== closing[1]) return `</${closing[1]}> closes nothing`;
        continue;
      }
      const opening = /^(\w[\w-]*)((?: \w+="[^"<]*")*)(\/?)$/.exec(tag);
      if (!opening) return `the tag <${tag}>`;
      const names = [...(opening[2] ?? '').matchAll(/ (\w+)="/g)].map(([, name]) => name);
      if (new Set(names).size < names.length) return `an attribute twice in <${tag}>`;
      if (opening[3] === '') open.push(opening[1] ?? '');
    }
    if (/&(?!(?:amp|lt|gt|quot|#39|#96);)/.test(whole)) return `an entity in ${whole}`;
  }
  return open.length === 0 ? undefined : `<${open.join('><')}> stays open`;
}
