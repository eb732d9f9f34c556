import { describe, expect, it } from 'vitest';
import { PatchError } from '../../apimachinery';
import { applyOperation } from './json-patch-dialect';

const document = { data: { k: 'v' }, list: ['a', 'b'] };

describe('a JSON patch as the real server applies it', () => {
  it.each([
    [{ op: 'add', path: '/data/q' }, { data: { k: 'v', q: null } }],
    [{ op: 'replace', path: '/data/new', value: 'x' }, { data: { k: 'v', new: 'x' } }],
    [{ op: 'test', path: '/data/q' }, {}],
    [{ op: 'add', path: 'data/z', value: 'x' }, { z: 'x' }],
    [{ op: 'add', path: '/list/-1', value: 'c' }, { list: ['a', 'b', 'c'] }],
    [{ op: 'remove', path: '/list/-1' }, { list: ['a'] }],
    [{ op: 'replace', path: '/list/-2', value: 'c' }, { list: ['c', 'b'] }],
    [{ op: 'add', path: '/list/00', value: 'c' }, { list: ['c', 'a', 'b'] }],
    [{ op: 'move', from: '/data/k', path: '/data/k' }, {}],
  ])('%j', (operation, changes) => expect(applyOperation(document, operation)).toEqual({ ...document, ...changes }));

  it.each([
    { op: 'add', path: '', value: {} },
    { op: 'remove', path: '' },
    { op: 'copy', from: '', path: '/x' },
    { op: 'move', from: '/data', path: '/data/k' },
    { op: 'test', path: '/data/k' },
    { op: 'test', path: '/nope/q', value: null },
    { op: 'add', path: '/list/-5', value: 'c' },
    { op: 'replace', path: '/data/k/x', value: 'x' },
  ])('%j does not apply', (operation) => expect(() => applyOperation(document, operation)).toThrow(PatchError));
});
