import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lazy } from './lazy.ts';

describe('what is made when it is asked for', () => {
  it('is not made before, and made once, even where it is undefined', () => {
    let made = 0;
    const value = lazy(() => {
      made++;
      return undefined;
    });
    assert.equal(made, 0);
    value();
    assert.equal(value(), undefined);
    assert.equal(made, 1);
  });

  it('fails again and says the same where making it fails: nothing half made is kept', () => {
    let tries = 0;
    const value = lazy(() => {
      tries++;
      if (tries < 2) throw new Error('not yet');
      return tries;
    });
    assert.throws(value, /not yet/);
    assert.equal(value(), 2);
  });
});
