import { expect, it } from 'vitest';
import { lineOf } from './typed-ahead';

it('what was typed before there was a field for it is its text, up to Enter', () => {
  expect(lineOf('daemon')).toEqual(['daemon', false]);
  expect(lineOf('daemon\nx')).toEqual(['daemon', true]);
  expect(lineOf('')).toEqual(['', false]);
});
