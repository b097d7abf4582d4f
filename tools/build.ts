/**
 * `npm run build`: one bundled file for shipping. `dist/rind.js` is the entry in old syntax (a
 * too-old Node gets one line, and what was compiled before is not compiled again); it loads
 * `dist/rind.bundle.cjs`, which holds everything else. The shipped package.json is made beside them.
 */
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import manifest from '../package.json' with { type: 'json' };

mkdirSync('dist', { recursive: true });
await build({
  entryPoints: ['src/cli/main.ts'],
  outfile: 'dist/rind.bundle.cjs',
  bundle: true,
  platform: 'node',
  // An ES module that imports `node:fs` loads streams and promises with it; CommonJS does not (docs/adr/0004).
  format: 'cjs',
  target: 'node24',
  // An `import()` that is left would make Node warn that a script from a cache may not have any.
  supported: { 'dynamic-import': false },
  charset: 'ascii',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'linked',
  logLevel: 'warning',
});
/*
 * Some of Node's own modules take milliseconds to load, several times what an audit of a small project
 * takes beside them. They are loaded when something of them is first used; an `import()` says when itself.
 */
const HEAVY =
  /(?<!\.then\(\(\) ?=> ?__toESM\()\brequire\("(node:(?:crypto|zlib|os|http|https|net|tls|stream|stream\/promises|child_process|worker_threads|sqlite))"\)/g;
const LAZY =
  'function rindLate(load){let loaded;return new Proxy({},{get(_,key){return(loaded??=load())[key]}})}\n' +
  'function rindLazy(name){return rindLate(()=>require(name))}\n';
/** The library that reads unusual YAML: seventy modules, for files that few projects have. */
const YAML = /\b(import_yaml\d* ?= ?)(__toESM\(require_\w+\(\)(?:,1)?\))/g;
/*
 * Each module that is loaded late is a method named by its path, in an object of its own: a thousand shapes of one
 * property, which V8 sorts into one growing list at each start (a twentieth of what an audit does). One name does.
 */
const NAMED = /\b(__(?:esm|commonJS)\(\{)"[^"]+"\(/g;
const bundle = 'dist/rind.bundle.cjs';
const code =
  readFileSync(bundle, 'utf8')
    .replaceAll(HEAVY, 'rindLazy("$1")')
    .replaceAll(NAMED, '$1load(')
    .replaceAll(YAML, '$1rindLate(()=>$2)') + LAZY;
writeFileSync(bundle, code);
const start = entryWith(readFileSync('src/cli/kept.cjs', 'utf8'));
// What is kept between runs is kept by the build that it came from: V8 itself only looks at the length.
const digest = createHash('sha256').update(code).update(start).digest('hex').slice(0, 16);
writeFileSync('dist/rind.js', start.replace('RIND_BUILD', digest));
copyFileSync('LICENSE', 'dist/LICENSE');
const { version, description, license, engines } = manifest;
const shipped = {
  name: 'rind',
  version,
  description,
  license,
  engines,
  bin: { rind: 'rind.js' },
  files: ['rind.js', 'rind.bundle.cjs', 'rind.bundle.cjs.LEGAL.txt', 'LICENSE'],
};
writeFileSync('dist/package.json', `${JSON.stringify(shipped, null, 2)}\n`);

/** The entry with what it needs before anything else put into it: a file less to find and to read. */
function entryWith(module: string): string {
  const entry = readFileSync('src/cli/entry.cjs', 'utf8');
  const call = "require('./kept.cjs')";
  if (entry.split(call).length !== 2) throw new Error(`src/cli/entry.cjs asks once for ${call}`);
  const inlined = `(function () {\nvar module = { exports: {} };\n${module}return module.exports;\n})()`;
  // A function: `$&` in the text of a module is no pattern.
  return entry.replace(call, () => inlined);
}
