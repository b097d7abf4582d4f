#!/usr/bin/env node
// Old syntax on purpose: a Node that is too old for Rind must still be able to read this file.
'use strict';
var found = process.versions.node.split('.').map(Number);
if (found[0] < 24 || (found[0] === 24 && found[1] < 15)) {
  console.error('error: rind needs Node 24.15 or newer; this is ' + process.versions.node);
  process.exit(2);
}
var fs = require('node:fs');
var path = require('node:path');
var kept = require('./kept.cjs');

var BUILD = 'RIND_BUILD';
var cache = cachePlace();
// An answer that still holds is said before anything is loaded that finds one (docs/adr/0019).
var question = cache === undefined ? undefined : kept.questionOfProcess(BUILD);
var keptFile = question === undefined ? undefined : kept.fileOf(path.join(cache, 'kept'), question);
var answer = question === undefined ? undefined : kept.find(keptFile, question, Date.now());
var cacheFile, known, script, bundle;
var flags = ['--semi-space-growth-factor=1'];
/*
 * What a gateway reads comes and goes in pieces of megabytes. By itself the C library keeps room as large as the
 * largest one it ever gave back, and each thread its own: of a busy gateway, some fifty megabytes. It takes these
 * words only as a program begins.
 */
var MEMORY = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '131072', MALLOC_TRIM_THRESHOLD_: '1048576' };
if (answer === undefined) {
  if (process.argv[2] === 'serve' && process.platform === 'linux') beginSmall();
  start();
} else kept.say(answer);

/** Begins anew, as the same process, unless that was done or somebody chose how memory is handed out. */
function beginSmall() {
  var env = process.env;
  if (Object.keys(MEMORY).every((name) => env[name] === MEMORY[name])) {
    // Programs that it starts are not meant.
    Object.keys(MEMORY).forEach((name) => delete env[name]);
    return;
  }
  if (Object.keys(env).some((name) => /^(?:MALLOC_|GLIBC_TUNABLES$|LD_PRELOAD$)/.test(name))) return;
  try {
    // Where this fails later on, the process ends.
    fs.accessSync(process.execPath, fs.constants.X_OK);
  } catch (_) {
    return;
  }
  var args = [process.execPath].concat(process.execArgv, process.argv.slice(1));
  process.execve(process.execPath, args, Object.assign({}, env, MEMORY));
}

function start() {
  /*
   * Memory is looked through early: for heaps as small as ours, room for what is thrown away at once is all that
   * grows. A gateway that judges a page of ten thousand files holds half as much so. The other commands mostly end
   * before optimizing what they call a few hundred times has paid, and all of that time a second processor is busy
   * with it; and one thread looks through their memory sooner than several. Looking through all of it ahead of
   * need, most of them would do just before their end.
   */
  if (process.argv[2] !== 'serve') flags.push('--invocation-count-for-maglev=4000', '--single-threaded-gc', '--no-incremental-marking');
  // By itself the engine lets four times what is needed gather before it looks: of a gateway, that would be most.
  // Where it may be two and a half times, turns are 2 ms shorter, and attacks take a gateway past 250 MB.
  else flags.push('--heap-growing-percent=100');
  flags.forEach(require('node:v8').setFlagsFromString);
  var vm = require('node:vm');
  /*
   * What V8 compiled is kept between runs. Node's own compile cache holds only what is compiled before anything
   * runs, and lies in a folder that every user of the machine can write to; this one holds the functions that
   * were called, in a file that only its owner can write to (docs/adr/0004).
   */
  var file = path.join(__dirname, 'rind.bundle.cjs');
  cacheFile = cache === undefined ? undefined : codePlace();
  known = cacheFile === undefined ? undefined : readCache(cacheFile);
  // Every character of the bundle is ASCII: nothing is to be decoded.
  var HEAD = '(function(exports,require,module){';
  script = new vm.Script(HEAD + fs.readFileSync(file, 'latin1') + '\n})', {
    filename: file,
    columnOffset: -HEAD.length,
    cachedData: known === undefined ? undefined : known.code,
    });
  bundle = { exports: {} };
  if (cacheFile !== undefined) process.on('exit', saveCache);
  if (question !== undefined) process.on('exit', keepAnswer);
  script.runInThisContext()(bundle.exports, require, bundle);
}

/** Keeps what an audit said, where it rests on nothing but files that can be looked at again. */
function keepAnswer(code) {
  var said = bundle.exports.answer && bundle.exports.answer.value;
  if (said !== undefined) kept.keep(keptFile, question, said, code);
}

/** Undefined where nothing can be kept, or shall not be. */
function cachePlace() {
  var env = process.env;
  if (env.NODE_DISABLE_COMPILE_CACHE) return undefined;
  var home = env.HOME;
  var folder =
    process.platform === 'win32'
      ? env.LOCALAPPDATA
      : env.XDG_CACHE_HOME || (home && path.join(home, process.platform === 'darwin' ? 'Library/Caches' : '.cache'));
  return !folder || !path.isAbsolute(folder) || isOfRepository(folder) ? undefined : path.join(folder, 'rind');
}

function codePlace() {
  // By command: what another one uses takes as long to take over as what this one does.
  var command = /^[a-z]{1,12}$/.test(process.argv[2]) ? process.argv[2] : 'other';
  return path.join(cache, 'code', [BUILD, process.version, process.arch, command].join('-'));
}

/*
 * CI often keeps caches below the checkout, and then whoever wrote the repository may have put code there:
 * what V8 is given as compiled, it runs without asking where it came from.
 */
function isOfRepository(folder) {
  try {
    // Where it is made only now there is nothing yet; a link may lead anywhere.
    var place = folder;
    while (!fs.existsSync(place) && path.dirname(place) !== place) place = path.dirname(place);
    place = fs.realpathSync(place);
    var relative = path.relative(process.cwd(), place);
    if (relative === '' || (relative.split(path.sep)[0] !== '..' && !path.isAbsolute(relative))) return true;
    for (var at = place; ; at = path.dirname(at)) {
      if (fs.existsSync(path.join(at, '.git'))) return true;
      if (path.dirname(at) === at) return false;
    }
  } catch (_) {
    return true;
  }
}

/** What was kept: the code, and after it which uses of Rind it holds, by a line. */
function readCache(name) {
  try {
    var handle = fs.openSync(name, 'r');
    try {
      var stat = fs.fstatSync(handle);
      // Code is only taken from who may run it anyway.
      if (process.getuid !== undefined && (stat.uid !== process.getuid() || (stat.mode & 63) !== 0)) return undefined;
      var all = Buffer.allocUnsafeSlow(stat.size);
      if (fs.readSync(handle, all, 0, stat.size, 0) !== stat.size || stat.size < 4) return undefined;
      var end = all.readUInt32LE(stat.size - 4);
      if (end > stat.size - 4) return undefined;
      return { code: all.subarray(0, end), uses: all.toString('latin1', end, stat.size - 4).split('\n') };
    } finally {
      fs.closeSync(handle);
    }
  } catch (_) {
    return undefined;
  }
}

/** Takes away what no build has used for a month. */
function dropOld(folder) {
  var month = 30 * 24 * 3600 * 1000;
  fs.readdirSync(folder).forEach((name) => {
    var file = path.join(folder, name);
    if (Date.now() - fs.statSync(file).mtimeMs > month) fs.unlinkSync(file);
  });
}

/** Keeps the code when the run used what no run before it did. Long runs have dropped code already. */
function saveCache() {
  var before = known === undefined || script.cachedDataRejected ? [] : known.uses;
  var uses = Array.from(bundle.exports.used || []);
  if (uses.every((use) => before.includes(use)) || process.uptime() > 10) return;
  try {
    // Code is only taken under the flags that it was kept under, and a run over many files changes some for itself.
    flags.concat('--no-expose-gc').forEach(require('node:v8').setFlagsFromString);
    var code = script.createCachedData();
    var size = Buffer.alloc(4);
    size.writeUInt32LE(code.length);
    kept.makeFolder(path.dirname(cacheFile));
    var written = cacheFile + '.' + process.pid;
    var names = Buffer.from(Array.from(new Set(before.concat(uses))).join('\n'), 'latin1');
    fs.writeFileSync(written, Buffer.concat([code, names, size]), { mode: 384, flag: 'wx' });
    fs.renameSync(written, cacheFile);
    dropOld(path.dirname(cacheFile));
  } catch (_) {
    // It is only slower without.
  }
}
