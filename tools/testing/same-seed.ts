/**
 * Preloaded by `npm test` where `CI` is set: properties draw the same cases on each run of a commit, so that CI judges
 * the change before it and not the draw. Everywhere else each run draws its own, and `npm run fuzz` draws many.
 * `RIND_SEED` names another seed.
 */
import { registerHooks } from 'node:module';

const seed = Number(process.env['RIND_SEED'] ?? 20_261_122);

// A hook instead of an import: most tests hold no property, and the library takes a tenth of a second to load.
registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    if (!url.endsWith('/fast-check/lib/fast-check.js')) return loaded;
    return { ...loaded, source: `${String(loaded.source)}\nconfigureGlobal({ seed: ${seed} });\n` };
  },
});
