import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './toolbox.ts';

/** What everything that is committed says instead of the address that was really asked. */
export const PYPI_INDEX = 'https://pypi.org/simple';
const PYPI_FILES = 'https://files.pythonhosted.org/packages/';

/**
 * The index that pip is configured with (its files, its environment), with a slash at its end; PyPI
 * where nothing is configured. For use at run time only: it may name a host inside somebody's network.
 */
export function configuredIndex(): string {
  const python = join(ROOT, '.cache/oracle/bin/python');
  const asked = spawnSync(python, ['-m', 'pip', 'config', 'get', 'global.index-url'], { encoding: 'utf8' });
  const configured = process.env['PIP_INDEX_URL'] ?? (asked.status === 0 ? asked.stdout.trim() : '');
  const index = configured === '' ? PYPI_INDEX : configured;
  return index.endsWith('/') ? index : `${index}/`;
}

/** Text made against the loopback index, with PyPI's addresses in place of those really asked. */
export function withPublicAddresses(text: string): string {
  const loopback = /http:\/\/127\.0\.0\.1:\d+\/[^/"'\s]+\/simple(?=\/?["'\s]|$)/gm;
  const files = /https?:\/\/[^/"'\s]+(?:\/[^"'\s]*?)?\/packages\/(?=[0-9a-f]{2}\/[0-9a-f]{2}\/[0-9a-f]{60}\/)/g;
  return text.replaceAll(loopback, PYPI_INDEX).replaceAll(files, PYPI_FILES);
}
