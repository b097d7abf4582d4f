import { posix } from 'node:path';
import { err, ok } from '@rind/pypa';
import { problem } from '../../base/problem.ts';
import type { FolderEntry, SourceFolder } from '../format.ts';

/** A folder that stands in memory: paths and contents. */
export function memoryFolder(
  files: Readonly<Record<string, string | Uint8Array>>,
  { path = 'env', root }: { path?: string; root?: string } = {},
): SourceFolder {
  const contents = new Map(Object.entries(files));
  const bytes: SourceFolder['bytes'] = (file) => {
    const content = contents.get(file);
    return content === undefined
      ? err(problem('file-unreadable', `cannot read \`${posix.join(path, file)}\``))
      : ok(typeof content === 'string' ? Buffer.from(content) : content);
  };
  return {
    path,
    ...(root === undefined ? {} : { root }),
    list: (folder) => entries([...contents.keys()], folder),
    bytes,
    text: (file) => {
      const content = bytes(file);
      return content.ok
        ? ok({ path: posix.join(path, file), text: Buffer.from(content.value).toString('utf8') })
        : content;
    },
  };
}

function entries(paths: readonly string[], folder: string): FolderEntry[] {
  const prefix = folder === '' ? '' : `${folder}/`;
  const found = new Map<string, FolderEntry['kind']>();
  for (const path of paths) {
    if (!path.startsWith(prefix)) continue;
    const [name = '', ...inner] = path.slice(prefix.length).split('/');
    if (name !== '') found.set(name, inner.length > 0 ? 'folder' : 'file');
  }
  return [...found].map(([name, kind]) => ({ name, kind })).sort((a, b) => (a.name < b.name ? -1 : 1));
}
