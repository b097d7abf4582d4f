// Old syntax on purpose, as entry.cjs, into which tools/build.ts puts this file. Loads nothing else: a kept answer is
// there before the first of Node's dearer modules would be.
'use strict';
/*
 * Kept answers (docs/adr/0019): what an audit said is said again when everything that it rested on is provably the
 * same, and no instant has passed that could change it. A file of its own for each question; in it the whole question,
 * the instants between which the answer holds, the state of every path that was looked at, and the bytes.
 */
var fs = require('node:fs');
var path = require('node:path');

/** Changes when what is in a file means something else. */
var FORM = 'rind.kept/1';
var MOST_FILES = 200;
var MOST_BYTES = 64 * 1024 * 1024;
var MOST_ANSWER = 4 * 1024 * 1024;
/** An answer counts as used anew at most so often. Unit: milliseconds. */
var HOUR = 3600 * 1000;

/** What an audit reads of the environment, beside everything that begins as below. A test holds this list. */
var VARIABLES = ['APPDATA', 'HOME', 'LOCALAPPDATA', 'NO_COLOR', 'TERM', 'USERPROFILE', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME'];
/** `NODE_`: what changes the runtime may change what is said by it. */
var FAMILIES = /^(?:RIND|PIP|NODE|STRICLI)_/;

/**
 * Everything but files and the clock that an answer depends on, as text; undefined where none may be kept: with
 * what may hold credentials, and for what is no audit.
 */
function questionOf(build, run) {
  var words = run.argv;
  if (words.indexOf('audit') < 0 || words.indexOf('-') >= 0 || words.indexOf('--no-cache') >= 0) return undefined;
  if (words.some(hasAddress)) return undefined;
  // On Windows their case says nothing.
  var names = Object.keys(run.env).filter((name) => {
    var upper = name.toUpperCase();
    return FAMILIES.test(upper) || VARIABLES.indexOf(upper) >= 0;
  });
  // Without a home its place is read from what no answer could rest on.
  if (!names.some((name) => /^(?:HOME|USERPROFILE)$/i.test(name))) return undefined;
  if (names.some((name) => hasAddress(run.env[name]))) return undefined;
  var variables = names.sort().map((name) => [name, run.env[name]]);
  return JSON.stringify([FORM, build, run.version, run.platform, run.users, run.cwd, words, run.flags, run.streams, variables]);
}

function hasAddress(text) {
  return text.indexOf('://') >= 0;
}

/** What a process is asked for. `streams` says whether and how wide stdout is a terminal, and whether stderr is. */
function questionOfProcess(build) {
  try {
    return questionOf(build, {
      argv: process.argv.slice(2),
      flags: process.execArgv,
      env: process.env,
      version: process.version,
      platform: process.platform + process.arch,
      users: process.getuid === undefined ? [] : [process.getuid(), process.geteuid(), process.getegid(), process.getgroups()],
      cwd: process.cwd(),
      streams: [widthOf(1), widthOf(2) > -1],
    });
  } catch (_) {
    return undefined;
  }
}

/** Columns of a terminal, 0 where it does not say; -1 for anything else. Asking Node takes milliseconds. */
function widthOf(handle) {
  var stat = fs.fstatSync(handle);
  if (!stat.isCharacterDevice() || (process.platform === 'linux' && stat.rdev >> 8 === 1)) return -1;
  var stream = handle === 1 ? process.stdout : process.stderr;
  return stream.isTTY === true ? stream.columns || 0 : -1;
}

/** Where the answer to a question lies. Two that meet there drive each other out, no more: the file says the question. */
function fileOf(folder, question) {
  var a = 0x811c9dc5;
  var b = 0x1234567;
  for (var i = 0; i < question.length; i++) {
    var code = question.charCodeAt(i);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x5bd1e995) ^ (b >>> 15);
  }
  return path.join(folder, (a >>> 0).toString(16) + '-' + (b >>> 0).toString(16));
}

/** The answer that is kept to a question, if it still holds: `code`, `out` and `err`. Never throws. */
function find(file, question, now) {
  try {
    var bytes = readOwn(file);
    if (bytes === undefined) return undefined;
    var begin = bytes.indexOf(10) + 1;
    if (bytes.toString('latin1', 0, begin - 1) !== sumOf(bytes, begin)) return undefined;
    var end = bytes.indexOf(10, begin);
    var head = JSON.parse(bytes.toString('utf8', begin, end));
    if (head.question !== question || !(head.from <= now && now < (head.until === null ? Infinity : head.until))) return undefined;
    var looks = end + 1;
    var out = looks + head.looks;
    var err = out + head.out;
    if (bytes.length !== err + head.err || ![0, 1, 3].includes(head.code)) return undefined;
    if (!holds(JSON.parse(bytes.toString('utf8', looks, out)))) return undefined;
    return { code: head.code, out: bytes.subarray(out, err), err: bytes.subarray(err) };
  } catch (_) {
    return undefined;
  }
}

/** A file that nobody but its owner, who is asking, can have written. */
function readOwn(file) {
  // Mostly there is none, and an exception takes longer than the look.
  var before = fs.lstatSync(file, { throwIfNoEntry: false });
  if (before === undefined || !before.isFile()) return undefined;
  var handle = fs.openSync(file, fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW || 0));
  try {
    var stat = fs.fstatSync(handle);
    if (!stat.isFile() || stat.size > MOST_BYTES) return undefined;
    if (process.getuid !== undefined && (stat.uid !== process.getuid() || (stat.mode & 63) !== 0)) return undefined;
    var bytes = Buffer.allocUnsafeSlow(stat.size);
    if (fs.readSync(handle, bytes, 0, stat.size, 0) !== stat.size) return undefined;
    if (Date.now() - stat.mtimeMs > HOUR) fs.futimesSync(handle, new Date(), new Date());
    return bytes;
  } finally {
    fs.closeSync(handle);
  }
}

/** Against disks that lose what was written last; whoever may write the file may write this too. */
function sumOf(bytes, from) {
  var a = 1;
  var b = 0;
  for (var i = from; i < bytes.length; i++) {
    a = (a + bytes[i]) | 0;
    b = (b + a) | 0;
  }
  return a + ':' + b;
}

/** Whether every path is as it was when it was looked at (src/platform/looks.ts says how that is written). */
function holds(looks) {
  return (
    looks.real.every((pair) => realOf(pair[0]) === pair[1]) &&
    looks.folders.every((entry) => {
      var folder = entry[0];
      var at = folder.charAt(folder.length - 1) === path.sep ? folder : folder + path.sep;
      var state = stateOf(folder);
      if (!beginsWith(state, entry[1])) return false;
      if (entry[3] >= 0 && state !== entry[2] && !looks.names[entry[3]].every((name) => stateOf(at + name) === '-:')) return false;
      var found = entry[4];
      for (var i = 0; i < found.length; i += 2) if (!beginsWith(stateOf(at + found[i]), found[i + 1])) return false;
      return true;
    })
  );
}

function beginsWith(text, start) {
  return start !== '' && text.lastIndexOf(start, 0) === 0;
}

function realOf(file) {
  try {
    return fs.realpathSync.native(file);
  } catch (_) {
    return null;
  }
}

var EXACT = { bigint: true, throwIfNoEntry: false };

/** As `stateOf` of src/platform/reads.fs.ts writes it. */
function stateOf(file) {
  try {
    var stat = fs.lstatSync(file, EXACT);
    if (stat === undefined) return '-:';
    return stat.isSymbolicLink() ? stampOf(stat) + '>' + targetOf(file) : stampOf(stat);
  } catch (error) {
    return '!' + (error.code || '') + ':';
  }
}

function targetOf(link) {
  try {
    var stat = fs.statSync(link, EXACT);
    return stat === undefined ? '-:' : stampOf(stat);
  } catch (_) {
    return '-:';
  }
}

function stampOf(stat) {
  var kind = stat.isFile() ? 'f' : stat.isDirectory() ? 'd' : stat.isSymbolicLink() ? 'l' : 'o';
  return [kind, stat.dev, stat.ino, stat.mode, stat.size, stat.mtimeNs, stat.ctimeNs, ''].join(':');
}

/** Keeps an answer. What cannot be written is not kept, and that is all. */
function keep(file, question, answer, code) {
  var temporary = file + '.' + process.pid + '.tmp';
  try {
    if (![0, 1, 3].includes(code)) return;
    var out = Buffer.from(answer.out);
    var err = Buffer.from(answer.err);
    if (out.length + err.length > MOST_ANSWER) return;
    var looks = Buffer.from(JSON.stringify(answer.looks));
    var head = {
      question: question,
      from: answer.from,
      until: answer.until === Infinity ? null : answer.until,
      code: code,
      looks: looks.length,
      out: out.length,
      err: err.length,
    };
    var body = Buffer.concat([Buffer.from(JSON.stringify(head) + '\n'), looks, out, err]);
    makeFolder(path.dirname(file));
    fs.writeFileSync(temporary, Buffer.concat([Buffer.from(sumOf(body, 0) + '\n'), body]), { mode: 384, flag: 'wx' });
    fs.renameSync(temporary, file);
    dropOld(path.dirname(file));
  } catch (_) {
    try {
      fs.unlinkSync(temporary);
    } catch (_) {
      // Never made.
    }
  }
}

/** For its owner alone, with those above it. Node's own `recursive` never ends below a folder that makes none, as `/proc`. */
function makeFolder(folder) {
  try {
    fs.mkdirSync(folder, 448);
  } catch (error) {
    if (error.code === 'EEXIST') return;
    if (error.code !== 'ENOENT' || path.dirname(folder) === folder) throw error;
    makeFolder(path.dirname(folder));
    fs.mkdirSync(folder, 448);
  }
}

/** Drops what was used longest ago, where there is too much. */
function dropOld(folder) {
  var files = fs.readdirSync(folder).map((name) => {
    var stat = fs.lstatSync(path.join(folder, name));
    return { name: name, size: stat.size, used: stat.mtimeMs };
  });
  files.sort((a, b) => b.used - a.used);
  var size = 0;
  files.forEach((file, i) => {
    size += file.size;
    if (i >= MOST_FILES || size > MOST_BYTES) fs.unlinkSync(path.join(folder, file.name));
  });
}

/** Says an answer as the run did that it is of. */
function say(answer) {
  write(2, answer.err);
  process.exitCode = answer.code;
  write(1, answer.out);
}

/** As `Output` of src/cli/output.ts writes. */
function write(handle, bytes) {
  for (var done = 0; done < bytes.length; ) {
    try {
      done += fs.writeSync(handle, bytes, done);
    } catch (error) {
      if (error.code === 'EAGAIN') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      else if (error.code !== 'EINTR') {
        // A reader that ends early is no failure of ours; anything else is one that is said, where it can be.
        if (handle === 1 && error.code !== 'EPIPE') {
          process.exitCode = process.exitCode === 1 ? 1 : 3;
          write(2, Buffer.from('error: cannot write to stdout: ' + error.code + '\n'));
        }
        return;
      }
    }
  }
}

module.exports = {
  makeFolder: makeFolder,
  VARIABLES: VARIABLES,
  FAMILIES: FAMILIES,
  questionOf: questionOf,
  questionOfProcess: questionOfProcess,
  fileOf: fileOf,
  find: find,
  holds: holds,
  keep: keep,
  say: say,
};
