import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseToml } from '../../base/text/toml.ts';
import { CLIENT_SETUPS } from './clients.ts';
import type { ClientSetup, Edited } from './edited.ts';

const SERVER = 'https://pypi.example.com';
const SIMPLE = `${SERVER}/simple/`;

function setupOf(client: ClientSetup['client']): ClientSetup {
  const found = CLIENT_SETUPS.find((one) => one.client === client);
  assert.ok(found);
  return found;
}

function edit(client: ClientSetup['client'], text: string): Edited {
  const edited = setupOf(client).edit(text, SERVER);
  assert.ok(edited.ok, edited.ok ? '' : edited.error);
  return edited.value;
}

describe('every client', () => {
  it('is edited once: a second time changes nothing', () => {
    for (const { client } of CLIENT_SETUPS)
      for (const text of ['', '# mine\n', '# mine\r\n']) {
        const { text: once } = edit(client, text);
        assert.equal(edit(client, once).text, once, client);
        assert.ok(once.startsWith(text.trim()), client);
      }
  });

  it('keeps every line that is there, but those that ask elsewhere', () => {
    const line = fc.constantFrom(
      '# a comment',
      '; other',
      'timeout = 60',
      'retries: 5',
      '',
      '[install]',
      '[global]',
      '[x]',
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const { text } = edit('pip', `${lines.join('\n')}\n`);
        for (const one of lines) assert.ok(text.split('\n').includes(one), one);
      }),
      { numRuns: 200 },
    );
  });

  it('writes no secret and says where a token goes', () => {
    for (const { client, tokens } of CLIENT_SETUPS) {
      assert.doesNotMatch(edit(client, '').text, /password|token[^_]/i);
      assert.ok(tokens('pypi.example.com', SERVER).length > 0);
    }
  });

  it('that is no TOML, or whose list stands in one line, is left as it is', () => {
    for (const client of ['uv', 'poetry', 'pdm', 'pipenv'] as const)
      assert.ok(!setupOf(client).edit('= 1\n', SERVER).ok);
    assert.ok(!setupOf('uv').edit('index = [{ url = "https://a.org" }]\n', SERVER).ok);
    assert.ok(!setupOf('poetry').edit('[tool.poetry]\nsource = [{ name = "a" }]\n', SERVER).ok);
    assert.ok(!setupOf('pdm').edit('[tool]\npdm = { source = [{ name = "pypi" }] }\n', SERVER).ok);
  });
});

describe('pip', () => {
  it('asks one index: what is set elsewhere is switched off and stays to be read', () => {
    const text =
      '# company\n[global]\ntimeout = 60\nindex_url = https://old.org/simple\nextra-index-url =\n    https://a.org/simple\n    # why\n    https://b.org/simple\n[install]\nindex-url: https://c.org\nfind-links = /srv\n';
    const { text: edited, notes } = edit('pip', text);
    assert.equal(
      edited,
      `# company\n[global]\ntimeout = 60\nindex-url = ${SIMPLE}\n# extra-index-url =\n#     https://a.org/simple\n#     # why\n#     https://b.org/simple\n[install]\n# index-url: https://c.org\nfind-links = /srv\n`,
    );
    assert.equal(notes.length, 3);
    assert.match(notes.join('\n'), /find-links.*stays/);
  });

  it('of hostile text ends, quickly', () => {
    for (const text of ['[', '[]\n=x', ' a\n  b', '[global]\n'.repeat(20_000), '='.repeat(100_000), '__proto__ = 1\n'])
      setupOf('pip').edit(text, SERVER);
  });
});

describe('uv', () => {
  it('has its default index replaced, and others named', () => {
    const text =
      '# mine\n[[index]]\nname = "torch"\nurl = "https://t.org/simple"\n\n[[index]] # ours\nurl = "https://old.org/simple" # old\ndefault = true\n';
    const { text: edited, notes } = edit('uv', text);
    assert.equal(edited, text.replace('https://old.org/simple', SIMPLE));
    assert.match(notes.join(), /`torch` stays/);
    assert.equal(edit('uv', 'index-url = "https://a.org"\n').text, `index-url = "${SIMPLE}"\n`);
  });
});

describe('poetry, pdm and pipenv', () => {
  it('have their source replaced or added, and others named', () => {
    const added = edit('poetry', '[project]\nname = "x"\n');
    assert.match(added.text, /^\[project\]\nname = "x"\n\n\[\[tool\.poetry\.source\]\]\nname = "rind"/);
    const other = edit('poetry', `${added.text}\n[[tool.poetry.source]]\nname = "o"\nurl = "https://u:secret@o.org"\n`);
    assert.match(other.notes.join(), /`o` stays.*o\.org/);
    assert.doesNotMatch(other.notes.join(), /secret/);
    const pipfile =
      '[[source]]\nurl = "https://pypi.org/simple"\nverify_ssl = true\nname = "pypi"\n\n[packages]\nx = "*"\n';
    assert.equal(edit('pipenv', pipfile).text, pipfile.replace('https://pypi.org/simple', SIMPLE));
    const pdm = parseToml(edit('pdm', '[project]\r\nname = "x"\r\n').text);
    assert.ok(pdm.ok && !/[^\r]\n/.test(pdm.value.text));
  });
});

describe('twine', () => {
  it('gets a repository beside those that are there', () => {
    const text =
      '[distutils]\nindex-servers =\n    pypi\n    other\n\n[pypi]\nusername = __token__\npassword = pypi-x\n';
    assert.equal(
      edit('twine', text).text,
      text.replace('    other\n', '    other\n    rind\n') +
        `\n[rind]\nrepository = ${SERVER}/legacy/\nusername = __token__\n`,
    );
    assert.match(edit('twine', '[pypi]\nusername = a\n').text, /index-servers = pypi rind/);
  });
});
