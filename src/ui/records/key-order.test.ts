import { expect, it } from 'vitest';
import { keys, pod } from '../testdata/fixture';
import { matchingKeys } from './key-order';

it('keys stand in order, and the filter wants every word somewhere in the key', () => {
  const all = keys([pod('web-b', 'running'), pod('web-a', 'running'), pod('api', 'running')]);
  const names = matchingKeys(all, '').map((key) => key.key);
  expect(names).toEqual([...names].sort());
  expect(matchingKeys(all, 'pods WEB').map((key) => key.key)).toEqual([
    '/registry/pods/default/web-a',
    '/registry/pods/default/web-b',
  ]);
  expect(matchingKeys(all, 'nothing like it')).toEqual([]);
});
