#!/bin/sh
# Called by ./rind when there is no bundle, or when the checkout changed since it was built.
cd "$1" || exit 3
say() { printf 'rind: %s\n' "$1" >&2; }

too_old() { ! "$1" -e 'var v = process.versions.node.split("."); process.exit(v[0] > 24 || (v[0] == 24 && v[1] >= 15) ? 0 : 1)' 2>/dev/null; }

if ! command -v npm >/dev/null 2>&1; then
  say 'npm is missing: install Node 24.15 or newer, which brings it'
  exit 3
fi
if [ ! -d node_modules ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  say 'installing dependencies with npm (once, about 15 seconds)'
  npm ci --no-audit --no-fund --loglevel=error >&2 || { say 'npm could not install: see above'; exit 3; }
fi
node=node_modules/.bin/node
[ -x "$node" ] || node=node
if too_old "$node"; then
  say "Node 24.15 or newer is needed; this is $("$node" --version 2>/dev/null || echo missing)"
  exit 2
fi
# Only what the bundle is made of counts: other changes of the checkout need no build.
if [ -f dist/rind.js ] && [ -z "$(find src packages/pypa/src package.json tools/build.ts -newer dist/rind.js -type f 2>/dev/null | head -n 1)" ]; then
  touch dist/rind.js
  exit 0
fi
say 'building'
"$node" tools/build.ts || exit 70
