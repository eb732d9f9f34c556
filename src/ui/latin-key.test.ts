import { expect, it } from 'vitest';
import { latinKey } from './latin-key';

it.each([
  ['v', 'KeyV', false, 'v'],
  ['V', 'KeyV', false, 'v'],
  ['N', 'KeyN', true, 'N'],
  ['n', 'KeyN', true, 'N'],
  ['ㅍ', 'KeyV', false, 'v'],
  ['ㅜ', 'KeyN', true, 'N'],
  ['м', 'KeyV', false, 'v'],
  ['Process', 'KeyR', false, 'r'],
  ['.', 'KeyE', false, '.'],
  ['?', 'Slash', true, '?'],
  ['Escape', 'Escape', false, 'Escape'],
  [' ', 'Space', false, ' '],
])('reads %s at %s (Shift %s) as %s', (key, code, shiftKey, wanted) => {
  expect(latinKey({ key, code, shiftKey })).toBe(wanted);
});
