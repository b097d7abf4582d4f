/**
 * `npm run build`: one bundled file for shipping. `dist/rind.js` is the entry in old syntax (a
 * too-old Node gets one line, and the compile cache is on before anything else is read); it loads
 * `dist/rind.bundle.mjs`, which holds everything else. The shipped package.json is made beside them.
 */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import manifest from '../package.json' with { type: 'json' };

mkdirSync('dist', { recursive: true });
await build({
  entryPoints: ['src/cli/main.ts'],
  outfile: 'dist/rind.bundle.mjs',
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'linked',
  // Some dependencies are CommonJS and ask for Node's own modules by `require`.
  banner: {
    js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
copyFileSync('src/cli/entry.cjs', 'dist/rind.js');
const { version, description, license, engines } = manifest;
const shipped = {
  name: 'rind',
  version,
  description,
  license,
  engines,
  bin: { rind: 'rind.js' },
  files: ['rind.js', 'rind.bundle.mjs'],
};
writeFileSync('dist/package.json', `${JSON.stringify(shipped, null, 2)}\n`);
