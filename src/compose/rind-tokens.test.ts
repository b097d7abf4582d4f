import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parseNetrc } from '../index/netrc.ts';
import { tokenFor } from './rind-tokens.ts';

const ONE = { rind: 'https://one.example' };
const TWO = { rind: 'https://two.example:8443' };
const netrc = parseNetrc('machine two.example login x password of-two\ndefault login x password of-all\n');
const variables = { RIND_TOKEN: 'of-one' };

it('`RIND_TOKEN` goes to the gateway that is named, and to no other of the same run', () => {
  assert.equal(tokenFor(ONE, [ONE, TWO], ONE.rind, { variables, netrc: [] })?.reveal(), 'of-one');
  assert.equal(tokenFor(TWO, [ONE, TWO], ONE.rind, { variables, netrc: [] }), undefined);
  assert.equal(tokenFor(TWO, [ONE, TWO], ONE.rind, { variables, netrc })?.reveal(), 'of-two');
});

it('where none is named, `RIND_TOKEN` goes to the only one there is, and among several to none', () => {
  assert.equal(tokenFor(ONE, [ONE], undefined, { variables, netrc: [] })?.reveal(), 'of-one');
  for (const place of [ONE, TWO])
    assert.equal(tokenFor(place, [ONE, TWO], undefined, { variables, netrc: [] }), undefined);
});

it('without `RIND_TOKEN` a gateway is shown what netrc holds for its very host, and never the default', () => {
  for (const empty of [{}, { RIND_TOKEN: '' }]) {
    assert.equal(tokenFor(TWO, [TWO], TWO.rind, { variables: empty, netrc })?.reveal(), 'of-two');
    for (const place of [ONE, { rind: 'https://two.example.evil' }, { rind: 'https://not-two.example' }])
      assert.equal(tokenFor(place, [place], place.rind, { variables: empty, netrc }), undefined, place.rind);
  }
});

it('what is no token is sent nowhere: it would end the header', () => {
  for (const text of ['a b', 'a\r\nHost: evil', 'ü', 'x'.repeat(2001)]) {
    const password = JSON.stringify(text).slice(1, -1);
    assert.equal(tokenFor(ONE, [ONE], ONE.rind, { variables: { RIND_TOKEN: text }, netrc: [] }), undefined, password);
    const entry = parseNetrc(`machine one.example login x password "${text.replace(/\\/g, '')}"`);
    assert.equal(tokenFor(ONE, [ONE], ONE.rind, { variables: {}, netrc: entry }), undefined, password);
  }
});
