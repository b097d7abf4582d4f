'use strict';
/*
 * Ends with one clear line where Node is too old to run this house: `node tools/node-version.cjs && …`.
 * Written so that any Node can read it. The figure is that of `engines` in package.json.
 */
var wanted = require('../package.json').engines.node.replace(/^[^0-9]*/, '');
var parts = process.versions.node.split('.').map(Number);
var least = wanted.split('.').map(Number);
if (parts[0] < least[0] || (parts[0] === least[0] && parts[1] < (least[1] || 0))) {
  console.error(
    'error: this needs Node ' +
      wanted +
      ' or newer; ' +
      process.execPath +
      ' is ' +
      process.versions.node +
      '\n' +
      'hint: on Linux x64 `npm ci` brings the right one; elsewhere install it from https://nodejs.org',
  );
  process.exit(2);
}
