/** Imported before anything else: what is measured is what is shipped. */
process.env['RIND_UNDER_TEST'] ??= 'dist/rind.js';
