/** Reading TOML with the place of every value, against Python's `tomllib`, which gives none. */
import { Random } from '../packages/pypa/differential/random.ts';
import { parseToml } from '../src/base/text/toml.ts';
import type { Bench } from './main.ts';

const HEX = '0123456789abcdef';

function hex(random: Random, digits: number): string {
  return Array.from({ length: digits }, () => HEX.charAt(random.int(16))).join('');
}

/** A release's block as uv writes it: source, dependencies, a source archive and a few dozen wheels. */
function block(random: Random, index: number): string {
  const name = `project-${index}`;
  const version = `${random.int(9)}.${random.int(30)}.${random.int(12)}`;
  const file = (end: string) => {
    const folder = `${hex(random, 2)}/${hex(random, 2)}/${hex(random, 60)}`;
    const url = `https://files.pythonhosted.org/packages/${folder}/${name}-${version}${end}`;
    const time = `2025-0${1 + random.int(9)}-1${random.int(10)}T0${random.int(10)}:17:0${random.int(10)}.${random.int(1000)}Z`;
    return `{ url = "${url}", hash = "sha256:${hex(random, 64)}", size = ${random.int(9_000_000)}, upload-time = "${time}" }`;
  };
  const dependencies = random.list(0, 6, () => {
    const marker = random.chance(0.3) ? `, marker = "python_full_version < '3.${9 + random.int(5)}'"` : '';
    return `    { name = "project-${random.int(900)}"${marker} },\n`;
  });
  const wheels = random.list(1, 22, () => {
    const python = 9 + random.int(6);
    return `    ${file(`-cp3${python}-cp3${python}-manylinux_2_17_x86_64.manylinux2014_x86_64.whl`)},\n`;
  });
  return [
    '\n[[package]]',
    `name = "${name}"`,
    `version = "${version}"`,
    'source = { registry = "https://pypi.org/simple" }',
    dependencies.length > 0 ? `dependencies = [\n${dependencies.join('')}]` : '',
    `sdist = ${file('.tar.gz')}`,
    `wheels = [\n${wheels.join('')}]\n`,
  ]
    .filter((line) => line !== '')
    .join('\n');
}

/** A uv.lock of 2.1 MB, about the largest that real projects have. */
export function largeLock(): string {
  const random = new Random(751);
  const blocks = ['version = 1\nrevision = 5\nrequires-python = ">=3.9"\n'];
  for (let size = 0, index = 0; size < 2_100_000; index++) {
    const text = block(random, index);
    size += text.length;
    blocks.push(text);
  }
  return blocks.join('');
}

const lockFile: Bench<string> = {
  name: 'a uv.lock of 2.1 MB, read with places',
  gate: 10,
  setup: largeLock,
  ours: (text) => {
    const document = parseToml(text);
    const packages = document.ok ? document.value.root['package'] : undefined;
    return Array.isArray(packages) ? packages.length : 0;
  },
  python: 'lock_file',
};

export const benches: readonly Bench<string>[] = [lockFile];
