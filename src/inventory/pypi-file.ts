import type { ComponentSource } from './component.ts';
import type { SourceFile } from './format.ts';
import { readAddress } from './requirement-component.ts';
import { indexSource, isInRepository } from './source-address.ts';

/** Where PyPI serves its files. */
const PYPI_FILES = /^https:\/\/(?:files\.pythonhosted\.org|pypi\.org|pypi\.python\.org)\//i;

/**
 * Where a file comes from that conda's locks name by its address alone: PyPI's own files from PyPI, others from
 * the index that the lock names, a folder of the repository from the project itself (`root`).
 */
export function pypiFileSource(address: string, file: SourceFile, index: string | undefined): ComponentSource | 'root' {
  const direct = address.startsWith('direct+');
  const url = direct ? address.slice('direct+'.length) : address;
  if (!direct && PYPI_FILES.test(url)) return { kind: 'index' };
  const { source } = readAddress(url);
  if (source.kind === 'path') {
    const folder = url.replace(/^file:(?:\/\/(?:localhost(?=\/))?)?/i, '');
    return !/\.(?:whl|zip|tar\.[a-z0-9]+|tgz)$/i.test(folder) && isInRepository(file, folder) ? 'root' : source;
  }
  return source.kind === 'url' && !direct && index !== undefined ? indexSource(index) : source;
}
