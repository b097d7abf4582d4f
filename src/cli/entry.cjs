#!/usr/bin/env node
// Old syntax on purpose: a Node that is too old for Rind must still be able to read this file.
'use strict';
var found = process.versions.node.split('.').map(Number);
if (found[0] < 24 || (found[0] === 24 && found[1] < 15)) {
  console.error('error: rind needs Node 24.15 or newer; this is ' + process.versions.node);
  process.exit(2);
}
require('node:module').enableCompileCache();
require('./rind.bundle.cjs');
